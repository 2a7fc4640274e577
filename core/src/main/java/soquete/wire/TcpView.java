package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// A TCP header, RFC 9293 §3.1.
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |          Source port          |       Destination port        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Sequence number                        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                     Acknowledgment number                     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// | Data  |     |A|C|E|U|A|P|R|S|F|                               |
/// |offset |Rsrvd|E|W|C|R|C|S|S|Y|I|            Window             |
/// |       |     | |R|E|G|K|H|T|N|N|                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |           Checksum            |        Urgent pointer         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                  Options, if data offset is over 5            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
public final class TcpView {
    /// Without options.
    public static final int MIN_LENGTH = 20;

    /// With all the options that there can be.
    static final int MAX_LENGTH = 60;

    public static final int FIN = 0x001;
    public static final int SYN = 0x002;
    public static final int RST = 0x004;
    public static final int PSH = 0x008;
    public static final int ACK = 0x010;
    public static final int URG = 0x020;
    public static final int ECE = 0x040;
    public static final int CWR = 0x080;
    /// Accurate ECN, once the nonce sum (RFC 3540, historic).
    public static final int AE = 0x100;

    private final MemorySegment segment;
    private final long offset;
    private final int available;

    private TcpView(MemorySegment segment, long offset, int available) {
        this.segment = segment;
        this.offset = offset;
        this.available = available;
    }

    /// `available` bytes of header and options are there; what the data offset claims beyond them is not read.
    public static TcpView of(MemorySegment segment, long offset, int available) {
        Bytes.check("TCP", MIN_LENGTH, available);
        return new TcpView(segment, offset, available);
    }

    public int sourcePort() {
        return Bytes.u16(segment, offset);
    }

    public int destinationPort() {
        return Bytes.u16(segment, offset + 2);
    }

    public SeqNum sequence() {
        return new SeqNum(Bytes.i32(segment, offset + 4));
    }

    /// As it stands there, whether or not ACK is set.
    public SeqNum acknowledgment() {
        return new SeqNum(Bytes.i32(segment, offset + 8));
    }

    /// In bytes, options included; below 20 in an impossible header.
    public int headerLength() {
        return (Bytes.u8(segment, offset + 12) >> 4) * 4;
    }

    /// The twelve bits after the data offset: three reserved ones, AE and the eight control bits.
    public int flags() {
        return Bytes.u16(segment, offset + 12) & 0xFFF;
    }

    public boolean fin() {
        return (flags() & FIN) != 0;
    }

    public boolean syn() {
        return (flags() & SYN) != 0;
    }

    public boolean rst() {
        return (flags() & RST) != 0;
    }

    public boolean psh() {
        return (flags() & PSH) != 0;
    }

    public boolean ack() {
        return (flags() & ACK) != 0;
    }

    public boolean urg() {
        return (flags() & URG) != 0;
    }

    public boolean ece() {
        return (flags() & ECE) != 0;
    }

    public boolean cwr() {
        return (flags() & CWR) != 0;
    }

    public boolean ae() {
        return (flags() & AE) != 0;
    }

    /// The 16 bits of the header, not scaled.
    public int window() {
        return Bytes.u16(segment, offset + 14);
    }

    public int checksum() {
        return Bytes.u16(segment, offset + 16);
    }

    public int urgentPointer() {
        return Bytes.u16(segment, offset + 18);
    }

    /// The options in order. A list that goes wrong gives what was read before, then stops.
    public List<TcpOption> options() {
        int length = Math.min(headerLength(), available) - MIN_LENGTH;
        return length <= 0 ? List.of() : TcpOption.read(segment, offset + MIN_LENGTH, length);
    }
}
