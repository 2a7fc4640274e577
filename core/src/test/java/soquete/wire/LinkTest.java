package soquete.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static soquete.wire.Frames.hex;
import static soquete.wire.Protocol.ETHERNET;
import static soquete.wire.Protocol.IPV4;
import static soquete.wire.Protocol.IPV6;
import static soquete.wire.Protocol.LLC;
import static soquete.wire.Protocol.LOOPBACK;
import static soquete.wire.Protocol.SERVICE_VLAN;
import static soquete.wire.Protocol.SLL;
import static soquete.wire.Protocol.SLL2;
import static soquete.wire.Protocol.UDP;
import static soquete.wire.Protocol.VLAN;

import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.nio.ByteOrder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import soquete.wire.Frames.Frame;
import soquete.wire.Problem.Kind;
import soquete.wire.Problem.LengthSource;

@NullUnmarked // a header that is not there fails the test
class LinkTest {
    private static final byte[] HI = {'h', 'i'};

    // IP (tos 0x0, ttl 64, id 0, offset 0, flags [DF], proto UDP (17), length 30)
    //     192.0.2.1.49153 > 192.0.2.2.65433: UDP, length 2
    private static final String UDP_PACKET = "4500001e 00004000 4011b6cb c0000201 c0000202  c001ff99 000a53d1 6869";

    @Test
    void readsTwoVlanTags() {
        // 02:00:5e:10:00:01 > 02:00:5e:10:00:02, 802.1Q-QinQ vlan 100, p 0, 802.1Q vlan 10, p 5, IPv4
        byte[] bytes = hex("02005e100002 02005e100001 88a8 0064 8100 a00a 0800" + UDP_PACKET);
        Layers layers = complete(LinkType.ETHERNET, bytes);
        assertThat(Frames.stack(layers)).containsExactly(ETHERNET, SERVICE_VLAN, VLAN, IPV4, UDP);
        assertThat(layers.ethernet().source()).hasToString("02:00:5e:10:00:01");
        assertThat(layers.ethernet().destination()).isEqualTo(Frames.MAC_B);
        assertThat(layers.vlan().identifier()).isEqualTo(10);
        assertThat(layers.vlan().priority()).isEqualTo(5);
        assertThat(layers.vlan().dropEligible()).isFalse();
        VlanView outer = VlanView.of(layers.segment(), layers.position(1), layers.length(1));
        assertThat(outer.identifier()).isEqualTo(100);

        byte[] built = HeaderBuilder.frame(
                HI,
                Frames.ethernet(),
                new VlanBuilder(100).service(),
                new VlanBuilder(10).priority(5),
                Frames.ipv4(),
                Frames.udp());
        assertThat(built).isEqualTo(bytes);
    }

    @Test
    void leavesEthernetPaddingOut() {
        byte[] bytes = hex("02005e100002 02005e100001 0800" + UDP_PACKET + "00".repeat(16));
        Layers layers = complete(LinkType.ETHERNET, bytes);
        assertThat(layers.payloadLength()).isEqualTo(2);
        assertThat(layers.payload().byteSize()).isEqualTo(2);
    }

    @Test
    void reads8022WithSnap() {
        byte[] bytes = hex("02005e100002 02005e100001 0026 aaaa03 000000 0800" + UDP_PACKET);
        Layers layers = complete(LinkType.ETHERNET, bytes);
        assertThat(Frames.stack(layers)).containsExactly(ETHERNET, LLC, IPV4, UDP);
        assertThat(layers.llc().type()).isEqualTo(EtherType.IPV4.value());
        assertThat(layers.llc().control()).isEqualTo(3);
        assertThat(HeaderBuilder.frame(HI, Frames.ethernet(), new LlcBuilder(), Frames.ipv4(), Frames.udp()))
                .isEqualTo(bytes);
    }

    @Test
    void reports8023LengthBeyondTheFrameAndReadsOn() {
        byte[] bytes = hex("02005e100002 02005e100001 0126 aaaa03 000000 0800" + UDP_PACKET);
        assertThat(new Frame(LinkType.ETHERNET, bytes).decoded()).isInstanceOfSatisfying(Decoded.Stopped.class, it -> {
            assertThat(it.problem())
                    .isEqualTo(new Problem(ETHERNET, 14, 294, 38, LengthSource.IEEE_802_3_LENGTH, Kind.MALFORMED));
            assertThat(it.layers().has(UDP)).isTrue();
        });
    }

    @Test
    void readsCookedHeaders() {
        // In 00:00:00:00:00:00, IPv4
        byte[] sll = hex("0000 0001 0006 0000000000000000 0800" + UDP_PACKET);
        Layers layers = complete(LinkType.LINUX_SLL, sll);
        assertThat(Frames.stack(layers)).containsExactly(SLL, IPV4, UDP);
        assertThat(layers.sll().packetType()).isZero();
        assertThat(layers.sll().hardwareType()).isEqualTo(1);
        assertThat(layers.sll().addressLength()).isEqualTo(6);
        assertThat(HeaderBuilder.frame(HI, new SllBuilder(), Frames.ipv4(), Frames.udp()))
                .isEqualTo(sll);

        byte[] sll2 = hex("0800 0000 00000003 0001 00 06 0000000000000000" + UDP_PACKET);
        layers = complete(LinkType.LINUX_SLL2, sll2);
        assertThat(Frames.stack(layers)).containsExactly(SLL2, IPV4, UDP);
        assertThat(layers.sll2().interfaceIndex()).isEqualTo(3);
        assertThat(layers.sll2().protocol()).isEqualTo(EtherType.IPV4.value());
        assertThat(HeaderBuilder.frame(HI, new Sll2Builder(3), Frames.ipv4(), Frames.udp()))
                .isEqualTo(sll2);
    }

