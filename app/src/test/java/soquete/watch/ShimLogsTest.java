package soquete.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.trace.Call;

class ShimLogsTest {

    private static final String BEGIN = "B\t1\t1000\tmain\trecv\t10\ta.py\t28\tf\t1\t7\n";
    private static final String END = "E\t1\t2500\t2\t\t\t\t\t1200\n";

    @TempDir
    Path folder;

    private Shims shims;
    private Path calls;

    @BeforeEach
    void unpack() throws IOException {
        shims = Shims.unpack(folder, Shims.ALL);
        calls = folder.resolve("calls");
    }

    private static String head(long pid) {
        return "H\t2\t" + pid + "\tname" + pid + "\n";
    }

    /// A number that no process has.
    private static final long NOBODY = Integer.MAX_VALUE;

    @Test
    void logsThatAppearAreTakenInEachForItsProgram() throws IOException {
        long here = ProcessHandle.current().pid();
        try (ShimLogs logs = shims.logs()) {
            ShimLogs.Programs programs = (pid, name) -> name.equals("name" + here) ? 1 : 2;
            assertThat(logs.poll(programs)).isEmpty();
            Files.writeString(calls.resolve("1-1.0"), head(here) + BEGIN);
            assertThat(logs.poll(programs)).singleElement().matches(call -> call.program() == 1 && !call.returned());
            Files.writeString(calls.resolve("2-2.0"), head(here + 1) + BEGIN + END);
            List<Call> second = logs.poll(programs);
            assertThat(second).singleElement().matches(call -> call.program() == 2 && call.returned());
            assertThat(second.getFirst().id()).as("apart from the first's").isGreaterThan(1L);
            assertThat(logs.loss().count()).isZero();
        }
    }

    @Test
    void aLogGoesOnInItsNextPartAndWhatWasReadIsRemoved() throws IOException {
        long here = ProcessHandle.current().pid();
        Path first = calls.resolve("1-1.0");
        Files.writeString(first, head(here) + BEGIN);
        try (ShimLogs logs = shims.logs()) {
            ShimLogs.Programs programs = (pid, name) -> 1;
            assertThat(logs.poll(programs)).hasSize(1);
            Files.writeString(calls.resolve("1-1.1"), head(here) + END);
            assertThat(logs.poll(programs)).isEmpty();
            assertThat(logs.poll(programs)).isEmpty();
            assertThat(logs.poll(programs)).singleElement().matches(Call::returned);
            assertThat(first).doesNotExist();
            assertThat(logs.loss().count()).isZero();
        }
    }

    @Test
    void theLogOfAProcessThatIsNoMoreIsClosedAndItsLossKept() throws IOException {
        Path file = calls.resolve("9-9.0");
        Files.writeString(file, head(NOBODY) + BEGIN + "nonsense\nX\tOSError: full\n");
        try (ShimLogs logs = shims.logs()) {
            for (int i = 0; i < 50; i++) {
                logs.poll((pid, name) -> 1);
            }
            assertThat(file).doesNotExist();
            assertThat(logs.loss().count()).isEqualTo(1);
            assertThat(logs.stopped()).containsExactly("name" + NOBODY + ": OSError: full");
        }
    }

    @Test
    void aFileThatIsNoLogIsCountedOnce() throws IOException {
        Files.writeString(calls.resolve("x.0"), "something else\n");
        Files.writeString(calls.resolve("y.0"), "H\t2\t12");
        try (ShimLogs logs = shims.logs()) {
            for (int i = 0; i < 3; i++) {
                assertThat(logs.poll((pid, name) -> 1)).isEmpty();
            }
            assertThat(logs.loss().count()).isEqualTo(1);
        }
    }

    @Test
    void whatTheProgramHadInItsEnvironmentStays() {
        Map<String, String> environment = shims.environment(
                Map.of("PYTHONPATH", "/mine", "NODE_OPTIONS", "--max-old-space-size=100", "HOME", "/h"));

        assertThat(environment)
                .containsEntry("PYTHONPATH", folder.resolve("python") + ":/mine")
                .containsEntry(
                        "NODE_OPTIONS",
                        "--require \"" + folder.resolve("node/soquete.cjs") + "\" --max-old-space-size=100")
                .containsEntry("HOME", "/h")
                .containsEntry("SOQUETE_CALLS", calls.toString());
        assertThat(shims.environment(Map.of("PYTHONPATH", "")))
                .as("an empty entry would be the working folder")
                .containsEntry("PYTHONPATH", folder.resolve("python").toString());
    }
}
