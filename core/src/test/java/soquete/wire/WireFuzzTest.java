package soquete.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// Whatever the bytes are: the decoder, the reassembler and the options' scan give an answer. Two bytes of link type,
/// then frames with a byte of length each, the last one taking the rest.
public class WireFuzzTest {
    private static final int MAX_FRAMES = 16;
    private static final int VARIANTS = 1000;

    /// What a fuzzer calls, Jazzer by this name.
    public static void fuzzerTestOneInput(byte[] data) {
        read(data);
    }

    @Test
    void readsNoise() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(8200);
        for (Frames.Frame frame : Frames.all().values()) {
            byte[] input = input(frame);
            for (int i = 0; i < VARIANTS; i++) {
                byte[] damaged = input.clone();
                for (int flips = random.nextInt(1, 12); flips > 0; flips--) {
                    damaged[random.nextInt(2, damaged.length)] = (byte) random.nextInt(256);
                }
                fuzzerTestOneInput(damaged);
            }
        }
    }

    /// The harness itself takes the frames of the other tests, which also are what a corpus begins with.
    @Test
    void takesEveryKindOfFrame() {
        assertThat(Frames.all().values()).allMatch(frame -> read(input(frame)) > 0);
    }

    private static byte[] input(Frames.Frame frame) {
        int link = frame.linkType().value();
        byte[] input = new byte[2 + frame.bytes().length];
        input[0] = (byte) (link >> 8);
        input[1] = (byte) link;
        System.arraycopy(frame.bytes(), 0, input, 2, frame.bytes().length);
        return input;
    }

    /// How many headers the last frame had.
    private static int read(byte[] data) {
        if (data.length < 2) {
            return 0;
        }
        LinkType linkType = new LinkType((data[0] & 0xFF) << 8 | data[1] & 0xFF);
        Decoder decoder = Decoder.reassembling();
        Reassembler reassembler = new Reassembler();
        MemorySegment segment = MemorySegment.ofArray(data);
        int at = 2;
        for (int frames = 0; frames < MAX_FRAMES && at < data.length; frames++) {
            int rest = data.length - at;
            int length = rest <= 255 || frames == MAX_FRAMES - 1 ? rest : Math.min(rest, 64 + (data[at] & 0x7F));
            decoder.read(linkType, segment, at, length, length + (data[at] & 3));
            Reassembler.Whole whole = reassembler.accept(decoder.layers(), frames);
            while (whole != null) {
                decoder.read(linkType, whole);
                ask(decoder.layers());
                whole = reassembler.accept(decoder.layers(), frames);
            }
            ask(decoder.layers());
            at += length;
        }
        return decoder.layers().depth();
    }

    private static void ask(Layers layers) {
        TcpOptions options = new TcpOptions();
        for (int i = 0; i < layers.depth(); i++) {
            assertThat(layers.offset(i) + layers.length(i))
                    .as(() -> HexFormat.of().formatHex(layers.frame().toArray(ValueLayout.JAVA_BYTE)))
                    .isLessThanOrEqualTo(layers.capturedLength());
            assertThat(layers.networkOf(i)).isLessThan(i);
            if (layers.protocol(i) == Protocol.TCP && layers.hasTcpNumbers(i)) {
                int length = layers.tcpOptionsLength(i);
                byte[] bytes = new byte[length];
                if (length > 0) {
                    MemorySegment.copy(
                            layers.segment(), ValueLayout.JAVA_BYTE, layers.tcpOptionsPosition(i), bytes, 0, length);
                }
                options.read(bytes, 0, length);
                assertThat(options.sackBlocks()).isBetween(0, TcpOptions.MAX_BLOCKS);
            }
        }
        TcpView tcp = layers.tcp();
        if (tcp != null) {
            for (TcpOption option : tcp.options()) {
                if (option instanceof TcpOption.Mptcp mptcp) {
                    assertThat(MptcpMessage.of(mptcp.data())).isNotNull();
                }
            }
        }
        assertThat(layers.payload().byteSize()).isLessThanOrEqualTo(layers.payloadLength());
        assertThat(Checksum.transport(layers)).isNotNull();
    }
}
