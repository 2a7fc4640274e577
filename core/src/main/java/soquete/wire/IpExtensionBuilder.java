package soquete.wire;

/// Writes an IPv6 extension header (RFC 8200 §4) or an authentication header (RFC 4302 §2).
public final class IpExtensionBuilder extends HeaderBuilder {
    private final int kind;
    private final Octets content;
    private int next = NONE;

    private IpExtensionBuilder(int kind, Octets content) {
        this.kind = kind;
        this.content = content;
    }

    /// Hop-by-hop options, routing or destination options; `content` is what follows the length byte.
    public static IpExtensionBuilder of(IpProtocol kind, Octets content) {
        if ((content.length() + 2) % 8 != 0) {
            throw new IllegalArgumentException(content.length() + " bytes of content");
        }
        return new IpExtensionBuilder(kind.value(), content);
    }

    /// `content` is what follows the length byte: reserved, SPI, sequence number, check value.
    public static IpExtensionBuilder authentication(Octets content) {
        if ((content.length() + 2) % 4 != 0) {
            throw new IllegalArgumentException(content.length() + " bytes of content");
        }
        return new IpExtensionBuilder(IpProtocol.AUTHENTICATION.value(), content);
    }

    /// A fragment header, RFC 8200 §4.5.
    ///
    /// @param offset in bytes, a multiple of 8
    public static IpExtensionBuilder fragment(int offset, boolean more, int identification) {
        if (offset % 8 != 0) {
            throw new IllegalArgumentException("offset " + offset);
        }
        int field = offset | (more ? 1 : 0);
        return new IpExtensionBuilder(
                IpProtocol.FRAGMENT.value(),
                Octets.of(
                        (byte) (field >> 8),
                        (byte) field,
                        (byte) (identification >> 24),
                        (byte) (identification >> 16),
                        (byte) (identification >> 8),
                        (byte) identification));
    }

    /// Only for what no builder here follows with.
    public IpExtensionBuilder next(IpProtocol protocol) {
        next = protocol.value();
        return this;
    }

    @Override
    int length() {
        return 2 + content.length();
    }

    @Override
    int ipProtocol() {
        return kind;
    }

    @Override
    void write(Place place) {
        int follows =
                place.next() == this ? IpProtocol.NO_NEXT.value() : place.next().ipProtocol();
        int length = length() / 8 - 1;
        if (kind == IpProtocol.AUTHENTICATION.value()) {
            length = length() / 4 - 2;
        } else if (kind == IpProtocol.FRAGMENT.value()) {
            length = 0;
        }
        Bytes.put8(place.frame(), place.at(), named(next, follows));
        Bytes.put8(place.frame(), place.at() + 1, length);
        Bytes.put(place.frame(), place.at() + 2, content.toArray());
    }
}
