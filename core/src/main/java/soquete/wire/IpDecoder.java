package soquete.wire;

import soquete.wire.Problem.Kind;
import soquete.wire.Problem.LengthSource;

/// Reads IP packets, their extension headers and the transport headers in them.
final class IpDecoder {
    private static final int HOME_ADDRESS = 0xC9;
    private static final int HOME_ADDRESS_LENGTH = 16;
    private static final int DATA_OFFSET = 12;
    private static final int PORTS_LENGTH = 4;
    private static final int JUMBO_PAYLOAD = 0xC2;
    private static final int JUMBO_LENGTH = 8;

    private final Reading reading;
    private final Layers layers;
    private final TunnelDecoder tunnels;
    private final boolean fragmentsWait;

    /// @param fragmentsWait whether the transport header of a fragment is left to the whole datagram
    IpDecoder(Reading reading, LinkDecoder link, boolean fragmentsWait) {
        this.reading = reading;
        this.layers = reading.layers;
        this.fragmentsWait = fragmentsWait;
        tunnels = new TunnelDecoder(reading, link, this);
    }

    /// An IP packet whose version only its own first byte tells.
    void version(int at) {
        if (reading.has(Protocol.IPV4, at, 1)) {
            if (reading.u8(at) >> 4 == 6) {
                ipv6(at);
            } else {
                ipv4(at);
            }
        }
    }

    void ipv4(int at) {
        if (!reading.has(Protocol.IPV4, at, Ipv4View.MIN_LENGTH)) {
            return;
        }
        // The first eight bytes at once: reading is what takes time here.
        long head = Bytes.i64(reading.segment(), reading.position(at));
        int first = (int) (head >>> 48);
        int said = (int) (head >>> 32) & 0xFFFF;
        int header = (first >> 8 & 0xF) * 4;
        // 0 when the packet was captured before the network card cut it into segments.
        int total = said == 0 ? reading.end - at : said;
        if (first >> 12 == 6) {
            ipv6(at);
            return;
        }
        if (first >> 12 != 4 || header < Ipv4View.MIN_LENGTH || said != 0 && said < header) {
            impossible(at, first >> 12, header, total);
            return;
        }
        reading.narrow(Protocol.IPV4, at, total, LengthSource.IPV4_TOTAL_LENGTH);
        if (!reading.push(Protocol.IPV4, at, Math.min(header, reading.there(at)))
                || !reading.has(Protocol.IPV4, at, header, LengthSource.IPV4_HEADER_LENGTH)) {
            return;
        }
        int protocol = reading.u8(at + 9);
        int fragment = (int) head & 0x3FFF;
        if (fragment != 0) {
            int field = (fragment & 0x1FFF) * 8 | fragment >> 13;
            layers.fragment(at + header, total - header, field, (int) head >>> 16, protocol);
            if ((fragment & 0x1FFF) != 0 || fragmentsWait && layers.fragmentWhole()) {
                return;
            }
        }
        if (reading.end - at > header) {
            next(protocol, at + header);
        }
    }

    private void impossible(int at, int version, int header, int total) {
        if (version != 4) {
            reading.report(Protocol.IPV4, at, header, reading.end - at, LengthSource.IP_VERSION, Kind.MALFORMED);
        } else if (header < Ipv4View.MIN_LENGTH) {
            reading.report(
                    Protocol.IPV4, at, Ipv4View.MIN_LENGTH, header, LengthSource.IPV4_HEADER_LENGTH, Kind.MALFORMED);
        } else {
            reading.report(Protocol.IPV4, at, header, total, LengthSource.IPV4_TOTAL_LENGTH, Kind.MALFORMED);
        }
    }

    void ipv6(int at) {
        if (!reading.has(Protocol.IPV6, at, Ipv6View.LENGTH)) {
            return;
        }
        if (reading.u8(at) >> 4 != 6) {
            reading.report(
                    Protocol.IPV6, at, Ipv6View.LENGTH, reading.end - at, LengthSource.IP_VERSION, Kind.MALFORMED);
            return;
        }
        int payload = reading.u16(at + 4);
        int next = reading.u8(at + 6);
        int said = payload;
        // 0 in a jumbogram (RFC 2675 §3), and in a packet captured before the network card cut it into segments.
        if (payload == 0) {
            said = jumbo(next, at + Ipv6View.LENGTH);
        }
        if (said != 0) {
            reading.narrow(Protocol.IPV6, at, Ipv6View.LENGTH + said, LengthSource.IPV6_PAYLOAD_LENGTH);
        }
        if (reading.push(Protocol.IPV6, at, Ipv6View.LENGTH)) {
            next(next, at + Ipv6View.LENGTH);
        }
    }

    /// What a jumbo payload option that is the first one says, RFC 2675 §2; 0 when there is none.
    private int jumbo(int next, int at) {
        boolean jumbo = next == IpProtocol.HOP_BY_HOP.value()
                && reading.there(at) >= JUMBO_LENGTH
                && reading.u16(at + 2) == (JUMBO_PAYLOAD << 8 | 4);
        int length = jumbo ? reading.i32(at + 4) : 0;
        return length > 0xFFFF && length < Integer.MAX_VALUE - Ipv6View.LENGTH ? length : 0;
    }

    /// Reads what an IP header says comes next.
    private void next(int protocol, int at) {
        switch (protocol) {
            case 6 -> tcp(at);
            case 17 -> udp(Protocol.UDP, at);
            default -> other(protocol, at);
        }
    }

