package soquete.wire;

import java.lang.foreign.MemorySegment;

/// The address family before a packet on a loopback interface of BSD, macOS or Windows (LINKTYPE_NULL, LINKTYPE_LOOP).
/// The first writes it in the byte order of the machine that captured, the second in network order.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                         Address family                        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class NullView {
    public static final int LENGTH = 4;

    private static final int INET = 2;
    private static final int INET6_LINUX = 10;
    private static final int INET6_WINDOWS = 23;
    private static final int INET6_NETBSD = 24;
    private static final int INET6_FREEBSD = 28;
    private static final int INET6_MACOS = 30;

    private final MemorySegment segment;
    private final long offset;

    private NullView(MemorySegment segment, long offset) {
        this.segment = segment;
        this.offset = offset;
    }

    public static NullView of(MemorySegment segment, long offset, int available) {
        Bytes.check("loopback", LENGTH, available);
        return new NullView(segment, offset);
    }

    /// The family's number, its byte order told by families being small numbers.
    public int family() {
        int family = Bytes.i32(segment, offset);
        return (family & 0xFFFF_0000) == 0 ? family : Integer.reverseBytes(family);
    }

    public boolean ipv4() {
        return family() == INET;
    }

    /// Whether the family is AF_INET6, which has a number of its own in each operating system.
    public boolean ipv6() {
        return switch (family()) {
            case INET6_LINUX, INET6_WINDOWS, INET6_NETBSD, INET6_FREEBSD, INET6_MACOS -> true;
            default -> false;
        };
    }
}
