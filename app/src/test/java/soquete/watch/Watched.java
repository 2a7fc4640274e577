package soquete.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;
import soquete.trace.SourceLine;
import soquete.wire.Endpoint;

/// A program of the tests' resources, run with the shims or without.
final class Watched {

    private static final long PATIENCE_SECONDS = 60;

    /// What it left.
    record Ended(int exit, String output, String errors) {}

    private final Path folder;
    private final Path errors;
    private final Process process;
    private final BufferedReader output;

    private Watched(Path folder, Path errors, Process process) {
        this.folder = folder;
        this.errors = errors;
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Skips the test, and says why, where the system has no such program.
    static void needs(String program) {
        boolean there = false;
        for (String each : System.getenv("PATH").split(":", -1)) {
            there |= Files.isExecutable(Path.of(each, program));
        }
        Assumptions.assumeTrue(there, program + " is not installed");
    }

    static Watched start(Path folder, @Nullable Shims shims, String... command) throws IOException {
        return start(folder, shims, Map.of(), command);
    }

    static Watched start(Path folder, @Nullable Shims shims, Map<String, String> more, String... command)
            throws IOException {
        Path errors = Files.createTempFile(folder, "errors", "");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("PYTHONPATH", "NODE_OPTIONS", "JAVA_TOOL_OPTIONS"));
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        environment.putAll(more);
        if (shims != null) {
            Map<String, String> wanted = shims.environment(Map.copyOf(environment));
            environment.putAll(wanted);
        }
        return new Watched(folder, errors, builder.start());
    }

    /// The port in the first line that a server prints.
    String port() throws IOException {
        String line = output.readLine();
        assertThat(line).as(() -> "errors: " + errorsSoFar()).isNotNull().startsWith("port ");
        return line.substring(5);
    }

    long pid() {
        return process.pid();
    }

    Ended end() throws IOException, InterruptedException {
        StringBuilder printed = new StringBuilder();
        String line;
        while ((line = output.readLine()) != null) {
            printed.append(line).append('\n');
        }
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended in %s", folder)
                .isTrue();
        return new Ended(process.exitValue(), printed.toString(), Files.readString(errors));
    }

    private String errorsSoFar() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return e.toString();
        }
    }

    static Ended run(Path folder, @Nullable Shims shims, String... command) throws IOException, InterruptedException {
        return start(folder, shims, command).end();
    }

    /// A program of the tests' resources.
    static String resource(String name) {
        try {
            return Path.of(Watched.class.getResource(name).toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Everything in the logs of programs that have ended, by process, each call once.
    static Map<Integer, List<Call>> calls(Shims shims) throws IOException {
        Map<Integer, Map<Long, Call>> found = new LinkedHashMap<>();
        try (ShimLogs logs = shims.logs()) {
            for (int quiet = 0; quiet < 3; quiet++) {
                for (Call call : logs.poll((pid, name) -> (int) pid)) {
                    found.computeIfAbsent(call.program(), pid -> new LinkedHashMap<>())
                            .put(call.id(), call);
                    quiet = 0;
                }
            }
            assertThat(logs.stopped()).isEmpty();
            assertThat(logs.loss().count()).isZero();
        }
        Map<Integer, List<Call>> calls = new LinkedHashMap<>();
        found.forEach((pid, each) -> calls.put(pid, new ArrayList<>(each.values())));
        return calls;
    }

    /// `send 13`: the names of calls with the lines they come from; 0 without one.
    static List<String> lines(List<Call> calls) {
        List<String> lines = new ArrayList<>();
        for (Call call : calls) {
            SourceLine source = call.source();
            lines.add(call.name() + " " + (source == null ? 0 : source.line()));
        }
        return lines;
    }

    /// The error's name; empty on success.
    static String error(Call call) {
        Outcome outcome = call.outcome();
        return outcome == null || outcome.error() == null ? "" : outcome.error();
    }

    static int port(@Nullable Endpoint endpoint) {
        return endpoint == null ? 0 : endpoint.port();
    }

    static Call only(List<Call> calls, CallName name) {
        List<Call> found = calls.stream().filter(call -> call.name() == name).toList();
        assertThat(found).as("%s in %s", name, lines(calls)).hasSize(1);
        return found.getFirst();
    }
}
