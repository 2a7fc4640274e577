package soquete.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import soquete.Script;

/// Which faults are found in each recording, at which call, and that nothing else is.
class DiagnosisTest {
    private static final Path BUNDLE = Path.of("src/main/resources/soquete/diagnosis/diagnosis.properties");
    private static final Path PORTUGUESE = Path.of("src/main/resources/soquete/diagnosis/diagnosis_pt_BR.properties");

    static List<Arguments> scenes() {
        List<Arguments> scenes = new ArrayList<>(StreamFaults.scenes());
        scenes.addAll(AddressFaults.scenes());
        scenes.addAll(DatagramFaults.scenes());
        return scenes;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void finds(String scene, Script script, String faults) throws IOException {
        Diagnosis diagnosis = Trial.of(script);

        assertThat(Trial.faults(diagnosis)).as(scene).isEqualTo(faults);
        for (Path bundle : List.of(BUNDLE, PORTUGUESE)) {
            Properties texts = texts(bundle);
            for (Diagnosis.Group group : diagnosis.groups()) {
                Object[] arguments = group.worst().sentence().arguments().stream()
                        .map(a -> a instanceof Duration ? "TIME" : a)
                        .toArray();
                for (String suffix : List.of("", ".next", ".name")) {
                    String text = texts.getProperty(group.worst().key() + suffix);
                    assertThat(new MessageFormat(text, Locale.ROOT).format(arguments))
                            .isNotBlank()
                            .doesNotContain("{", "}", "|")
                            .doesNotContain("null")
                            .doesNotContain("  ");
                }
            }
            for (Gap gap : diagnosis.gaps()) {
                assertThat(new MessageFormat(texts.getProperty(gap.key()), Locale.ROOT)
                                .format(gap.arguments().toArray()))
                        .doesNotContain("{");
            }
        }
    }

    /// The recordings above show every fault there is, so that each has been formatted in both languages.
    @Test
    void everyFaultIsFoundAndHasItsTexts() throws IOException {
        Set<String> spoken = new TreeSet<>();
        for (Arguments scene : scenes()) {
            for (Diagnosis.Group group : Trial.of((Script) scene.get()[1]).groups()) {
                Stream.of("", ".next", ".name")
                        .forEach(s -> spoken.add(group.worst().key() + s));
            }
        }
        Set<String> texts = new TreeSet<>(texts(BUNDLE).stringPropertyNames());
        texts.removeIf(t -> t.startsWith("gap."));
        assertThat(spoken).isEqualTo(texts);
    }

    @Test
    void whatWasLostIsNotTakenForNotDone() {
        List<String> told = new ArrayList<>();
        for (Arguments scene : scenes()) {
            Diagnosis diagnosis = Trial.losing((Script) scene.get()[1], 1);
            diagnosis.groups().forEach(g -> told.add(g.worst().key()));
            assertThat(diagnosis.gaps()).extracting(Gap::key).contains("gap.calls");
        }

        assertThat(told)
                .doesNotContain(
                        "accept.never",
                        "one-at-a-time.still",
                        "reset.unread",
                        "peer-closed.unread",
                        "peer-closed.kept",
                        "leak.close-wait",
                        "leak.sockets",
                        "leak.datagram",
                        "nagle",
                        "recv.part",
                        "recv.pieces",
                        "datagram.counted",
                        "datagram.dropped",
                        "datagram.unread")
                .contains("one-at-a-time", "accept.late", "refused", "filtered", "in-use.program", "tiny-sends");
    }

    private static Properties texts(Path file) throws IOException {
        Properties texts = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            texts.load(reader);
        }
        return texts;
    }
}
