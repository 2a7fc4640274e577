package soquete.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Fragments are put together as RFC 791 §3.2 and RFC 8200 §4.5 say, overlaps as Wireshark takes them, within bounds.
class ReassemblerTest {
    private static final byte[] SEGMENT = segment(49152);

    private final Decoder decoder = Decoder.reassembling();
    private Reassembler reassembler = new Reassembler();

    @Test
    void thePortsStandOnTheFragmentThatCompletes() {
        assertThat(accept(first(1, 24), 24)).isNull();
        assertThat(decoder.layers().transportIndex()).isEqualTo(-1);
        assertThat(accept(last(1, 24), 0)).isNotNull();
        assertWhole(SEGMENT.length - 20);
    }

    @Test
    void theOrderDoesNotMatter() {
        assertThat(accept(last(1, 48), 0)).isNull();
        assertThat(accept(fragment(1, SEGMENT, 24, 48, true), 0)).isNull();
        assertThat(accept(first(1, 24), 0)).isNotNull();
        assertWhole(SEGMENT.length - 20);
        assertThat(reassembler.unfinished()).isZero();
        assertThat(reassembler.bytes()).isZero();
    }

    @Test
    void ipv6FragmentsLoseTheirHeader() {
        byte[] one = HeaderBuilder.frame(
                Arrays.copyOf(SEGMENT, 48),
                Frames.ethernet(),
                Frames.ipv6(),
                IpExtensionBuilder.of(IpProtocol.DESTINATION, Octets.of(Frames.hex("0104 0000 0000"))),
                IpExtensionBuilder.fragment(0, true, 7).next(IpProtocol.TCP));
        byte[] two = HeaderBuilder.frame(
                Arrays.copyOfRange(SEGMENT, 48, SEGMENT.length),
                Frames.ethernet(),
                Frames.ipv6(),
                IpExtensionBuilder.fragment(48, false, 7).next(IpProtocol.TCP));
        assertThat(accept(two, 0)).isNull();
        assertThat(accept(one, 0)).isNotNull();
        assertWhole(SEGMENT.length - 20);
        assertThat(decoder.layers().has(Protocol.IPV6_FRAGMENT)).isFalse();
        assertThat(decoder.layers().has(Protocol.IPV6_DESTINATION)).isTrue();
    }

    @Test
    void fragmentsInsideATunnelAreWholeThoughItsLengthsAreTheFragments() {
        byte[] one = tunnelled(Arrays.copyOf(SEGMENT, 24), 0, true);
        byte[] two = tunnelled(Arrays.copyOfRange(SEGMENT, 24, SEGMENT.length), 24, false);
        assertThat(accept(one, 0)).isNull();
        assertThat(accept(two, 0)).isNotNull();
        assertWhole(SEGMENT.length - 20);
        assertThat(decoder.problem()).isNull();
        assertThat(Frames.stack(decoder.layers()))
                .containsExactly(
                        Protocol.ETHERNET,
                        Protocol.IPV4,
                        Protocol.UDP,
                        Protocol.VXLAN,
                        Protocol.ETHERNET,
                        Protocol.IPV4,
                        Protocol.TCP);
    }

    @Test
    void theEarlierOffsetWinsAndOfTwoAlikeTheEarlierFragment() {
        accept(fragment(1, segment(1), 0, 24, true), 0);
        accept(fragment(1, segment(2), 0, 24, true), 0);
        accept(last(1, 24), 0);
        assertThat(decoder.layers().tcp()).isNotNull();
        assertThat(decoder.layers().sourcePort(decoder.layers().transportIndex()))
                .isEqualTo(1);
        accept(fragment(2, segment(1), 8, 24, true), 0);
        byte[] other = HeaderBuilder.frame(
                new byte[0],
                Frames.ipv4(),
                new TcpBuilder(3, 80).sequence(SeqNum.of(77)).flags(TcpView.SYN));
        accept(fragment(2, Arrays.copyOfRange(other, 20, 40), 0, 16, true), 0);
        accept(last(2, 24), 0);
        assertThat(decoder.layers().tcpFlags(decoder.layers().transportIndex())).isEqualTo(TcpView.SYN);
    }

    @Test
    void theFirstTailSaysHowLongItIs() {
        accept(fragment(1, SEGMENT, 24, 48, false), 0);
        accept(last(1, 24), 0);
        assertThat(accept(first(1, 24), 0)).isNotNull();
        assertWhole(48 - 20);
    }

    @Test
    void otherProtocolsAddressesAndNumbersAreOtherDatagrams() {
        accept(first(1, 24), 0);
        assertThat(accept(last(2, 24), 0)).isNull();
        byte[] udp = HeaderBuilder.frame(
                Arrays.copyOfRange(SEGMENT, 24, SEGMENT.length),
                Frames.ethernet(),
                Frames.ipv4().identification(1).fragment(24, false).protocol(IpProtocol.UDP));
        assertThat(accept(udp, 0)).isNull();
        assertThat(reassembler.unfinished()).isEqualTo(3);
    }

