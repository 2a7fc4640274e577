package soquete.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;
import soquete.trace.SourceLine;

class PythonShimTest {

    @TempDir
    Path folder;

    private Shims shims;

    @BeforeEach
    void unpack() throws IOException {
        Watched.needs("python3");
        shims = Shims.unpack(folder.resolve("shims"), Shims.ALL);
    }

    private Watched start(String program, String... arguments) throws IOException {
        return start(Map.of(), program, arguments);
    }

    private Watched start(Map<String, String> environment, String program, String... arguments) throws IOException {
        List<String> words = new java.util.ArrayList<>(List.of("python3", Watched.resource(program)));
        words.addAll(List.of(arguments));
        return Watched.start(folder, shims, environment, words.toArray(new String[0]));
    }

    private List<Call> calls() throws IOException {
        return Watched.calls(shims).values().iterator().next();
    }

    @Test
    void theEchoServerAndItsClient() throws Exception {
        Watched server = start("echo_server.py");
        Watched client = start("echo_client.py", server.port());
        assertThat(client.end()).isEqualTo(new Watched.Ended(0, "Received b'Hello, world'\n", ""));
        assertThat(server.end()).isEqualTo(new Watched.Ended(0, "connected\n", ""));

        Map<Integer, List<Call>> calls = Watched.calls(shims);
        List<Call> served = calls.getOrDefault((int) server.pid(), List.of());
        List<Call> asked = calls.getOrDefault((int) client.pid(), List.of());
        assertThat(Watched.lines(served))
                .containsExactly(
                        "socket 3",
                        "setsockopt 4",
                        "bind 5",
                        "listen 6",
                        "accept 8",
                        "recv 12",
                        "send 15",
                        "recv 12",
                        "close 9",
                        "close 3");
        assertThat(Watched.lines(asked)).containsExactly("socket 4", "connect 5", "send 6", "recv 7", "close 4");

        Call accept = Watched.only(served, CallName.ACCEPT);
        Call connect = Watched.only(asked, CallName.CONNECT);
        assertThat(accept.source()).isEqualTo(new SourceLine("echo_server.py", 8, "<module>"));
        assertThat(accept.thread()).isEqualTo("MainThread");
        assertThat((long) accept.threadId()).isEqualTo(server.pid());
        assertThat(accept.local()).isEqualTo(connect.peer());
        assertThat(accept.peer()).isEqualTo(connect.local());
        assertThat(connect.arguments()).isEqualTo(String.valueOf(connect.peer()));
        assertThat(accept.beginNanos()).isLessThan(connect.beginNanos());
        assertThat(accept.endNanos()).isGreaterThan(connect.beginNanos());
        assertThat(Watched.only(asked, CallName.SEND).bytes()).isEqualTo(12);
        assertThat(served).filteredOn(Call::endOfStream).hasSize(1);
        assertThat(served.get(1).arguments()).isEqualTo("SO_REUSEADDR, 1");
    }

    @Test
    void aServerOfSocketserver() throws Exception {
        Watched server = start("upper_tcp.py");
        Watched client = start("echo_client.py", server.port());
        assertThat(client.end().output()).isEqualTo("Received b'HELLO, WORLD'\n");
        assertThat(server.end()).isEqualTo(new Watched.Ended(0, "", ""));

        List<Call> served = Watched.calls(shims).getOrDefault((int) server.pid(), List.of());
        assertThat(Watched.lines(served))
                .containsSubsequence(
                        "socket 10", "bind 10", "listen 10", "poll 12", "accept 12", "recv 6", "send 7", "shutdown 12");
        assertThat(Watched.only(served, CallName.RECV).source())
                .as("the class is known from Python 3.11 on")
                .isIn(
                        new SourceLine("upper_tcp.py", 6, "UpperHandler.handle"),
                        new SourceLine("upper_tcp.py", 6, "handle"));
    }

