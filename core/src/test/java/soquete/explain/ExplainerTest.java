package soquete.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static soquete.Scenes.C;
import static soquete.Scenes.S;
import static soquete.explain.ExplainerScenes.keptAlive;
import static soquete.explain.ExplainerScenes.packets;
import static soquete.explain.ExplainerScenes.scenes;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import soquete.Scenes;
import soquete.Script;
import soquete.Talk;
import soquete.timeline.Timeline;

/// What is found in each scene, and that nothing else is.
class ExplainerTest {
    private static final Path BUNDLE = Path.of("src/main/resources/soquete/explain/explain.properties");
    private static final Path PORTUGUESE = Path.of("src/main/resources/soquete/explain/explain_pt_BR.properties");

    private static List<Sentence> explained(Script script) {
        Timeline timeline = Timeline.of(script.recording());
        assertThat(timeline.conversations()).hasSize(1);
        return Explainer.explain(timeline, timeline.conversations().getFirst());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("soquete.explain.ExplainerScenes#scenes")
    void finds(String scene, Script script, String keys) throws IOException {
        List<Sentence> found = explained(script);

        assertThat(found.stream().map(Sentence::key).collect(Collectors.joining(" ")))
                .as(scene)
                .isEqualTo(keys);
        for (Path bundle : List.of(BUNDLE, PORTUGUESE)) {
            Properties texts = texts(bundle);
            for (Sentence sentence : found) {
                String text = texts.getProperty(sentence.key());
                String formatted = new MessageFormat(text, Locale.ROOT)
                        .format(sentence.arguments().toArray());
                assertThat(formatted).doesNotContain("{").doesNotContain("null");
                assertThat(placeholders(text))
                        .as(sentence.key())
                        .allMatch(i -> i < sentence.arguments().size());
            }
        }
    }

    /// The scenes above speak every sentence there is, so that each has been formatted in both languages.
    @Test
    void everySentenceIsSpokenAndHasItsText() throws IOException {
        Set<String> spoken = new TreeSet<>();
        for (Arguments scene : scenes()) {
            explained((Script) scene.get()[1]).forEach(s -> spoken.add(s.key()));
        }
        Set<String> texts = new TreeSet<>(texts(BUNDLE).stringPropertyNames());
        assertThat(spoken).isEqualTo(texts);
        assertThat(texts(PORTUGUESE).stringPropertyNames()).isEqualTo(texts);
    }

    /// [MessageFormat] takes a single one for a quote and drops it.
    @Test
    void everyApostropheIsDoubled() throws IOException {
        for (Path bundle : List.of(BUNDLE, PORTUGUESE)) {
            assertThat(texts(bundle).values())
                    .noneMatch(t -> t.toString().replace("''", "").contains("'"));
        }
    }

    @Test
    void everyKeyInTheSourcesHasAText() throws IOException {
        Set<String> texts = texts(BUNDLE).stringPropertyNames();
        Pattern key = Pattern.compile("\"([a-z]+(?:[-.][a-z-]+)+)\"");
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/soquete/explain"))) {
            for (Path source : sources.toList()) {
                Matcher matcher = key.matcher(Files.readString(source));
                while (matcher.find()) {
                    assertThat(texts).as("%s", source).contains(matcher.group(1));
                }
            }
        }
    }

    @Test
    void bytesSentTwiceAreCountedOnce() {
        Talk talk = Talk.begin().handshake().client("A", 10).client("PA", 10).stray(true, "PA", -15, 0, 15);

        Sentence stream = explained(packets(talk)).stream()
                .filter(s -> s.key().equals("stream"))
                .findFirst()
                .orElseThrow();

        assertThat(stream.arguments()).contains(20L, 3);
        assertThat(stream.evidence()).hasSize(3);
    }

    private static Sentence told(String key, Talk talk) {
        return explained(packets(talk)).stream()
                .filter(s -> s.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyAckThatAcknowledgesNewTextIsCounted() {
        Talk talk = Talk.begin().handshake().client("PA", 10).client("PA", 10);
        talk.stray(false, "A", 0, -10, 0).stray(false, "A", 0, -10, 0).server("A");
        keptAlive(talk).client("FA").server("A");

        assertThat(told("ack.alone", talk).evidence()).hasSize(2);
        assertThat(told("stream", talk).arguments()).contains(20L, 2);
    }

    @Test
    void theHandshakeIsTimedFromTheLastSyn() {
        Talk talk =
                Talk.begin().client("S").stray(true, "S", -1, 0, 0).server("SA").client("A");

        assertThat(told("handshake", talk).arguments()).containsExactly(2 * Talk.STEP / 1e6, 2);
        assertThat(told("handshake", talk).evidence()).hasSize(4);
    }

    @Test
    void onlyAnAcceptMakesTheSocketAnAcceptedOne() {
        assertThat(told("four-tuple", Talk.begin().handshake()).arguments()).endsWith(0);
        assertThat(explained(Scenes.echo()).stream()
                        .filter(s -> s.key().equals("four-tuple.ephemeral"))
                        .map(s -> s.arguments().getLast()))
                .containsExactly(1);
    }

    /// A choice with an argument in it is a message once more: its apostrophes are doubled twice.
    @Test
    void apostrophesInAChoiceAreSaidOnce() throws IOException {
        Object[] arguments = {"a", "b", "1", "2", 1};

        for (String key : List.of("four-tuple", "four-tuple.ephemeral")) {
            String text = texts(BUNDLE).getProperty(key);
            assertThat(new MessageFormat(text, Locale.ROOT).format(arguments))
                    .contains("the accepted socket keeps the server's port 2");
        }
    }

    @Test
    void anEmptyDatagramCarriesNoData() {
        Talk full = Talk.begin().datagram(true, 1);
        Talk empty = Talk.begin().datagram(true, 0);

        assertThat(told("udp.no-connection", full).arguments()).containsExactly(1, 0, C.toString(), S.toString(), 1);
        assertThat(told("udp.no-connection", empty).arguments()).endsWith(0);
    }

    @Test
    void missingBytesAreCounted() {
        Talk talk = Talk.begin().handshake().client("PA", 7).unseen().client("PA", 5);
        talk.client("PA", 3).unseen().client("FA");

        assertThat(told("stream.seen", talk).arguments()).contains(5L, 10L);
    }

    @Test
    void coverageHoldsWhatWasAdded() {
        Coverage seen = new Coverage();
        seen.add(10, 20);

        assertThat(seen.holds(5, 10)).isFalse();
        assertThat(seen.holds(5, 11)).isTrue();
        assertThat(seen.holds(19, 30)).isTrue();
        assertThat(seen.holds(20, 30)).isFalse();
    }

    @Test
    void coverageCountsNewBytesInAnyOrder() {
        Coverage seen = new Coverage();

        assertThat(seen.add(10, 20)).isEqualTo(10);
        assertThat(seen.add(0, 5)).isEqualTo(5);
        assertThat(seen.add(15, 25)).isEqualTo(5);
        assertThat(seen.add(0, 30)).isEqualTo(10);
        assertThat(seen.add(3, 12)).isZero();
    }

    private static List<Integer> placeholders(String text) {
        return Pattern.compile("\\{(\\d+)")
                .matcher(text)
                .results()
                .map(r -> Integer.parseInt(r.group(1)))
                .toList();
    }

    private static Properties texts(Path file) throws IOException {
        Properties texts = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            texts.load(reader);
        }
        return texts;
    }
}
