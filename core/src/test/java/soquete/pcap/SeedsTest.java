package soquete.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import soquete.pcap.CaptureFiles.Content;

/// Each seed whole, cut at every byte and with every bit flipped.
class SeedsTest {

    static Stream<Path> seeds() throws IOException {
        return Seeds.files(Seeds.READERS).stream();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isReadWhole(Path seed) throws IOException {
        Content content = CaptureFiles.read(Files.readAllBytes(seed));
        assertThat(content.problem()).isNull();
        assertThat(content.records()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cutAnywhereGivesWhatCameBefore(Path seed) throws IOException {
        byte[] file = Files.readAllBytes(seed);
        List<String> whole = CaptureFiles.read(file).records();
        boolean guessed = seed.getFileName().toString().startsWith("odd-");
        for (int length = 0; length < file.length; length++) {
            Content cut = read(Arrays.copyOf(file, length));
            if (!guessed) {
                assertThat(cut.records())
                        .as("cut at %d", length)
                        .isEqualTo(whole.subList(0, cut.records().size()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyBitFlippedNeverThrows(Path seed) throws IOException {
        byte[] file = Files.readAllBytes(seed);
        for (int bit = 0; bit < file.length * 8; bit++) {
            file[bit / 8] ^= (byte) (1 << bit % 8);
            read(file);
            file[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    /// Reads a file that may be damaged and looks whether what is said of the damage can be.
    static Content read(byte[] file) throws IOException {
        Content content = CaptureFiles.read(file);
        CaptureProblem problem = content.problem();
        // Each record takes some bytes of the file; compressed ones take few.
        assertThat(content.records().size()).isLessThanOrEqualTo(16 + file.length * 1032 / 12);
        if (problem != null) {
            assertThat(problem.offset()).isNotNegative();
            for (Locale locale : List.of(Locale.ENGLISH, Locale.forLanguageTag("pt-BR"))) {
                assertThat(problem.text(locale)).doesNotContain("{", "}");
            }
        }
        return content;
    }

    @Test
    void theKindsOfPcapAreToldApart() throws IOException {
        for (Path seed : Seeds.files("pcap")) {
            String name = seed.getFileName().toString();
            if (name.startsWith("odd-ss") || name.startsWith("odd-nokia") || name.startsWith("odd-ixia")) {
                for (String packet : CaptureFiles.read(Files.readAllBytes(seed)).records()) {
                    assertThat(packet).as(name).contains(" 20/20 0102030405");
                }
            }
        }
    }
}
