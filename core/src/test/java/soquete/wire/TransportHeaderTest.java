package soquete.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// What is read at a glance is what the decoder reads step by step.
class TransportHeaderTest {
    private static final int FRAMES = 1000;
    private static final int VARIANTS = 50;
    private static final int OFFSET = 5;
    private static final LinkType ETHERNET = new LinkType(1);

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(9293);
    private final TransportHeader plain = new TransportHeader();
    private final TransportHeader decoded = new TransportHeader();
    private final Decoder decoder = Decoder.reassembling();

    @Test
    void agreesWithTheDecoderOnRandomFrames() {
        int damagedOnes = 0;
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = frame();
            assertThat(agrees(frame, frame.length))
                    .as(() -> HexFormat.of().formatHex(frame))
                    .isTrue();
            for (int k = 0; k < VARIANTS; k++) {
                byte[] damaged = frame.clone();
                for (int flips = random.nextInt(3); flips > 0; flips--) {
                    int at = random.nextInt(Math.min(damaged.length, 12 + random.nextInt(60)));
                    damaged[at] ^= (byte) (1 << random.nextInt(8));
                }
                byte[] cut =
                        Arrays.copyOf(damaged, Math.max(0, damaged.length - random.nextInt(4) * random.nextInt(20)));
                damagedOnes += agrees(cut, random.nextBoolean() ? damaged.length : cut.length) ? 1 : 0;
            }
        }
        assertThat(damagedOnes).isGreaterThan(FRAMES * VARIANTS / 5);
    }

    @Test
    void saysNothingOfOtherFrames() {
        Frames.all().forEach((name, frame) -> {
            Layers layers = frame.decoded().layers();
            int tags = layers.has(Protocol.VLAN) ? 1 : 0;
            boolean plainOnes =
                    layers.has(Protocol.ETHERNET) && layers.depth() == 3 + tags && layers.transportIndex() == 2 + tags;
            boolean read = plain.glance(
                    frame.linkType().value(), frame.bytes(), 0, frame.bytes().length, frame.bytes().length);
            assertThat(read && !plainOnes).as(name).isFalse();
        });
    }

    @Test
    void whatHasNoTransportHasNoneForTheDecoder() {
        int sure = 0;
        for (int i = 0; i < FRAMES * VARIANTS; i++) {
            byte[] frame = message();
            for (int flips = random.nextInt(3); flips > 0; flips--) {
                frame[random.nextInt(Math.min(frame.length, 80))] ^= (byte) (1 << random.nextInt(8));
            }
            int captured = frame.length - random.nextInt(2) * random.nextInt(frame.length);
            if (TransportHeader.none(ETHERNET.value(), frame, 0, captured)) {
                decoder.read(ETHERNET, MemorySegment.ofArray(frame), 0, captured, frame.length);
                Layers layers = decoder.layers();
                boolean none = !layers.has(Protocol.TCP) && !layers.has(Protocol.UDP) && layers.quoted() == null;
                assertThat(none && !layers.fragmented())
                        .as(() -> captured + ": " + HexFormat.of().formatHex(frame))
                        .isTrue();
                sure++;
            }
        }
        assertThat(sure).isGreaterThan(FRAMES * VARIANTS / 5);
        Frames.all().forEach((name, frame) -> {
            Layers layers = frame.decoded().layers();
            byte[] bytes = frame.bytes();
            boolean some = layers.transportIndex() >= 0 || layers.quoted() != null;
            assertThat(some && TransportHeader.none(frame.linkType().value(), bytes, 0, bytes.length))
                    .as(name)
                    .isFalse();
        });
    }

    /// ICMP of any type, which quotes a segment if it is an error, or ARP.
    private byte[] message() {
        boolean ipv6 = random.nextBoolean();
        HeaderBuilder network = ipv6 ? new Ipv6Builder(Frames.A6, Frames.B6) : new Ipv4Builder(Frames.A, Frames.B);
        byte[] payload = HeaderBuilder.frame(new byte[20], network, segment());
        HeaderBuilder header =
                ipv6 ? new Icmpv6Builder(random.nextInt(256), 0) : new IcmpBuilder(random.nextInt(20), 0);
        byte[] frame = random.nextInt(3) == 0
                ? HeaderBuilder.frame(payload, new EthernetBuilder(), new VlanBuilder(7), network, header)
                : HeaderBuilder.frame(payload, new EthernetBuilder(), network, header);
        if (random.nextInt(5) == 0) { // ARP, or nearly
            frame[EthernetView.LENGTH - 1] = 6;
        }
        return frame;
    }

    /// False when it says nothing of the frame.
    private boolean agrees(byte[] frame, int original) {
        byte[] behind = new byte[OFFSET + frame.length];
        System.arraycopy(frame, 0, behind, OFFSET, frame.length);
        if (!plain.glance(1, behind, OFFSET, frame.length, original)) {
            return false;
        }
        decoder.read(new LinkType(1), MemorySegment.ofArray(frame), 0, frame.length, original);
        Layers layers = decoder.layers();
        assertThat(layers.depth())
                .as(() -> original + ": " + HexFormat.of().formatHex(frame))
                .isEqualTo(layers.has(Protocol.VLAN) ? 4 : 3);
        assertThat(layers.fragmented()).isFalse();
        assertThat(told(plain, OFFSET))
                .as(() -> HexFormat.of().formatHex(frame))
                .isEqualTo(told(layers));
        decoded.take(layers, layers.depth() - 1);
        assertThat(told(decoded, 0)).isEqualTo(told(layers));
        return true;
    }

    private static List<Object> told(TransportHeader header, int offset) {
        boolean tcp = header.tcp();
        return List.of(
                tcp,
                header.ipv6(),
                header.sourceHigh(),
                header.sourceLow(),
                header.destinationHigh(),
                header.destinationLow(),
                header.sourcePort(),
                header.destinationPort(),
                header.payloadPosition() - offset,
                header.headerLength(),
                header.length(),
                header.payloadCaptured(),
                tcp ? header.sequence() : 0,
                tcp ? header.acknowledgment() : 0,
                tcp ? header.flags() : 0,
                tcp ? header.window() : 0);
    }

    private static List<Object> told(Layers layers) {
        int transport = layers.depth() - 1;
        int network = transport - 1;
        boolean tcp = layers.protocol(transport) == Protocol.TCP;
        return List.of(
                tcp,
                layers.protocol(network) == Protocol.IPV6,
                layers.sourceHigh(network),
                layers.sourceLow(network),
                layers.destinationHigh(network),
                layers.destinationLow(network),
                layers.sourcePort(transport),
                layers.destinationPort(transport),
                layers.payloadPosition(transport),
                tcp ? layers.tcpHeaderLength(transport) : UdpView.LENGTH,
                layers.payloadLength(transport),
                layers.capturedPayloadLength(transport),
                tcp ? layers.tcpSequence(transport) : 0,
                tcp ? layers.tcpAcknowledgment(transport) : 0,
                tcp ? layers.tcpFlags(transport) : 0,
                tcp ? layers.tcpWindow(transport) : 0);
    }

    private byte[] frame() {
        boolean ipv6 = random.nextBoolean();
        HeaderBuilder network = ipv6 ? new Ipv6Builder(Frames.A6, Frames.B6) : new Ipv4Builder(Frames.A, Frames.B);
        HeaderBuilder transport = random.nextInt(3) == 0 ? Frames.udp() : segment();
        byte[] payload = new byte[random.nextInt(60)];
        random.nextBytes(payload);
        byte[] frame = random.nextInt(3) == 0
                ? HeaderBuilder.frame(payload, new EthernetBuilder(), new VlanBuilder(7), network, transport)
                : HeaderBuilder.frame(payload, new EthernetBuilder(), network, transport);
        boolean padded = random.nextInt(4) == 0;
        return padded ? Arrays.copyOf(frame, frame.length + random.nextInt(20)) : frame;
    }

    private TcpBuilder segment() {
        TcpBuilder segment = random.nextBoolean() ? Frames.syn() : new TcpBuilder(random.nextInt(65536), 80);
        return segment.sequence(new SeqNum(random.nextInt())).flags(random.nextInt(512));
    }
}
