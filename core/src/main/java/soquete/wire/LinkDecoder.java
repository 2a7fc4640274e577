package soquete.wire;

import soquete.wire.Problem.Kind;
import soquete.wire.Problem.LengthSource;

/// Reads link headers up to what they carry: the part of the [Decoder] that knows link types, EtherTypes
/// and tags.
final class LinkDecoder {
    private static final int FIRST_ETHER_TYPE = 0x600;
    private static final int MAX_802_3_LENGTH = 1500;
    private static final int LINUX_802_2 = 4;
    private static final int IP_ACCESS_POINT = 0x06;
    private static final int BRIDGED_ORGANIZATION = 0x0080C2;
    private static final int CISCO_BRIDGE_ORGANIZATION = 0x0000F8;
    private static final int ARPHRD_RADIOTAP = 803;
    private static final int RADIOTAP = 127;
    private static final int PPP_ADDRESS_AND_CONTROL = 0xFF03;
    private static final int FDDI_LENGTH = 13;
    private static final int TOKEN_RING_LENGTH = 14;
    private static final int INFINIBAND_LENGTH = 44;

    private final Reading reading;
    private final IpDecoder ip;
    private final SerialDecoder serial;
    private final MplsDecoder mpls;
    private final RadioDecoder radio;
    private final TagDecoder tags;

    LinkDecoder(Reading reading, boolean fragmentsWait) {
        this.reading = reading;
        ip = new IpDecoder(reading, this, fragmentsWait);
        serial = new SerialDecoder(reading, this);
        mpls = new MplsDecoder(reading, this);
        radio = new RadioDecoder(reading, this);
        tags = new TagDecoder(reading, this);
    }

    IpDecoder ip() {
        return ip;
    }

    SerialDecoder serial() {
        return serial;
    }

    MplsDecoder mpls() {
        return mpls;
    }

    RadioDecoder radio() {
        return radio;
    }

    TagDecoder tags() {
        return tags;
    }

    /// Reads from the frame's first byte on.
    void read(int linkType) {
        if (linkType == 1) {
            ethernet(0);
        } else {
            at(linkType, 0);
        }
    }

    /// Reads a frame of that link type that begins at `at`: a capture's header may stand in front of it.
    void at(int linkType, int at) {
        switch (linkType) {
            case 0, 108 -> loopback(at);
            case 1 -> ethernet(at);
            case 6 -> tokenRing(at);
            case 10 -> fddi(at);
            case 12, 14, 101 -> ip.version(at);
            case 100 -> llc(at);
            case 106, 228 -> ip.ipv4(at);
            case 113 -> cooked(at);
            case 122 -> other(at, 16, -1);
            case 138 -> other(at, 18, 16);
            case 229 -> ip.ipv6(at);
            case 242 -> infiniband(at);
            case 276 -> cooked2(at);
            case 105, 119, 127, 163, 192 -> radio.link(linkType, at);
            case 109, 117, 226, 239, 258 -> tags.link(linkType, at);
            default -> serial.link(linkType, at);
        }
    }

    void ethernet(int at) {
        if (reading.take(Protocol.ETHERNET, at, EthernetView.LENGTH)) {
            typeOrLength(Protocol.ETHERNET, reading.u16(at + 12), at + EthernetView.LENGTH);
        }
    }

    private void cooked(int at) {
        if (reading.take(Protocol.SLL, at, SllView.LENGTH)) {
            cookedNext(reading.u16(at + 2), reading.u16(at + 14), at + SllView.LENGTH);
        }
    }

    private void cooked2(int at) {
        if (reading.take(Protocol.SLL2, at, Sll2View.LENGTH)) {
            cookedNext(reading.u16(at + 8), reading.u16(at), at + Sll2View.LENGTH);
        }
    }

    private void cookedNext(int hardware, int protocol, int at) {
        if (hardware == ARPHRD_RADIOTAP) {
            radio.link(RADIOTAP, at);
            return;
        }
        switch (protocol) {
            case 3 -> ethernet(at);
            case LINUX_802_2 -> llc(at);
            case 7 -> serial.ppp(at);
            default -> etherType(protocol, at);
        }
    }

    private void loopback(int at) {
        if (reading.there(at) >= 2 && reading.u16(at) == PPP_ADDRESS_AND_CONTROL) {
            serial.ppp(at);
            return;
        }
        if (reading.take(Protocol.LOOPBACK, at, NullView.LENGTH)) {
            NullView family = NullView.of(reading.segment(), reading.position(at), NullView.LENGTH);
            int next = at + NullView.LENGTH;
            if (family.ipv4()) {
                ip.ipv4(next);
            } else if (family.ipv6()) {
                ip.ipv6(next);
            } else if (family.family() >= FIRST_ETHER_TYPE) {
                etherType(family.family(), next);
            }
        }
    }

