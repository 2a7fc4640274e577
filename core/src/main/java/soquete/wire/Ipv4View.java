package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;

/// An IPv4 header, RFC 791 §3.1.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Version|  IHL  |   DSCP    |ECN|         Total length          |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |        Identification         |0|D|M|     Fragment offset     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// | Time to live  |   Protocol    |        Header checksum        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                         Source address                        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                      Destination address                      |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                    Options, if IHL is over 5                  |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class Ipv4View {
    /// Without options.
    public static final int MIN_LENGTH = 20;

    private final MemorySegment segment;
    private final long offset;

    private Ipv4View(MemorySegment segment, long offset) {
        this.segment = segment;
        this.offset = offset;
    }

    public static Ipv4View of(MemorySegment segment, long offset, int available) {
        Bytes.check("IPv4", MIN_LENGTH, available);
        return new Ipv4View(segment, offset);
    }

    public int version() {
        return Bytes.u8(segment, offset) >> 4;
    }

    /// In bytes, options included; below 20 in an impossible header.
    public int headerLength() {
        return (Bytes.u8(segment, offset) & 0xF) * 4;
    }

    /// Differentiated services code point, RFC 2474 §3.
    public int dscp() {
        return Bytes.u8(segment, offset + 1) >> 2;
    }

    /// Explicit congestion notification, RFC 3168 §5: 0 to 3, 3 is CE.
    public int ecn() {
        return Bytes.u8(segment, offset + 1) & 3;
    }

    /// Header and data, in bytes. 0 when the packet was captured before the network card cut it into segments.
    public int totalLength() {
        return Bytes.u16(segment, offset + 2);
    }

    public int identification() {
        return Bytes.u16(segment, offset + 4);
    }

    public boolean dontFragment() {
        return (Bytes.u8(segment, offset + 6) & 0x40) != 0;
    }

    public boolean moreFragments() {
        return (Bytes.u8(segment, offset + 6) & 0x20) != 0;
    }

    /// In bytes: where this fragment's data stands in the whole.
    public int fragmentOffset() {
        return (Bytes.u16(segment, offset + 6) & 0x1FFF) * 8;
    }

    public int timeToLive() {
        return Bytes.u8(segment, offset + 8);
    }

    /// An [IpProtocol] number.
    public int protocol() {
        return Bytes.u8(segment, offset + 9);
    }

    public int checksum() {
        return Bytes.u16(segment, offset + 10);
    }

    public InetAddress source() {
        return Bytes.address(segment, offset + 12, 4);
    }

    public InetAddress destination() {
        return Bytes.address(segment, offset + 16, 4);
    }

    /// The source address as 32 bits.
    public int sourceBits() {
        return Bytes.i32(segment, offset + 12);
    }

    /// The destination address as 32 bits.
    public int destinationBits() {
        return Bytes.i32(segment, offset + 16);
    }
}
