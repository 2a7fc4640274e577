package soquete.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Waits until one of a few descriptors can be read, or until another thread wakes it.
///
/// ```
/// struct pollfd { int fd; short events; short revents; };   (include/uapi/asm-generic/poll.h)
/// ```
final class Readiness implements AutoCloseable {

    static final int POLLFD_BYTES = 8;

    private final Arena arena = Arena.ofShared();
    private final int wakeFd;
    private final int count;
    private final MemorySegment descriptors;

    Readiness(int... fds) throws NativeException {
        wakeFd = FileCalls.eventfd();
        count = fds.length + 1;
        descriptors = arena.allocate((long) count * POLLFD_BYTES, 8);
        set(0, wakeFd);
        for (int i = 0; i < fds.length; i++) {
            set(i + 1, fds[i]);
        }
    }

    private void set(int at, int fd) {
        descriptors.set(JAVA_INT, (long) at * POLLFD_BYTES, fd);
        descriptors.set(JAVA_SHORT, (long) at * POLLFD_BYTES + 4, SocketCalls.POLLIN);
    }

    /// Returns when one is ready, when woken (now or before: it stays awake), or after the time given.
    void await(int timeoutMillis) throws NativeException {
        int result = SocketCalls.poll(descriptors, count, timeoutMillis);
        if (result < 0 && result != -Errno.EINTR) {
            throw new NativeException("poll", -result);
        }
    }

    /// Waits to be woken, whatever becomes ready.
    void awaitWake(int timeoutMillis) throws NativeException {
        int result = SocketCalls.poll(descriptors, 1, timeoutMillis);
        if (result < 0 && result != -Errno.EINTR) {
            throw new NativeException("poll", -result);
        }
    }

    /// Waits for the descriptors alone: for who is awake and has still something to take.
    void awaitDescriptors(int timeoutMillis) throws NativeException {
        int result = SocketCalls.poll(descriptors.asSlice(POLLFD_BYTES), count - 1, timeoutMillis);
        if (result < 0 && result != -Errno.EINTR) {
            throw new NativeException("poll", -result);
        }
    }

    /// Whether the last wait found an error on one of the descriptors (POLLERR): it stays until it is taken.
    boolean failed() {
        for (int i = 1; i < count; i++) {
            if ((descriptors.get(JAVA_SHORT, (long) i * POLLFD_BYTES + 6) & SocketCalls.POLLERR) != 0) {
                return true;
            }
        }
        return false;
    }

    /// Ends this wait and all later ones at once.
    void wake() throws NativeException {
        FileCalls.eventfdWrite(wakeFd);
    }

    /// To be called when nobody waits any more.
    @Override
    public void close() {
        FileCalls.close(wakeFd);
        arena.close();
    }
}
