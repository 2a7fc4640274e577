package soquete.wire;

import java.lang.foreign.MemorySegment;

/// The Internet checksum, RFC 1071: the ones' complement of the ones' complement sum of 16-bit words.
public final class Checksum {

    private static final int PAD_1 = 0;
    private static final int HOME_ADDRESS = 201;

    private Checksum() {}

    /// What checking found.
    public enum Status {
        VALID,
        /// Also what a sender gives whose network card is to fill it in: a local capture sees it before
        /// that.
        WRONG,
        /// A UDP datagram over IPv4 whose sender computed none, RFC 768.
        NOT_COMPUTED,
        /// Not all the bytes it covers are there or known (cut by the capture, a fragment, an impossible
        /// header), or there is none.
        UNKNOWN
    }

    /// The checksum of these bytes, 0 to 65535. Over bytes that hold their own checksum, 0 when it is
    /// right.
    public static int of(MemorySegment segment, long offset, long length) {
        return fold(sum(segment, offset, length));
    }

    /// Checks the header of the innermost IPv4 packet, RFC 791 §3.1.
    public static Status ipv4Header(Layers layers) {
        int at = layers.index(Protocol.IPV4);
        if (at < 0) {
            return Status.UNKNOWN;
        }
        int length = Ipv4View.of(layers.segment(), layers.position(at), layers.length(at))
                .headerLength();
        if (length < Ipv4View.MIN_LENGTH || length > layers.length(at)) {
            return Status.UNKNOWN;
        }
        return of(layers.segment(), layers.position(at), length) == 0 ? Status.VALID : Status.WRONG;
    }

    /// Checks the TCP, UDP, ICMP or ICMPv6 checksum of the innermost IP packet, with its pseudo-header (RFC
    /// 9293 §3.1, RFC 768, RFC 4443 §2.3).
    public static Status transport(Layers layers) {
        int ip = layers.networkIndex();
        int at = layers.transportIndex();
        if (ip < 0 || at < 0 || layers.fragmented() || onItsWay(layers) || fromHome(layers)) {
            return Status.UNKNOWN;
        }
        MemorySegment segment = layers.segment();
        long position = layers.position(at);
        long length = (long) layers.end(at) - layers.offset(at);
        if (layers.end(at) > layers.capturedLength()) {
            return Status.UNKNOWN;
        }
        boolean ipv4 = layers.protocol(ip) == Protocol.IPV4;
        Protocol protocol = layers.protocol(at);
        if (protocol == Protocol.UDP_LITE) {
            return Status.UNKNOWN;
        }
        if (layers.length(at) < minimum(protocol)) {
            return Status.UNKNOWN;
        }
        if (protocol == Protocol.TCP
                && TcpView.of(segment, position, layers.length(at)).headerLength() != layers.length(at)) {
            return Status.UNKNOWN;
        }
        if (protocol == Protocol.UDP && Bytes.u16(segment, position + 6) == 0) {
            return ipv4 ? Status.NOT_COMPUTED : Status.WRONG;
        }
        long sum = protocol == Protocol.ICMP ? 0 : pseudo(segment, layers.position(ip), ipv4, number(protocol), length);
        return fold(sum + sum(segment, position, length)) == 0 ? Status.VALID : Status.WRONG;
    }

    /// Whether a routing header still holds the final destination, which the checksum covers (RFC 8200
    /// §8.1).
    private static boolean onItsWay(Layers layers) {
        int at = layers.index(Protocol.IPV6_ROUTING);
        return at >= 0 && Bytes.u8(layers.segment(), layers.position(at) + 3) != 0;
    }

    /// Whether destination options hold a home address, which the checksum covers in place of the source
    /// (RFC 6275 §6.3).
    private static boolean fromHome(Layers layers) {
        int header = layers.index(Protocol.IPV6_DESTINATION);
        if (header < 0) {
            return false;
        }
        long end = layers.position(header) + layers.length(header);
        long at = layers.position(header) + 2;
        while (at + 1 < end) {
            int type = Bytes.u8(layers.segment(), at);
            if (type == HOME_ADDRESS) {
                return true;
            }
            at += type == PAD_1 ? 1 : 2 + Bytes.u8(layers.segment(), at + 1);
        }
        return false;
    }

    /// The sum over an IP header's pseudo-header: addresses, protocol and upper-layer length (RFC 9293
    /// §3.1, RFC 8200 §8.1).
    static long pseudo(MemorySegment segment, long ip, boolean ipv4, int protocol, long length) {
        long addresses = ipv4 ? sum(segment, ip + 12, 8) : sum(segment, ip + 8, 32);
        return addresses + protocol + length;
    }

    /// 32-bit words added up; [#fold(long)] makes a checksum of it.
    static long sum(MemorySegment segment, long offset, long length) {
        long sum = 0;
        long at = offset;
        long end = offset + length;
        for (; end - at >= 4; at += 4) {
            sum += Bytes.u32(segment, at);
        }
        if (end - at >= 2) {
            sum += Bytes.u16(segment, at);
            at += 2;
        }
        if (end > at) {
            sum += (long) Bytes.u8(segment, at) << 8;
        }
        return sum;
    }

    static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return (int) ~folded & 0xFFFF;
    }

    private static int minimum(Protocol protocol) {
        return switch (protocol) {
            case TCP -> TcpView.MIN_LENGTH;
            case UDP -> UdpView.LENGTH;
            default -> Icmpv6View.LENGTH;
        };
    }

    private static int number(Protocol protocol) {
        return switch (protocol) {
            case TCP -> IpProtocol.TCP.value();
            case UDP -> IpProtocol.UDP.value();
            case ICMPV6 -> IpProtocol.ICMPV6.value();
            default -> IpProtocol.ICMP.value();
        };
    }
}
