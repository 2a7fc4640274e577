package soquete.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static soquete.wire.Frames.hex;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import soquete.wire.Frames.Frame;
import soquete.wire.Problem.Kind;
import soquete.wire.Problem.LengthSource;
import soquete.wire.TcpOption.Sack;

@NullUnmarked // a header that is not there fails the test
class TransportTest {
    // IP (tos 0x0, ttl 64, id 7, offset 0, flags [DF], proto TCP (6), length 60)
    //     192.0.2.1.49152 > 192.0.2.2.65432: Flags [S], cksum 0x090e (correct), seq 4294967295, win 64240,
    //     options [mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7], length 0
    private static final byte[] SYN = hex("4500003c 00074000 4006b6b1 c0000201 c0000202"
            + "c000ff98 ffffffff 00000000 a002faf0 090e0000  020405b4 0402 080a0000006400000000 01 030307");

    // IP6 (hlim 64, next-header TCP (6) payload length: 32) 2001:db8::1.65432 > 2001:db8::2.49152: Flags [.],
    //     cksum 0x379f (correct), ack 2000, win 65535, options [nop,nop,sack 1 {1001:2001}], length 0
    private static final byte[] SACK = hex("60000000 00200640 20010db8000000000000000000000001"
            + "20010db8000000000000000000000002 ff98c000 000003e8 000007d0 8010ffff 379f0000"
            + "01 01 050a 00000bb8 00000fa0");

    @Test
    void readsASyn() {
        Layers layers = complete(LinkType.IPV4, SYN);
        TcpView tcp = layers.tcp();
        assertThat(tcp.sourcePort()).isEqualTo(49152);
        assertThat(tcp.destinationPort()).isEqualTo(65432);
        assertThat(tcp.sequence()).isEqualTo(SeqNum.of(4294967295L));
        assertThat(tcp.acknowledgment()).isEqualTo(SeqNum.of(0));
        assertThat(tcp.headerLength()).isEqualTo(40);
        assertThat(tcp.flags()).isEqualTo(TcpView.SYN);
        assertThat(tcp.syn()).isTrue();
        assertThat(tcp.ack() || tcp.fin() || tcp.rst() || tcp.psh() || tcp.urg() || tcp.ece() || tcp.cwr() || tcp.ae())
                .isFalse();
        assertThat(tcp.window()).isEqualTo(64240);
        assertThat(tcp.checksum()).isEqualTo(0x090E);
        assertThat(tcp.urgentPointer()).isZero();
        assertThat(tcp.options())
                .containsExactly(
                        new TcpOption.MaximumSegmentSize(1460),
                        new TcpOption.SackPermitted(),
                        new TcpOption.Timestamps(100, 0),
                        new TcpOption.NoOperation(),
                        new TcpOption.WindowScale(7));
        assertThat(layers.payloadLength()).isZero();
        assertThat(Checksum.transport(layers)).isEqualTo(Checksum.Status.VALID);
        assertThat(HeaderBuilder.frame(
                        new byte[0],
                        Frames.ipv4().identification(7),
                        Frames.syn().window(64240)))
                .isEqualTo(SYN);
    }

    @Test
    void readsSackBlocks() {
        Layers layers = complete(LinkType.IPV6, SACK);
        Sack sack = new Sack(List.of(new Sack.Block(SeqNum.of(3000), SeqNum.of(4000))));
        assertThat(layers.tcp().options())
                .containsExactly(new TcpOption.NoOperation(), new TcpOption.NoOperation(), sack);
        assertThat(Checksum.transport(layers)).isEqualTo(Checksum.Status.VALID);
        assertThat(HeaderBuilder.frame(
                        new byte[0],
                        Frames.ipv6(),
                        new TcpBuilder(65432, 49152)
                                .sequence(SeqNum.of(1000))
                                .acknowledgment(SeqNum.of(2000))
                                .options(new TcpOption.NoOperation(), new TcpOption.NoOperation(), sack)))
                .isEqualTo(SACK);
    }

