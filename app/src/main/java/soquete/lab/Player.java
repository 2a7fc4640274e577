package soquete.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import soquete.host.Host;
import soquete.trace.Call;
import soquete.trace.CallLog;
import soquete.trace.CallName;
import soquete.trace.Loss;
import soquete.trace.Program;

/// One of the class's programs, running under observation in a JVM of its own.
public final class Player implements AutoCloseable {

    /// More than any step of a scene takes on a busy machine.
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Program program;
    private final Process process;
    private final CallLog log;
    private final Path output;
    private final Map<Long, Call> calls = new LinkedHashMap<>();

    private Player(Program program, Process process, CallLog log, Path output) {
        this.program = program;
        this.process = process;
        this.log = log;
        this.output = output;
    }

    static Player start(int id, String role, Host host, Path directory, String name, String... arguments)
            throws IOException {
        Path calls = directory.resolve(id + ".calls");
        Path output = directory.resolve(id + ".out");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dstdout.encoding=UTF-8",
                "-javaagent:" + Parts.agent() + "=" + calls,
                "-cp",
                Parts.programs().toString(),
                name));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = host.start(builder);
        Program program = new Program(id, role, name, host.name(), process.pid());
        return new Player(program, process, new CallLog(calls, id), output);
    }

    public Program program() {
        return program;
    }

    /// Waits until a call of that name has succeeded: `LISTEN` for a server that can be connected to.
    void awaitCall(CallName name) throws IOException, SceneFailure {
        awaitCalls(
                "awaited-call",
                c -> c.name() == name && c.outcome() != null && c.outcome().error() == null,
                1);
    }

    /// Waits until the program stands in a call of that name.
    void awaitInside(CallName name) throws IOException, SceneFailure {
        awaitCalls("awaited-call", c -> c.name() == name && !c.returned(), 1);
    }

    private void awaitCalls(String failure, Predicate<Call> wanted, int count) throws IOException, SceneFailure {
        boolean seen = Patience.until(PATIENCE, () -> {
            read();
            return calls.values().stream().filter(wanted).count() >= count || !process.isAlive();
        });
        read();
        for (Call call : calls.values()) {
            boolean taken =
                    call.outcome() != null && "EADDRINUSE".equals(call.outcome().error());
            if (taken) {
                throw new SceneFailure("port-in-use", call.arguments());
            }
        }
        if (!seen || calls.values().stream().filter(wanted).count() < count) {
            throw new SceneFailure(failure, program.name(), printed().strip());
        }
    }

    /// Waits for the program's end.
    void awaitExit() throws IOException, SceneFailure {
        if (!Patience.until(PATIENCE, () -> !process.isAlive())) {
            throw new SceneFailure("no-exit", program.name(), PATIENCE.toSeconds());
        }
    }

    boolean ended() {
        return !process.isAlive();
    }

    /// Types a line on the program's standard input.
    void type(String line) throws IOException {
        OutputStream keyboard = process.getOutputStream();
        keyboard.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    /// Ends its standard input.
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /// Everything it printed so far.
    public String printed() throws IOException {
        return Files.exists(output) ? Files.readString(output) : "";
    }

    List<Call> calls() throws IOException {
        read();
        return List.copyOf(calls.values());
    }

    private void read() throws IOException {
        for (Call call : log.poll()) {
            calls.put(call.id(), call);
        }
    }

    Loss loss() {
        return log.loss();
    }

    /// Asks it to end (SIGTERM), and ends it when it does not.
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