    @Test
    void readsLoopbackFamilyInBothByteOrders() {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            byte[] frame = HeaderBuilder.frame(HI, new NullBuilder(2, order), Frames.ipv4(), Frames.udp());
            assertThat(Frames.stack(complete(LinkType.NULL, frame))).containsExactly(LOOPBACK, IPV4, UDP);
        }
        assertThat(Frames.stack(complete(LinkType.NULL, hex("02000000" + UDP_PACKET))))
                .containsExactly(LOOPBACK, IPV4, UDP);
        assertThat(Frames.stack(complete(LinkType.LOOP, hex("00000002" + UDP_PACKET))))
                .containsExactly(LOOPBACK, IPV4, UDP);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 23, 24, 28, 30})
    void knowsEverySystemsAfInet6(int family) {
        byte[] frame =
                HeaderBuilder.frame(HI, new NullBuilder(family, ByteOrder.LITTLE_ENDIAN), Frames.ipv6(), Frames.udp());
        Layers layers = complete(LinkType.NULL, frame);
        assertThat(Frames.stack(layers)).containsExactly(LOOPBACK, IPV6, UDP);
        assertThat(layers.loopback().family()).isEqualTo(family);
    }

    @Test
    void readsArp() {
        // ARP, Ethernet (len 6), IPv4 (len 4), Request who-has 192.0.2.2 tell 192.0.2.1, length 28
        byte[] bytes = hex("ffffffffffff 02005e100001 0806"
                + "0001 0800 06 04 0001  02005e100001 c0000201  000000000000 c0000202");
        ArpView arp = complete(LinkType.ETHERNET, bytes).arp();
        assertThat(arp.operation()).isEqualTo(ArpView.REQUEST);
        assertThat(arp.senderHardware()).isEqualTo(Frames.MAC_A);
        assertThat(arp.senderProtocol()).isEqualTo(Frames.A);
        assertThat(arp.targetHardware()).isEqualTo(MacAddress.ZERO);
        assertThat(arp.targetProtocol()).isEqualTo(Frames.B);
        assertThat(HeaderBuilder.frame(
                        new byte[0],
                        Frames.ethernet().destination(MacAddress.BROADCAST),
                        new ArpBuilder(ArpView.REQUEST)
                                .sender(Frames.MAC_A, (Inet4Address) Frames.A)
                                .target(MacAddress.ZERO, (Inet4Address) Frames.B)))
                .isEqualTo(bytes);
    }

    @Test
    void reportsArpAddressesBeyondTheFrame() {
        byte[] bytes = hex("ffffffffffff 02005e100001 0806  0001 0800 ff 04 0001 02005e100001 c0000201");
        assertThat(new Frame(LinkType.ETHERNET, bytes).decoded()).isInstanceOfSatisfying(Decoded.Stopped.class, it -> {
            assertThat(it.problem())
                    .isEqualTo(
                            new Problem(Protocol.ARP, 14, 526, 18, LengthSource.ARP_ADDRESS_LENGTHS, Kind.MALFORMED));
            assertThat(it.layers().arp().senderHardware()).isNull();
            assertThat(it.layers().arp().targetProtocol()).isNull();
        });
    }

    @Test
    void anUnknownLinkTypeIsNoProblem() {
        assertThat(complete(new LinkType(147), new byte[20]).depth()).isZero();
    }

    @Test
    void boundsTheDepth() {
        byte[] tags = new byte[14 + 4 * 40];
        for (int i = 12; i + 1 < tags.length; i += 4) {
            tags[i] = (byte) 0x81;
        }
        assertThat(new Frame(LinkType.ETHERNET, tags).decoded()).isInstanceOfSatisfying(Decoded.Stopped.class, it -> {
            assertThat(it.problem().source()).isEqualTo(LengthSource.DEPTH_BOUND);
            assertThat(it.layers().depth()).isEqualTo(Layers.MAX_DEPTH);
        });
    }

    @Test
    void aViewIsNotMadeOverTooFewBytes() {
        MemorySegment nothing = MemorySegment.ofArray(new byte[0]);
        assertThatIllegalArgumentException().isThrownBy(() -> EthernetView.of(nothing, 0, 13));
        assertThatIllegalArgumentException().isThrownBy(() -> VlanView.of(nothing, 0, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> SllView.of(nothing, 0, 15));
        assertThatIllegalArgumentException().isThrownBy(() -> Sll2View.of(nothing, 0, 19));
        assertThatIllegalArgumentException().isThrownBy(() -> NullView.of(nothing, 0, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> LlcView.of(nothing, 0, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> ArpView.of(nothing, 0, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> Ipv4View.of(nothing, 0, 19));
        assertThatIllegalArgumentException().isThrownBy(() -> Ipv6View.of(nothing, 0, 39));
        assertThatIllegalArgumentException().isThrownBy(() -> TcpView.of(nothing, 0, 19));
        assertThatIllegalArgumentException().isThrownBy(() -> UdpView.of(nothing, 0, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> IcmpView.of(nothing, 0, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> Icmpv6View.of(nothing, 0, 3));
    }

    private static Layers complete(LinkType linkType, byte[] bytes) {
        Decoded decoded = new Frame(linkType, bytes).decoded();
        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        return decoded.layers();
    }
}
