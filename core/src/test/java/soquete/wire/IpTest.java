package soquete.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static soquete.wire.Frames.hex;
import static soquete.wire.Protocol.AUTHENTICATION;
import static soquete.wire.Protocol.IPV4;
import static soquete.wire.Protocol.IPV6;
import static soquete.wire.Protocol.IPV6_DESTINATION;
import static soquete.wire.Protocol.IPV6_FRAGMENT;
import static soquete.wire.Protocol.IPV6_HOP_BY_HOP;
import static soquete.wire.Protocol.IPV6_ROUTING;
import static soquete.wire.Protocol.TCP;
import static soquete.wire.Protocol.UDP;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import soquete.wire.Frames.Frame;
import soquete.wire.Problem.Kind;
import soquete.wire.Problem.LengthSource;

@NullUnmarked // a header that is not there fails the test
class IpTest {
    // IP (tos 0x0, ttl 64, id 0, offset 0, flags [DF], proto UDP (17), length 30)
    //     192.0.2.1.49153 > 192.0.2.2.65433: UDP, length 2
    private static final byte[] UDP_PACKET =
            hex("4500001e 00004000 4011b6cb c0000201 c0000202  c001ff99 000a53d1 6869");

    @Test
    void readsIpv4() {
        Layers layers = complete(LinkType.IPV4, UDP_PACKET);
        Ipv4View ip = layers.ipv4();
        assertThat(ip.version()).isEqualTo(4);
        assertThat(ip.headerLength()).isEqualTo(20);
        assertThat(ip.totalLength()).isEqualTo(30);
        assertThat(ip.dontFragment()).isTrue();
        assertThat(ip.moreFragments()).isFalse();
        assertThat(ip.fragmentOffset()).isZero();
        assertThat(ip.timeToLive()).isEqualTo(64);
        assertThat(ip.protocol()).isEqualTo(IpProtocol.UDP.value());
        assertThat(ip.checksum()).isEqualTo(0xB6CB);
        assertThat(layers.source()).isEqualTo(Frames.A);
        assertThat(layers.destinationEndpoint()).hasToString("192.0.2.2:65433");
        assertThat(Checksum.ipv4Header(layers)).isEqualTo(Checksum.Status.VALID);
        assertThat(HeaderBuilder.frame(new byte[] {'h', 'i'}, Frames.ipv4(), Frames.udp()))
                .isEqualTo(UDP_PACKET);
    }

    @Test
    void totalLengthZeroMeansToTheEndOfTheFrame() {
        byte[] bytes = UDP_PACKET.clone();
        bytes[3] = 0;
        assertThat(complete(LinkType.IPV4, bytes).payloadLength()).isEqualTo(2);
    }

    @Test
    void reportsHeaderLengthBelowTwenty() {
        byte[] bytes = UDP_PACKET.clone();
        bytes[0] = 0x44;
        assertThat(problem(LinkType.IPV4, bytes))
                .isEqualTo(new Problem(IPV4, 0, 20, 16, LengthSource.IPV4_HEADER_LENGTH, Kind.MALFORMED));
    }

    @Test
    void reportsTotalLengthBelowTheHeader() {
        byte[] bytes = UDP_PACKET.clone();
        bytes[3] = 19;
        assertThat(problem(LinkType.IPV4, bytes))
                .isEqualTo(new Problem(IPV4, 0, 20, 19, LengthSource.IPV4_TOTAL_LENGTH, Kind.MALFORMED));
    }

    @Test
    void reportsTotalLengthBeyondTheFrameAndReadsOn() {
        byte[] bytes = UDP_PACKET.clone();
        bytes[3] = 31;
        assertThat(problem(LinkType.IPV4, bytes))
                .isEqualTo(new Problem(IPV4, 0, 31, 30, LengthSource.IPV4_TOTAL_LENGTH, Kind.MALFORMED));
        assertThat(new Frame(LinkType.IPV4, bytes).decoded().layers().has(UDP)).isTrue();
    }

    @Test
    void reportsAnotherVersion() {
        byte[] bytes = UDP_PACKET.clone();
        bytes[0] = 0x55;
        assertThat(problem(LinkType.IPV4, bytes).source()).isEqualTo(LengthSource.IP_VERSION);
    }

