package soquete.wire;

/// Writes a [VlanView]'s tag.
public final class VlanBuilder extends HeaderBuilder {
    private final int identifier;
    private int priority;
    private boolean service;
    private int type = NONE;

    /// @param identifier 0 to 4095
    public VlanBuilder(int identifier) {
        this.identifier = identifier;
    }

    public VlanBuilder priority(int codePoint) {
        priority = codePoint;
        return this;
    }

    /// An outer tag of IEEE 802.1ad.
    public VlanBuilder service() {
        service = true;
        return this;
    }

    /// Only for what no builder here follows with.
    public VlanBuilder type(EtherType next) {
        type = next.value();
        return this;
    }

    @Override
    int length() {
        return VlanView.LENGTH;
    }

    @Override
    int etherType() {
        return service ? EtherType.SERVICE_VLAN.value() : EtherType.VLAN.value();
    }

    @Override
    void write(Place place) {
        Bytes.put16(place.frame(), place.at(), priority << 13 | (identifier & 0xFFF));
        int follows = place.next() == this ? NONE : place.next().etherType();
        int next = place.next() instanceof LlcBuilder ? place.content() : named(type, follows);
        Bytes.put16(place.frame(), place.at() + 2, next);
    }
}
