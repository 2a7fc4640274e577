package soquete.wire;

import soquete.wire.Problem.LengthSource;

/// Reads point-to-point links: PPP in its framings, Cisco's HDLC, frame relay, serial lines.
final class SerialDecoder {
    private static final int HDLC_ADDRESS = 0xFF;
    private static final int HDLC_UI = 0x03;
    private static final int PPPOE_LENGTH = 6;
    private static final int CISCO_LENGTH = 4;
    private static final int FCS_LENGTH = 4;
    private static final int SHORTEST_FRAME = 60;
    private static final int MAC_TYPE_ETHERNET = 1;
    private static final int WHOLE_PACKET = 0xC0;
    private static final int SLIP_LENGTH = 16;
    private static final int NLPID_IPV4 = 0xCC;
    private static final int NLPID_IPV6 = 0x8E;
    private static final int NLPID_SNAP = 0x80;

    private final Reading reading;
    private final LinkDecoder link;

    SerialDecoder(Reading reading, LinkDecoder link) {
        this.reading = reading;
        this.link = link;
    }

    /// What is not known ends the headers.
    void link(int linkType, int at) {
        switch (linkType) {
            case 8 -> slip(at);
            case 9, 50 -> framed(at);
            case 51 -> pppoe(at);
            case 104 -> cisco(at);
            case 107 -> frameRelay(at);
            // A byte that says the direction comes first.
            case 204 -> directed(at, 204);
            case 205 -> directed(at, 104);
            case 206 -> directed(at, 107);
            default -> {}
        }
    }

    private void directed(int at, int linkType) {
        if (reading.has(Protocol.PPP, at, 1)) {
            switch (linkType) {
                case 104 -> cisco(at + 1);
                case 107 -> frameRelay(at + 1);
                default -> framed(at + 1);
            }
        }
    }

    /// PPP or Cisco's HDLC, told by the address byte.
    private void framed(int at) {
        if (reading.has(Protocol.PPP, at, 1)) {
            int address = reading.u8(at);
            if (address == 0x0F || address == 0x8F) {
                cisco(at);
            } else {
                ppp(at);
            }
        }
    }

    /// RFC 1661 §2, RFC 1662 §3.1: address and control may be left out.
    void ppp(int at) {
        ppp(at, true);
    }

    /// A protocol number below 256 may be one byte.
    private void ppp(int at, boolean framing) {
        if (!reading.has(Protocol.PPP, at, 1)) {
            return;
        }
        int number = at;
        if (framing && reading.u8(at) == HDLC_ADDRESS) {
            if (!reading.has(Protocol.PPP, at, 3)) {
                return;
            }
            number = reading.u8(at + 1) == HDLC_UI ? at + 2 : at;
        }
        boolean compressed = (reading.u8(number) & 1) != 0;
        int length = number - at + (compressed ? 1 : 2);
        if (reading.take(Protocol.PPP, at, length)) {
            pppProtocol(compressed ? reading.u8(number) : reading.u16(number), at + length);
        }
    }

    private void pppProtocol(int protocol, int at) {
        switch (protocol) {
            case 0x0021, 0x0800 -> link.ip().ipv4(at);
            case 0x0057, 0x86DD -> link.ip().ipv6(at);
            case 0x0281, 0x0283 -> link.mpls().labels(at);
            // Bridged, RFC 3518 §4.2.
            case 0x0031 -> {
                if (reading.has(Protocol.PPP, at, 2) && reading.u8(at + 1) == MAC_TYPE_ETHERNET) {
                    link.ethernet(at + 2);
                }
            }
            // One part of many, RFC 1990 §3, of which one that is the whole is read.
            case 0x003D -> {
                if (reading.has(Protocol.PPP, at, 4) && (reading.u8(at) & WHOLE_PACKET) == WHOLE_PACKET) {
                    ppp(at + 4, false);
                }
            }
            default -> {}
        }
    }

    /// RFC 2516 §4. Only the session stage (code 0) carries packets.
    void pppoe(int at) {
        if (!reading.take(Protocol.PPPOE, at, PPPOE_LENGTH)) {
            return;
        }
        int length = reading.u16(at + 4);
        int beyond = reading.end - at - PPPOE_LENGTH - length;
        if (beyond > 0 && beyond != FCS_LENGTH && reading.layers.originalLength() > SHORTEST_FRAME) {
            reading.suspect();
        }
        reading.narrow(Protocol.PPPOE, at, PPPOE_LENGTH + length, LengthSource.PPPOE_LENGTH);
        if (reading.u8(at + 1) == 0) {
            ppp(at + PPPOE_LENGTH, false);
        }
    }

    private void cisco(int at) {
        if (reading.take(Protocol.CISCO_HDLC, at, CISCO_LENGTH)) {
            link.etherType(reading.u16(at + 2), at + CISCO_LENGTH);
        }
    }

    /// RFC 2427 §3, and Cisco's own: an EtherType where the control byte would be.
    private void frameRelay(int at) {
        int next = at;
        do {
            if (!reading.has(Protocol.FRAME_RELAY, at, next + 1 - at)) {
                return;
            }
            next++;
        } while ((reading.u8(next - 1) & 1) == 0);
        if (!reading.has(Protocol.FRAME_RELAY, at, next + 2 - at)) {
            return;
        }
        if (reading.u8(next) != HDLC_UI) {
            if (reading.push(Protocol.FRAME_RELAY, at, next + 2 - at)) {
                link.etherType(reading.u16(next), next + 2);
            }
            return;
        }
        next++;
        if (reading.u8(next) == 0) {
            next++;
        }
        if (reading.take(Protocol.FRAME_RELAY, at, next + 1 - at)) {
            switch (reading.u8(next)) {
                case NLPID_IPV4 -> link.ip().ipv4(next + 1);
                case NLPID_IPV6 -> link.ip().ipv6(next + 1);
                case NLPID_SNAP -> snap(next + 1);
                default -> {}
            }
        }
    }

    private void snap(int at) {
        if (reading.has(Protocol.FRAME_RELAY, at, 5) && (reading.i32(at) >>> 8) == 0) {
            link.etherType(reading.u16(at + 3), at + 5);
        }
    }

    /// The direction, what the compressed header was, then the packet as it was before.
    private void slip(int at) {
        if (reading.take(Protocol.SLIP, at, SLIP_LENGTH)) {
            link.ip().version(at + SLIP_LENGTH);
        }
    }
}