    @Test
    void truncatedIsNotMalformed() {
        Frame frame = new Frame(LinkType.IPV4, UDP_PACKET);
        assertThat(problem(frame.cut(24, 30)))
                .isEqualTo(new Problem(UDP, 20, 8, 4, LengthSource.CAPTURE, Kind.TRUNCATED));
        byte[] bytes = UDP_PACKET.clone();
        bytes[3] = 24;
        assertThat(problem(LinkType.IPV4, bytes))
                .isEqualTo(new Problem(UDP, 20, 8, 4, LengthSource.IPV4_TOTAL_LENGTH, Kind.MALFORMED));
    }

    @Test
    void aLaterFragmentHasNoTransport() {
        byte[] bytes = HeaderBuilder.frame(
                hex("c001ff99 000a53d1"), Frames.ipv4().fragment(8, false).protocol(IpProtocol.UDP));
        Layers layers = complete(LinkType.IPV4, bytes);
        assertThat(Frames.stack(layers)).containsExactly(IPV4);
        assertThat(layers.fragmented()).isTrue();
        assertThat(layers.udp()).isNull();
        assertThat(layers.sourceEndpoint()).isNull();
        assertThat(layers.payloadLength()).isZero();
    }

    @Test
    void aFirstFragmentHasATransport() {
        // IP6 2001:db8::1 > 2001:db8::2: frag (0x00000009:0|10) 49153 > 65433: UDP, length 2
        byte[] bytes = hex("60000000 0012 2c 40 20010db8000000000000000000000001 20010db8000000000000000000000002"
                + "11 00 0001 00000009  c001ff99 000a0000 6869");
        Layers layers = complete(LinkType.IPV6, bytes);
        assertThat(Frames.stack(layers)).containsExactly(IPV6, IPV6_FRAGMENT, UDP);
        assertThat(layers.fragmented()).isTrue();
        assertThat(layers.sourceEndpoint()).hasToString("[2001:db8::1]:49153");
        assertThat(Checksum.transport(layers)).isEqualTo(Checksum.Status.UNKNOWN);
        assertThat(HeaderBuilder.frame(
                        new byte[] {'h', 'i'},
                        Frames.ipv6(),
                        IpExtensionBuilder.fragment(0, true, 9),
                        Frames.udp().withoutChecksum()))
                .isEqualTo(bytes);
    }

    @Test
    void readsEveryExtensionHeader() {
        Frame frame = Frames.all().get("ipv6/hop-by-hop/routing/destination/fragment/tcp");
        Layers layers = complete(frame.linkType(), frame.bytes());
        assertThat(Frames.stack(layers))
                .containsExactly(IPV6, IPV6_HOP_BY_HOP, IPV6_ROUTING, IPV6_DESTINATION, IPV6_FRAGMENT, TCP);
        assertThat(layers.ipv6().hopLimit()).isEqualTo(64);
        assertThat(layers.ipv6().payloadLength()).isEqualTo(frame.bytes().length - 40);
    }

    @Test
    void readsTheAuthenticationHeaderInBothVersions() {
        for (String name : new String[] {"ipv4/ah/udp", "ipv6/ah/tcp"}) {
            Frame frame = Frames.all().get(name);
            Layers layers = complete(frame.linkType(), frame.bytes());
            assertThat(layers.has(AUTHENTICATION)).isTrue();
            assertThat(layers.payloadLength()).isEqualTo(2);
        }
    }

    @Test
    void reportsExtensionHeaderBeyondThePacket() {
        byte[] bytes = Frames.all()
                .get("ipv6/hop-by-hop/routing/destination/fragment/tcp")
                .bytes();
        bytes[41] = (byte) 0xFF;
        assertThat(problem(LinkType.IPV6, bytes))
                .isEqualTo(new Problem(
                        IPV6_HOP_BY_HOP,
                        40,
                        2048,
                        bytes.length - 40,
                        LengthSource.IPV6_EXTENSION_LENGTH,
                        Kind.MALFORMED));
    }

    @Test
    void ipv4MappedAddressesAreIpv4() {
        byte[] bytes = HeaderBuilder.frame(new byte[] {'h', 'i'}, Frames.ipv6(), Frames.udp());
        System.arraycopy(hex("00000000000000000000ffff c0000201"), 0, bytes, 8, 16);
        assertThat(complete(LinkType.IPV6, bytes).source()).isEqualTo(Frames.A);
    }

    private static Layers complete(LinkType linkType, byte[] bytes) {
        Decoded decoded = new Frame(linkType, bytes).decoded();
        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        return decoded.layers();
    }

    private static Problem problem(LinkType linkType, byte[] bytes) {
        return problem(new Frame(linkType, bytes).decoded());
    }

    private static Problem problem(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Stopped.class);
        return ((Decoded.Stopped) decoded).problem();
    }
}
