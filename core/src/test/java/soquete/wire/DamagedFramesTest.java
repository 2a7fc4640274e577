package soquete.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import soquete.wire.Frames.Frame;
import soquete.wire.Problem.Kind;

/// Whatever the bytes are, decoding gives an answer, and all that can be asked of it.
class DamagedFramesTest {
    private static final int FLIPS = 3_000;

    @Test
    void everyWholeFrameIsCompleteAndItsChecksumsAreRight() {
        Frames.all().forEach((name, frame) -> {
            Decoded decoded = frame.decoded();
            assertThat(decoded).as(name).isInstanceOf(Decoded.Complete.class);
            assertThat(Checksum.transport(decoded.layers()))
                    .as(name)
                    .isIn(Checksum.Status.VALID, Checksum.Status.UNKNOWN);
            assertThat(Checksum.ipv4Header(decoded.layers()))
                    .as(name)
                    .isIn(Checksum.Status.VALID, Checksum.Status.UNKNOWN);
        });
    }

    @Test
    void aFrameCutByTheCaptureIsNeverMalformed() {
        Frames.all().forEach((name, frame) -> {
            int whole = frame.bytes().length;
            int depth = 0;
            for (int length = 0; length <= whole; length++) {
                Decoded decoded = frame.cut(length, whole);
                if (decoded instanceof Decoded.Stopped(Layers _, Problem problem)) {
                    assertThat(problem.kind()).as("%s at %d", name, length).isEqualTo(Kind.TRUNCATED);
                    assertThat(problem.offset() + problem.available()).isEqualTo(length);
                    assertThat(problem.needed()).isGreaterThan(problem.available());
                }
                readAll(decoded.layers());
                assertThat(decoded.layers().depth())
                        .as("%s at %d", name, length)
                        .isGreaterThanOrEqualTo(depth);
                depth = decoded.layers().depth();
            }
        });
    }

    @Test
    void aFrameThatWasShortOnTheWireIsNeverTruncated() {
        Frames.all().forEach((name, frame) -> {
            for (int length = 0; length < frame.bytes().length; length++) {
                Decoded decoded = frame.cut(length, length);
                if (decoded instanceof Decoded.Stopped(Layers _, Problem problem)) {
                    assertThat(problem.kind()).as("%s at %d", name, length).isEqualTo(Kind.MALFORMED);
                }
                readAll(decoded.layers());
            }
        });
    }

    @Test
    void flippedBitsNeverThrow() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(791);
        Decoder decoder = new Decoder();
        for (Map.Entry<String, Frame> entry : Frames.all().entrySet()) {
            Frame frame = entry.getValue();
            for (int i = 0; i < FLIPS; i++) {
                byte[] bytes = frame.bytes().clone();
                for (int flip = random.nextInt(1, 9); flip > 0; flip--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Frame damaged = new Frame(frame.linkType(), bytes);
                int captured = random.nextInt(bytes.length + 1);
                int original = random.nextInt(bytes.length * 2);
                decoder.read(frame.linkType(), damaged.segment(), 0, captured, original);
                readAll(decoder.layers());
            }
        }
    }

    @Test
    void noiseNeverThrows() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(793);
        int[] linkTypes = {
            0, 1, 6, 8, 9, 10, 50, 51, 100, 101, 104, 105, 106, 107, 108, 109, 113, 117, 119, 122, 127, 138, 163, 192,
            204, 205, 206, 226, 228, 229, 239, 242, 258, 276
        };
        for (int i = 0; i < 68_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            LinkType linkType = new LinkType(linkTypes[i % linkTypes.length]);
            readAll(new Frame(linkType, bytes).decoded().layers());
        }
    }

    /// Asks for everything; what is found must lie within what was captured.
    private static void readAll(Layers layers) {
        for (int i = 0; i < layers.depth(); i++) {
            assertThat(layers.offset(i) + layers.length(i)).isLessThanOrEqualTo(layers.capturedLength());
            assertThat(layers.end(i)).isLessThanOrEqualTo(layers.originalLength());
        }
        assertThat(layers.payload().byteSize()).isLessThanOrEqualTo(layers.payloadLength());
        Object[] asked = {
            layers.source(),
            layers.destination(),
            layers.sourceEndpoint(),
            layers.destinationEndpoint(),
            layers.quoted(),
            Checksum.transport(layers),
            Checksum.ipv4Header(layers)
        };
        assertThat(asked).hasSize(7);
        if (layers.tcp() != null) {
            assertThat(layers.tcp().options()).doesNotContainNull();
        }
        ArpView arp = layers.arp();
        if (arp != null) {
            Object[] addresses = {arp.senderHardware(), arp.senderProtocol(), arp.targetHardware(), arp.targetProtocol()
            };
            assertThat(addresses).hasSize(4);
        }
        Icmpv6View icmpv6 = layers.icmpv6();
        if (icmpv6 != null) {
            assertThat(icmpv6.parameter()).isNotNegative();
        }
    }
}