    @Test
    void everyOptionIsReadAsItWasWritten() {
        TcpOption[] options = {
            new TcpOption.FastOpen(Octets.NONE),
            new TcpOption.FastOpen(Octets.of(hex("0102030405060708"))),
            new TcpOption.Mptcp(3, Octets.of(hex("3001"))),
            new TcpOption.Unknown(253, Octets.of(hex("beef"))),
            new TcpOption.Unknown(TcpOption.MSS, Octets.of(hex("000001"))),
            new TcpOption.EndOfOptions()
        };
        byte[] frame = HeaderBuilder.frame(
                new byte[0],
                Frames.ipv4(),
                new TcpBuilder(1, 2).flags(TcpView.RST).options(options));
        assertThat(complete(LinkType.IPV4, frame).tcp().options()).containsExactly(options);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TcpBuilder(1, 2)
                        .options(
                                new TcpOption.FastOpen(Octets.of(new byte[20])),
                                new TcpOption.FastOpen(Octets.of(new byte[20]))));
    }

    @Test
    void anOptionListThatGoesWrongGivesWhatWasBefore() {
        for (String list : new String[] {"01 02", "01 0200", "01 0201", "01 0205 0000"}) {
            byte[] bytes = hex(list);
            assertThat(TcpOption.read(MemorySegment.ofArray(bytes), 0, bytes.length))
                    .as(list)
                    .containsExactly(new TcpOption.NoOperation());
        }
    }

    @Test
    void reportsImpossibleDataOffsets() {
        byte[] small = SYN.clone();
        small[32] = 0x40;
        assertThat(problem(LinkType.IPV4, small))
                .isEqualTo(new Problem(Protocol.TCP, 20, 20, 16, LengthSource.TCP_DATA_OFFSET, Kind.MALFORMED));
        byte[] big = SYN.clone();
        big[32] = (byte) 0xF0;
        assertThat(problem(LinkType.IPV4, big))
                .isEqualTo(new Problem(Protocol.TCP, 20, 60, 40, LengthSource.TCP_DATA_OFFSET, Kind.MALFORMED));
        Layers layers = new Frame(LinkType.IPV4, big).decoded().layers();
        assertThat(layers.tcp().sourcePort()).isEqualTo(49152);
        assertThat(layers.tcp().options()).isEmpty();
        assertThat(layers.payloadLength()).isZero();
    }

    @Test
    void keepsImpossibleFlagsAsTheyAre() {
        byte[] bytes = HeaderBuilder.frame(new byte[0], Frames.ipv4(), new TcpBuilder(1, 2).flags(0xFFF));
        assertThat(complete(LinkType.IPV4, bytes).tcp().flags()).isEqualTo(0xFFF);
    }

    @Test
    void payloadLengthIsThatOfTheWireEvenWhenTheCaptureIsShort() {
        byte[] bytes = HeaderBuilder.frame(new byte[1000], Frames.ipv4(), Frames.syn());
        Decoded decoded = new Frame(LinkType.IPV4, bytes).cut(70, bytes.length);
        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        assertThat(decoded.layers().payloadLength()).isEqualTo(1000);
        assertThat(decoded.layers().payload().byteSize()).isEqualTo(10);
        assertThat(Checksum.transport(decoded.layers())).isEqualTo(Checksum.Status.UNKNOWN);
    }

    @Test
    void aFrameMayLieAnywhereInItsSegment() {
        byte[] bytes = new byte[SYN.length + 20];
        System.arraycopy(SYN, 0, bytes, 7, SYN.length);
        Decoder decoder = new Decoder();
        assertThat(decoder.read(LinkType.IPV4, MemorySegment.ofArray(bytes), 7, SYN.length, SYN.length))
                .isTrue();
        assertThat(decoder.problem()).isNull();
        assertThat(decoder.layers().sourceEndpoint()).hasToString("192.0.2.1:49152");
        assertThat(decoder.layers().tcp().options()).hasSize(5);
    }

    @Test
    void readsUdpAndReportsItsLength() {
        byte[] bytes = HeaderBuilder.frame(new byte[] {'h', 'i', '!'}, Frames.ipv4(), Frames.udp());
        Layers layers = complete(LinkType.IPV4, bytes);
        assertThat(layers.udp().length()).isEqualTo(11);
        assertThat(layers.payloadLength()).isEqualTo(3);
        assertThat(Checksum.transport(layers)).isEqualTo(Checksum.Status.VALID);

        bytes[25] = 10;
        assertThat(complete(LinkType.IPV4, bytes).payloadLength()).isEqualTo(2);
        bytes[25] = 7;
        assertThat(problem(LinkType.IPV4, bytes))
                .isEqualTo(new Problem(Protocol.UDP, 20, 8, 7, LengthSource.UDP_LENGTH, Kind.MALFORMED));
        bytes[25] = 12;
        assertThat(problem(LinkType.IPV4, bytes))
                .isEqualTo(new Problem(Protocol.UDP, 20, 12, 11, LengthSource.UDP_LENGTH, Kind.MALFORMED));
    }

    @Test
    void checksTheUdpChecksum() {
        byte[] bytes = HeaderBuilder.frame(new byte[] {1, 2, 3}, Frames.ipv4(), Frames.udp());
        bytes[28] ^= 1;
        assertThat(Checksum.transport(complete(LinkType.IPV4, bytes))).isEqualTo(Checksum.Status.WRONG);
        bytes = HeaderBuilder.frame(new byte[3], Frames.ipv4(), Frames.udp().withoutChecksum());
        assertThat(Checksum.transport(complete(LinkType.IPV4, bytes))).isEqualTo(Checksum.Status.NOT_COMPUTED);
        bytes = HeaderBuilder.frame(new byte[3], Frames.ipv6(), Frames.udp().withoutChecksum());
        assertThat(Checksum.transport(complete(LinkType.IPV6, bytes))).isEqualTo(Checksum.Status.WRONG);
    }

    @Test
    void judgesNoChecksumWhoseAddressesStandElsewhere() {
        Octets homeAddress = Octets.of(hex("0102 0000 c910 20010db8000000000000000000000009"));
        byte[] roaming = HeaderBuilder.frame(
                new byte[3], Frames.ipv6(), IpExtensionBuilder.of(IpProtocol.DESTINATION, homeAddress), Frames.udp());
        assertThat(Checksum.transport(complete(LinkType.IPV6, roaming))).isEqualTo(Checksum.Status.UNKNOWN);

        byte[] arrived = HeaderBuilder.frame(
                new byte[3],
                Frames.ipv6(),
                IpExtensionBuilder.of(IpProtocol.ROUTING, Octets.of(hex("0000 0000 0000"))),
                Frames.udp());
        assertThat(Checksum.transport(complete(LinkType.IPV6, arrived))).isEqualTo(Checksum.Status.VALID);
        arrived[43] = 1;
        assertThat(Checksum.transport(complete(LinkType.IPV6, arrived))).isEqualTo(Checksum.Status.UNKNOWN);
    }

    @Test
    void anIcmpErrorQuotesAPacketThatIsNotItsOwn() {
        // IP 192.0.2.2 > 192.0.2.1: ICMP 192.0.2.2 udp port 65433 unreachable, length 38
        byte[] bytes = hex("4500003a 00004000 4001b6bf c0000202 c0000201  0303811c 00000000"
                + "4500001e 00004000 4011b6cb c0000201 c0000202 c001ff99 000a53d1 6869");
        Layers layers = complete(LinkType.IPV4, bytes);
        assertThat(layers.icmp().type()).isEqualTo(IcmpView.DESTINATION_UNREACHABLE);
        assertThat(layers.icmp().code()).isEqualTo(3);
        assertThat(layers.udp()).isNull();
        assertThat(layers.sourceEndpoint()).isNull();
        assertThat(layers.source()).isEqualTo(Frames.B);
        assertThat(layers.quoted())
                .isEqualTo(new QuotedHeader(Frames.A, Frames.B, IpProtocol.UDP.value(), 49153, 65433, null, 10));
        assertThat(Checksum.transport(layers)).isEqualTo(Checksum.Status.VALID);
    }

    @Test
    void anIcmpv6ErrorQuotesPastExtensionHeaders() {
        Frame frame = Frames.all().get("ipv6/icmpv6 error");
        Layers layers = complete(frame.linkType(), frame.bytes());
        QuotedHeader quoted = layers.quoted();
        assertThat(quoted.destinationEndpoint()).hasToString("[2001:db8::2]:65432");
        assertThat(quoted.sequence()).isEqualTo(SeqNum.of(0xFFFF_FFFFL));
        assertThat(Checksum.transport(layers)).isEqualTo(Checksum.Status.VALID);
    }

    @Test
    void anEchoQuotesNothing() {
        // IP (… proto ICMP (1), length 34, options (RA)) 192.0.2.1 > 192.0.2.2: ICMP echo request, id 1, seq 2, length
        // 10
        byte[] bytes = hex("46000022 00004000 400121d3 c0000201 c0000202 94040000  08008f93 00010002 6869");
        Layers layers = complete(LinkType.IPV4, bytes);
        assertThat(layers.icmp().identifier()).isEqualTo(1);
        assertThat(layers.icmp().sequenceNumber()).isEqualTo(2);
        assertThat(layers.quoted()).isNull();
        Frame built = Frames.all().get("ipv4 with options/icmp");
        assertThat(built.bytes()).isEqualTo(bytes);
    }

    private static Layers complete(LinkType linkType, byte[] bytes) {
        Decoded decoded = new Frame(linkType, bytes).decoded();
        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        return decoded.layers();
    }

    private static Problem problem(LinkType linkType, byte[] bytes) {
        Decoded decoded = new Frame(linkType, bytes).decoded();
        assertThat(decoded).isInstanceOf(Decoded.Stopped.class);
        return ((Decoded.Stopped) decoded).problem();
    }
}
