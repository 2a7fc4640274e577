package soquete.wire;

import java.lang.foreign.MemorySegment;

/// An ICMPv6 message's header, RFC 4443 §2.1.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     Type      |     Code      |           Checksum            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                         Message body                          |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class Icmpv6View {
    public static final int LENGTH = 4;

    public static final int DESTINATION_UNREACHABLE = 1;
    public static final int PACKET_TOO_BIG = 2;
    public static final int TIME_EXCEEDED = 3;
    public static final int PARAMETER_PROBLEM = 4;
    public static final int ECHO_REQUEST = 128;
    public static final int ECHO_REPLY = 129;

    private final MemorySegment segment;
    private final long offset;
    private final int available;

    private Icmpv6View(MemorySegment segment, long offset, int available) {
        this.segment = segment;
        this.offset = offset;
        this.available = available;
    }

    public static Icmpv6View of(MemorySegment segment, long offset, int available) {
        Bytes.check("ICMPv6", LENGTH, available);
        return new Icmpv6View(segment, offset, available);
    }

    public int type() {
        return Bytes.u8(segment, offset);
    }

    public int code() {
        return Bytes.u8(segment, offset + 1);
    }

    public int checksum() {
        return Bytes.u16(segment, offset + 2);
    }

    /// The first 32 bits of the body (the MTU of "packet too big", identifier and number of an echo); 0 when it has
    /// none.
    public long parameter() {
        return available >= LENGTH + 4 ? Bytes.u32(segment, offset + LENGTH) : 0;
    }

    /// Whether the message tells of an error and so quotes the packet it is about, RFC 4443 §2.1.
    public boolean error() {
        return error(type());
    }

    static boolean error(int type) {
        return type < 128;
    }
}
