package soquete.wire;

import java.lang.foreign.MemorySegment;

/// A UDP header, RFC 768.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |          Source port          |       Destination port        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |            Length             |           Checksum            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class UdpView {
    public static final int LENGTH = 8;

    private final MemorySegment segment;
    private final long offset;

    private UdpView(MemorySegment segment, long offset) {
        this.segment = segment;
        this.offset = offset;
    }

    public static UdpView of(MemorySegment segment, long offset, int available) {
        Bytes.check("UDP", LENGTH, available);
        return new UdpView(segment, offset);
    }

    public int sourcePort() {
        return Bytes.u16(segment, offset);
    }

    public int destinationPort() {
        return Bytes.u16(segment, offset + 2);
    }

    /// Header and data, in bytes.
    public int length() {
        return Bytes.u16(segment, offset + 4);
    }

    /// 0 when the sender computed none (IPv4 only).
    public int checksum() {
        return Bytes.u16(segment, offset + 6);
    }
}
