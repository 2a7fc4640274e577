package soquete.wire;

import java.net.Inet4Address;
import java.net.InetAddress;

/// Writes an [Ipv4View]'s header, with its total length and checksum.
public final class Ipv4Builder extends HeaderBuilder {
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;

    private final InetAddress source;
    private final InetAddress destination;
    private int identification;
    private int fragment = DONT_FRAGMENT;
    private int timeToLive = 64;
    private int trafficClass;
    private int protocol = NONE;
    private Octets options = Octets.NONE;

    public Ipv4Builder(InetAddress source, InetAddress destination) {
        if (!(source instanceof Inet4Address) || !(destination instanceof Inet4Address)) {
            throw new IllegalArgumentException("not IPv4: " + source + ", " + destination);
        }
        this.source = source;
        this.destination = destination;
    }

    public Ipv4Builder identification(int number) {
        identification = number;
        return this;
    }

    /// A fragment whose data stands `offset` bytes (a multiple of 8) into the whole.
    public Ipv4Builder fragment(int offset, boolean more) {
        if (offset % 8 != 0) {
            throw new IllegalArgumentException("offset " + offset);
        }
        fragment = offset / 8 | (more ? MORE_FRAGMENTS : 0);
        return this;
    }

    public Ipv4Builder timeToLive(int hops) {
        timeToLive = hops;
        return this;
    }

    /// DSCP and ECN.
    public Ipv4Builder trafficClass(int octet) {
        trafficClass = octet;
        return this;
    }

    /// Only for what no builder here follows with.
    public Ipv4Builder protocol(IpProtocol next) {
        protocol = next.value();
        return this;
    }

    /// Header options, a multiple of 4 bytes, up to 40.
    public Ipv4Builder options(Octets bytes) {
        if (bytes.length() % 4 != 0 || bytes.length() > 40) {
            throw new IllegalArgumentException(bytes.length() + " bytes of options");
        }
        options = bytes;
        return this;
    }

    @Override
    int length() {
        return Ipv4View.MIN_LENGTH + options.length();
    }

    @Override
    int etherType() {
        return EtherType.IPV4.value();
    }

    @Override
    int ipProtocol() {
        return 4;
    }

    @Override
    boolean network() {
        return true;
    }

    @Override
    void write(Place place) {
        int at = place.at();
        int next = place.next() == this ? NONE : place.next().ipProtocol();
        Bytes.put8(place.frame(), at, 0x40 | length() / 4);
        Bytes.put8(place.frame(), at + 1, trafficClass);
        Bytes.put16(place.frame(), at + 2, length() + place.content());
        Bytes.put16(place.frame(), at + 4, identification);
        Bytes.put16(place.frame(), at + 6, fragment);
        Bytes.put8(place.frame(), at + 8, timeToLive);
        Bytes.put8(place.frame(), at + 9, named(protocol, next));
        Bytes.put(place.frame(), at + 12, source.getAddress());
        Bytes.put(place.frame(), at + 16, destination.getAddress());
        Bytes.put(place.frame(), at + 20, options.toArray());
        Bytes.put16(place.frame(), at + 10, Checksum.of(place.frame(), at, length()));
    }
}
