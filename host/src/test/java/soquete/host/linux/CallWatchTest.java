package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.host.Host;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Loss;
import soquete.trace.Outcome;
import soquete.wire.Endpoint;

/// Programs in Python and C, as the kernel sees them; compared with what strace sees of another run of the same.
final class CallWatchTest {

    private static final String PORT = "7311";
    private static final int RUNS = Integer.getInteger("soquete.runs", 1);

    @TempDir
    private Path directory;

    @BeforeEach
    void root() throws Exception {
        Root.tracefsAssumed();
    }

    private String resource(String name) throws IOException {
        Path file = directory.resolve(name);
        try (var bytes = CallWatchTest.class.getResourceAsStream("/watched/" + name)) {
            assertThat(bytes).as(name).isNotNull();
            Files.write(file, bytes.readAllBytes());
        }
        return file.toString();
    }

    private List<String> python(String name, String... arguments) throws Exception {
        String executable = output("python3", "-c", "import sys; print(sys.executable)");
        assumeTrue(!executable.isEmpty(), "needs python3");
        List<String> command = new java.util.ArrayList<>(List.of(executable, resource(name)));
        command.addAll(List.of(arguments));
        return command;
    }

    private List<String> c(String name, List<String> flags, String... arguments) throws Exception {
        assumeTrue(!output("gcc", "-dumpversion").isEmpty(), "needs gcc");
        Path program = directory.resolve(name + flags.size());
        List<String> compiler =
                new java.util.ArrayList<>(List.of("gcc", "-O1", "-w", "-o", program.toString(), resource(name)));
        compiler.addAll(flags);
        String complaints = output(compiler.toArray(String[]::new));
        assumeTrue(Files.exists(program), "needs gcc to link " + flags + ": " + complaints);
        List<String> command = new java.util.ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String output(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 || text.isEmpty() ? text : "";
        } catch (IOException e) {
            return "";
        }
    }

    /// Runs it on a host of its own, to its end.
    private List<Call> watched(List<String> command) throws Exception {
        Watched watched = new Watched();
        try (watched) {
            Host host = watched.platform.newHost("alone");
            Process process = watched.start(host, command);
            process.getInputStream().readAllBytes();
            assertThat(process.waitFor()).isZero();
            watched.watch.close();
            assertThat(watched.losses())
                    .allSatisfy(
                            loss -> assertThat(loss.count()).as(loss.source()).isZero());
        }
        assertThat(watched.losses().stream().map(Loss::source)).contains("kernel-events", "kernel-calls");
        assertThat(Root.instances()).isEmpty();
        return watched.calls(1);
    }

    /// Each thread made the same calls with the same results as under strace.
    private List<Call> sameAsStrace(List<String> command) throws Exception {
        assumeTrue(!output("strace", "-V").isEmpty(), "needs strace");
        List<String> alone =
                new java.util.ArrayList<>(List.of("unshare", "-n", "sh", "-c", "ip link set lo up; exec \"$@\"", "sh"));
        List<Call> calls = List.of();
        for (int run = 0; run < RUNS; run++) {
            calls = watched(command);
            try (var platform = soquete.host.Platform.current()) {
                Host host = platform.newHost("traced");
                List<List<String>> traced = host.call(() -> Strace.run(directory, command));
                assertThat(Strace.of(calls)).isEqualTo(traced);
                if (Boolean.getBoolean("soquete.report")) {
                    System.out.printf(
                            "%s: run %d, %d threads, %d calls, as under strace%n",
                            Path.of(
                                            command.getLast().matches("\\d+")
                                                    ? command.get(Math.min(1, command.size() - 1))
                                                    : command.getFirst())
                                    .getFileName(),
                            run,
                            traced.size(),
                            traced.stream().mapToInt(List::size).sum());
                }
            }
        }
        return calls;
    }

    private static List<Call> named(List<Call> calls, CallName name) {
        return calls.stream().filter(c -> c.name() == name).toList();
    }

    private static int port(@Nullable Endpoint endpoint) {
        return endpoint == null ? -1 : endpoint.port();
    }

    private static Outcome outcome(Call call) {
        return java.util.Objects.requireNonNull(call.outcome());
    }

    @Test
    void aPythonServerAndItsClient() throws Exception {
        List<Call> calls = sameAsStrace(python("echo.py", PORT));
        Endpoint server = new Endpoint(soquete.wire.Addresses.literal("127.0.0.1"), Integer.parseInt(PORT));
        Call accept = named(calls, CallName.ACCEPT).getFirst();
        Call connect = named(calls, CallName.CONNECT).getFirst();
        assertThat(named(calls, CallName.BIND)).allMatch(c -> server.equals(c.local()));
        assertThat(accept.local()).isEqualTo(server);
        assertThat(connect.peer()).isEqualTo(server);
        assertThat(accept.peer()).isEqualTo(connect.local());
        assertThat(named(calls, CallName.SEND)).hasSize(2).allMatch(c -> c.local() != null && c.bytes() == 5);
        assertThat(named(calls, CallName.RECV).getLast().endOfStream()).isTrue();
        assertThat(named(calls, CallName.CLOSE)).hasSize(3).allMatch(Call::closesSocket);
    }

