package soquete.wire;

import java.lang.foreign.MemorySegment;

/// An ICMP message's header, RFC 792.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     Type      |     Code      |           Checksum            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |   Identifier, or unused       |  Sequence number, or next MTU |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class IcmpView {
    public static final int LENGTH = 8;

    public static final int ECHO_REPLY = 0;
    public static final int DESTINATION_UNREACHABLE = 3;
    public static final int SOURCE_QUENCH = 4;
    public static final int REDIRECT = 5;
    public static final int ECHO = 8;
    public static final int TIME_EXCEEDED = 11;
    public static final int PARAMETER_PROBLEM = 12;

    private final MemorySegment segment;
    private final long offset;

    private IcmpView(MemorySegment segment, long offset) {
        this.segment = segment;
        this.offset = offset;
    }

    public static IcmpView of(MemorySegment segment, long offset, int available) {
        Bytes.check("ICMP", LENGTH, available);
        return new IcmpView(segment, offset);
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

    /// Of an echo or its reply.
    public int identifier() {
        return Bytes.u16(segment, offset + 4);
    }

    /// Of an echo or its reply.
    public int sequenceNumber() {
        return Bytes.u16(segment, offset + 6);
    }

    /// The MTU of the next hop in "fragmentation needed" (type 3 code 4), RFC 1191 §4.
    public int nextHopMtu() {
        return Bytes.u16(segment, offset + 6);
    }

    /// Whether the message tells of an error and so quotes the packet it is about, RFC 1122 §3.2.2.
    public boolean error() {
        return error(type());
    }

    static boolean error(int type) {
        return switch (type) {
            case DESTINATION_UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }
}
