package soquete.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import soquete.pcap.CaptureFiles.Content;
import soquete.pcap.CaptureProblem.Reason;

/// A damaged file gives what stands before the damage, then one problem; it never throws.
class DamagedCapturesTest {

    private static List<byte[]> files() throws IOException {
        return List.of(
                CaptureFiles.pcap(ByteOrder.LITTLE_ENDIAN, true),
                CaptureFiles.pcap(ByteOrder.BIG_ENDIAN, false),
                CaptureFiles.pcapng(ByteOrder.LITTLE_ENDIAN),
                CaptureFiles.pcapng(ByteOrder.BIG_ENDIAN));
    }

    @Test
    void aFileCutAnywhereGivesWhatCameBefore() throws IOException {
        for (byte[] file : files()) {
            Content whole = CaptureFiles.read(file);
            for (int length = 0; length < file.length; length++) {
                Content cut = CaptureFiles.read(Arrays.copyOf(file, length));
                assertThat(cut.records())
                        .isEqualTo(whole.records().subList(0, cut.records().size()));
                CaptureProblem problem = cut.problem();
                if (problem != null) {
                    assertThat(problem.offset()).isBetween(0L, (long) length);
                    assertThat(problem.reason())
                            .isIn(Reason.UNKNOWN_FORMAT, Reason.CUT_HEADER, Reason.CUT_PACKET, Reason.CUT_BLOCK);
                }
            }
        }
    }

    @Test
    void everyCutWithinARecordIsReported() throws IOException {
        byte[] file = CaptureFiles.pcap(ByteOrder.LITTLE_ENDIAN, true);
        int firstEnd = 24 + 16 + 5;
        for (int length = 0; length < file.length; length++) {
            boolean between = length == 24 || length == firstEnd;
            Content cut = CaptureFiles.read(Arrays.copyOf(file, length));
            assertThat(cut.problem() == null).as("cut at %d", length).isEqualTo(between);
            assertThat(cut.records()).hasSize(length < firstEnd ? 0 : 1);
        }
    }

    @Test
    void flippedBitsNeverThrowAndMappedEqualsStreamed(@TempDir Path directory) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        for (byte[] file : files()) {
            for (int i = 0; i < 1_000; i++) {
                byte[] damaged = file.clone();
                for (int flip = random.nextInt(1, 5); flip > 0; flip--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Content streamed = CaptureFiles.read(damaged);
                CaptureProblem problem = streamed.problem();
                if (problem != null) {
                    assertThat(problem.offset()).isBetween(0L, (long) damaged.length);
                    assertThat(problem.text(Locale.forLanguageTag("pt-BR"))).doesNotContain("{", "}");
                }
                if (i % 10 == 0) {
                    Path path = Files.write(directory.resolve("damaged"), damaged);
                    try (CaptureReader reader = CaptureReader.open(path)) {
                        assertThat(CaptureFiles.read(reader)).isEqualTo(streamed);
                    }
                }
            }
        }
    }

    /// A little-endian pcapng file with one 32-bit number changed, and what is said of it. `FIRST` is its
    /// first packet's block.
    @ParameterizedTest
    @CsvSource({
        "8,   0x01020304, BYTE_ORDER,           0, 8",
        "12,  2,          UNSUPPORTED_VERSION,  0, 12",
        "4,   8,          BLOCK_LENGTH,         0, 4",
        "4,   101,        BLOCK_LENGTHS_DIFFER, 0, 100",
        "4,   0x7FFFFFFC, BLOCK_TOO_LONG,       0, 4",
        "4,   0x00FFFFFC, CUT_BLOCK,            0, 0",
        "FIRST+4,   72,   BLOCK_LENGTHS_DIFFER, 0, FIRST+68",
        "FIRST+8,   2,    UNKNOWN_INTERFACE,    0, FIRST",
        "FIRST+20, 1000,  PACKET_OVERRUNS_BLOCK, 0, FIRST"
    })
    void namesTheDamage(String at, String value, Reason reason, int records, String offset) throws IOException {
        byte[] file = CaptureFiles.pcapng(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(place(at, file), Integer.decode(value));
        Content content = CaptureFiles.read(file);
        CaptureProblem problem = Objects.requireNonNull(content.problem());
        assertThat(problem.reason()).isEqualTo(reason);
        assertThat(problem.offset()).isEqualTo(place(offset, file));
        assertThat(content.records()).hasSize(records);
        for (String language : new String[] {"en", "pt-BR"}) {
            assertThat(problem.text(Locale.forLanguageTag(language)))
                    .contains(Long.toString(problem.offset()))
                    .doesNotContain("{", "}", "''");
        }
    }

    @Test
    void aPacketLongerThanAnyCanBeIsDamage() throws IOException {
        byte[] file = CaptureFiles.pcap(ByteOrder.LITTLE_ENDIAN, true);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(24 + 8, 0xFFFF_FFFF);
        assertThat(CaptureFiles.read(file).problem())
                .isEqualTo(
                        CaptureProblem.of(Reason.PACKET_TOO_LONG, 24, 4_294_967_295L, (long) RecordParser.MAX_PACKET));
    }

    /// `FIRST` is where the first packet's block begins.
    private static int place(String text, byte[] file) {
        if (!text.startsWith("FIRST")) {
            return Integer.parseInt(text);
        }
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int first = 0;
        while (bytes.getInt(first) != PcapngParser.ENHANCED_PACKET) {
            first += bytes.getInt(first + 4);
        }
        return first + (text.equals("FIRST") ? 0 : Integer.parseInt(text.substring(6)));
    }
}
