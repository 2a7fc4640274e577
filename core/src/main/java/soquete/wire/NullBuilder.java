package soquete.wire;

import java.nio.ByteOrder;

/// Writes a [NullView]'s address family.
public final class NullBuilder extends HeaderBuilder {
    private final int family;
    private final ByteOrder order;

    /// @param order of the machine that captured; network order for LINKTYPE_LOOP
    public NullBuilder(int family, ByteOrder order) {
        this.family = family;
        this.order = order;
    }

    @Override
    int length() {
        return NullView.LENGTH;
    }

    @Override
    void write(Place place) {
        int value = order == ByteOrder.BIG_ENDIAN ? family : Integer.reverseBytes(family);
        Bytes.put32(place.frame(), place.at(), value);
    }
}