    @Test
    void datagramsTellTheirEnds() throws Exception {
        List<Call> calls = sameAsStrace(python("udp.py", PORT));
        Endpoint server = new Endpoint(soquete.wire.Addresses.literal("127.0.0.1"), Integer.parseInt(PORT));
        List<Call> sends = named(calls, CallName.SENDTO);
        assertThat(sends.getFirst().peer()).isEqualTo(server);
        Endpoint client = sends.getFirst().local();
        assertThat(client).isNotNull();
        Endpoint answered = sends.getLast().peer();
        assertThat(answered).isNotNull();
        assertThat(port(answered)).isEqualTo(port(client));
        assertThat(named(calls, CallName.SEND).getFirst().peer()).isEqualTo(server);
        assertThat(outcome(named(calls, CallName.CONNECT).getLast()).error()).isEqualTo("ECONNREFUSED");
        assertThat(named(calls, CallName.CONNECT).getLast().peer()).isEqualTo(server);
    }

    @Test
    void aCProgramDynamicAndStatic() throws Exception {
        for (List<String> flags : List.of(List.<String>of(), List.of("-static"))) {
            List<Call> calls = sameAsStrace(c("echo.c", flags, PORT, "3"));
            List<Endpoint> accepted =
                    named(calls, CallName.ACCEPT).stream().map(Call::peer).toList();
            assertThat(accepted).hasSize(3).doesNotContainNull();
            assertThat(named(calls, CallName.CONNECT).stream().map(Call::local)).isEqualTo(accepted);
            assertThat(named(calls, CallName.READ)).isNotEmpty().allMatch(c -> c.peer() != null);
            assertThat(named(calls, CallName.LISTEN).getFirst().local()).isNotNull();
            assertThat(named(calls, CallName.CLOSE).getLast().arguments()).isEqualTo("close_range");
        }
    }

    @Test
    void aHundredChildren() throws Exception {
        List<Call> calls = sameAsStrace(python("forks.py", PORT, "50"));
        assertThat(calls.stream().map(Call::threadId).distinct()).hasSize(101);
        Map<Long, Endpoint> accepted = new HashMap<>();
        for (Call accept : named(calls, CallName.ACCEPT)) {
            assertThat(accept.peer()).isNotNull();
            accepted.put(outcome(accept).result(), accept.peer());
        }
        Set<Endpoint> clients =
                named(calls, CallName.CONNECT).stream().map(Call::local).collect(Collectors.toSet());
        assertThat(Set.copyOf(accepted.values())).isEqualTo(clients);
        assertThat(named(calls, CallName.CLOSE).stream().filter(c -> accepted.containsKey(c.socket())))
                .hasSize(100)
                .filteredOn(Call::closesSocket)
                .hasSize(50);
    }

    @Test
    void oneThatIsKilledInACall() throws Exception {
        Watched watched = new Watched();
        try (watched) {
            Host host = watched.platform.newHost("alone");
            Process server = watched.start(host, python("waits.py", PORT));
            await().until(() -> !named(watched.calls(1), CallName.ACCEPT).isEmpty());
            Call standing = named(watched.calls(1), CallName.ACCEPT).getFirst();
            assertThat(standing.returned()).isFalse();
            server.destroyForcibly();
            server.waitFor();
        }
        assertThat(watched.calls(1).getLast().name()).isEqualTo(CallName.ACCEPT);
        assertThat(watched.calls(1).getLast().returned()).isFalse();
    }

    @Test
    void aProcessThatRunsAlready() throws Exception {
        Watched watched = new Watched();
        try (watched) {
            Host host = watched.platform.newHost("alone");
            Process server = host.start(new ProcessBuilder(python("waits.py", PORT)));
            server.getInputStream().read();
            int program = watched.attach(server.pid());
            await().until(() -> !named(watched.calls(program), CallName.ACCEPT).isEmpty());
            try (java.net.Socket client = host.call(() -> new java.net.Socket("127.0.0.1", Integer.parseInt(PORT)))) {
                await().until(() -> named(watched.calls(program), CallName.ACCEPT)
                        .getFirst()
                        .returned());
                Call accept = named(watched.calls(program), CallName.ACCEPT).getFirst();
                assertThat(accept.peer()).isNotNull();
                assertThat(port(accept.peer())).isEqualTo(client.getLocalPort());
                assertThat(port(accept.local())).isEqualTo(Integer.parseInt(PORT));
            }
            await().until(() -> !named(watched.calls(program), CallName.CLOSE).isEmpty());
        }
    }

    @Test
    void whatIsNotThereEndsAsInAShell() throws Exception {
        try (Watched watched = new Watched()) {
            Process process = watched.start(watched.platform.machine(), List.of("/nonexistent/command"));
            assertThat(process.waitFor()).isEqualTo(127);
        }
    }
}