    /// A header of fixed length whose EtherType stands at `type`; an LLC header follows when there is none.
    private void other(int at, int length, int type) {
        if (reading.take(Protocol.OTHER_LINK, at, length)) {
            if (type < 0) {
                llc(at + length);
            } else {
                etherType(reading.u16(at + type), at + length);
            }
        }
    }

    private void fddi(int at) {
        if (reading.take(Protocol.FDDI, at, FDDI_LENGTH)) {
            // An asynchronous frame of LLC data, ANSI X3.139 §2.2.3.
            if ((reading.u8(at) & 0xF8) == 0x50) {
                llc(at + FDDI_LENGTH);
            }
        }
    }

    private void tokenRing(int at) {
        if (!reading.has(Protocol.TOKEN_RING, at, TOKEN_RING_LENGTH)) {
            return;
        }
        boolean routed = (reading.u8(at + 8) & 0x80) != 0;
        if (routed && !reading.has(Protocol.TOKEN_RING, at, TOKEN_RING_LENGTH + 1)) {
            return;
        }
        int length = TOKEN_RING_LENGTH + (routed ? reading.u8(at + TOKEN_RING_LENGTH) & 0x1F : 0);
        if (reading.take(Protocol.TOKEN_RING, at, length) && (reading.u8(at + 1) & 0xC0) == 0x40) {
            llc(at + length);
        }
    }

    private void infiniband(int at) {
        if (reading.take(Protocol.IP_OVER_INFINIBAND, at, INFINIBAND_LENGTH)) {
            etherType(reading.u16(at + INFINIBAND_LENGTH - 4), at + INFINIBAND_LENGTH);
        }
    }

    /// What follows a field that is an EtherType or, up to 1500, the length of an IEEE 802.3 frame.
    void typeOrLength(Protocol holder, int value, int at) {
        if (value >= FIRST_ETHER_TYPE) {
            etherType(value, at);
        } else if (value <= MAX_802_3_LENGTH) {
            if (value > reading.end - at && reading.trusts(at)) {
                reading.report(holder, at, value, reading.end - at, LengthSource.IEEE_802_3_LENGTH, Kind.MALFORMED);
            } else {
                reading.narrow(holder, at, value, LengthSource.IEEE_802_3_LENGTH);
            }
            llc(at);
        }
    }

    void llc(int at) {
        if (!reading.has(Protocol.LLC, at, LlcView.MIN_LENGTH)) {
            return;
        }
        boolean snap = reading.u16(at) == 0xAAAA && reading.u8(at + 2) == 3;
        int length = snap ? LlcView.SNAP_LENGTH : LlcView.MIN_LENGTH;
        if (!reading.take(Protocol.LLC, at, length)) {
            return;
        }
        if (snap) {
            int organization = reading.i32(at + 2) & 0xFF_FFFF;
            int type = reading.u16(at + 6);
            if (organization == 0 || organization == CISCO_BRIDGE_ORGANIZATION) {
                etherType(type, at + length);
            } else if (organization == BRIDGED_ORGANIZATION && (type == 1 || type == 7)) {
                // Two bytes of padding, RFC 2684 §5.2.
                ethernet(at + length + 2);
            }
        } else if (reading.u8(at) == IP_ACCESS_POINT) {
            ip.ipv4(at + length);
        }
    }

    void etherType(int type, int at) {
        switch (type) {
            case 0x0800 -> ip.ipv4(at);
            case 0x86DD -> ip.ipv6(at);
            case 0x0806 -> arp(at);
            // DEVIATION: 0x9200 and 0x9300 are outer tags of switches too; Wireshark does not read them.
            case 0x8100, 0x9100, 0x9200, 0x9300 -> vlan(Protocol.VLAN, at);
            case 0x88A8 -> vlan(Protocol.SERVICE_VLAN, at);
            case 0x8847, 0x8848 -> mpls.labels(at);
            case 0x8863, 0x8864 -> serial.pppoe(at);
            case 0x6558 -> ethernet(at);
            case 0x8870 -> llc(at);
            default -> tags.etherType(type, at);
        }
    }

    private void vlan(Protocol tag, int at) {
        if (reading.take(tag, at, VlanView.LENGTH)) {
            typeOrLength(tag, reading.u16(at + 2), at + VlanView.LENGTH);
        }
    }

    private void arp(int at) {
        if (!reading.has(Protocol.ARP, at, ArpView.MIN_LENGTH)) {
            return;
        }
        int length = ArpView.of(reading.segment(), reading.position(at), ArpView.MIN_LENGTH)
                .length();
        if (reading.push(Protocol.ARP, at, Math.min(length, reading.there(at)))) {
            reading.has(Protocol.ARP, at, length, LengthSource.ARP_ADDRESS_LENGTHS);
        }
    }
}
