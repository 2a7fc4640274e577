package soquete.wire;

import java.lang.foreign.MemorySegment;

/// An IEEE 802.2 header with its SNAP extension (RFC 1042) when both access points are 0xAA.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     DSAP      |     SSAP      |    Control    | Organization  |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     Organization (cont.)      |             Type              |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class LlcView {
    /// Without the SNAP extension.
    public static final int MIN_LENGTH = 3;

    public static final int SNAP_LENGTH = 8;

    private static final int SNAP = 0xAAAA;
    private static final int UNNUMBERED_INFORMATION = 3;

    private final MemorySegment segment;
    private final long offset;

    private LlcView(MemorySegment segment, long offset) {
        this.segment = segment;
        this.offset = offset;
    }

    public static LlcView of(MemorySegment segment, long offset, int available) {
        Bytes.check("LLC", MIN_LENGTH, available);
        return new LlcView(segment, offset);
    }

    public int destinationAccessPoint() {
        return Bytes.u8(segment, offset);
    }

    public int sourceAccessPoint() {
        return Bytes.u8(segment, offset + 1);
    }

    public int control() {
        return Bytes.u8(segment, offset + 2);
    }

    /// Whether the five bytes of SNAP follow.
    public boolean snap() {
        return Bytes.u16(segment, offset) == SNAP && control() == UNNUMBERED_INFORMATION;
    }

    /// The organization of the SNAP extension; 0 where [#type()] is an EtherType.
    public int organization() {
        return (int) (Bytes.u32(segment, offset + 2) & 0xFF_FFFF);
    }

    /// The type of the SNAP extension.
    public int type() {
        return Bytes.u16(segment, offset + 6);
    }
}