    @Test
    void aDatagramServerAndItsClient() throws Exception {
        Watched server = start("upper_udp.py");
        Watched client = start("udp_client.py", server.port());
        assertThat(client.end().output()).isEqualTo("Received: ABC\n");
        server.end();

        Map<Integer, List<Call>> calls = Watched.calls(shims);
        List<Call> served = calls.getOrDefault((int) server.pid(), List.of());
        List<Call> asked = calls.getOrDefault((int) client.pid(), List.of());
        Call received = Watched.only(served, CallName.RECVFROM);
        Call answered = Watched.only(served, CallName.SENDTO);
        assertThat(Watched.lines(List.of(received, answered))).containsExactly("recvfrom 13", "sendto 8");
        assertThat(received.bytes()).isEqualTo(4);
        assertThat(received.peer()).isEqualTo(answered.peer());
        assertThat(answered.arguments()).isEqualTo("3, " + answered.peer());
        assertThat(Watched.lines(asked)).containsExactly("socket 4", "sendto 5", "recv 6");
        assertThat(Watched.port(received.peer()))
                .isPositive()
                .isEqualTo(Watched.port(asked.get(1).local()));
    }

    @Test
    void streamsOfAsyncio() throws Exception {
        Watched program = start("streams.py");
        assertThat(program.end()).isEqualTo(new Watched.Ended(0, "b'hello'\n", ""));

        List<String> lines = Watched.lines(calls());
        assertThat(lines).contains("listen 11", "connect 13", "send 14", "send 5", "accept 20", "recv 20");
        assertThat(lines).filteredOn(line -> line.startsWith("poll")).isNotEmpty();
    }

    @Test
    void threadsChildrenAndAProgramThatClosesEverything() throws Exception {
        Watched program = start("children.py");
        assertThat(program.end().output()).isEqualTo(program.pid() + " 3 4\n");

        Map<Integer, List<Call>> calls = Watched.calls(shims);
        assertThat(calls).hasSize(2);
        List<Call> parents = calls.getOrDefault((int) program.pid(), List.of());
        calls.remove((int) program.pid());
        List<Call> childs = calls.values().iterator().next();
        assertThat(Watched.lines(parents)).containsExactly("send 9", "recv 15", "recv 19", "send 22", "recv 23");
        assertThat(Watched.lines(childs)).containsExactly("send 17");
        assertThat(parents.getFirst().thread()).isEqualTo("talker");
        assertThat(parents.getFirst().threadId())
                .isPositive()
                .isNotEqualTo(parents.getLast().threadId());
        assertThat(childs.getFirst().threadId()).isEqualTo(childs.getFirst().program());
    }

    @ParameterizedTest
    @ValueSource(strings = {"interrupted", "exits", "refused", "runs"})
    void whatAProgramShowsIsTheSame(String how) throws Exception {
        String program = Watched.resource("fails.py");
        Watched.Ended without = Watched.run(folder, null, "python3", program, how);
        Watched.Ended with = Watched.run(folder, shims, "python3", program, how);

        assertThat(with.exit()).isEqualTo(without.exit());
        assertThat(with.output()).isEqualTo(without.output());
        if (keepsTracebacks()) {
            assertThat(with.errors()).isEqualTo(without.errors());
        }
    }

    /// From 3.11 on; before, `traceback.print_exc` shows the shim's frames.
    private boolean keepsTracebacks() throws Exception {
        String version = Watched.run(folder, null, "python3", "-c", "import sys; print(sys.version_info >= (3, 11))")
                .output();
        return version.equals("True\n");
    }

    @Test
    void errorsHaveTheirNames() throws Exception {
        Watched refused = start("fails.py", "refused");
        refused.end();
        Watched runs = start("fails.py", "runs");
        runs.end();

        Map<Integer, List<Call>> calls = Watched.calls(shims);
        Call connect = Watched.only(calls.getOrDefault((int) refused.pid(), List.of()), CallName.CONNECT);
        assertThat(connect.outcome()).isEqualTo(Outcome.failure("ECONNREFUSED", "Connection refused"));
        Map<String, Long> errors = calls.getOrDefault((int) runs.pid(), List.of()).stream()
                .filter(call -> call.name() == CallName.ACCEPT)
                .collect(Collectors.groupingBy(Watched::error, TreeMap::new, Collectors.counting()));
        assertThat(errors).containsExactly(Map.entry("EAGAIN", 1L), Map.entry("TimeoutError", 1L));
    }

