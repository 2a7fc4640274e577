package soquete.filter;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.wire.Protocol;

/// The names a filter may use: Wireshark's own. A protocol's name is a field too: it is there when the protocol is.
public enum Field {
    FRAME("frame", Kind.PROTOCOL, null),
    FRAME_LEN("frame.len", Kind.NUMBER32, null),
    FRAME_CAP_LEN("frame.cap_len", Kind.NUMBER32, null),

    ETH("eth", Kind.PROTOCOL, Protocol.ETHERNET),
    ETH_ADDR("eth.addr", Kind.MAC, Protocol.ETHERNET),
    ETH_SRC("eth.src", Kind.MAC, Protocol.ETHERNET),
    ETH_DST("eth.dst", Kind.MAC, Protocol.ETHERNET),
    ETH_TYPE("eth.type", Kind.NUMBER16, Protocol.ETHERNET),
    VLAN("vlan", Kind.PROTOCOL, Protocol.VLAN),
    VLAN_ID("vlan.id", Kind.NUMBER16, Protocol.VLAN),
    SERVICE_VLAN("ieee8021ad", Kind.PROTOCOL, Protocol.SERVICE_VLAN),
    SERVICE_VLAN_ID("ieee8021ad.id", Kind.NUMBER16, Protocol.SERVICE_VLAN),
    SLL("sll", Kind.PROTOCOL, Protocol.SLL),
    NULL("null", Kind.PROTOCOL, Protocol.LOOPBACK),
    LLC("llc", Kind.PROTOCOL, Protocol.LLC),
    ARP("arp", Kind.PROTOCOL, Protocol.ARP),
    ARP_OPCODE("arp.opcode", Kind.NUMBER16, Protocol.ARP),

    IP("ip", Kind.PROTOCOL, Protocol.IPV4),
    IP_ADDR("ip.addr", Kind.IPV4, Protocol.IPV4),
    IP_SRC("ip.src", Kind.IPV4, Protocol.IPV4),
    IP_DST("ip.dst", Kind.IPV4, Protocol.IPV4),
    IP_TTL("ip.ttl", Kind.NUMBER8, Protocol.IPV4),
    IP_LEN("ip.len", Kind.NUMBER16, Protocol.IPV4),
    IP_ID("ip.id", Kind.NUMBER16, Protocol.IPV4),
    IP_PROTO("ip.proto", Kind.NUMBER8, Protocol.IPV4),
    IPV6("ipv6", Kind.PROTOCOL, Protocol.IPV6),
    IPV6_ADDR("ipv6.addr", Kind.IPV6, Protocol.IPV6),
    IPV6_SRC("ipv6.src", Kind.IPV6, Protocol.IPV6),
    IPV6_DST("ipv6.dst", Kind.IPV6, Protocol.IPV6),
    IPV6_HLIM("ipv6.hlim", Kind.NUMBER8, Protocol.IPV6),
    IPV6_PLEN("ipv6.plen", Kind.NUMBER16, Protocol.IPV6),
    IPV6_NXT("ipv6.nxt", Kind.NUMBER8, Protocol.IPV6),
    ICMP("icmp", Kind.PROTOCOL, Protocol.ICMP),
    ICMP_TYPE("icmp.type", Kind.NUMBER8, Protocol.ICMP),
    ICMP_CODE("icmp.code", Kind.NUMBER8, Protocol.ICMP),
    ICMPV6("icmpv6", Kind.PROTOCOL, Protocol.ICMPV6),
    ICMPV6_TYPE("icmpv6.type", Kind.NUMBER8, Protocol.ICMPV6),
    ICMPV6_CODE("icmpv6.code", Kind.NUMBER8, Protocol.ICMPV6),

