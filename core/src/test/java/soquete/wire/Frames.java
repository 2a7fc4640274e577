package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Frames of every kind of header stack, and the addresses they use.
public final class Frames {
    public static final InetAddress A = Addresses.literal("192.0.2.1");
    public static final InetAddress B = Addresses.literal("192.0.2.2");
    public static final InetAddress A6 = Addresses.literal("2001:db8::1");
    public static final InetAddress B6 = Addresses.literal("2001:db8::2");
    public static final MacAddress MAC_A = new MacAddress(0x02005E100001L);
    public static final MacAddress MAC_B = new MacAddress(0x02005E100002L);

    private static final byte[] HI = "hi".getBytes(StandardCharsets.US_ASCII);

    private Frames() {}

    /// A frame and what its first byte begins.
    @SuppressWarnings("ArrayRecordComponent") // the tests change the bytes
    public record Frame(LinkType linkType, byte[] bytes) {
        public MemorySegment segment() {
            return MemorySegment.ofArray(bytes);
        }

        public Decoded decoded() {
            return Decoder.decode(linkType, segment(), bytes.length);
        }

        /// Its first `length` bytes, of a frame that was `originalLength` long.
        public Decoded cut(int length, int originalLength) {
            return Decoder.decode(linkType, segment().asSlice(0, length), originalLength);
        }
    }

