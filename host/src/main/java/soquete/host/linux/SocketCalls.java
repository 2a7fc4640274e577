package soquete.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The socket calls (POSIX.1-2024 sys/socket.h and poll.h) by the Foreign Function and Memory API.
final class SocketCalls {

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;
    static final int AF_PACKET = 17;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;

    /// include/uapi/asm-generic/socket.h
    static final int SOL_SOCKET = 1;

    static final int SO_ERROR = 4;
    static final int SO_ATTACH_FILTER = 26;
    static final int SO_NETNS_COOKIE = 71;

    static final short POLLIN = 1;
    static final short POLLERR = 8;

    // int socket(int domain, int type, int protocol);
    private static final MethodHandle SOCKET =
            Native.bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    // int bind(int fd, const struct sockaddr *address, socklen_t length);
    private static final MethodHandle BIND =
            Native.bind("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    // int setsockopt(int fd, int level, int name, const void *value, socklen_t length);
    private static final MethodHandle SETSOCKOPT =
            Native.bind("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    // int getsockopt(int fd, int level, int name, void *value, socklen_t *length);
    private static final MethodHandle GETSOCKOPT =
            Native.bind("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

    // ssize_t send(int fd, const void *bytes, size_t length, int flags);
    private static final MethodHandle SEND =
            Native.bind("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    // ssize_t recv(int fd, void *bytes, size_t length, int flags);
    private static final MethodHandle RECV =
            Native.bind("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    // int poll(struct pollfd *fds, nfds_t count, int timeoutMillis);
    private static final MethodHandle POLL =
            Native.bind("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private SocketCalls() {}

    static int socket(int domain, int type, int protocol) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            return Native.checked(
                    "socket", (int) SOCKET.invokeExact(errno, domain, type | SOCK_CLOEXEC, protocol), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    static void bind(int fd, MemorySegment address) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            Native.checked("bind", (int) BIND.invokeExact(errno, fd, address, (int) address.byteSize()), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    static void setsockopt(int fd, int level, int name, MemorySegment value) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        int length = (int) value.byteSize();
        try {
            Native.checked("setsockopt", (int) SETSOCKOPT.invokeExact(errno, fd, level, name, value, length), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    static void setsockopt(int fd, int level, int name, int value) throws NativeException {
        try (Arena arena = Arena.ofConfined()) {
            setsockopt(fd, level, name, arena.allocateFrom(JAVA_INT, value));
        }
    }

    /// Fills `value`.
    static void getsockopt(int fd, int level, int name, MemorySegment value) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            Native.checked("getsockopt", (int) GETSOCKOPT.invokeExact(errno, fd, level, name, value, length), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    static void send(int fd, MemorySegment bytes) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            Native.checked("send", (int) (long) SEND.invokeExact(errno, fd, bytes, bytes.byteSize(), 0), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    /// Bytes received, or −errno.
    static int recv(int fd, MemorySegment bytes) {
        MemorySegment errno = Native.errnoPlace();
        try {
            long result = (long) RECV.invokeExact(errno, fd, bytes, bytes.byteSize(), 0);
            return (int) Native.orNegatedErrno(result, errno);
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    /// How many of the descriptors are ready (0 at the time limit), or −errno.
    static int poll(MemorySegment descriptors, int count, int timeoutMillis) {
        MemorySegment errno = Native.errnoPlace();
        try {
            int result = (int) POLL.invokeExact(errno, descriptors, (long) count, timeoutMillis);
            return (int) Native.orNegatedErrno(result, errno);
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }
}
