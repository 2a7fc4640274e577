package soquete.wire;

/// Reads generic routing encapsulation and what is peculiar to it.
final class GreDecoder {
    private static final int CHECKSUM = 0x8000;
    private static final int ROUTING = 0x4000;
    private static final int KEY = 0x2000;
    private static final int SEQUENCE = 0x1000;
    private static final int ACKNOWLEDGMENT = 0x0080;
    private static final int MIRROR_2 = 1;
    private static final int MIRROR_3 = 2;

    private final Reading reading;
    private final LinkDecoder link;
    private final IpDecoder ip;

    GreDecoder(Reading reading, LinkDecoder link, IpDecoder ip) {
        this.reading = reading;
        this.link = link;
        this.ip = ip;
    }

    /// RFC 2784 §2, RFC 2890 §2; version 1 is PPTP's, RFC 2637 §4.1.
    void gre(int at) {
        if (!reading.has(Protocol.GRE, at, 4)) {
            return;
        }
        int flags = reading.u16(at);
        int length = 4;
        if ((flags & (CHECKSUM | ROUTING)) != 0) {
            length += 4;
        }
        if ((flags & KEY) != 0) {
            length += 4;
        }
        if ((flags & SEQUENCE) != 0) {
            length += 4;
        }
        boolean pptp = (flags & 7) == 1;
        if (pptp && (flags & ACKNOWLEDGMENT) != 0) {
            length += 4;
        }
        if (!reading.has(Protocol.GRE, at, length)) {
            return;
        }
        // Source routes, RFC 1701: each with its length, up to one that has none.
        if ((flags & ROUTING) != 0 && !pptp) {
            int route;
            do {
                if (!reading.has(Protocol.GRE, at, length + 4)) {
                    return;
                }
                route = reading.u8(at + length + 3);
                length += 4 + route;
            } while (route != 0);
        }
        if (reading.take(Protocol.GRE, at, length) && reading.there(at + length) > 0) {
            content(reading.u16(at + 2), at + length, (flags & SEQUENCE) != 0);
        }
    }

    private void content(int type, int at, boolean sequence) {
        switch (type) {
            case 0x880B, 0x8881, 0x88D2 -> link.serial().ppp(at);
            case 0x88BE -> mirror(at, sequence);
            case 0x22EB -> mirror(at, true);
            // A redirected packet, with or without a header of four bytes.
            case 0x883E -> ip.ipv4(reading.u8(at) >> 4 == 4 ? at : at + 4);
            case 0x0800, 0x86DD, 0x6558, 0x8847, 0x8848, 0x8909, 0x894F -> link.etherType(type, at);
            default -> {
                // Aruba: a wireless frame, the rest of the number being of the access point's own.
                if ((type & 0xFE0F) == 0x8200 && type <= 0x8360) {
                    link.radio().wlan(at, false);
                }
            }
        }
    }

    /// ERSPAN: without GRE's sequence number there is no header (type I).
    private void mirror(int at, boolean header) {
        if (!header) {
            link.ethernet(at);
            return;
        }
        if (!reading.has(Protocol.ERSPAN, at, 8)) {
            return;
        }
        int version = reading.u8(at) >> 4;
        int length = 8;
        if (version == MIRROR_3) {
            length = 12;
            if (!reading.has(Protocol.ERSPAN, at, length)) {
                return;
            }
            // A subheader of the platform's.
            length += (reading.u8(at + 11) & 1) != 0 ? 8 : 0;
        }
        if ((version == MIRROR_2 || version == MIRROR_3) && reading.take(Protocol.ERSPAN, at, length)) {
            link.ethernet(at + length);
        }
    }
}
