package soquete.wire;

/// Writes an [SllView]'s header, of a packet to us on an Ethernet device.
public final class SllBuilder extends HeaderBuilder {

    @Override
    int length() {
        return SllView.LENGTH;
    }

    @Override
    void write(Place place) {
        Bytes.put16(place.frame(), place.at() + 2, 1);
        Bytes.put16(place.frame(), place.at() + 4, 6);
        Bytes.put16(place.frame(), place.at() + 14, Math.max(place.next().etherType(), 0));
    }
}
