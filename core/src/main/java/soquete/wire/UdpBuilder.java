package soquete.wire;

/// Writes a [UdpView]'s header, with its length and checksum.
public final class UdpBuilder extends HeaderBuilder {
    private final int sourcePort;
    private final int destinationPort;
    private boolean checksum = true;

    public UdpBuilder(int sourcePort, int destinationPort) {
        this.sourcePort = sourcePort;
        this.destinationPort = destinationPort;
    }

    /// Leaves the checksum 0, which over IPv4 says that none was computed.
    public UdpBuilder withoutChecksum() {
        checksum = false;
        return this;
    }

    @Override
    int length() {
        return UdpView.LENGTH;
    }

    @Override
    int ipProtocol() {
        return IpProtocol.UDP.value();
    }

    @Override
    void write(Place place) {
        Bytes.put16(place.frame(), place.at(), sourcePort);
        Bytes.put16(place.frame(), place.at() + 2, destinationPort);
        Bytes.put16(place.frame(), place.at() + 4, UdpView.LENGTH + place.content());
    }

    @Override
    void finish(Place place) {
        if (checksum) {
            int length = UdpView.LENGTH + place.content();
            long sum = Checksum.sum(place.frame(), place.at(), length);
            int computed = Checksum.fold(sum + place.pseudo(ipProtocol(), length));
            // 0 would say that there is none, RFC 768.
            Bytes.put16(place.frame(), place.at() + 6, computed == 0 ? 0xFFFF : computed);
        }
    }
}
