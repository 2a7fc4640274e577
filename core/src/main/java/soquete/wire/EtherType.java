package soquete.wire;

/// What an Ethernet, VLAN, SNAP or cooked header says comes next (IEEE 802 numbers). Unknown numbers survive.
public record EtherType(int value) {
    public static final EtherType IPV4 = new EtherType(0x0800);
    public static final EtherType ARP = new EtherType(0x0806);
    public static final EtherType VLAN = new EtherType(0x8100);
    public static final EtherType IPV6 = new EtherType(0x86DD);
    public static final EtherType SERVICE_VLAN = new EtherType(0x88A8);
}
