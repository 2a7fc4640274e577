package soquete.wire;

/// What an IP header says comes next (IANA protocol numbers). Unknown numbers survive.
public record IpProtocol(int value) {
    public static final IpProtocol HOP_BY_HOP = new IpProtocol(0);
    public static final IpProtocol ICMP = new IpProtocol(1);
    public static final IpProtocol TCP = new IpProtocol(6);
    public static final IpProtocol UDP = new IpProtocol(17);
    public static final IpProtocol ROUTING = new IpProtocol(43);
    public static final IpProtocol FRAGMENT = new IpProtocol(44);
    public static final IpProtocol AUTHENTICATION = new IpProtocol(51);
    public static final IpProtocol ICMPV6 = new IpProtocol(58);
    public static final IpProtocol NO_NEXT = new IpProtocol(59);
    public static final IpProtocol DESTINATION = new IpProtocol(60);
}
