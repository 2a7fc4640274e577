package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What goes wrong outside the program is one sentence in the user's language, and an exit code that is not 0.
class FaultsTest {

    @TempDir
    private Path folder;

    record Fault(List<String> args, int exit, String english, String portuguese) {}

    static List<Fault> faults() {
        return List.of(
                new Fault(List.of("lab", "nope"), 2, "There is no scene \"nope\"", "Não existe a cena \"nope\""),
                new Fault(List.of("lab", "--bogus"), 2, "unknown: --bogus", "desconhecido: --bogus"),
                new Fault(List.of("nothing"), 2, "unknown: nothing", "desconhecido: nothing"),
                new Fault(List.of("explain"), 2, "missing: FILE", "falta: FILE"),
                new Fault(List.of("explain", "no-such-file"), 1, "There is no file", "Não existe o arquivo"),
                new Fault(List.of("states", "tcp.prot", "==", "80"), 2, "Column 1", "Coluna 1"),
                new Fault(List.of("capture", "--for", "1x"), 2, "value of D", "valor de D"),
                new Fault(List.of("lab", "--peer", "x"), 2, "no HOST:PORT", "não é MÁQUINA:PORTA"),
                new Fault(List.of("explain", "x", "--most", "-1"), 2, "whole number", "número inteiro"),
                new Fault(List.of("explain", "."), 1, "is a folder", "é uma pasta"),
                new Fault(List.of("capture", "-i", "nope0"), 1, "there is no interface", "não existe a interface"),
                new Fault(List.of("lab", "echo", "-o", "/proc/none"), 1, "Cannot write to", "Não é possível gravar"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void oneSentence(Fault fault) throws Exception {
        Cli.Outcome english = new Cli().run(fault.args().toArray(String[]::new));
        Cli.Outcome portuguese =
                new Cli().language("pt_BR.UTF-8").run(fault.args().toArray(String[]::new));
        assertThat(english.exit()).isEqualTo(fault.exit());
        assertThat(portuguese.exit()).isEqualTo(fault.exit());
        assertThat(english.err()).contains(fault.english()).doesNotContain("\tat ", "Exception");
        assertThat(portuguese.err()).contains(fault.portuguese()).doesNotContain("\tat ", "Exception");
    }

    @Test
    void aWrongFilterPointsAtTheColumn() throws Exception {
        Cli.Outcome outcome = new Cli().run("states", "tcp", "and", "ip.addr", "==", "nowhere");
        assertThat(outcome.err().lines().toList().get(1)).isEqualTo("  tcp and ip.addr == nowhere");
        assertThat(outcome.err().lines().toList().get(2)).isEqualTo(" ".repeat(2 + 20 - 1) + "^");
    }

    @Test
    void aFileThatIsNoCaptureIsSaidToBeNone() throws Exception {
        Path file = Files.writeString(folder.resolve("not.pcap"), "this is no capture at all");
        Cli.Outcome outcome = new Cli().run("explain", file.toString());
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("is no capture file").doesNotContain("\tat ");
    }

    @Test
    void helpIsCompleteInBothLanguages() throws Exception {
        for (String command : List.of("lab", "explain", "states", "capture", "serve", "connect", "doctor")) {
            Cli.Outcome english = new Cli().run(command, "--help");
            Cli.Outcome portuguese = new Cli().language("pt_BR").run(command, "--help");
            assertThat(english.exit()).isZero();
            assertThat(portuguese.exit()).isZero();
            assertThat(english.out()).contains("Usage: soquete " + command).contains("Show this help.");
            assertThat(portuguese.out())
                    .contains("Uso: soquete " + command, "Mostra esta ajuda.")
                    .doesNotContain("Usage", "Show", "Default:");
        }
    }
}
