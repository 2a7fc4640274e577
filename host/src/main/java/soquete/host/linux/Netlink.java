package soquete.host.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BiConsumer;

/// A netlink socket: asks, and takes the answers up to the last (include/uapi/linux/netlink.h).
///
/// It speaks to the network namespace of the thread that makes it, from whichever thread it is used afterwards.
final class Netlink implements AutoCloseable {

    static final int NETLINK_ROUTE = 0;
    static final int NETLINK_SOCK_DIAG = 4;
    static final int NLMSG_ERROR = 2;
    static final int NLMSG_DONE = 3;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
    private final ByteBuffer received = buffer.asByteBuffer().order(ByteOrder.nativeOrder());
    private final int fd;
    private int sequence;
    private boolean closed;

    Netlink(int protocol) throws NativeException {
        fd = SocketCalls.socket(SocketCalls.AF_NETLINK, SocketCalls.SOCK_RAW, protocol);
    }

    /// Sends `request`; hands each answer's type and body to `answer`, which must not keep the body.
    synchronized void exchange(NetlinkMessage request, BiConsumer<Integer, ByteBuffer> answer) throws IOException {
        if (closed) {
            throw new IOException("the host is closed");
        }
        sequence++;
        int length = request.writeTo(buffer, sequence);
        SocketCalls.send(fd, buffer.asSlice(0, length));
        boolean more = true;
        while (more) {
            int bytes = SocketCalls.recv(fd, buffer);
            if (bytes < 0 && bytes != -Errno.EINTR) {
                throw new NativeException(request.what(), -bytes);
            }
            more = bytes < 0 || taken(request, bytes, answer);
        }
    }

    /// Takes the messages of one datagram; says whether more are to come.
    private boolean taken(NetlinkMessage request, int bytes, BiConsumer<Integer, ByteBuffer> answer)
            throws NativeException {
        int at = 0;
        while (at + NetlinkMessage.HEADER_BYTES <= bytes) {
            int length = received.getInt(at);
            int type = received.getShort(at + 4);
            boolean ours = received.getInt(at + 8) == sequence;
            if (length < NetlinkMessage.HEADER_BYTES || at + length > bytes) {
                throw new IllegalStateException("netlink message of " + length + " bytes in " + bytes);
            }
            int body = length - NetlinkMessage.HEADER_BYTES;
            if (ours && (type == NLMSG_ERROR || type == NLMSG_DONE)) {
                int errno = body >= 4 ? -received.getInt(at + NetlinkMessage.HEADER_BYTES) : 0;
                if (errno > 0) {
                    throw new NativeException(request.what(), errno);
                }
                return false;
            }
            if (ours) {
                answer.accept(
                        type,
                        received.slice(at + NetlinkMessage.HEADER_BYTES, body).order(ByteOrder.nativeOrder()));
            }
            at += length + 3 & ~3;
        }
        return true;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            FileCalls.close(fd);
            arena.close();
        }
    }
}
