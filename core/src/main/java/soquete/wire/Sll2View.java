package soquete.wire;

import java.lang.foreign.MemorySegment;

/// A Linux cooked capture header, version 2 (LINKTYPE_LINUX_SLL2): what capturing on the device `any` gives.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Protocol type         |           Reserved            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Interface index                        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |          ARPHRD type          |  Packet type  |Address length |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                       Link-layer address                      |
/// +                                                               +
/// |                                                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class Sll2View {
    public static final int LENGTH = 20;

    private final MemorySegment segment;
    private final long offset;

    private Sll2View(MemorySegment segment, long offset) {
        this.segment = segment;
        this.offset = offset;
    }

    public static Sll2View of(MemorySegment segment, long offset, int available) {
        Bytes.check("SLL2", LENGTH, available);
        return new Sll2View(segment, offset);
    }

    /// An [EtherType] number, or below 0x600 a kind of frame of Linux's own (4: IEEE 802.2).
    public int protocol() {
        return Bytes.u16(segment, offset);
    }

    /// The kernel's number of the interface.
    public int interfaceIndex() {
        return Bytes.i32(segment, offset + 4);
    }

    /// The device's ARPHRD number; 772 for loopback.
    public int hardwareType() {
        return Bytes.u16(segment, offset + 8);
    }

    /// 0 to us, 1 broadcast, 2 multicast, 3 to someone else, 4 sent by us.
    public int packetType() {
        return Bytes.u8(segment, offset + 10);
    }

    public int addressLength() {
        return Bytes.u8(segment, offset + 11);
    }

    /// The sender's address, zeros when it has none.
    public MacAddress address() {
        return new MacAddress(Bytes.u48(segment, offset + 12));
    }
}
