package soquete.wire;

/// Reads the headers of tunnels up to the frame or packet that they carry. Which UDP port is a tunnel is
/// what IANA says and Wireshark does without being told.
final class TunnelDecoder {
    private static final int FIRST_FREE_PORT = 1024;
    private static final int L2TP = 1701;
    private static final int GTP_CONTROL = 2123;
    private static final int GTP_USER = 2152;
    private static final int TEREDO = 3544;
    private static final int LISP_DATA = 4341;
    private static final int GRE_IN_UDP = 4754;
    private static final int VXLAN = 4789;
    private static final int VXLAN_GPE = 4790;
    private static final int GENEVE = 6081;
    private static final int MPLS_IN_UDP = 6635;
    private static final int TZSP = 37008;

    private static final int VXLAN_LENGTH = 8;
    private static final int GTP_DATA = 255;

    private final Reading reading;
    private final LinkDecoder link;
    private final IpDecoder ip;
    private final GreDecoder gre;

    TunnelDecoder(Reading reading, LinkDecoder link, IpDecoder ip) {
        this.reading = reading;
        this.link = link;
        this.ip = ip;
        gre = new GreDecoder(reading, link, ip);
    }

    void ipProtocol(int protocol, int at) {
        switch (protocol) {
            case 4 -> ip.ipv4(at);
            case 41 -> ip.ipv6(at);
            case 47 -> gre.gre(at);
            case 50 -> reading.take(Protocol.ESP, at, 8);
            case 97 -> {
                if (reading.take(Protocol.ETHER_IP, at, 2)) {
                    link.ethernet(at + 2);
                }
            }
            case 137 -> link.mpls().labels(at);
            case 143 -> link.ethernet(at);
            default -> {}
        }
    }

    /// The lower port is asked first. A service of its own on a port below 1024 is no tunnel, whoever its
    /// client is.
    void udp(int source, int destination, int at) {
        int low = Math.min(source, destination);
        int high = Math.max(source, destination);
        if (mayBe(source, destination) && !port(low, at)) {
            port(high, at);
        }
    }

    /// Whether a UDP datagram between these ports may be a tunnel's.
    static boolean mayBe(int source, int destination) {
        return Math.min(source, destination) >= FIRST_FREE_PORT && (isPort(source) || isPort(destination));
    }

    private static boolean isPort(int port) {
        return switch (port) {
            case L2TP,
                    GTP_CONTROL,
                    GTP_USER,
                    TEREDO,
                    LISP_DATA,
                    GRE_IN_UDP,
                    VXLAN,
                    VXLAN_GPE,
                    GENEVE,
                    MPLS_IN_UDP,
                    TZSP -> true;
            default -> false;
        };
    }

    private boolean port(int port, int at) {
        switch (port) {
            case L2TP -> {
                return l2tp(at);
            }
            case GTP_CONTROL, GTP_USER -> gtp(at);
            case TEREDO -> teredo(at);
            case LISP_DATA -> {
                if (reading.take(Protocol.LISP, at, 8)) {
                    ip.version(at + 8);
                }
            }
            case GRE_IN_UDP -> gre.gre(at);
            case VXLAN -> {
                if (reading.take(Protocol.VXLAN, at, VXLAN_LENGTH)) {
                    link.ethernet(at + VXLAN_LENGTH);
                }
            }
            case VXLAN_GPE -> {
                if (reading.take(Protocol.VXLAN, at, VXLAN_LENGTH)) {
                    link.tags().protocol(reading.u8(at + 3), at + VXLAN_LENGTH);
                }
            }
            case GENEVE -> geneve(at);
            case MPLS_IN_UDP -> link.mpls().labels(at);
            case TZSP -> tzsp(at);
            default -> {
                return false;
            }
        }
        return true;
    }

