package soquete.wire;

/// Writes the header of a tunnel or of a link that carries packets, in its plainest form.
public final class TunnelBuilder extends HeaderBuilder {
    private final Kind kind;
    private final int number;

    private enum Kind {
        GRE,
        VXLAN,
        GTP_U,
        PPPOE,
        MPLS,
        RADIOTAP,
        WLAN
    }

    private TunnelBuilder(Kind kind, int number) {
        this.kind = kind;
        this.number = number;
    }

    /// RFC 2784, without checksum.
    public static TunnelBuilder gre() {
        return new TunnelBuilder(Kind.GRE, 0);
    }

    /// RFC 7348 §5, behind UDP to port 4789.
    public static TunnelBuilder vxlan(int network) {
        return new TunnelBuilder(Kind.VXLAN, network);
    }

    /// 3GPP TS 29.281 §5.1, behind UDP to port 2152.
    public static TunnelBuilder gtpU(int endpoint) {
        return new TunnelBuilder(Kind.GTP_U, endpoint);
    }

    /// A session's header with PPP's protocol number, RFC 2516 §4.
    public static TunnelBuilder pppoe(int session) {
        return new TunnelBuilder(Kind.PPPOE, session);
    }

    /// The only label, RFC 3032 §2.1.
    public static TunnelBuilder mpls(int label) {
        return new TunnelBuilder(Kind.MPLS, label);
    }

    /// Without any field.
    public static TunnelBuilder radiotap() {
        return new TunnelBuilder(Kind.RADIOTAP, 0);
    }

    /// A data frame with its IEEE 802.2 header, IEEE 802.11-2020 §9.3.2.1.
    public static TunnelBuilder wlan() {
        return new TunnelBuilder(Kind.WLAN, 0);
    }

    @Override
    int length() {
        return switch (kind) {
            case GRE, MPLS -> 4;
            case VXLAN, GTP_U, PPPOE, RADIOTAP -> 8;
            case WLAN -> 32;
        };
    }

    @Override
    int etherType() {
        return switch (kind) {
            case PPPOE -> 0x8864;
            case MPLS -> 0x8847;
            default -> NONE;
        };
    }

    @Override
    int ipProtocol() {
        return kind == Kind.GRE ? 47 : NONE;
    }

    @Override
    void write(Place place) {
        int at = place.at();
        int follows = place.next() == this ? 0 : Math.max(0, place.next().etherType());
        switch (kind) {
            case GRE -> Bytes.put16(place.frame(), at + 2, place.next() instanceof EthernetBuilder ? 0x6558 : follows);
            case VXLAN -> {
                Bytes.put8(place.frame(), at, 8);
                Bytes.put32(place.frame(), at + 4, number << 8);
            }
            case GTP_U -> {
                Bytes.put16(place.frame(), at, 0x30FF);
                Bytes.put16(place.frame(), at + 2, place.content());
                Bytes.put32(place.frame(), at + 4, number);
            }
            case PPPOE -> {
                Bytes.put16(place.frame(), at, 0x1100);
                Bytes.put16(place.frame(), at + 2, number);
                Bytes.put16(place.frame(), at + 4, place.content() + 2);
                Bytes.put16(place.frame(), at + 6, follows == EtherType.IPV6.value() ? 0x57 : 0x21);
            }
            case MPLS -> Bytes.put32(place.frame(), at, number << 12 | 0x1FF);
            case RADIOTAP -> Bytes.put16(place.frame(), at + 2, 0x0800);
            case WLAN -> {
                Bytes.put8(place.frame(), at, 8);
                Bytes.put32(place.frame(), at + 24, 0xAAAA_0300);
                Bytes.put16(place.frame(), at + 30, follows);
            }
        }
    }
}
