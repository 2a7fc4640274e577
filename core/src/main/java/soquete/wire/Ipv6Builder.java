package soquete.wire;

import java.net.Inet6Address;
import java.net.InetAddress;

/// Writes an [Ipv6View]'s header, with its payload length.
public final class Ipv6Builder extends HeaderBuilder {
    private final InetAddress source;
    private final InetAddress destination;
    private int trafficClass;
    private int flowLabel;
    private int hopLimit = 64;
    private int nextHeader = NONE;

    public Ipv6Builder(InetAddress source, InetAddress destination) {
        if (!(source instanceof Inet6Address) || !(destination instanceof Inet6Address)) {
            throw new IllegalArgumentException("not IPv6: " + source + ", " + destination);
        }
        this.source = source;
        this.destination = destination;
    }

    public Ipv6Builder trafficClass(int octet) {
        trafficClass = octet;
        return this;
    }

    public Ipv6Builder flowLabel(int label) {
        flowLabel = label;
        return this;
    }

    public Ipv6Builder hopLimit(int hops) {
        hopLimit = hops;
        return this;
    }

    /// Only for what no builder here follows with.
    public Ipv6Builder nextHeader(IpProtocol next) {
        nextHeader = next.value();
        return this;
    }

    @Override
    int length() {
        return Ipv6View.LENGTH;
    }

    @Override
    int etherType() {
        return EtherType.IPV6.value();
    }

    @Override
    int ipProtocol() {
        return 41;
    }

    @Override
    boolean network() {
        return true;
    }

    @Override
    void write(Place place) {
        int at = place.at();
        int next =
                place.next() == this ? IpProtocol.NO_NEXT.value() : place.next().ipProtocol();
        Bytes.put32(place.frame(), at, 6 << 28 | (trafficClass & 0xFF) << 20 | (flowLabel & 0xF_FFFF));
        Bytes.put16(place.frame(), at + 4, place.content());
        Bytes.put8(place.frame(), at + 6, named(nextHeader, next));
        Bytes.put8(place.frame(), at + 7, hopLimit);
        Bytes.put(place.frame(), at + 8, source.getAddress());
        Bytes.put(place.frame(), at + 24, destination.getAddress());
    }
}