    private void other(int protocol, int at) {
        if (IpExtension.known(protocol)) {
            extension(protocol, at);
            return;
        }
        switch (protocol) {
            case 1 -> reading.take(Protocol.ICMP, at, IcmpView.LENGTH);
            case 58 -> reading.take(Protocol.ICMPV6, at, Icmpv6View.LENGTH);
            case 136 -> udp(Protocol.UDP_LITE, at);
            default -> tunnels.ipProtocol(protocol, at);
        }
    }

    private void extension(int kind, int at) {
        Protocol extension = IpExtension.protocol(kind);
        if (!reading.has(extension, at, IpExtension.MIN_LENGTH)) {
            return;
        }
        int length = IpExtension.length(kind, reading.segment(), reading.position(at));
        if (!reading.has(extension, at, length, LengthSource.IPV6_EXTENSION_LENGTH)
                || !reading.push(extension, at, length)) {
            return;
        }
        if ((kind == 0 || kind == 60) && !optionsFit(at + 2, at + length)) {
            reading.report(extension, at, length, length, LengthSource.IPV6_EXTENSION_LENGTH, Kind.MALFORMED);
            return;
        }
        int follows = reading.u8(at);
        if (extension == Protocol.IPV6_FRAGMENT && !layers.isIpv4(layers.networkIndex())) {
            int field = reading.u16(at + 2) & 0xFFF9;
            if (field != 0) {
                int data = claimedEnd() - at - length;
                layers.fragment(at + length, data, field, reading.i32(at + 4), follows);
            }
            // Not whole, it cannot be put together either, and Wireshark reads nothing of it.
            if ((field & 0xFFF8) != 0 || field != 0 && fragmentsWait) {
                return;
            }
        }
        next(follows, at + length);
    }

    /// Whether each option ends before the header does, RFC 8200 §4.2.
    private boolean optionsFit(int first, int end) {
        int at = first;
        while (at < end) {
            if (reading.u8(at) == 0) {
                at++;
            } else if (at + 1 == end) {
                return false;
            } else {
                // Wireshark takes a home address as long as it must be, whatever its length byte says.
                at += 2 + (reading.u8(at) == HOME_ADDRESS ? HOME_ADDRESS_LENGTH : reading.u8(at + 1));
            }
        }
        return at == end;
    }

    /// Where the innermost IPv6 packet ends as its own header says, which may be beyond the frame.
    private int claimedEnd() {
        int ip = layers.networkIndex();
        int payload = reading.u16(layers.offset(ip) + 4);
        return payload == 0 ? reading.end : layers.offset(ip) + Ipv6View.LENGTH + payload;
    }

    /// A header cut after its ports still tells those.
    private void tcp(int at) {
        int there = reading.there(at);
        if (there < TcpView.MIN_LENGTH) {
            cut(Protocol.TCP, at, TcpView.MIN_LENGTH);
            return;
        }
        int header = (reading.u8(at + DATA_OFFSET) >> 4) * 4;
        if (header < TcpView.MIN_LENGTH || header > reading.end - at) {
            int needed = Math.max(header, TcpView.MIN_LENGTH);
            if (reading.push(Protocol.TCP, at, TcpView.MIN_LENGTH)) {
                layers.headerLength(needed);
            }
            int available = Math.min(header, reading.end - at);
            reading.report(Protocol.TCP, at, needed, available, LengthSource.TCP_DATA_OFFSET, Kind.MALFORMED);
        } else if (reading.push(Protocol.TCP, at, Math.min(header, there)) && header > there) {
            layers.headerLength(header);
            reading.has(Protocol.TCP, at, header, LengthSource.TCP_DATA_OFFSET);
        }
    }

    private void cut(Protocol protocol, int at, int needed) {
        int there = reading.there(at);
        if (there >= PORTS_LENGTH && reading.push(protocol, at, there)) {
            int said = there > DATA_OFFSET && protocol == Protocol.TCP ? (reading.u8(at + DATA_OFFSET) >> 4) * 4 : 0;
            layers.headerLength(Math.max(said, needed));
        }
        reading.has(protocol, at, needed);
    }

    private void udp(Protocol protocol, int at) {
        if (reading.there(at) < UdpView.LENGTH) {
            cut(protocol, at, UdpView.LENGTH);
            return;
        }
        // UDP-Lite has the checksum's coverage there, and no length but that of IP.
        int length = protocol == Protocol.UDP_LITE ? reading.end - at : reading.u16(at + 4);
        int available = reading.end - at;
        if (length >= UdpView.LENGTH && length <= available && reading.trusts(at)) {
            reading.end = at + length;
        }
        if (!reading.push(protocol, at, UdpView.LENGTH)) {
            return;
        }
        // 0 in a jumbogram (RFC 2675 §4); a first fragment holds less than the datagram's length.
        if (length > available && reading.trusts(at) && !layers.fragmented()) {
            reading.report(protocol, at, length, available, LengthSource.UDP_LENGTH, Kind.MALFORMED);
        } else if (length < UdpView.LENGTH && length != 0) {
            reading.report(protocol, at, UdpView.LENGTH, length, LengthSource.UDP_LENGTH, Kind.MALFORMED);
        }
        if (length == 0 && available <= 0xFFFF) {
            reading.suspect();
        }
        if (protocol == Protocol.UDP && length >= UdpView.LENGTH && reading.there(at) > UdpView.LENGTH) {
            tunnels.udp(reading.u16(at), reading.u16(at + 2), at + UdpView.LENGTH);
        }
    }
}