    TCP("tcp", Kind.PROTOCOL, Protocol.TCP),
    TCP_PORT("tcp.port", Kind.NUMBER16, Protocol.TCP),
    TCP_SRCPORT("tcp.srcport", Kind.NUMBER16, Protocol.TCP),
    TCP_DSTPORT("tcp.dstport", Kind.NUMBER16, Protocol.TCP),
    TCP_LEN("tcp.len", Kind.NUMBER32, Protocol.TCP),
    TCP_SEQ_RAW("tcp.seq_raw", Kind.NUMBER32, Protocol.TCP),
    TCP_ACK_RAW("tcp.ack_raw", Kind.NUMBER32, Protocol.TCP),
    TCP_HDR_LEN("tcp.hdr_len", Kind.NUMBER8, Protocol.TCP),
    TCP_WINDOW("tcp.window_size_value", Kind.NUMBER16, Protocol.TCP),
    TCP_URGENT_POINTER("tcp.urgent_pointer", Kind.NUMBER16, Protocol.TCP),
    TCP_FLAGS("tcp.flags", Kind.NUMBER16, Protocol.TCP),
    TCP_FLAGS_RES("tcp.flags.res", 0xE00),
    TCP_FLAGS_AE("tcp.flags.ae", 0x100),
    TCP_FLAGS_NS("tcp.flags.ns", 0x100),
    TCP_FLAGS_CWR("tcp.flags.cwr", 0x080),
    TCP_FLAGS_ECE("tcp.flags.ece", 0x040),
    TCP_FLAGS_URG("tcp.flags.urg", 0x020),
    TCP_FLAGS_ACK("tcp.flags.ack", 0x010),
    TCP_FLAGS_PUSH("tcp.flags.push", 0x008),
    TCP_FLAGS_RESET("tcp.flags.reset", 0x004),
    TCP_FLAGS_SYN("tcp.flags.syn", 0x002),
    TCP_FLAGS_FIN("tcp.flags.fin", 0x001),

    UDP("udp", Kind.PROTOCOL, Protocol.UDP),
    UDP_PORT("udp.port", Kind.NUMBER16, Protocol.UDP),
    UDP_SRCPORT("udp.srcport", Kind.NUMBER16, Protocol.UDP),
    UDP_DSTPORT("udp.dstport", Kind.NUMBER16, Protocol.UDP),
    UDP_LENGTH("udp.length", Kind.NUMBER16, Protocol.UDP);

    /// What a field's values are.
    public enum Kind {
        /// There or not; compared with nothing.
        PROTOCOL,
        /// 0 or 1.
        BOOLEAN,
        NUMBER8,
        NUMBER16,
        NUMBER32,
        IPV4,
        IPV6,
        MAC;

        boolean number() {
            return this == NUMBER8 || this == NUMBER16 || this == NUMBER32;
        }

        /// The greatest number.
        long max() {
            return switch (this) {
                case NUMBER8 -> 0xFF;
                case NUMBER16 -> 0xFFFF;
                default -> 0xFFFF_FFFFL;
            };
        }
    }

    private static final Map<String, Field> BY_NAME = new HashMap<>();

    static {
        for (Field field : values()) {
            BY_NAME.put(field.text, field);
        }
    }

    private final String text;
    private final Kind kind;
    private final @Nullable Protocol protocol;
    private final int flag;

    Field(String text, Kind kind, @Nullable Protocol protocol) {
        this.text = text;
        this.kind = kind;
        this.protocol = protocol;
        this.flag = 0;
    }

    /// A flag of TCP: bits of [soquete.wire.TcpView#flags()].
    Field(String text, int flag) {
        this.text = text;
        this.kind = Kind.BOOLEAN;
        this.protocol = Protocol.TCP;
        this.flag = flag;
    }

    /// The field as it is written in a filter: `tcp.port`. Null when there is none of that name.
    public static @Nullable Field named(String text) {
        return BY_NAME.get(text);
    }

    /// As it is written in a filter.
    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    /// The header it is read from; null for the frame itself.
    @Nullable
    Protocol protocol() {
        return protocol;
    }

    /// The bit of a TCP flag, else 0.
    int flag() {
        return flag;
    }
}
