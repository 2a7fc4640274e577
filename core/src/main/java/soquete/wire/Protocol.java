package soquete.wire;

/// The headers the decoder knows.
public enum Protocol {
    ETHERNET,
    /// A customer's tag, IEEE 802.1Q.
    VLAN,
    /// A service provider's tag, IEEE 802.1ad: the same header behind an EtherType of its own.
    SERVICE_VLAN,
    /// IEEE 802.2, with its SNAP extension when there is one.
    LLC,
    /// Linux cooked capture, version 1.
    SLL,
    /// Linux cooked capture, version 2.
    SLL2,
    /// The address family in front of packets on BSD, macOS and Windows loopback interfaces.
    LOOPBACK,
    ARP,
    IPV4,
    IPV6,
    IPV6_HOP_BY_HOP,
    IPV6_ROUTING,
    IPV6_FRAGMENT,
    IPV6_DESTINATION,
    /// IP Authentication Header, RFC 4302.
    AUTHENTICATION,
    TCP,
    UDP,
    ICMP,
    ICMPV6;

    /// A bit of its own, for a set of protocols in an `int`.
    @SuppressWarnings("EnumOrdinal") // never stored: only a place in a set
    int bit() {
        return 1 << ordinal();
    }
}
