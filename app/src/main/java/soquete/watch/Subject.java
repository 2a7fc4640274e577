package soquete.watch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import soquete.lab.Parts;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Loss;
import soquete.trace.Program;

/// One watched program, with all that it starts.
public final class Subject implements Closeable {
    /// Of which it is remembered that they are for datagrams, to know when one is bound.
    private static final int MOST_SOCKETS = 1_000;

    private static final Pattern INTERPRETER = Pattern.compile("(python|node|ruby|perl|java|sh|bash|dash)[0-9.]*");

    private final Program program;
    private final ProcessHandle handle;
    private final @Nullable Process process;
    private final @Nullable ShimLogs logs;
    private final boolean outside;
    private final Set<Long> datagramSockets = new HashSet<>();
    private boolean listens;

    /// Starts a prepared program.
    interface Launch {
        Process start(ProcessBuilder builder) throws IOException;
    }

    private Subject(
            Program program,
            ProcessHandle handle,
            @Nullable Process process,
            @Nullable ShimLogs logs,
            boolean outside) {
        this.outside = outside;
        this.program = program;
        this.handle = handle;
        this.process = process;
        this.logs = logs;
    }

    /// @param planned the program before it has a process
    /// @param outside whether its calls are seen from outside
    static Subject start(
            Program planned, List<String> command, ProcessBuilder builder, Shims shims, boolean outside, Launch launch)
            throws IOException {
        Map<String, String> environment = shims.environment(builder.environment());
        builder.environment().putAll(environment);
        builder.command(shims.command(command, Parts.agent(), environment));
        Process process = launch.start(builder);
        Program program = new Program(planned.id(), planned.role(), planned.name(), planned.host(), process.pid());
        return new Subject(program, process.toHandle(), process, shims.logs(), outside);
    }

    static Subject running(int id, ProcessHandle handle) {
        String name = handle.info().command().map(c -> name(List.of(c))).orElse(String.valueOf(handle.pid()));
        Program program = new Program(id, "program", name, "machine", handle.pid());
        return new Subject(program, handle, null, null, true);
    }

    /// What its user calls it: the script or module that an interpreter runs, else the program itself.
    static String name(List<String> command) {
        String program = String.valueOf(Path.of(command.getFirst()).getFileName());
        if (!INTERPRETER.matcher(program).matches()) {
            return program;
        }
        for (int i = 1; i < command.size(); i++) {
            String word = command.get(i);
            if (word.equals("-m") && i + 1 < command.size()) {
                return command.get(i + 1);
            }
            if (word.equals("-c") || word.equals("-e")) {
                return program;
            }
            if (!word.startsWith("-")) {
                return String.valueOf(Path.of(word).getFileName());
            }
        }
        return program;
    }

    /// A name that none of the others has: `iperf3 (2)` beside `iperf3`.
    static String name(List<String> command, List<Subject> others) {
        Set<String> taken = others.stream().map(each -> each.program().name()).collect(Collectors.toSet());
        String own = name(command);
        String name = own;
        for (int number = 2; taken.contains(name); number++) {
            name = own + " (" + number + ")";
        }
        return name;
    }

    public Program program() {
        return program;
    }

    /// Whether its calls are seen from outside, by the kernel or strace, and its shims only tell their lines.
    boolean seenOutside() {
        return outside;
    }

    /// What the shims wrote down since the last time.
    List<Call> shimCalls() throws IOException {
        return logs == null ? List.of() : logs.poll((pid, name) -> program.id());
    }

    void saw(Call call) {
        if (call.outcome() == null || call.outcome().error() != null) {
            return;
        }
        boolean datagrams = call.name() == CallName.SOCKET && call.arguments().contains("SOCK_DGRAM");
        if (datagrams && datagramSockets.size() < MOST_SOCKETS) {
            datagramSockets.add(call.socket());
        }
        listens |= call.name() == CallName.LISTEN
                || call.name() == CallName.BIND && datagramSockets.contains(call.socket());
    }

    /// Whether it can be connected to.
    public boolean listens() {
        return listens;
    }

    public boolean isAlive() {
        return handle.isAlive();
    }

    /// As a shell gives it: 128 and the number of the signal that ended it. Empty while it runs, and when it is not
    /// this process's child.
    public Optional<Integer> exitCode() {
        return process == null || process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
    }

    /// The process, if it was started here.
    Optional<Process> started() {
        return Optional.ofNullable(process);
    }

    List<Loss> losses() {
        return logs == null ? List.of() : List.of(logs.loss());
    }

    /// Why shims of its processes stopped writing; empty when none did.
    public List<String> stoppedShims() {
        return logs == null ? List.of() : logs.stopped();
    }

    @Override
    public void close() throws IOException {
        if (logs != null) {
            logs.close();
        }
    }
}
