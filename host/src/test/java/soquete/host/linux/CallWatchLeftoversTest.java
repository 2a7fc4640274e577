package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.host.CallWatch;
import soquete.host.Platform;

/// What a watch leaves behind: nothing at its end, and after `kill -9` nothing but what the next start sweeps. The
/// program goes on.
final class CallWatchLeftoversTest {

    private static final Path DEFINITIONS = Path.of("/sys/kernel/tracing/uprobe_events");

    @TempDir
    private Path temporary;

    /// A watch to kill.
    static final class Watcher {
        private Watcher() {}

        /// Prints `ready PID`, then waits to be killed.
        public static void main(String[] arguments) throws Exception {
            Platform platform = Platform.current();
            CallWatch watch = platform.calls(call -> {}, change -> {});
            Process process = watch.start(platform.machine(), new ProcessBuilder("sleep", "1000"), 1);
            System.out.println("ready " + process.pid());
            System.in.read(); // to be killed, or to end with who started it
        }
    }

    private static List<String> probes(long pid) throws Exception {
        return Files.exists(DEFINITIONS)
                ? Files.readAllLines(DEFINITIONS).stream()
                        .filter(line -> line.contains("soquete_" + pid + "_"))
                        .toList()
                : List.of();
    }

    @Test
    void aKilledWatchIsSweptAndTheProgramGoesOn() throws Exception {
        Root.tracefsAssumed();
        Process watcher = Laboratory.jvm(Watcher.class, temporary, List.of()).start();
        ProcessHandle program = null;
        try {
            String line = new BufferedReader(new InputStreamReader(watcher.getInputStream())).readLine();
            assertThat(line).startsWith("ready ");
            program = ProcessHandle.of(Long.parseLong(line.substring(6))).orElseThrow();
            assertThat(Laboratory.instances(watcher.pid())).hasSize(2);
            watcher.destroyForcibly();
            watcher.waitFor();
            assertThat(Laboratory.instances(watcher.pid())).hasSize(2);
            Children.sweep(temporary);
            Tracefs.sweep();
            assertThat(Laboratory.instances(watcher.pid())).isEmpty();
            assertThat(probes(watcher.pid())).isEmpty();
            assertThat(program.isAlive()).isTrue();
        } finally {
            watcher.destroyForcibly();
            if (program != null) {
                program.destroyForcibly();
            }
        }
    }

    @Test
    void aWatchThatEndsLeavesNothing() throws Exception {
        Root.tracefsAssumed();
        long self = ProcessHandle.current().pid();
        Process process;
        try (Platform platform = Platform.current();
                CallWatch watch = platform.calls(call -> {}, change -> {})) {
            process = watch.start(platform.machine(), new ProcessBuilder("cat"), 1);
            assertThat(probes(self).isEmpty()).isEqualTo(!watch.readsAddresses());
            watch.close();
            assertThat(process.isAlive()).isTrue();
            assertThat(Root.instances()).isEmpty();
            assertThat(probes(self)).isEmpty();
        } finally {
            Tracefs.sweep();
        }
        process.waitFor();
        assertThat(probes(self)).isEmpty();
    }
}