    @Test
    void theProgramsOwnPathAndItsSitecustomizeStay() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        Files.copy(Path.of(Watched.resource("own_sitecustomize.txt")), own.resolve("sitecustomize.py"));
        Map<String, String> environment = Map.of("PYTHONPATH", own.toString());
        String code = "import sys, socket, sitecustomize; print(sys.path[1], sitecustomize.__file__);"
                + "s = socket.socket(); s.close()";

        Watched.Ended ended =
                Watched.start(folder, shims, environment, "python3", "-c", code).end();

        assertThat(ended)
                .isEqualTo(new Watched.Ended(
                        0, "site of the program []\n" + own + " " + own.resolve("sitecustomize.py") + "\n", ""));
        assertThat(Watched.lines(calls())).containsExactly("socket 1", "close 1");
    }

    @Test
    void nothingIsMissingAgainstStrace() throws Exception {
        Watched.needs("strace");
        Path trace = folder.resolve("trace");
        String program = Watched.resource("streams.py");
        Watched.Ended ended = Watched.run(
                folder,
                shims,
                "strace",
                "-f",
                "-qq",
                "-e",
                "trace=network",
                "-o",
                trace.toString(),
                "python3",
                program);
        Assumptions.assumeTrue(ended.exit() == 0, "strace may not watch here: " + ended.errors());

        // The C library asks for names over AF_UNIX and for addresses over AF_NETLINK; no Python line does here.
        Map<String, Long> traced = Files.readAllLines(trace).stream()
                .filter(line -> !line.contains("resumed>") && !line.matches(".*AF_(NETLINK|UNIX).*"))
                .map(line -> line.replaceAll("^\\d+ +(\\w+).*", "$1").replace("accept4", "accept"))
                .map(name -> name.replaceAll("^(send|recv)(to|from|msg)$", "$1"))
                .filter(name -> name.matches("socket|bind|listen|accept|connect|send|recv|[gs]etsockopt|shutdown"))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        Map<String, Long> seen = calls().stream()
                .filter(call -> call.name() != CallName.POLL && call.name() != CallName.CLOSE)
                .collect(Collectors.groupingBy(
                        call -> String.valueOf(call.name()), TreeMap::new, Collectors.counting()));
        assertThat(seen).isEqualTo(traced).isNotEmpty();
    }

    @Test
    void anIsolatedPythonRunsAsEverAndIsNotSeen() throws Exception {
        Watched.Ended ended = Watched.run(
                folder, shims, "python3", "-I", "-c", "import socket; socket.socket().close(); print('ran')");

        assertThat(ended).isEqualTo(new Watched.Ended(0, "ran\n", ""));
        assertThat(Watched.calls(shims)).isEmpty();
    }

    @Test
    void aLogThatCannotBeWrittenDisturbsNobody() throws Exception {
        Map<String, String> nowhere =
                Map.of("SOQUETE_CALLS", folder.resolve("gone").toString());
        Map<String, String> environment = new java.util.HashMap<>(shims.environment(Map.of()));
        environment.putAll(nowhere);

        Watched.Ended ended = Watched.start(folder, null, environment, "python3", Watched.resource("fails.py"), "exits")
                .end();

        assertThat(ended).isEqualTo(new Watched.Ended(7, "", ""));
    }

    @Test
    void afterSoManyCallsTheProgramGoesOnUnwritten() throws Exception {
        Shims few = Shims.unpack(folder.resolve("few"), 1000);
        assertThat(Watched.run(folder, few, "python3", Watched.resource("many.py")))
                .isEqualTo(new Watched.Ended(0, "", ""));

        List<Call> all = Watched.calls(few).values().iterator().next();
        assertThat(all).hasSize(1000).allMatch(Call::returned);
    }

    @Test
    void aLongLogGoesOnInFurtherParts() throws Exception {
        assertThat(start("many.py").end().exit()).isZero();

        Path calls = folder.resolve("shims/calls");
        try (var files = Files.list(calls)) {
            assertThat(files.count()).isGreaterThan(1);
        }
        List<Call> all = calls();
        assertThat(all).hasSize(80_000).allMatch(Call::returned);
        assertThat(all.stream().mapToLong(Call::bytes).sum()).isEqualTo(80_000);
        try (var files = Files.list(calls)) {
            assertThat(files.count()).as("what was read is removed").isEqualTo(1);
        }
    }
}
