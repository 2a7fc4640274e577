package soquete.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Calls on descriptors and their memory, and those that change what the process sees of the machine.
final class FileCalls {

    static final int O_RDONLY = 0;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int EFD_CLOEXEC = O_CLOEXEC;

    static final int PROT_READ_WRITE = 3;
    static final int MAP_SHARED = 1;

    /// include/uapi/linux/sched.h
    static final int CLONE_NEWNET = 0x40000000;

    // int open(const char *path, int flags, ...);
    private static final MethodHandle OPEN =
            Native.bind("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));

    // int close(int fd);
    private static final MethodHandle CLOSE = Native.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    // ssize_t read(int fd, void *bytes, size_t length);
    private static final MethodHandle READ =
            Native.bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    // int ioctl(int fd, unsigned long request, ...);
    private static final MethodHandle IOCTL = Native.bind(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));

    // void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset);
    private static final MethodHandle MMAP = Native.bind(
            "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));

    // int munmap(void *address, size_t length);
    private static final MethodHandle MUNMAP =
            Native.bind("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    // int eventfd(unsigned int initial, int flags);
    private static final MethodHandle EVENTFD =
            Native.bind("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    // int eventfd_write(int fd, eventfd_t value);
    private static final MethodHandle EVENTFD_WRITE =
            Native.bind("eventfd_write", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));

    // int unshare(int flags);
    private static final MethodHandle UNSHARE = Native.bind("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    // int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data);
    private static final MethodHandle MOUNT =
            Native.bind("mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));

    private FileCalls() {}

    static int open(String path, int flags) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try (Arena arena = Arena.ofConfined()) {
            return Native.checked(
                    "open " + path, (int) OPEN.invokeExact(errno, arena.allocateFrom(path), flags | O_CLOEXEC), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    /// Closes the descriptor; an error of `close` leaves it closed all the same, so none is reported.
    static void close(int fd) {
        MemorySegment errno = Native.errnoPlace();
        try {
            int unused = (int) CLOSE.invokeExact(errno, fd);
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    /// Bytes read, 0 at the end, or −errno.
    static int read(int fd, MemorySegment bytes) {
        MemorySegment errno = Native.errnoPlace();
        try {
            long result = (long) READ.invokeExact(errno, fd, bytes, bytes.byteSize());
            return (int) Native.orNegatedErrno(result, errno);
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    static void ioctl(String what, int fd, long request, MemorySegment argument) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            Native.checked("ioctl " + what, (int) IOCTL.invokeExact(errno, fd, request, argument), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    /// Maps `length` bytes of the descriptor for reading and writing, shared with the kernel.
    static MemorySegment mmap(int fd, long length) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            MemorySegment mapped = (MemorySegment)
                    MMAP.invokeExact(errno, MemorySegment.NULL, length, PROT_READ_WRITE, MAP_SHARED, fd, 0L);
            if (mapped.address() == -1L) {
                throw new NativeException("mmap", Native.errno(errno));
            }
            return mapped.reinterpret(length);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    static void munmap(MemorySegment mapped) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            Native.checked("munmap", (int) MUNMAP.invokeExact(errno, mapped, mapped.byteSize()), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    static int eventfd() throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            return Native.checked("eventfd", (int) EVENTFD.invokeExact(errno, 0, EFD_CLOEXEC | O_NONBLOCK), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    static void eventfdWrite(int fd) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            Native.checked("eventfd_write", (int) EVENTFD_WRITE.invokeExact(errno, fd, 1L), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    /// Moves the calling platform thread, and it alone, into new namespaces.
    static void unshare(int flags) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            Native.checked("unshare", (int) UNSHARE.invokeExact(errno, flags), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    static void mount(String type, String target) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(type);
            MemorySegment where = arena.allocateFrom(target);
            int result = (int) MOUNT.invokeExact(errno, name, where, name, 0L, MemorySegment.NULL);
            Native.checked("mount " + type, result, errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }
}