    /// Bytes written as pairs of hexadecimal digits, with spaces anywhere.
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    }

    static Frame of(LinkType linkType, byte[] payload, HeaderBuilder... headers) {
        return new Frame(linkType, HeaderBuilder.frame(payload, headers));
    }

    static EthernetBuilder ethernet() {
        return new EthernetBuilder().source(MAC_A).destination(MAC_B);
    }

    static Ipv4Builder ipv4() {
        return new Ipv4Builder(A, B);
    }

    static Ipv6Builder ipv6() {
        return new Ipv6Builder(A6, B6);
    }

    static TcpBuilder syn() {
        return new TcpBuilder(49152, 65432)
                .sequence(SeqNum.of(0xFFFF_FFFFL))
                .flags(TcpView.SYN)
                .options(
                        new TcpOption.MaximumSegmentSize(1460),
                        new TcpOption.SackPermitted(),
                        new TcpOption.Timestamps(100, 0),
                        new TcpOption.NoOperation(),
                        new TcpOption.WindowScale(7));
    }

    static UdpBuilder udp() {
        return new UdpBuilder(49153, 65433);
    }

    /// Every header stack the decoder knows, by name.
    public static Map<String, Frame> all() {
        Octets padN = Octets.of(hex("0104 0000 0000"));
        Octets checkValue = Octets.of(new byte[22]);
        Map<String, Frame> all = new LinkedHashMap<>();
        all.put("ethernet/ipv4/tcp", of(LinkType.ETHERNET, HI, ethernet(), ipv4(), syn()));
        all.put("ethernet/ipv6/tcp", of(LinkType.ETHERNET, HI, ethernet(), ipv6(), syn()));
        all.put(
                "ethernet/vlan/vlan/ipv4/udp",
                of(
                        LinkType.ETHERNET,
                        HI,
                        ethernet(),
                        new VlanBuilder(100).service(),
                        new VlanBuilder(10),
                        ipv4(),
                        udp()));
        all.put("ethernet/llc/ipv4/udp", of(LinkType.ETHERNET, HI, ethernet(), new LlcBuilder(), ipv4(), udp()));
        all.put(
                "ethernet/arp",
                of(
                        LinkType.ETHERNET,
                        new byte[0],
                        ethernet(),
                        new ArpBuilder(ArpView.REQUEST)
                                .sender(MAC_A, (Inet4Address) A)
                                .target(MacAddress.ZERO, (Inet4Address) B)));
        all.put("sll/ipv4/udp", of(LinkType.LINUX_SLL, HI, new SllBuilder(), ipv4(), udp()));
        all.put("sll2/ipv6/udp", of(LinkType.LINUX_SLL2, HI, new Sll2Builder(3), ipv6(), udp()));
        all.put("null/ipv4/tcp", of(LinkType.NULL, HI, new NullBuilder(2, ByteOrder.LITTLE_ENDIAN), ipv4(), syn()));
        all.put("loop/ipv6/udp", of(LinkType.LOOP, HI, new NullBuilder(24, ByteOrder.BIG_ENDIAN), ipv6(), udp()));
        all.put("raw/ipv4/udp", of(LinkType.RAW, HI, ipv4(), udp()));
        all.put("raw/ipv6/udp", of(LinkType.RAW, HI, ipv6(), udp()));
        all.put(
                "ipv4 with options/icmp",
                of(
                        LinkType.IPV4,
                        HI,
                        ipv4().options(Octets.of(hex("94040000"))),
                        new IcmpBuilder(IcmpView.ECHO, 0).echo(1, 2)));
        all.put(
                "ipv4/icmp error",
                of(
                        LinkType.IPV4,
                        HeaderBuilder.frame(HI, ipv4(), udp()),
                        new Ipv4Builder(B, A),
                        new IcmpBuilder(IcmpView.DESTINATION_UNREACHABLE, 3)));
        all.put(
                "ipv6/icmpv6 error",
                of(
                        LinkType.IPV6,
                        HeaderBuilder.frame(HI, ipv6(), IpExtensionBuilder.of(IpProtocol.DESTINATION, padN), syn()),
                        new Ipv6Builder(B6, A6),
                        new Icmpv6Builder(Icmpv6View.DESTINATION_UNREACHABLE, 4)));
        all.put(
                "ipv6/hop-by-hop/routing/destination/fragment/tcp",
                of(
                        LinkType.IPV6,
                        HI,
                        ipv6(),
                        IpExtensionBuilder.of(IpProtocol.HOP_BY_HOP, padN),
                        IpExtensionBuilder.of(IpProtocol.ROUTING, Octets.of(hex("0000 0000 0000"))),
                        IpExtensionBuilder.of(IpProtocol.DESTINATION, padN),
                        IpExtensionBuilder.fragment(0, true, 9),
                        syn()));
        all.put("ipv4/ah/udp", of(LinkType.IPV4, HI, ipv4(), IpExtensionBuilder.authentication(checkValue), udp()));
        all.put("ipv6/ah/tcp", of(LinkType.IPV6, HI, ipv6(), IpExtensionBuilder.authentication(checkValue), syn()));
        all.put(
                "ipv4/later fragment",
                of(LinkType.IPV4, HI, ipv4().fragment(8, false).protocol(IpProtocol.UDP)));
        tunnels(all);
        return all;
    }

    private static void tunnels(Map<String, Frame> all) {
        UdpBuilder vxlan = new UdpBuilder(50000, 4789);
        UdpBuilder gtp = new UdpBuilder(2152, 2152);
        all.put(
                "ethernet/ipv4/gre/ipv4/tcp",
                of(LinkType.ETHERNET, HI, ethernet(), ipv4(), TunnelBuilder.gre(), ipv4(), syn()));
        all.put(
                "ipv6/gre/ethernet/ipv6/udp",
                of(LinkType.IPV6, HI, ipv6(), TunnelBuilder.gre(), ethernet(), ipv6(), udp()));
        all.put("ipv4/ipv4/tcp", of(LinkType.IPV4, HI, ipv4(), ipv4(), syn()));
        all.put("ipv4/ipv6/tcp", of(LinkType.IPV4, HI, ipv4(), ipv6(), syn()));
        all.put("ipv6/ipv6/udp", of(LinkType.IPV6, HI, ipv6(), ipv6(), udp()));
        all.put(
                "ipv4/vxlan/ethernet/ipv4/tcp",
                of(LinkType.IPV4, HI, ipv4(), vxlan, TunnelBuilder.vxlan(7), ethernet(), ipv4(), syn()));
        all.put("ipv4/gtp/ipv6/tcp", of(LinkType.IPV4, HI, ipv4(), gtp, TunnelBuilder.gtpU(7), ipv6(), syn()));
        all.put("ipv4/teredo/ipv6/tcp", of(LinkType.IPV4, HI, ipv4(), new UdpBuilder(50000, 3544), ipv6(), syn()));
        all.put(
                "ethernet/pppoe/ipv4/tcp",
                of(LinkType.ETHERNET, HI, ethernet(), TunnelBuilder.pppoe(1), ipv4(), syn()));
        all.put(
                "ethernet/pppoe/ipv6/tcp",
                of(LinkType.ETHERNET, HI, ethernet(), TunnelBuilder.pppoe(1), ipv6(), syn()));
        all.put(
                "ethernet/mpls/ipv4/udp",
                of(LinkType.ETHERNET, HI, ethernet(), TunnelBuilder.mpls(100), ipv4(), udp()));
        all.put(
                "radiotap/wlan/ipv4/tcp",
                of(new LinkType(127), HI, TunnelBuilder.radiotap(), TunnelBuilder.wlan(), ipv4(), syn()));
    }

    /// The protocols of the headers, outermost first.
    static List<Protocol> stack(Layers layers) {
        return IntStream.range(0, layers.depth()).mapToObj(layers::protocol).toList();
    }
}
