package soquete.wire;

/// A TCP or UDP header, and the addresses of the IP packet that carries it.
///
/// Of what most frames are it finds at a glance what a [Decoder] finds step by step: Ethernet with one VLAN tag
/// or none, IPv4 without options or IPv6 without extensions, and TCP or UDP, whose headers were captured whole,
/// whose lengths agree, and which are neither fragments nor tunnels. Of others it says only whether they are sure
/// to carry neither ([#none]). All that are left may carry TCP or UDP as well: there it takes what the decoder
/// found.
///
/// It reads from an array: until the JIT has compiled it well, an access to a memory segment takes ten times as long.
public class TransportHeader {
    /// The length that is not known.
    public static final int NO_LENGTH = -1;

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
    private boolean quoted;
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
    private int header;
    private int length;
    private long payloadPosition;
    private int payloadCaptured;

    /// Reads it at a glance. False where that cannot be done; what is said of it then means nothing.
    ///
    /// @param offset where the frame begins in `bytes`; the lengths are as [Decoder] takes them
    public final boolean glance(int linkType, byte[] bytes, int offset, int capturedLength, int originalLength) {
        if (linkType != ETHERNET || capturedLength < LEAST) {
            return false;
        }
        int network = network(bytes, offset);
        int wire = Math.max(originalLength, capturedLength) - network;
        int there = capturedLength - network;
        return switch (ByteArrays.u16(bytes, offset + network - 2)) {
            case IPV4 -> ipv4(bytes, offset + network, there, wire);
            case IPV6 -> ipv6(bytes, offset + network, there, wire);
            default -> false;
        };
    }

    /// Whether a frame is sure to be no fragment and to hold no such header, not even quoted: ARP, and ICMP that
    /// tells of no error.
    ///
    /// @param offset where the frame begins in `bytes`
    public static boolean none(int linkType, byte[] bytes, int offset, int capturedLength) {
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

    /// @param there bytes captured of the IP packet
    /// @param wire  bytes of the IP packet on the wire
    private boolean transport(byte[] bytes, int network, int ip, int protocol, int there, int wire) {
        tcp = protocol == TCP;
        quoted = false;
        int least = tcp ? TcpView.MIN_LENGTH : UdpView.LENGTH;
        if (!tcp && protocol != UDP || there - ip < least) {
            return false;
        }
        int at = network + ip;
        sourcePort = ByteArrays.u16(bytes, at);
        destinationPort = ByteArrays.u16(bytes, at + 2);
        int taken = least;
        if (tcp) {
            sequence = ByteArrays.i32(bytes, at + 4);
            acknowledgment = ByteArrays.i32(bytes, at + 8);
            int word = ByteArrays.u16(bytes, at + 12);
            taken = (word >>> 12) * 4;
            flags = word & 0xFFF;
            window = ByteArrays.u16(bytes, at + 14);
        } else if (ByteArrays.u16(bytes, at + 4) != wire - ip || TunnelDecoder.mayBe(sourcePort, destinationPort)) {
            return false;
        }
        header = taken;
        length = wire - ip - taken;
        payloadPosition = at + taken;
        payloadCaptured = there - ip - taken;
        return taken >= least && payloadCaptured >= 0;
    }

    /// Takes what a decoder found: TCP with its numbers, or UDP.
    ///
    /// @param index of the layer
    public final void take(Layers layers, int index) {
        int network = layers.networkOf(index);
        quoted = false;
        ipv6 = !layers.isIpv4(network);
        sourceHigh = layers.sourceHigh(network);
        sourceLow = layers.sourceLow(network);
        destinationHigh = layers.destinationHigh(network);
        destinationLow = layers.destinationLow(network);
        sourcePort = layers.sourcePort(index);
        destinationPort = layers.destinationPort(index);
        payloadPosition = layers.payloadPosition(index);
        payloadCaptured = layers.capturedPayloadLength(index);
        tcp = layers.protocol(index) == Protocol.TCP;
        if (tcp) {
            sequence = layers.tcpSequence(index);
            acknowledgment = layers.tcpAcknowledgment(index);
            flags = layers.tcpFlags(index);
            window = layers.tcpWindow(index);
            header = layers.tcpHeaderLength(index);
            // One that claims too little is taken at its word, as Wireshark does; one that claims too much is not.
            int wire = layers.end(index) - layers.offset(index);
            length = header > wire || layers.fragmented() ? NO_LENGTH : wire - header;
        } else {
            header = UdpView.LENGTH;
            length = layers.payloadLength(index);
        }
    }

    /// Takes what an ICMP error quotes, with its ports.
    public final void take(QuotedHeader quote) {
        byte[] source = quote.source().getAddress();
        byte[] destination = quote.destination().getAddress();
        quoted = true;
        tcp = quote.protocol() == IpProtocol.TCP.value();
        ipv6 = source.length == 16;
        sourceHigh = high(source);
        sourceLow = low(source);
        destinationHigh = high(destination);
        destinationLow = low(destination);
        sourcePort = quote.sourcePort();
        destinationPort = quote.destinationPort();
        flags = 0;
        length = NO_LENGTH;
    }

    private static long high(byte[] address) {
        return address.length == 16 ? ByteArrays.i64(address, 0) : 0;
    }

    private static long low(byte[] address) {
        return address.length == 16
                ? ByteArrays.i64(address, 8)
                : Layers.MAPPED | ByteArrays.i32(address, 0) & 0xFFFF_FFFFL;
    }

    /// TCP, else UDP.
    public final boolean tcp() {
        return tcp;
    }

    public final boolean ipv6() {
        return ipv6;
    }

    /// Quoted in an ICMP error: it names a conversation and is no part of it.
    public final boolean quoted() {
        return quoted;
    }

    /// As [Layers#sourceHigh(int)].
    public final long sourceHigh() {
        return sourceHigh;
    }

    /// As [Layers#sourceLow(int)].
    public final long sourceLow() {
        return sourceLow;
    }

    /// As [Layers#destinationHigh(int)].
    public final long destinationHigh() {
        return destinationHigh;
    }

    /// As [Layers#destinationLow(int)].
    public final long destinationLow() {
        return destinationLow;
    }

    public final int sourcePort() {
        return sourcePort;
    }

    public final int destinationPort() {
        return destinationPort;
    }

    /// As [Layers#tcpSequence(int)]; this and the next three only of TCP.
    public final int sequence() {
        return sequence;
    }

    public final int acknowledgment() {
        return acknowledgment;
    }

    /// As [TcpView#flags()]; none of a quote.
    public final int flags() {
        return flags;
    }

    /// As [Layers#tcpWindow(int)].
    public final int window() {
        return window;
    }

    /// Bytes of the TCP or UDP header, as it says; not of a quote.
    public final int headerLength() {
        return header;
    }

    /// Bytes carried on the wire, as the IP header says: padding is not counted. [#NO_LENGTH] in a fragment, a quote or
    /// an impossible header.
    public final int length() {
        return length;
    }

    /// Where what it carries begins in the array or segment that it was read from; not of a quote.
    public final long payloadPosition() {
        return payloadPosition;
    }

    /// How many of the bytes it carries were captured.
    public final int payloadCaptured() {
        return payloadCaptured;
    }
}
