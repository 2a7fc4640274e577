package soquete.filter;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.wire.Protocol;

/// The names a filter may use: Wireshark's own. A protocol's name is a field too: it is there when the protocol is.
public enum Field {
    FRAME("frame", Kind.PROTOCOL, Source.FRAME),
    FRAME_LEN("frame.len", Kind.NUMBER32, Source.FRAME),
    FRAME_CAP_LEN("frame.cap_len", Kind.NUMBER32, Source.FRAME),
    FRAME_PROTOCOLS("frame.protocols", Kind.TEXT, Source.FRAME),
    MALFORMED("_ws.malformed", Kind.PROTOCOL, Source.FRAME),
    FRAME_NUMBER("frame.number", Kind.NUMBER32, Source.CAPTURE),
    FRAME_TIME_EPOCH("frame.time_epoch", Kind.SECONDS, Source.CAPTURE),
    FRAME_TIME_RELATIVE("frame.time_relative", Kind.SECONDS, Source.CAPTURE),
    FRAME_TIME_DELTA("frame.time_delta", Kind.SECONDS, Source.CAPTURE),
    FRAME_INTERFACE_ID("frame.interface_id", Kind.NUMBER32, Source.CAPTURE),
    FRAME_ENCAP_TYPE("frame.encap_type", Kind.NUMBER16, Source.CAPTURE),

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
    UDP_LENGTH("udp.length", Kind.NUMBER16, Protocol.UDP),

    TCP_STREAM("tcp.stream", Kind.NUMBER32, Source.ANALYSIS),
    UDP_STREAM("udp.stream", Kind.NUMBER32, Source.ANALYSIS),
    TCP_COMPLETENESS("tcp.completeness", Kind.NUMBER8, Source.ANALYSIS),
    TCP_SEQ("tcp.seq", Kind.NUMBER32, Source.ANALYSIS),
    TCP_NXTSEQ("tcp.nxtseq", Kind.NUMBER32, Source.ANALYSIS),
    TCP_ACK("tcp.ack", Kind.NUMBER32, Source.ANALYSIS),
    TCP_WINDOW_SIZE("tcp.window_size", Kind.NUMBER32, Source.ANALYSIS),
    TCP_TIME_RELATIVE("tcp.time_relative", Kind.SECONDS, Source.ANALYSIS),
    TCP_TIME_DELTA("tcp.time_delta", Kind.SECONDS, Source.ANALYSIS),
    TCP_ANALYSIS("tcp.analysis", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_ANALYSIS_FLAGS("tcp.analysis.flags", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_RETRANSMISSION("tcp.analysis.retransmission", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_FAST_RETRANSMISSION("tcp.analysis.fast_retransmission", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_SPURIOUS_RETRANSMISSION("tcp.analysis.spurious_retransmission", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_OUT_OF_ORDER("tcp.analysis.out_of_order", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_DUPLICATE_ACK("tcp.analysis.duplicate_ack", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_LOST_SEGMENT("tcp.analysis.lost_segment", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_ACK_LOST_SEGMENT("tcp.analysis.ack_lost_segment", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_ZERO_WINDOW("tcp.analysis.zero_window", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_ZERO_WINDOW_PROBE("tcp.analysis.zero_window_probe", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_ZERO_WINDOW_PROBE_ACK("tcp.analysis.zero_window_probe_ack", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_WINDOW_FULL("tcp.analysis.window_full", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_WINDOW_UPDATE("tcp.analysis.window_update", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_KEEP_ALIVE("tcp.analysis.keep_alive", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_KEEP_ALIVE_ACK("tcp.analysis.keep_alive_ack", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_REUSED_PORTS("tcp.analysis.reused_ports", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_TFO_SYN("tcp.analysis.tfo_syn", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_TFO_ACK("tcp.analysis.tfo_ack", Kind.PROTOCOL, Source.ANALYSIS),
    TCP_DUPLICATE_ACK_NUM("tcp.analysis.duplicate_ack_num", Kind.NUMBER32, Source.ANALYSIS),
    TCP_DUPLICATE_ACK_FRAME("tcp.analysis.duplicate_ack_frame", Kind.NUMBER32, Source.ANALYSIS),
    TCP_ACKS_FRAME("tcp.analysis.acks_frame", Kind.NUMBER32, Source.ANALYSIS),
    TCP_ACK_RTT("tcp.analysis.ack_rtt", Kind.SECONDS, Source.ANALYSIS),
    TCP_INITIAL_RTT("tcp.analysis.initial_rtt", Kind.SECONDS, Source.ANALYSIS),
    TCP_BYTES_IN_FLIGHT("tcp.analysis.bytes_in_flight", Kind.NUMBER32, Source.ANALYSIS),
    TCP_RTO("tcp.analysis.rto", Kind.SECONDS, Source.ANALYSIS),
    TCP_RTO_FRAME("tcp.analysis.rto_frame", Kind.NUMBER32, Source.ANALYSIS);

    /// Where a field's values come from.
    public enum Source {
        /// The frame alone.
        FRAME,
        /// A header of the frame.
        HEADER,
        /// The frame's place in its capture.
        CAPTURE,
        /// What went before in its conversation.
        ANALYSIS
    }

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
        MAC,
        /// Nanoseconds, written as seconds. 2⁶³ is added, so that the order of unsigned numbers is theirs.
        SECONDS,
        /// Shown, and compared with nothing.
        TEXT;

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
    private final Source source;
    private final @Nullable Protocol protocol;
    private final int flag;

    Field(String text, Kind kind, Protocol protocol) {
        this.text = text;
        this.kind = kind;
        this.source = Source.HEADER;
        this.protocol = protocol;
        this.flag = 0;
    }

    Field(String text, Kind kind, Source source) {
        this.text = text;
        this.kind = kind;
        this.source = source;
        this.protocol = null;
        this.flag = 0;
    }

    /// A flag of TCP: bits of [soquete.wire.TcpView#flags()].
    Field(String text, int flag) {
        this.text = text;
        this.kind = Kind.BOOLEAN;
        this.source = Source.HEADER;
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

    /// Whether it is written as four hexadecimal digits.
    public boolean hexadecimal() {
        return this == TCP_FLAGS || this == ETH_TYPE || this == IP_ID;
    }

    public Source source() {
        return source;
    }

    /// The header it is read from; null for what is in no header.
    @Nullable
    Protocol protocol() {
        return protocol;
    }

    /// The bit of a TCP flag, else 0.
    int flag() {
        return flag;
    }
}
