package soquete.wire;

/// A link-layer header type, by its number in capture files (the LINKTYPE registry of pcap and pcapng). Unknown numbers
/// survive.
public record LinkType(int value) {
    public static final LinkType NULL = new LinkType(0);
    public static final LinkType ETHERNET = new LinkType(1);
    public static final LinkType RAW = new LinkType(101);
    public static final LinkType LOOP = new LinkType(108);
    public static final LinkType LINUX_SLL = new LinkType(113);
    public static final LinkType IPV4 = new LinkType(228);
    public static final LinkType IPV6 = new LinkType(229);
    public static final LinkType LINUX_SLL2 = new LinkType(276);
}
