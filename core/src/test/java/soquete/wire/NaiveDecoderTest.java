package soquete.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The decoder and the naive one read the same out of random stacks, whole, cut and with bits flipped.
class NaiveDecoderTest {
    private static final int FRAMES = 1000;
    private static final int VARIANTS = 20;
    private static final int[] LINKS = {1, 113, 276, 0, 101};

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(9293);
    private final RandomTraffic traffic = new RandomTraffic(random);
    private final Decoder decoder = new Decoder();

    @Test
    void agreeOnRandomFrames() {
        int compared = 0;
        int withTransport = 0;
        for (int i = 0; i < FRAMES; i++) {
            int link = LINKS[random.nextInt(LINKS.length)];
            byte[] frame = frame(link);
            List<String> whole = compare(link, frame, frame.length);
            if (whole != null && whole.stream().anyMatch(line -> line.startsWith("tcp") || line.startsWith("udp"))) {
                withTransport++;
            }
            for (int k = 0; k < VARIANTS; k++) {
                byte[] damaged = frame.clone();
                for (int flips = random.nextInt(3); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
                byte[] cut = Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
                int original = random.nextBoolean() ? damaged.length : cut.length;
                compared += compare(link, cut, original) == null ? 0 : 1;
            }
        }
        assertThat(withTransport).isGreaterThan(FRAMES * 9 / 10);
        assertThat(compared).isGreaterThan(FRAMES * VARIANTS / 2);
    }

    /// What both found; null when the naive one does not know what stands there.
    private @Nullable List<String> compare(int link, byte[] frame, int original) {
        List<String> naive;
        try {
            naive = NaiveDecoder.read(link, frame, original);
        } catch (NaiveDecoder.NotKnown e) {
            return null;
        }
        decoder.read(new LinkType(link), MemorySegment.ofArray(frame), 0, frame.length, original);
        List<String> fast = lines(decoder.layers());
        assertThat(fast)
                .as(() -> link + " of " + original + ": " + HexFormat.of().formatHex(frame))
                .isEqualTo(naive);
        return naive;
    }

    private static List<String> lines(Layers layers) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < layers.depth(); i++) {
            switch (layers.protocol(i)) {
                case IPV4 ->
                    lines.add("ipv4 %08x %08x".formatted((int) layers.sourceLow(i), (int) layers.destinationLow(i)));
                case IPV6 ->
                    lines.add("ipv6 %016x%016x %016x%016x"
                            .formatted(
                                    layers.sourceHigh(i),
                                    layers.sourceLow(i),
                                    layers.destinationHigh(i),
                                    layers.destinationLow(i)));
                case UDP -> lines.add("udp " + layers.sourcePort(i) + " " + layers.destinationPort(i));
                case TCP -> {
                    String line = "tcp " + layers.sourcePort(i) + " " + layers.destinationPort(i);
                    if (layers.hasTcpNumbers(i)) {
                        line += " %08x %08x %d %d %d"
                                .formatted(
                                        layers.tcpSequence(i),
                                        layers.tcpAcknowledgment(i),
                                        layers.tcpFlags(i),
                                        layers.tcpWindow(i),
                                        layers.payloadLength(i));
                    }
                    lines.add(line);
                }
                default -> {}
            }
        }
        lines.addAll(QuoteLine.of(layers));
        return lines;
    }

    private byte[] frame(int link) {
        List<HeaderBuilder> stack = new ArrayList<>();
        boolean ipv6 = random.nextBoolean();
        traffic.link(stack, link, ipv6);
        network(stack, ipv6);
        for (int tunnels = random.nextInt(3); tunnels > 0; tunnels--) {
            traffic.tunnel(stack);
            network(stack, random.nextBoolean());
        }
        stack.add(random.nextInt(3) == 0 ? Frames.udp() : segment());
        byte[] payload = new byte[random.nextInt(40)];
        random.nextBytes(payload);
        return HeaderBuilder.frame(payload, stack.toArray(HeaderBuilder[]::new));
    }

    private TcpBuilder segment() {
        TcpBuilder segment = random.nextBoolean() ? Frames.syn() : new TcpBuilder(random.nextInt(65536), 80);
        return segment.sequence(new SeqNum(random.nextInt())).flags(random.nextInt(512));
    }

    private void network(List<HeaderBuilder> stack, boolean ipv6) {
        traffic.network(stack, ipv6);
        if (ipv6 && random.nextInt(8) == 0) {
            stack.add(IpExtensionBuilder.fragment(0, random.nextBoolean(), 9));
        }
    }
}
