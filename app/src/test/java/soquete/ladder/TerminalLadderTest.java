package soquete.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import soquete.ladder.Row.State;
import soquete.tcp.TcpState;
import soquete.text.Language;
import soquete.text.Screen;
import soquete.timeline.Side;
import soquete.trace.StateSource;

class TerminalLadderTest {

    private static final State OPEN = new State(TcpState.ESTABLISHED, StateSource.KERNEL, true);
    private static final State HALF = new State(TcpState.SYN_RECEIVED, StateSource.INFERRED, true);

    private static final Ladder LADDER = new Ladder(
            "EchoClient",
            "127.0.0.1:40000",
            "EchoServer",
            "127.0.0.1:65432",
            List.of(
                    new Row(
                            1,
                            0,
                            Row.Kind.CALL,
                            Side.CLIENT,
                            "EchoClient.java:14",
                            "connect(127.0.0.1:65432) = −1 ECONNREFUSED",
                            "",
                            State.UNKNOWN,
                            State.UNKNOWN),
                    new Row(2, 0.25, Row.Kind.PACKET, Side.CLIENT, "", "SYN seq=0", "", OPEN, HALF),
                    new Row(
                            3,
                            1234.5,
                            Row.Kind.PACKET,
                            Side.SERVER,
                            "",
                            "PSH ACK seq=1 ack=1 len=12",
                            "Hello, world",
                            OPEN.kept(),
                            HALF.kept())));

    private static String drawn(int columns, boolean colour, Locale locale) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        new TerminalLadder(new Screen(out, columns, colour), locale).draw(LADDER, 80, left -> "cut " + left);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 140})
    void fitsTheScreenAndKeepsTheLifeLinesStraight(int columns) {
        List<String> lines = drawn(columns, false, Language.ENGLISH).lines().toList();
        assertThat(lines).hasSize(5).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(columns));
        assertThat(lines.subList(2, 5)).allSatisfy(l -> {
            assertThat(l.indexOf('│')).isEqualTo(28);
            assertThat(l.lastIndexOf('│')).isEqualTo(columns - 15);
        });
    }

    @Test
    void atEightyColumnsArgumentsGoBeforeResults() {
        assertThat(drawn(80, false, Language.ENGLISH)).contains("│:14 connect(", ") = −1 ECONNREFUSED");
    }

    @Test
    void plainHasNoEscapesAndColourOnlyAddsThem() {
        assertThat(drawn(100, false, Language.ENGLISH)).doesNotContain("\u001b");
        String coloured = drawn(100, true, Language.ENGLISH);
        assertThat(coloured).contains("\u001b[");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "").lines().map(String::stripTrailing))
                .containsExactlyElementsOf(drawn(100, false, Language.ENGLISH)
                        .lines()
                        .map(String::stripTrailing)
                        .toList());
    }

    @Test
    void numbersAreWrittenAsTheLanguageDoes() {
        assertThat(drawn(100, false, Language.PORTUGUESE)).contains("1234,500");
        assertThat(drawn(100, false, Language.ENGLISH)).contains("1234.500");
    }
}
