package soquete.wire;

import java.lang.foreign.MemorySegment;

/// An Ethernet header, IEEE 802.3 §3.1.1.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                      Destination address                      |
/// +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                               |                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
/// |                         Source address                        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Type / Length         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class EthernetView {
    public static final int LENGTH = 14;

    private final MemorySegment segment;
    private final long offset;

    private EthernetView(MemorySegment segment, long offset) {
        this.segment = segment;
        this.offset = offset;
    }

    public static EthernetView of(MemorySegment segment, long offset, int available) {
        Bytes.check("Ethernet", LENGTH, available);
        return new EthernetView(segment, offset);
    }

    public MacAddress destination() {
        return new MacAddress(Bytes.u48(segment, offset));
    }

    public MacAddress source() {
        return new MacAddress(Bytes.u48(segment, offset + 6));
    }

    /// An [EtherType] number from 0x600 up, the frame's length in bytes up to 1500.
    public int typeOrLength() {
        return Bytes.u16(segment, offset + 12);
    }
}