    @Test
    void aFragmentThatTheCaptureCutIsReadAsFarAsItGoes() {
        byte[] frame = first(1, 24);
        decoder.read(LinkType.ETHERNET, MemorySegment.ofArray(frame), 0, 14 + 20 + 20, frame.length);
        assertThat(decoder.layers().fragmentWhole()).isFalse();
        assertThat(reassembler.accept(decoder.layers(), 0)).isNull();
        assertThat(decoder.layers().sourcePort(decoder.layers().transportIndex()))
                .isEqualTo(49152);
    }

    @Test
    void boundsDropTheOldestAndCount() {
        reassembler = new Reassembler(new Reassembler.Bounds(2, 100_000, 1000));
        for (int id = 1; id <= 3; id++) {
            accept(first(id, 24), id);
        }
        assertThat(reassembler.droppedByCount()).isEqualTo(1);
        assertThat(accept(last(1, 24), 4)).isNull();
        assertThat(reassembler.droppedByCount()).isEqualTo(2);
        accept(first(9, 24), 5000);
        assertThat(reassembler.droppedByAge()).isEqualTo(2);
        byte[] big = new byte[30_000];
        for (int id = 20; id < 24; id++) {
            accept(fragment(id, big, 0, 30_000 - 30_000 % 8, true), 5000 + id);
        }
        assertThat(reassembler.bytes()).isLessThanOrEqualTo(100_000);
        assertThatIllegalArgumentException().isThrownBy(() -> new Reassembler.Bounds(0, 1 << 20, 1));
    }

    @Test
    void aDatagramTooLongForIpIsDropped() {
        byte[] tail = HeaderBuilder.frame(
                new byte[400],
                Frames.ethernet(),
                Frames.ipv4().fragment(65528, false).protocol(IpProtocol.TCP));
        assertThat(accept(tail, 0)).isNull();
        assertThat(reassembler.droppedTooLong()).isEqualTo(1);
    }

    @Test
    void randomFragmentsNeverThrow() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(815);
        List<byte[]> seeds = List.of(first(1, 24), last(1, 24), tunnelled(SEGMENT, 0, true));
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = seeds.get(i % seeds.size()).clone();
            for (int flip = random.nextInt(5); flip > 0; flip--) {
                frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Reassembler.Whole whole = accept(frame, i);
            assertThat(whole == null || whole.frame().byteSize() <= 65535 + 200).isTrue();
        }
        assertThat(reassembler.unfinished()).isLessThanOrEqualTo(4096);
    }

    private Reassembler.@Nullable Whole accept(byte[] frame, long time) {
        decoder.read(LinkType.ETHERNET, MemorySegment.ofArray(frame), 0, frame.length, frame.length);
        Reassembler.Whole whole = reassembler.accept(decoder.layers(), time);
        if (whole != null) {
            decoder.read(LinkType.ETHERNET, whole);
        }
        return whole;
    }

    private void assertWhole(int payload) {
        Layers layers = decoder.layers();
        assertThat(layers.fragmented()).isFalse();
        assertThat(layers.sourceEndpoint()).isNotNull();
        assertThat(layers.payloadLength()).isEqualTo(payload);
        assertThat(Checksum.ipv4Header(layers)).isIn(Checksum.Status.VALID, Checksum.Status.UNKNOWN);
    }

    private static byte[] segment(int port) {
        byte[] packet = HeaderBuilder.frame(new byte[100], Frames.ipv4(), new TcpBuilder(port, 80).flags(TcpView.ACK));
        return Arrays.copyOfRange(packet, 20, packet.length);
    }

    private static byte[] first(int identification, int end) {
        return fragment(identification, SEGMENT, 0, end, true);
    }

    private static byte[] last(int identification, int from) {
        return fragment(identification, SEGMENT, from, SEGMENT.length, false);
    }

    private static byte[] fragment(int identification, byte[] data, int from, int end, boolean more) {
        return HeaderBuilder.frame(
                Arrays.copyOfRange(data, from, end),
                Frames.ethernet(),
                Frames.ipv4()
                        .identification(identification)
                        .fragment(from, more)
                        .protocol(IpProtocol.TCP));
    }

    private static byte[] tunnelled(byte[] data, int from, boolean more) {
        return HeaderBuilder.frame(
                data,
                Frames.ethernet(),
                Frames.ipv4(),
                new UdpBuilder(50000, 4789),
                TunnelBuilder.vxlan(5),
                Frames.ethernet(),
                Frames.ipv4().identification(3).fragment(from, more).protocol(IpProtocol.TCP));
    }
}
