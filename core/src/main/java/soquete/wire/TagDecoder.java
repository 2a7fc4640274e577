package soquete.wire;

/// Reads what stands between a link header and an IP packet and only says something of it: rarer tags, and
/// the headers that packet filters and kernels put in front when they capture.
final class TagDecoder {
    private static final int IPNET_LENGTH = 24;
    private static final int PKTAP_LENGTH = 108;
    private static final int ENC_LENGTH = 12;
    private static final int NFLOG_LENGTH = 4;
    private static final int NFLOG_PAYLOAD = 9;
    private static final int MACSEC_LENGTH = 6;
    private static final int MACSEC_CHANNEL = 0x20;
    private static final int MACSEC_ENCRYPTED = 0x08;
    private static final int MACSEC_CHECK_LENGTH = 16;

    private final Reading reading;
    private final LinkDecoder link;

    TagDecoder(Reading reading, LinkDecoder link) {
        this.reading = reading;
        this.link = link;
    }

    void etherType(int type, int at) {
        switch (type) {
            case 0x8926 -> tag(at, 6);
            case 0x893F -> tag(at, 8);
            case 0x892F, 0xF1C1 -> tag(at, 6);
            case 0x8909 -> tag(at, 8);
            case 0x88E5 -> macsec(at);
            case 0x88E7 -> {
                if (reading.take(Protocol.BACKBONE_TAG, at, 4)) {
                    link.ethernet(at + 4);
                }
            }
            case 0x894F -> serviceHeader(at);
            default -> {}
        }
    }

    /// A tag of `length` bytes, the last two of which are an EtherType.
    private void tag(int at, int length) {
        if (reading.take(Protocol.OTHER_TAG, at, length)) {
            link.typeOrLength(Protocol.OTHER_TAG, reading.u16(at + length - 2), at + length);
        }
    }

    /// IEEE 802.1AE §9: without encryption the frame is there to be read, with a check value at its end.
    private void macsec(int at) {
        if (!reading.has(Protocol.OTHER_TAG, at, MACSEC_LENGTH)) {
            return;
        }
        int control = reading.u8(at);
        int length = MACSEC_LENGTH + ((control & MACSEC_CHANNEL) != 0 ? 8 : 0) + 2;
        if ((control & MACSEC_ENCRYPTED) == 0 && reading.end - at >= length + MACSEC_CHECK_LENGTH) {
            reading.end -= MACSEC_CHECK_LENGTH;
            tag(at, length);
        }
    }

    /// RFC 8300 §2.
    void serviceHeader(int at) {
        if (!reading.has(Protocol.NSH, at, 8)) {
            return;
        }
        int length = Math.max(8, (reading.u8(at + 1) & 0x3F) * 4);
        if (reading.take(Protocol.NSH, at, length)) {
            protocol(reading.u8(at + 3), at + length);
        }
    }

    /// The numbers that NSH and VXLAN-GPE share, RFC 8300 §2.2.
    void protocol(int next, int at) {
        switch (next) {
            case 1 -> link.ip().ipv4(at);
            case 2 -> link.ip().ipv6(at);
            case 3 -> link.ethernet(at);
            case 4 -> serviceHeader(at);
            case 5 -> link.mpls().labels(at);
            default -> {}
        }
    }

    void link(int linkType, int at) {
        switch (linkType) {
            case 109 -> enc(at);
            case 117 -> pflog(at);
            case 226 -> ipnet(at);
            case 239 -> nflog(at);
            case 258 -> pktap(at);
            default -> throw new IllegalArgumentException("link type " + linkType);
        }
    }

    private void family(int family, int at) {
        switch (family) {
            case 2 -> link.ip().ipv4(at);
            // Linux, NetBSD and OpenBSD, Solaris, FreeBSD, macOS.
            case 10, 24, 26, 28, 30 -> link.ip().ipv6(at);
            default -> {}
        }
    }

    private void enc(int at) {
        if (reading.take(Protocol.ENC, at, ENC_LENGTH)) {
            int family = reading.i32(at);
            family((family & 0xFFFF_0000) == 0 ? family : Integer.reverseBytes(family), at + ENC_LENGTH);
        }
    }

    private void pflog(int at) {
        if (!reading.has(Protocol.PFLOG, at, 4)) {
            return;
        }
        int length = Math.max(4, reading.u8(at) + 3 & ~3);
        if (reading.take(Protocol.PFLOG, at, length)) {
            family(reading.u8(at + 1), at + length);
        }
    }

    private void ipnet(int at) {
        if (reading.take(Protocol.IPNET, at, IPNET_LENGTH)) {
            family(reading.u8(at + 1), at + IPNET_LENGTH);
        }
    }

    private void pktap(int at) {
        if (!reading.has(Protocol.PKTAP, at, PKTAP_LENGTH)) {
            return;
        }
        int length = reading.i32LittleEndian(at);
        int linkType = reading.i32LittleEndian(at + 8);
        if (length >= PKTAP_LENGTH && reading.take(Protocol.PKTAP, at, length)) {
            link.at(linkType, at + length);
        }
    }

    /// A family, then values with their lengths and kinds, in the byte order of the machine that captured:
    /// a kind or a length beyond 255 is rare, so the order is that which makes the first length smaller.
    private void nflog(int at) {
        if (!reading.has(Protocol.NFLOG, at, NFLOG_LENGTH + 4)) {
            return;
        }
        int value = at + NFLOG_LENGTH;
        boolean little = reading.u16LittleEndian(value) < reading.u16(value);
        while (reading.has(Protocol.NFLOG, value, 4)) {
            int length = little ? reading.u16LittleEndian(value) : reading.u16(value);
            int kind = little ? reading.u16LittleEndian(value + 2) : reading.u16(value + 2);
            if (length < 4) {
                return;
            }
            if (kind == NFLOG_PAYLOAD) {
                if (reading.push(Protocol.NFLOG, at, value + 4 - at)) {
                    reading.narrow(Protocol.NFLOG, value, length, Problem.LengthSource.FRAME);
                    family(reading.u8(at), value + 4);
                }
                return;
            }
            value += length + 3 & ~3;
            if (value == reading.end) {
                return;
            }
        }
    }
}
