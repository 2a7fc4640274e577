package soquete.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import soquete.bench.Row.Demand;
import soquete.bench.Row.Rival;

/// Medians, ratios and verdicts, from runs that were made up; and one program that is really run.
class ReportTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Measured run(double seconds, long ownKb) {
        return new Measured((long) (seconds * 1e9), ownKb + 1000, ownKb, 1000, "");
    }

    private static Row row(Captures file, Demand demand) {
        return new Row(
                "conversations",
                file,
                List.of(
                        new Rival("ours", List.of("ours"), false, Demand.NONE),
                        new Rival("theirs", List.of("theirs"), true, demand)),
                null);
    }

    @Test
    void medianIsTheMiddleOrTheMeanOfTwo() {
        assertThat(Report.median(List.of(run(3, 9), run(1, 2), run(2, 4)), Measured::anonymousKb))
                .isEqualTo(4);
        assertThat(Report.median(List.of(run(3, 9), run(1, 2), run(2, 4), run(2, 6)), Measured::anonymousKb))
                .isEqualTo(5);
    }

    @Test
    void ratioIsTheirMedianByOurs() {
        Row row = row(Captures.SHORT, new Demand(12, 0, 0.25));
        List<Measured> ours = List.of(run(1, 1024), run(0.5, 1024), run(9, 1024));
        report.add(row, 1, List.of(ours, List.of(run(12, 8192), run(13, 8192), run(11, 8192))), "");
        assertThat(said()).contains("12.00  ≥ 12.0 × met; own memory 0.125 of theirs, ≤ 0.25 met");
        assertThat(report.end()).isTrue();
    }

    @Test
    void aDemandThatIsNotMetIsSaid() {
        Row row = row(Captures.SHORT, new Demand(12, 2, 0));
        report.add(row, 1, List.of(List.of(run(5, 1)), List.of(run(2, 1))), "");
        assertThat(said()).contains("≥ 12.0 × MISSED; ours 2.50 × theirs, ≤ 2.0 MISSED");
        assertThat(report.end()).isFalse();
    }

    @Test
    void memoryOfTheTwoMixesIsCompared() {
        report.add(row(Captures.MIX_500, Demand.NONE), 1, List.of(List.of(run(1, 1000)), List.of()), "");
        report.add(row(Captures.MIX_2G, Demand.NONE), 1, List.of(List.of(run(1, 1500)), List.of()), "");
        assertThat(report.end()).isFalse();
        assertThat(said()).contains("theirs                 skipped: not installed", "1.50, ≤ 1.1 MISSED");
    }

    @Test
    void aCommandThatFailsSaysWhy() {
        Measured failed = new Measured(1, 0, 0, 0, "no such command");
        report.add(row(Captures.SHORT, Demand.NONE), 1, List.of(List.of(failed), List.of(run(1, 1))), "");
        assertThat(said()).contains("ours                   failed: no such command");
        assertThat(report.end()).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProgramIsRunToItsEnd() throws IOException, InterruptedException {
        Runner runner = new Runner(folder);
        Path output = folder.resolve("out");
        Measured good = runner.run(List.of("sh", "-c", "echo done"), output);
        assertThat(good.failed()).isFalse();
        assertThat(good.nanos()).isPositive();
        assertThat(Files.readString(output)).isEqualTo("done\n");
        Measured bad = runner.run(List.of("sh", "-c", "echo; echo why >&2; exit 3"), output);
        assertThat(bad.complaint()).isEqualTo("why");
        assertThat(Runner.installed("sh")).isTrue();
        assertThat(Runner.installed("no-such-program")).isFalse();
    }

    @Test
    void linesAreComparedInOrder() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine"), "a\nb\nc\n");
        Path their = Files.writeString(folder.resolve("their"), "a\nx\nc\nd\n");
        Row.Outputs ours = new Row.Outputs(mine, mine);
        assertThat(Checks.lines(ours, new Row.Outputs(their, their)))
                .isEqualTo("3 lines against 4; 2 are the same; first difference at line 2: b | x");
        assertThat(Checks.lines(ours, ours)).isEqualTo("the same number of lines, 3; 3 are the same");
    }

    @Test
    void packetsAreCompared() throws IOException {
        Path file = Captures.SHORT.in(folder, 0.0005);
        byte[] bytesOfFile = Files.readAllBytes(file);
        Row.Outputs whole = new Row.Outputs(file, file);
        assertThat(Checks.packets(whole, whole)).isEqualTo("the same 500 packets");
        bytesOfFile[24 + 16 + 5] ^= 1;
        Path changed = Files.write(folder.resolve("changed"), bytesOfFile);
        assertThat(Checks.packets(whole, new Row.Outputs(changed, changed)))
                .isEqualTo("packet 1 of the output differs");
    }
}
