package soquete.wire;

import java.lang.foreign.MemorySegment;

/// What most frames are: Ethernet, IPv4 without options or IPv6 without extensions, and TCP or UDP, whose headers were
/// captured whole, whose lengths agree, and which are neither fragments nor tunnels. Of these it finds at a glance what
/// a [Decoder] finds step by step; of all others it says nothing, and they may carry TCP or UDP as well.
public final class PlainFrame {
    private static final int ETHERNET = 1;
    private static final int IPV4_AND_PORTS = EthernetView.LENGTH + Ipv4View.MIN_LENGTH + UdpView.LENGTH;
    private static final int IPV6_AND_PORTS = EthernetView.LENGTH + Ipv6View.LENGTH + UdpView.LENGTH;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private MemorySegment segment = MemorySegment.NULL;
    private long start;
    private boolean ipv6;
    private boolean tcp;
    private int transport;
    private int header;
    private int payload;
    private int captured;

    /// Whether the frame is such a one. The parameters are those of
    /// [Decoder#read(LinkType, MemorySegment, long, int, int)].
    public boolean read(int linkType, MemorySegment frames, long offset, int capturedLength, int originalLength) {
        if (linkType != ETHERNET || capturedLength < IPV4_AND_PORTS) {
            return false;
        }
        segment = frames;
        start = offset;
        int wire = Math.max(originalLength, capturedLength);
        // EtherType and the first bytes of the IP header at once: reading is what takes time here
        long head = Bytes.i64(frames, offset + 12);
        int type = (int) (head >>> 48);
        int first = (int) (head >>> 40) & 0xFF;
        if (type == 0x0800 && first == 0x45) {
            return ipv4((int) (head >>> 16) & 0xFFFF, wire, capturedLength);
        }
        return type == 0x86DD && first >> 4 == 6 && capturedLength >= IPV6_AND_PORTS && ipv6(wire, capturedLength);
    }

    private boolean ipv4(int totalLength, int wire, int capturedLength) {
        long fragmentAndNext = Bytes.i64(segment, start + 20);
        ipv6 = false;
        transport = EthernetView.LENGTH + Ipv4View.MIN_LENGTH;
        int end = EthernetView.LENGTH + totalLength;
        boolean fragment = (fragmentAndNext >>> 48 & 0x3FFF) != 0;
        return !fragment && end <= wire && transport((int) (fragmentAndNext >>> 32) & 0xFF, end, capturedLength);
    }

    private boolean ipv6(int wire, int capturedLength) {
        int lengthAndNext = Bytes.i32(segment, start + 18);
        ipv6 = true;
        transport = EthernetView.LENGTH + Ipv6View.LENGTH;
        int end = transport + (lengthAndNext >>> 16);
        return end <= wire && transport(lengthAndNext >>> 8 & 0xFF, end, capturedLength);
    }

    /// @param end where the IP packet ends on the wire
    private boolean transport(int protocol, int end, int capturedLength) {
        int there = Math.min(end, capturedLength);
        int least;
        if (protocol == TCP) {
            tcp = true;
            least = TcpView.MIN_LENGTH;
            header = there - transport < least ? 0 : (Bytes.u8(segment, start + transport + 12) >> 4) * 4;
        } else if (protocol == UDP) {
            tcp = false;
            least = UdpView.LENGTH;
            long head = Bytes.i64(segment, start + transport);
            boolean agrees = (head >>> 16 & 0xFFFF) == end - transport;
            header = agrees && !TunnelDecoder.mayBe(sourcePort(), destinationPort()) ? least : 0;
        } else {
            return false;
        }
        payload = end - transport - header;
        captured = there - transport - header;
        return header >= least && captured >= 0;
    }

    /// TCP, else UDP.
    public boolean tcp() {
        return tcp;
    }

    public boolean ipv6() {
        return ipv6;
    }

    /// As [Layers#sourceHigh(int)].
    public long sourceHigh() {
        return ipv6 ? Bytes.i64(segment, start + 22) : 0;
    }

    /// As [Layers#sourceLow(int)].
    public long sourceLow() {
        return ipv6 ? Bytes.i64(segment, start + 30) : Layers.MAPPED | Bytes.u32(segment, start + 26);
    }

    /// As [Layers#destinationHigh(int)].
    public long destinationHigh() {
        return ipv6 ? Bytes.i64(segment, start + 38) : 0;
    }

    /// As [Layers#destinationLow(int)].
    public long destinationLow() {
        return ipv6 ? Bytes.i64(segment, start + 46) : Layers.MAPPED | Bytes.u32(segment, start + 30);
    }

    public int sourcePort() {
        return Bytes.u16(segment, start + transport);
    }

    public int destinationPort() {
        return Bytes.u16(segment, start + transport + 2);
    }

    /// As [Layers#tcpSequence(int)]; this and what follows only of TCP.
    public int sequence() {
        return Bytes.i32(segment, start + transport + 4);
    }

    public int acknowledgment() {
        return Bytes.i32(segment, start + transport + 8);
    }

    /// As [TcpView#flags()].
    public int flags() {
        return Bytes.u16(segment, start + transport + 12) & 0xFFF;
    }

    /// As [Layers#tcpWindow(int)].
    public int window() {
        return Bytes.u16(segment, start + transport + 14);
    }

    /// Where the TCP or UDP header begins in the segment.
    public long position() {
        return start + transport;
    }

    /// Bytes of the TCP or UDP header.
    public int headerLength() {
        return header;
    }

    /// Bytes behind that header on the wire; padding is not counted.
    public int payloadLength() {
        return payload;
    }

    /// How many of those were captured.
    public int capturedPayloadLength() {
        return captured;
    }
}
