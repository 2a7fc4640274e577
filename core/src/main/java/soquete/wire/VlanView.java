package soquete.wire;

import java.lang.foreign.MemorySegment;

/// What follows the tag protocol identifier of a VLAN tag, IEEE 802.1Q §9.6, and the type of what comes next.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// | PCP |D|    VLAN identifier    |         Type / Length         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class VlanView {
    public static final int LENGTH = 4;

    private final MemorySegment segment;
    private final long offset;

    private VlanView(MemorySegment segment, long offset) {
        this.segment = segment;
        this.offset = offset;
    }

    public static VlanView of(MemorySegment segment, long offset, int available) {
        Bytes.check("VLAN", LENGTH, available);
        return new VlanView(segment, offset);
    }

    /// Priority code point, 0 to 7.
    public int priority() {
        return Bytes.u8(segment, offset) >> 5;
    }

    public boolean dropEligible() {
        return (Bytes.u8(segment, offset) & 0x10) != 0;
    }

    /// 0 to 4095.
    public int identifier() {
        return Bytes.u16(segment, offset) & 0xFFF;
    }

    public int typeOrLength() {
        return Bytes.u16(segment, offset + 2);
    }
}
