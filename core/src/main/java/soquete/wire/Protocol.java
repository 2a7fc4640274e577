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
    /// A datagram whose checksum need not cover all of it, RFC 3828.
    UDP_LITE,
    ICMP,
    ICMPV6,
    /// IP Encapsulating Security Payload, RFC 4303. What it hides is not read.
    ESP,
    /// Another tag in front of an EtherType: VN-tag, E-tag (IEEE 802.1BR), redundancy (IEEE 802.1CB, IEC
    /// 62439-3), Cisco's metadata, MACsec without encryption.
    OTHER_TAG,
    /// The instance tag of a provider's backbone, IEEE 802.1ah.
    BACKBONE_TAG,
    /// A label stack, RFC 3032, all of its entries.
    MPLS,
    /// What stands between a label stack and an Ethernet frame, RFC 4448 §4.6.
    PSEUDOWIRE,
    /// A PPP protocol number, with HDLC's address and control when they are there, RFC 1661, RFC 1662.
    PPP,
    /// PPP over Ethernet, both stages, RFC 2516.
    PPPOE,
    CISCO_HDLC,
    /// Its address and, where there is one, its network protocol identifier, RFC 2427.
    FRAME_RELAY,
    /// A serial line's direction and compressed header, LINKTYPE_SLIP.
    SLIP,
    /// What Linux netfilter says of a packet, LINKTYPE_NFLOG.
    NFLOG,
    /// What OpenBSD's packet filter says of a packet, LINKTYPE_PFLOG.
    PFLOG,
    /// Solaris' IP observability header, LINKTYPE_IPNET.
    IPNET,
    /// IP over InfiniBand, RFC 4391 §6.
    IP_OVER_INFINIBAND,
    FDDI,
    TOKEN_RING,
    /// IP over IEEE 1394 or over Fibre Channel, RFC 2734, RFC 2625.
    OTHER_LINK,
    /// What macOS says of a packet, LINKTYPE_PKTAP.
    PKTAP,
    /// What OpenBSD says of a packet that IPsec carries, LINKTYPE_ENC.
    ENC,
    /// Generic routing encapsulation, RFC 2784, RFC 2890, and PPTP's kind, RFC 2637.
    GRE,
    /// A mirrored frame's header, behind GRE.
    ERSPAN,
    /// A virtual network's header, RFC 7348, and its generic protocol extension.
    VXLAN,
    /// RFC 8926.
    GENEVE,
    /// The user plane of GPRS and its successors, 3GPP TS 29.281.
    GTP_U,
    /// IPv6 through address translation, RFC 4380; its authentication and origin headers.
    TEREDO,
    /// RFC 2661 and RFC 3931.
    L2TP,
    /// Ethernet in IP, RFC 3378.
    ETHER_IP,
    /// Locator and identifier separation, RFC 9300.
    LISP,
    /// A remote sensor's header in front of the frame it saw, TaZmen.
    TZSP,
    /// A network service header, RFC 8300.
    NSH,
    /// What a capturing radio says of a frame: radiotap.
    RADIOTAP,
    /// The same by CACE's per-packet information.
    PPI,
    /// The same by a Prism card.
    PRISM,
    /// The same by the AVS project.
    AVS,
    /// IEEE 802.11.
    WLAN;

    /// A bit of its own, for a set of protocols in a `long`.
    @SuppressWarnings("EnumOrdinal") // never stored: only a place in a set
    long bit() {
        return 1L << ordinal();
    }
}
