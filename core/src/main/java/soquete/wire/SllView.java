package soquete.wire;

import java.lang.foreign.MemorySegment;

/// A Linux cooked capture header, version 1 (LINKTYPE_LINUX_SLL).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |          Packet type          |          ARPHRD type          |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |        Address length         |                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
/// |                       Link-layer address                      |
/// +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                               |         Protocol type         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class SllView {
    public static final int LENGTH = 16;

    private final MemorySegment segment;
    private final long offset;

    private SllView(MemorySegment segment, long offset) {
        this.segment = segment;
        this.offset = offset;
    }

    public static SllView of(MemorySegment segment, long offset, int available) {
        Bytes.check("SLL", LENGTH, available);
        return new SllView(segment, offset);
    }

    /// 0 to us, 1 broadcast, 2 multicast, 3 to someone else, 4 sent by us.
    public int packetType() {
        return Bytes.u16(segment, offset);
    }

    /// The device's ARPHRD number; 772 for loopback.
    public int hardwareType() {
        return Bytes.u16(segment, offset + 2);
    }

    public int addressLength() {
        return Bytes.u16(segment, offset + 4);
    }

    /// The sender's address, zeros when it has none.
    public MacAddress address() {
        return new MacAddress(Bytes.u48(segment, offset + 6));
    }

    /// An [EtherType] number, or below 0x600 a kind of frame of Linux's own (4: IEEE 802.2).
    public int protocol() {
        return Bytes.u16(segment, offset + 14);
    }
}
