package soquete.wire;

/// Reads IEEE 802.11 data frames and what capturing radios put in front of them.
final class RadioDecoder {
    private static final int WLAN = 105;
    private static final int PRISM = 119;
    private static final int RADIOTAP = 127;
    private static final int AVS = 163;
    private static final int PPI = 192;

    private static final int ETHERNET_LINK = 1;
    private static final int AVS_MAGIC = 0x80211000;
    private static final int FCS_LENGTH = 4;
    private static final int RADIOTAP_FCS = 0x10;
    private static final int RADIOTAP_PAD = 0x20;
    private static final int PPI_COMMON = 2;

    private static final int TYPE_MASK = 0x0C;
    private static final int DATA = 0x08;
    private static final int QOS = 0x80;
    private static final int NO_DATA = 0x40;
    private static final int BOTH_DISTRIBUTION_SYSTEMS = 0x03;
    private static final int MORE_FRAGMENTS = 0x04;
    private static final int PROTECTED = 0x40;
    private static final int ORDER = 0x80;
    private static final int AGGREGATED = 0x80;
    private static final int HEADER_LENGTH = 24;
    private static final int SUBFRAME_LENGTH = 14;

    private final Reading reading;
    private final LinkDecoder link;

    RadioDecoder(Reading reading, LinkDecoder link) {
        this.reading = reading;
        this.link = link;
    }

    void link(int linkType, int at) {
        switch (linkType) {
            case WLAN -> wlan(at, false);
            case PRISM -> prism(at);
            case RADIOTAP -> radiotap(at);
            case AVS -> avs(at);
            case PPI -> ppi(at);
            default -> throw new IllegalArgumentException("link type " + linkType);
        }
    }

    private void radiotap(int at) {
        if (!reading.has(Protocol.RADIOTAP, at, 8)) {
            return;
        }
        int length = reading.u16LittleEndian(at + 2);
        if (length < 8 || !reading.take(Protocol.RADIOTAP, at, length)) {
            return;
        }
        int present = reading.i32LittleEndian(at + 4);
        int field = at + 8;
        for (int more = present; more < 0 && field + 4 <= at + length; field += 4) {
            more = reading.i32LittleEndian(field);
        }
        int flags = 0;
        if ((present & 2) != 0) {
            // The time stamp before it is aligned to its size, counted from the header's first byte.
            int place = (present & 1) != 0 ? at + (field - at + 7 & ~7) + 8 : field;
            flags = place < at + length ? reading.u8(place) : 0;
        }
        if ((flags & RADIOTAP_FCS) != 0) {
            dropCheckSequence(at + length);
        }
        wlan(at + length, (flags & RADIOTAP_PAD) != 0);
    }

    private void dropCheckSequence(int at) {
        if (reading.end - at >= FCS_LENGTH) {
            reading.end -= FCS_LENGTH;
        }
    }

    /// A header with a link type of its own for what follows, and fields of which one tells about the
    /// check sequence.
    private void ppi(int at) {
        if (!reading.has(Protocol.PPI, at, 8)) {
            return;
        }
        int length = reading.u16LittleEndian(at + 2);
        if (length < 8 || !reading.take(Protocol.PPI, at, length)) {
            return;
        }
        int linkType = reading.i32LittleEndian(at + 4);
        if (linkType == WLAN) {
            int field = at + 8;
            while (field + 4 <= at + length) {
                int size = reading.u16LittleEndian(field + 2);
                if (reading.u16LittleEndian(field) == PPI_COMMON && size >= 10 && field + 14 <= at + length) {
                    if ((reading.u16LittleEndian(field + 12) & 1) != 0) {
                        dropCheckSequence(at + length);
                    }
                    break;
                }
                field += 4 + size;
            }
        }
        link.at(linkType, at + length);
    }

    private void prism(int at) {
        if (!reading.has(Protocol.PRISM, at, 8)) {
            return;
        }
        int code = reading.i32(at);
        if ((code & 0xFFFF_F000) == AVS_MAGIC) {
            avs(at);
            return;
        }
        int length = code == 0x41 || code == 0x44 ? reading.i32(at + 4) : reading.i32LittleEndian(at + 4);
        if (length >= 8 && reading.take(Protocol.PRISM, at, length)) {
            wlan(at + length, false);
        }
    }

    private void avs(int at) {
        if (!reading.has(Protocol.AVS, at, 8)) {
            return;
        }
        int length = reading.i32(at + 4);
        if (length >= 8 && reading.take(Protocol.AVS, at, length)) {
            wlan(at + length, false);
        }
    }

    /// IEEE 802.11-2020 §9.2.4, §9.3.2. Management and control frames end here, and so does what is
    /// encrypted.
    ///
    /// @param padded whether the header is padded to a multiple of four
    void wlan(int at, boolean padded) {
        if (!reading.has(Protocol.WLAN, at, 2)) {
            return;
        }
        int kind = reading.u8(at);
        int flags = reading.u8(at + 1);
        if ((kind & TYPE_MASK) != DATA) {
            reading.push(Protocol.WLAN, at, Math.min(HEADER_LENGTH, reading.there(at)));
            return;
        }
        boolean four = (flags & BOTH_DISTRIBUTION_SYSTEMS) == BOTH_DISTRIBUTION_SYSTEMS;
        boolean qos = (kind & QOS) != 0;
        int qosAt = at + HEADER_LENGTH + (four ? 6 : 0);
        int length = qosAt - at + (qos ? (flags & ORDER) != 0 ? 6 : 2 : 0);
        if (padded) {
            length = length + 3 & ~3;
        }
        if (!reading.take(Protocol.WLAN, at, length)
                || (kind & NO_DATA) != 0
                || (flags & PROTECTED) != 0
                || (flags & MORE_FRAGMENTS) != 0
                || laterFragment(at)) {
            return;
        }
        if (qos && (reading.u8(qosAt) & AGGREGATED) != 0) {
            subframes(at + length);
        } else {
            link.llc(at + length);
        }
    }

    private boolean laterFragment(int at) {
        return (reading.u16LittleEndian(at + 22) & 0xF) != 0;
    }

    /// IEEE 802.11-2020 §9.3.2.2: each with its addresses and length, padded to a multiple of four.
    private void subframes(int from) {
        int at = from;
        int end = reading.end;
        while (end - at > SUBFRAME_LENGTH && reading.there(at) >= SUBFRAME_LENGTH) {
            int length = reading.u16(at + 12);
            if (length > end - at - SUBFRAME_LENGTH || !reading.push(Protocol.ETHERNET, at, SUBFRAME_LENGTH)) {
                return;
            }
            reading.end = at + SUBFRAME_LENGTH + length;
            link.llc(at + SUBFRAME_LENGTH);
            reading.end = end;
            at += SUBFRAME_LENGTH + length + 3 & ~3;
        }
    }

    /// A frame that a sensor sent on, by the number its protocol has for the link type.
    void sensed(int kind, int at) {
        switch (kind) {
            case 1 -> link.at(ETHERNET_LINK, at);
            case 18 -> link.at(WLAN, at);
            case 119 -> link.at(PRISM, at);
            case 127 -> link.at(AVS, at);
            default -> {}
        }
    }
}
