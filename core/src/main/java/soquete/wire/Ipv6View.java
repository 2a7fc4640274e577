package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;

/// An IPv6 header, RFC 8200 §3. Extension headers are layers of their own.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Version| Traffic class |              Flow label               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Payload length        |  Next header  |   Hop limit   |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                                                               |
/// +                                                               +
/// |                         Source address                        |
/// +                                                               +
/// |                                                               |
/// +                                                               +
/// |                                                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                                                               |
/// +                                                               +
/// |                      Destination address                      |
/// +                                                               +
/// |                                                               |
/// +                                                               +
/// |                                                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class Ipv6View {
    public static final int LENGTH = 40;

    private final MemorySegment segment;
    private final long offset;

    private Ipv6View(MemorySegment segment, long offset) {
        this.segment = segment;
        this.offset = offset;
    }

    public static Ipv6View of(MemorySegment segment, long offset, int available) {
        Bytes.check("IPv6", LENGTH, available);
        return new Ipv6View(segment, offset);
    }

    public int version() {
        return Bytes.u8(segment, offset) >> 4;
    }

    public int trafficClass() {
        return Bytes.u16(segment, offset) >> 4 & 0xFF;
    }

    /// Explicit congestion notification, RFC 3168 §5: 0 to 3, 3 is CE.
    public int ecn() {
        return trafficClass() & 3;
    }

    public int flowLabel() {
        return Bytes.i32(segment, offset) & 0xF_FFFF;
    }

    /// What follows this header, extension headers included, in bytes.
    public int payloadLength() {
        return Bytes.u16(segment, offset + 4);
    }

    /// An [IpProtocol] number.
    public int nextHeader() {
        return Bytes.u8(segment, offset + 6);
    }

    public int hopLimit() {
        return Bytes.u8(segment, offset + 7);
    }

    public InetAddress source() {
        return Bytes.address(segment, offset + 8, 16);
    }

    public InetAddress destination() {
        return Bytes.address(segment, offset + 24, 16);
    }

    /// The upper 64 bits of the source address.
    public long sourceHigh() {
        return Bytes.i64(segment, offset + 8);
    }

    /// The lower 64 bits of the source address.
    public long sourceLow() {
        return Bytes.i64(segment, offset + 16);
    }

    /// The upper 64 bits of the destination address.
    public long destinationHigh() {
        return Bytes.i64(segment, offset + 24);
    }

    /// The lower 64 bits of the destination address.
    public long destinationLow() {
        return Bytes.i64(segment, offset + 32);
    }
}
