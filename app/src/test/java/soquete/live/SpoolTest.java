package soquete.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What programs write is kept in full and in order, and shown without what would move the cursor.
class SpoolTest {

    @TempDir
    private Path folder;

    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        spool = new Spool(folder);
    }

    private void run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", script)
                .redirectInput(spool.input())
                .redirectOutput(spool.output())
                .redirectError(spool.output())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private String poured() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        spool.pour(all);
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void outputAndErrorsOfSeveralProgramsStayInOrder() throws Exception {
        run("echo one; echo two >&2; echo three; printf four");
        run("cat; echo five >&2");
        assertThat(poured()).isEqualTo("one\ntwo\nthree\nfourfive\n");
        assertThat(spool.tail()).containsExactly("one", "two", "three", "fourfive");
    }

    @Test
    void theTailIsBoundedAndTheRestIsNot() throws Exception {
        run("i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done");
        assertThat(spool.tail()).hasSizeLessThan(2000).endsWith("line 4999");
        assertThat(spool.tail()).allMatch(line -> line.startsWith("line "));
        assertThat(poured().lines()).hasSize(5000);
    }

    @Test
    void theTailMovesNoCursorButWhatIsPouredIsUntouched() throws Exception {
        String wild = "\u001b[31mred\u001b[0m\ttab\u001b]0;title\u0007 50%%\r 99%%\b\n";
        run("printf '" + wild + "'");
        assertThat(spool.tail()).containsExactly(" 99%");
        assertThat(poured()).isEqualTo(wild.replace("%%", "%"));
        assertThat(Cells.plain("\u001b[31mred\u001b[0m\ttab\u001b]0;title\u0007 end\r"))
                .isEqualTo("red    tab end");
    }
}
