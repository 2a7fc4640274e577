package soquete.live;

import static org.assertj.core.api.Assertions.assertThat;
import static soquete.live.Examples.CLIENT;
import static soquete.live.Examples.SECOND;
import static soquete.live.Examples.SERVER;
import static soquete.live.Examples.call;
import static soquete.live.Examples.end;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import soquete.live.Shown.Mode;
import soquete.live.SocketLine.Phase;
import soquete.text.Screen;
import soquete.trace.CallName;
import soquete.trace.Program;

/// The picture of the view at many sizes.
class PictureTest {

    private static final Program PROGRAM = new Program(1, "server", "echo_server.py", "machine", 77);

    private static List<String> draw(String language, int columns, int rows, boolean colour, Shown shown) {
        Screen screen = new Screen(new PrintStream(OutputStream.nullOutputStream()), columns, colour);
        return new Picture(Examples.texts(language), screen, columns, rows).lines(shown);
    }

    private static List<SocketLine> sockets(int connections) {
        List<SocketLine> lines = new ArrayList<>();
        lines.add(Examples.line(
                1, SERVER, null, Phase.LISTENING, call(1, 3, CallName.ACCEPT, "SOCK_CLOEXEC", 5, SERVER, null)));
        for (int i = 0; i < connections; i++) {
            lines.add(Examples.line(
                    i + 2, SERVER, CLIENT, Phase.OPEN, call(1, 9, CallName.RECV, "1024", 6, SERVER, CLIENT)));
        }
        return lines;
    }

    private static Shown shown(Program program, List<SocketLine> sockets, int chosen, int output) {
        List<String> written =
                IntStream.range(0, output).mapToObj(i -> "line " + i).toList();
        return new Shown(
                Mode.SOCKETS,
                65 * SECOND,
                65 * SECOND,
                List.of(program),
                42,
                0,
                sockets,
                chosen,
                written,
                List.of(),
                0);
    }

    @ParameterizedTest
    @CsvSource({
        "en,80,24", "en,100,30", "en,132,40", "en,200,60", "en,80,5", "en,20,3",
        "pt-BR,80,24", "pt-BR,100,30", "pt-BR,132,40", "pt-BR,200,60", "pt-BR,80,5", "pt-BR,20,3"
    })
    void neverLeavesTheScreen(String language, int columns, int rows) {
        Program wide = new Program(1, "server", "um_programa_com_nome_muito_comprido_日本語.py", "machine", 77);
        List<SocketLine> sockets = new ArrayList<>(sockets(100));
        sockets.add(
                Examples.line(500, end("2001:db8:1234:5678:9abc:def0:1234:5678", 65535), SERVER, Phase.CLOSED, null));
        for (int chosen : new int[] {0, 50, 101}) {
            List<String> lines = draw(language, columns, rows, false, shown(wide, sockets, chosen, 30));
            assertThat(lines)
                    .hasSize(rows)
                    .allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(columns));
            assertThat(lines.subList(1, rows - 1))
                    .filteredOn(line -> line.startsWith("▸"))
                    .isNotEmpty();
        }
    }

    @Test
    void aWideScreenShowsEverything() {
        List<String> lines = draw("en", 132, 12, false, shown(PROGRAM, sockets(1), 1, 0));
        assertThat(lines.get(0)).isEqualTo(Cells.fit("echo_server.py · 1m05s · sockets: 2 · calls: 42", 132));
        assertThat(lines.subList(1, 5))
                .containsExactly(
                        "  program            local           peer            state       Recv-Q Send-Q RTT ms   age last call",
                        "  echo_server.py TCP 127.0.0.1:65432 –               LISTEN           3    128  0.031 1m05s"
                                + " accept(SOCK_CLOEXEC)  program.py:7",
                        "▸ echo_server.py TCP 127.0.0.1:65432 127.0.0.1:40001 ESTABLISHED      3    128  0.031 1m05s"
                                + " recv(1024) = 0  program.py:7",
                        "▸ echo_server.py  recv(1024) = 0  program.py:7 main");
        assertThat(lines.getLast()).startsWith("↑ ↓ choose");
    }

    @Test
    void aNarrowScreenLeavesOutTheCallAndTheAgeBeforeAddresses() {
        List<String> lines = draw("pt-BR", 80, 12, false, shown(PROGRAM, sockets(1), 1, 0));
        assertThat(lines.get(1)).contains("programa", "estado", "Recv-Q").doesNotContain("chamada", "idade");
        assertThat(lines.get(3)).startsWith("▸ echo_").contains("127.0.0.1:65432 127.0.0.1:40001 ESTABLISHED");
        assertThat(lines.get(4)).isEqualTo("▸ echo_server.py  recv(1024) = 0  program.py:7 main");
    }

    @Test
    void whatDoesNotFitIsCounted() {
        List<String> lines = draw("en", 100, 12, false, shown(PROGRAM, sockets(100), 60, 0));
        assertThat(lines).anyMatch(line -> line.equals("… and 94 more"));
        assertThat(lines).filteredOn(line -> line.contains("ESTABLISHED")).hasSize(7);
    }

    @Test
    void theProgramsLastLinesStandBelow() {
        List<String> lines = draw("en", 100, 24, false, shown(PROGRAM, sockets(1), 0, 30));
        assertThat(lines.subList(17, 23)).first().asString().startsWith("── output ──");
        assertThat(lines.subList(18, 23)).containsExactly("line 25", "line 26", "line 27", "line 28", "line 29");
    }

    @Test
    void withoutColourNothingIsPainted() {
        Shown shown = shown(PROGRAM, sockets(3), 0, 3);
        assertThat(draw("en", 100, 24, false, shown)).noneMatch(line -> line.contains("\u001b"));
        assertThat(draw("en", 100, 24, true, shown)).anyMatch(line -> line.contains("\u001b["));
    }

    @Test
    void textIsScrolledAndCutPaintedOrNot() {
        List<String> text = IntStream.range(0, 50)
                .mapToObj(i -> "\u001b[1m" + i + "─".repeat(120) + "\u001b[0m")
                .toList();
        Shown shown =
                new Shown(Mode.LADDER, 0, 0, List.of(PROGRAM), 0, 0, List.of(), 0, List.of(), text, Integer.MAX_VALUE);
        List<String> lines = draw("en", 80, 12, true, shown);
        assertThat(lines.get(1)).contains("40─").doesNotContain("─".repeat(79));
        assertThat(lines.get(10)).contains("49─");
    }

    @Test
    void agesAreCutNotRounded() {
        assertThat(SocketTableText.age(59_990_000_000L, Locale.ROOT)).isEqualTo("59.9s");
        assertThat(SocketTableText.age(185 * SECOND, Locale.ROOT)).isEqualTo("3m05s");
        assertThat(SocketTableText.age(7_620 * SECOND, Locale.ROOT)).isEqualTo("2h07m");
    }
}
