package soquete.wire;

/// Writes an [IcmpView]'s header, with its checksum.
public final class IcmpBuilder extends HeaderBuilder {
    private final int type;
    private final int code;
    private int parameter;

    public IcmpBuilder(int type, int code) {
        this.type = type;
        this.code = code;
    }

    /// Of an echo or its reply.
    public IcmpBuilder echo(int identifier, int sequenceNumber) {
        parameter = identifier << 16 | (sequenceNumber & 0xFFFF);
        return this;
    }

    /// Of "fragmentation needed".
    public IcmpBuilder nextHopMtu(int bytes) {
        parameter = bytes & 0xFFFF;
        return this;
    }

    @Override
    int length() {
        return IcmpView.LENGTH;
    }

    @Override
    int ipProtocol() {
        return IpProtocol.ICMP.value();
    }

    @Override
    void write(Place place) {
        Bytes.put8(place.frame(), place.at(), type);
        Bytes.put8(place.frame(), place.at() + 1, code);
        Bytes.put32(place.frame(), place.at() + 4, parameter);
    }

    @Override
    void finish(Place place) {
        int checksum = Checksum.of(place.frame(), place.at(), (long) IcmpView.LENGTH + place.content());
        Bytes.put16(place.frame(), place.at() + 2, checksum);
    }
}
