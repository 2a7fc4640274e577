package soquete.wire;

/// Reads label stacks and what is found behind them, which nothing but its own first bits names.
final class MplsDecoder {
    private static final int LABEL_LENGTH = 4;
    /// What follows it is no packet, RFC 3429 §3.
    private static final int MAINTENANCE = 14;

    private static final int BOTTOM = 0x100;
    private static final int ASSOCIATED_CHANNEL = 1;
    private static final int CHANNEL_IPV4 = 0x21;
    private static final int CHANNEL_IPV6 = 0x57;

    private final Reading reading;
    private final LinkDecoder link;

    MplsDecoder(Reading reading, LinkDecoder link) {
        this.reading = reading;
        this.link = link;
    }

    /// RFC 3032 §2.1: entries up to the one that is marked as the bottom.
    void labels(int at) {
        int next = at;
        int entry;
        do {
            if (!reading.has(Protocol.MPLS, at, next + LABEL_LENGTH - at)) {
                return;
            }
            entry = reading.i32(next);
            next += LABEL_LENGTH;
        } while ((entry & BOTTOM) == 0);
        if (reading.push(Protocol.MPLS, at, next - at) && entry >>> 12 != MAINTENANCE && reading.there(next) > 0) {
            content(next);
        }
    }

    /// RFC 4928 §3: IP's version tells it from a pseudowire, whose control word begins with 0 or, for its
    /// associated channel, with 1 (RFC 4385 §3, §5).
    private void content(int at) {
        switch (reading.u8(at) >> 4) {
            case 4 -> link.ip().ipv4(at);
            case 6 -> link.ip().ipv6(at);
            case ASSOCIATED_CHANNEL -> channel(at);
            case 0 -> pseudowire(at);
            default -> link.ethernet(at);
        }
    }

    private void channel(int at) {
        if (reading.take(Protocol.PSEUDOWIRE, at, LABEL_LENGTH)) {
            switch (reading.u16(at + 2)) {
                case CHANNEL_IPV4 -> link.ip().ipv4(at + LABEL_LENGTH);
                case CHANNEL_IPV6 -> link.ip().ipv6(at + LABEL_LENGTH);
                default -> {}
            }
        }
    }

    /// A control word and an Ethernet frame, unless the frame makes sense only without the word: Wireshark
    /// asks whether the makers of both addresses are known, here the type must be.
    private void pseudowire(int at) {
        boolean word = LABEL_LENGTH + EthernetView.LENGTH > reading.there(at)
                || likely(reading.u16(at + LABEL_LENGTH + 12))
                || !likely(reading.u16(at + 12));
        if (!word) {
            link.ethernet(at);
        } else if (reading.take(Protocol.PSEUDOWIRE, at, LABEL_LENGTH)) {
            link.ethernet(at + LABEL_LENGTH);
        }
    }

    private static boolean likely(int type) {
        return switch (type) {
            case 0x0800, 0x0806, 0x86DD, 0x8100, 0x88A8, 0x9100, 0x8847, 0x8848, 0x8863, 0x8864, 0x88CC, 0x888E -> true;
            default -> false;
        };
    }
}
