package soquete.wire;

/// Writes an [Sll2View]'s header, of a packet to us on an Ethernet device.
public final class Sll2Builder extends HeaderBuilder {
    private final int interfaceIndex;

    public Sll2Builder(int interfaceIndex) {
        this.interfaceIndex = interfaceIndex;
    }

    @Override
    int length() {
        return Sll2View.LENGTH;
    }

    @Override
    void write(Place place) {
        Bytes.put16(place.frame(), place.at(), Math.max(place.next().etherType(), 0));
        Bytes.put32(place.frame(), place.at() + 4, interfaceIndex);
        Bytes.put16(place.frame(), place.at() + 8, 1);
        Bytes.put8(place.frame(), place.at() + 11, 6);
    }
}
