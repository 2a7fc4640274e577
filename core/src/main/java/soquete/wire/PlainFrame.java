package soquete.wire;

import java.lang.foreign.MemorySegment;

/// What most frames are: Ethernet with one VLAN tag or none, IPv4 without options or IPv6 without extensions,
/// and TCP or UDP, whose headers were captured whole, whose lengths agree, and which are neither fragments nor
/// tunnels. Of these it finds at a glance what a [Decoder] finds step by step; of all others it says nothing, and
/// they may carry TCP or UDP as well.
///
/// Reading is what takes time here, whether the JIT has compiled it or not: so it is done eight bytes at once.
public final class PlainFrame {
    private static final int ETHERNET = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    /// EtherType, and where an IPv4 header without options and an IPv6 header begin.
    private static final int TYPE = 12;
    private static final int VLAN = 0x8100;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int IPV4_WITHOUT_OPTIONS = 0x45;

    private boolean tcp;
    private boolean ipv6;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int sourcePort;
    private int destinationPort;
    private int sequence;
    private int acknowledgment;
    private int flags;
    private int window;
    private long position;
    private int header;
    private int payload;
    private int captured;

    /// Whether the frame is such a one. The parameters are those of
    /// [Decoder#read(LinkType, MemorySegment, long, int, int)].
    public boolean read(int linkType, MemorySegment segment, long offset, int capturedLength, int originalLength) {
        int network = EthernetView.LENGTH;
        if (linkType != ETHERNET || capturedLength < network + Ipv4View.MIN_LENGTH + UdpView.LENGTH) {
            return false;
        }
        long types = Bytes.i64(segment, offset + TYPE);
        int type = (int) (types >>> 48);
        if (type == VLAN) {
            type = (int) (types >>> 16) & 0xFFFF;
            network += VlanView.LENGTH;
        }
        int wire = Math.max(originalLength, capturedLength) - network;
        int there = capturedLength - network;
        return switch (type) {
            case IPV4 -> ipv4(segment, offset + network, there, wire);
            case IPV6 -> ipv6(segment, offset + network, there, wire);
            default -> false;
        };
    }

    /// @param at    where the IP header begins
    /// @param there bytes captured from there on
    /// @param wire  bytes that there were on the wire from there on
    private boolean ipv4(MemorySegment segment, long at, int there, int wire) {
        if (there < Ipv4View.MIN_LENGTH + UdpView.LENGTH) {
            return false;
        }
        long head = Bytes.i64(segment, at);
        int length = (int) (head >>> 32) & 0xFFFF;
        boolean fragment = (head & 0x3FFF) != 0;
        if ((int) (head >>> 56) != IPV4_WITHOUT_OPTIONS || length > wire || fragment) {
            return false;
        }
        long next = Bytes.i64(segment, at + 8);
        long ends = Bytes.i64(segment, at + 12);
        ipv6 = false;
        sourceHigh = 0;
        sourceLow = Layers.MAPPED | ends >>> 32;
        destinationHigh = 0;
        destinationLow = Layers.MAPPED | ends & 0xFFFF_FFFFL;
        int protocol = (int) (next >>> 48) & 0xFF;
        return transport(segment, at, Ipv4View.MIN_LENGTH, protocol, Math.min(length, there), length);
    }

    private boolean ipv6(MemorySegment segment, long at, int there, int wire) {
        if (there < Ipv6View.LENGTH + UdpView.LENGTH) {
            return false;
        }
        long head = Bytes.i64(segment, at);
        int length = Ipv6View.LENGTH + ((int) (head >>> 16) & 0xFFFF);
        if ((int) (head >>> 60) != 6 || length > wire) {
            return false;
        }
        ipv6 = true;
        sourceHigh = Bytes.i64(segment, at + 8);
        sourceLow = Bytes.i64(segment, at + 16);
        destinationHigh = Bytes.i64(segment, at + 24);
        destinationLow = Bytes.i64(segment, at + 32);
        int protocol = (int) (head >>> 8) & 0xFF;
        return transport(segment, at, Ipv6View.LENGTH, protocol, Math.min(length, there), length);
    }

    /// @param there  bytes captured of the IP packet
    /// @param length bytes of the IP packet on the wire
    private boolean transport(MemorySegment segment, long at, int ip, int protocol, int there, int length) {
        position = at + ip;
        tcp = protocol == TCP;
        int least = tcp ? TcpView.MIN_LENGTH : UdpView.LENGTH;
        if (!tcp && protocol != UDP || there - ip < least) {
            return false;
        }
        long ports = Bytes.i64(segment, position);
        sourcePort = (int) (ports >>> 48);
        destinationPort = (int) (ports >>> 32) & 0xFFFF;
        header = least;
        if (tcp) {
            long numbers = Bytes.i64(segment, position + 8);
            sequence = (int) ports;
            acknowledgment = (int) (numbers >>> 32);
            header = (int) (numbers >>> 28 & 0xF) * 4;
            flags = (int) (numbers >>> 16) & 0xFFF;
            window = (int) numbers & 0xFFFF;
        } else if ((ports >>> 16 & 0xFFFF) != length - ip || TunnelDecoder.mayBe(sourcePort, destinationPort)) {
            return false;
        }
        payload = length - ip - header;
        captured = there - ip - header;
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
        return sourceHigh;
    }

    /// As [Layers#sourceLow(int)].
    public long sourceLow() {
        return sourceLow;
    }

    /// As [Layers#destinationHigh(int)].
    public long destinationHigh() {
        return destinationHigh;
    }

    /// As [Layers#destinationLow(int)].
    public long destinationLow() {
        return destinationLow;
    }

    public int sourcePort() {
        return sourcePort;
    }

    public int destinationPort() {
        return destinationPort;
    }

    /// As [Layers#tcpSequence(int)]; this and the next three only of TCP.
    public int sequence() {
        return sequence;
    }

    public int acknowledgment() {
        return acknowledgment;
    }

    /// As [TcpView#flags()].
    public int flags() {
        return flags;
    }

    /// As [Layers#tcpWindow(int)].
    public int window() {
        return window;
    }

    /// Where the TCP or UDP header begins in the segment.
    public long position() {
        return position;
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
