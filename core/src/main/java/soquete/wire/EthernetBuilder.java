package soquete.wire;

/// Writes an [EthernetView]'s header. Addresses are zeros unless given, as on a loopback interface.
public final class EthernetBuilder extends HeaderBuilder {
    private MacAddress source = MacAddress.ZERO;
    private MacAddress destination = MacAddress.ZERO;
    private int type = NONE;

    public EthernetBuilder source(MacAddress address) {
        source = address;
        return this;
    }

    public EthernetBuilder destination(MacAddress address) {
        destination = address;
        return this;
    }

    /// Only for what no builder here follows with.
    public EthernetBuilder type(EtherType next) {
        type = next.value();
        return this;
    }

    @Override
    int length() {
        return EthernetView.LENGTH;
    }

    @Override
    void write(Place place) {
        Bytes.put48(place.frame(), place.at(), destination.value());
        Bytes.put48(place.frame(), place.at() + 6, source.value());
        int next = place.next() instanceof LlcBuilder
                ? place.content()
                : named(type, place.next().etherType());
        Bytes.put16(place.frame(), place.at() + 12, next);
    }
}
