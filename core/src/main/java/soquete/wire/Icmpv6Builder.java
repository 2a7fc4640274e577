package soquete.wire;

/// Writes an [Icmpv6View]'s header with the first 32 bits of its body, and its checksum.
public final class Icmpv6Builder extends HeaderBuilder {
    private static final int LENGTH = Icmpv6View.LENGTH + 4;

    private final int type;
    private final int code;
    private int parameter;

    public Icmpv6Builder(int type, int code) {
        this.type = type;
        this.code = code;
    }

    /// See [Icmpv6View#parameter()].
    public Icmpv6Builder parameter(int bits) {
        parameter = bits;
        return this;
    }

    @Override
    int length() {
        return LENGTH;
    }

    @Override
    int ipProtocol() {
        return IpProtocol.ICMPV6.value();
    }

    @Override
    void write(Place place) {
        Bytes.put8(place.frame(), place.at(), type);
        Bytes.put8(place.frame(), place.at() + 1, code);
        Bytes.put32(place.frame(), place.at() + 4, parameter);
    }

    @Override
    void finish(Place place) {
        int length = LENGTH + place.content();
        long sum = Checksum.sum(place.frame(), place.at(), length);
        Bytes.put16(place.frame(), place.at() + 2, Checksum.fold(sum + place.pseudo(ipProtocol(), length)));
    }
}
