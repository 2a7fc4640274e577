package soquete.wire;

/// Writes an [LlcView]'s header with its SNAP extension, RFC 1042.
public final class LlcBuilder extends HeaderBuilder {

    @Override
    int length() {
        return LlcView.SNAP_LENGTH;
    }

    @Override
    void write(Place place) {
        Bytes.put16(place.frame(), place.at(), 0xAAAA);
        Bytes.put16(place.frame(), place.at() + 2, 0x0300);
        Bytes.put16(place.frame(), place.at() + 6, Math.max(place.next().etherType(), 0));
    }
}