    /// RFC 8926 §3.4.
    private void geneve(int at) {
        if (!reading.has(Protocol.GENEVE, at, 8)) {
            return;
        }
        int length = 8 + (reading.u8(at) & 0x3F) * 4;
        if (reading.u8(at) >> 6 == 0 && reading.take(Protocol.GENEVE, at, length)) {
            link.etherType(reading.u16(at + 2), at + length);
        }
    }

    /// 3GPP TS 29.281 §5.1, §5.2: only a G-PDU carries a packet.
    private void gtp(int at) {
        if (!reading.has(Protocol.GTP_U, at, 8)) {
            return;
        }
        int flags = reading.u8(at);
        if (flags >> 4 != 3 || reading.u8(at + 1) != GTP_DATA) {
            return;
        }
        int length = 8;
        if ((flags & 7) != 0) {
            length = 12;
            if (!reading.has(Protocol.GTP_U, at, length)) {
                return;
            }
            int extension = (flags & 4) != 0 ? reading.u8(at + length - 1) : 0;
            while (extension != 0) {
                if (!reading.has(Protocol.GTP_U, at, length + 4)) {
                    return;
                }
                int words = reading.u8(at + length);
                length += 4 * words;
                if (words == 0 || !reading.has(Protocol.GTP_U, at, length)) {
                    return;
                }
                extension = reading.u8(at + length - 1);
            }
        }
        if (reading.push(Protocol.GTP_U, at, length) && reading.there(at + length) > 0) {
            switch (reading.u8(at + length) >> 4) {
                case 4 -> ip.ipv4(at + length);
                case 6 -> ip.ipv6(at + length);
                default -> link.ethernet(at + length);
            }
        }
    }

    /// RFC 4380 §5.1.1: an authentication header, an origin header, both or none, then IPv6.
    private void teredo(int at) {
        int next = at;
        if (reading.there(next) >= 4 && reading.u16(next) == 1) {
            next += 4 + reading.u8(next + 2) + reading.u8(next + 3) + 9;
        }
        if (reading.there(next) >= 2 && reading.u16(next) == 0) {
            next += 8;
        }
        if (reading.has(Protocol.TEREDO, at, next - at + 1)
                && reading.u8(next) >> 4 == 6
                && reading.push(Protocol.TEREDO, at, next - at)) {
            ip.ipv6(next);
        }
    }

    /// RFC 2661 §3.1: a data message of version 2 carries PPP.
    private boolean l2tp(int at) {
        if (!reading.has(Protocol.L2TP, at, 2)) {
            return true;
        }
        int flags = reading.u16(at);
        if ((flags & 0x800F) != 2) {
            return (flags & 0x000F) == 2 || (flags & 0x000F) == 3;
        }
        int length = 6 + ((flags & 0x4000) != 0 ? 2 : 0) + ((flags & 0x0800) != 0 ? 4 : 0);
        if ((flags & 0x0200) != 0) {
            if (!reading.has(Protocol.L2TP, at, length + 2)) {
                return true;
            }
            length += 2 + reading.u16(at + length);
        }
        if (reading.take(Protocol.L2TP, at, length)) {
            link.serial().ppp(at + length);
        }
        return true;
    }

    /// Tags up to the one that ends them, then the frame that was seen.
    private void tzsp(int at) {
        if (!reading.has(Protocol.TZSP, at, 4)) {
            return;
        }
        int kind = reading.u16(at + 2);
        int tag = at + 4;
        while (reading.has(Protocol.TZSP, at, tag + 1 - at)) {
            switch (reading.u8(tag)) {
                case 0 -> tag++;
                case 1 -> {
                    if (reading.push(Protocol.TZSP, at, tag + 1 - at)) {
                        link.radio().sensed(kind, tag + 1);
                    }
                    return;
                }
                default -> {
                    if (!reading.has(Protocol.TZSP, at, tag + 2 - at)) {
                        return;
                    }
                    tag += 2 + reading.u8(tag + 1);
                }
            }
        }
    }
}
