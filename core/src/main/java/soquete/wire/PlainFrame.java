package soquete.wire;

/// What most frames are: Ethernet with one VLAN tag or none, IPv4 without options or IPv6 without extensions,
/// and TCP or UDP, whose headers were captured whole, whose lengths agree, and which are neither fragments nor
/// tunnels. Of these it finds at a glance what a [Decoder] finds step by step; of others only whether they are sure to
/// carry neither ([#hasNoTransport]). All that are left may carry TCP or UDP as well.
///
/// It reads from an array: until the JIT has compiled it well, an access to a memory segment takes ten times as long.
public final class PlainFrame {
    private static final int ETHERNET = 1;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    /// EtherType, and where an IPv4 header without options and an IPv6 header begin.
    private static final int TYPE = 12;
    private static final int VLAN = 0x8100;
    private static final int ARP = 0x0806;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int IPV4_WITHOUT_OPTIONS = 0x45;
    /// Shorter frames are not looked at.
    private static final int LEAST = EthernetView.LENGTH + Ipv4View.MIN_LENGTH + UdpView.LENGTH;

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
    private int position;
    private int header;
    private int payload;
    private int captured;

    /// Whether the frame is such a one.
    ///
    /// @param offset where the frame begins in `bytes`; the lengths are as [Decoder] takes them
    public boolean read(int linkType, byte[] bytes, int offset, int capturedLength, int originalLength) {
        if (linkType != ETHERNET || capturedLength < LEAST) {
            return false;
        }
        int network = network(bytes, offset);
        position = network;
        int wire = Math.max(originalLength, capturedLength) - network;
        int there = capturedLength - network;
        return switch (ByteArrays.u16(bytes, offset + network - 2)) {
            case IPV4 -> ipv4(bytes, offset + network, there, wire);
            case IPV6 -> ipv6(bytes, offset + network, there, wire);
            default -> false;
        };
    }

    /// Whether the frame is sure to be no fragment and to hold no header of TCP or UDP, not even quoted: ARP, and ICMP
    /// that tells of no error.
    ///
    /// @param offset where the frame begins in `bytes`
    public static boolean hasNoTransport(int linkType, byte[] bytes, int offset, int capturedLength) {
        if (linkType != ETHERNET || capturedLength < LEAST) {
            return false;
        }
        int network = network(bytes, offset);
        int at = offset + network;
        int there = capturedLength - network;
        return switch (ByteArrays.u16(bytes, at - 2)) {
            case ARP -> true;
            case IPV4 ->
                there > Ipv4View.MIN_LENGTH
                        && bytes[at] == IPV4_WITHOUT_OPTIONS
                        && !isFragment(bytes, at)
                        && bytes[at + 9] == ICMP
                        && !IcmpView.error(bytes[at + Ipv4View.MIN_LENGTH] & 0xFF);
            case IPV6 ->
                there > Ipv6View.LENGTH
                        && (bytes[at] & 0xF0) == 0x60
                        && bytes[at + 6] == ICMPV6
                        && !Icmpv6View.error(bytes[at + Ipv6View.LENGTH] & 0xFF);
            default -> false;
        };
    }

    /// Where what the EtherType names begins, counted from the frame's begin: behind a VLAN tag, if there is one.
    private static int network(byte[] bytes, int offset) {
        boolean tagged = ByteArrays.u16(bytes, offset + TYPE) == VLAN;
        return EthernetView.LENGTH + (tagged ? VlanView.LENGTH : 0);
    }

    private static boolean isFragment(byte[] bytes, int ipv4) {
        return (ByteArrays.u16(bytes, ipv4 + 6) & 0x3FFF) != 0;
    }

    /// @param at    where the IP header begins
    /// @param there bytes captured from there on
    /// @param wire  bytes that there were on the wire from there on
    private boolean ipv4(byte[] bytes, int at, int there, int wire) {
        if (there < Ipv4View.MIN_LENGTH + UdpView.LENGTH) {
            return false;
        }
        int length = ByteArrays.u16(bytes, at + 2);
        if (bytes[at] != IPV4_WITHOUT_OPTIONS || length > wire || isFragment(bytes, at)) {
            return false;
        }
        ipv6 = false;
        sourceHigh = 0;
        sourceLow = Layers.MAPPED | ByteArrays.i32(bytes, at + 12) & 0xFFFF_FFFFL;
        destinationHigh = 0;
        destinationLow = Layers.MAPPED | ByteArrays.i32(bytes, at + 16) & 0xFFFF_FFFFL;
        return transport(bytes, at, Ipv4View.MIN_LENGTH, bytes[at + 9], Math.min(length, there), length);
    }

    private boolean ipv6(byte[] bytes, int at, int there, int wire) {
        if (there < Ipv6View.LENGTH + UdpView.LENGTH) {
            return false;
        }
        int length = Ipv6View.LENGTH + ByteArrays.u16(bytes, at + 4);
        if ((bytes[at] & 0xF0) != 0x60 || length > wire) {
            return false;
        }
        ipv6 = true;
        sourceHigh = ByteArrays.i64(bytes, at + 8);
        sourceLow = ByteArrays.i64(bytes, at + 16);
        destinationHigh = ByteArrays.i64(bytes, at + 24);
        destinationLow = ByteArrays.i64(bytes, at + 32);
        return transport(bytes, at, Ipv6View.LENGTH, bytes[at + 6], Math.min(length, there), length);
    }

    /// @param there  bytes captured of the IP packet
    /// @param length bytes of the IP packet on the wire
    private boolean transport(byte[] bytes, int network, int ip, int protocol, int there, int length) {
        tcp = protocol == TCP;
        int least = tcp ? TcpView.MIN_LENGTH : UdpView.LENGTH;
        if (!tcp && protocol != UDP || there - ip < least) {
            return false;
        }
        position += ip;
        int at = network + ip;
        sourcePort = ByteArrays.u16(bytes, at);
        destinationPort = ByteArrays.u16(bytes, at + 2);
        header = least;
        if (tcp) {
            sequence = ByteArrays.i32(bytes, at + 4);
            acknowledgment = ByteArrays.i32(bytes, at + 8);
            int word = ByteArrays.u16(bytes, at + 12);
            header = (word >>> 12) * 4;
            flags = word & 0xFFF;
            window = ByteArrays.u16(bytes, at + 14);
        } else if (ByteArrays.u16(bytes, at + 4) != length - ip || TunnelDecoder.mayBe(sourcePort, destinationPort)) {
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

    /// Where the TCP or UDP header begins, from the begin of the frame.
    public int position() {
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
