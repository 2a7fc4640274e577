package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import soquete.host.Host;
import soquete.host.Platform;
import soquete.host.Unavailable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `soquete watch` on real programs, each test on a host of its own, and `soquete replay` of what it wrote.
class WatchTest {

    private static final String SERVER = """
            import socket
            with socket.socket() as s:
                s.bind(("127.0.0.1", 65432))
                s.listen()
                conn, addr = s.accept()
                with conn:
                    while True:
                        data = conn.recv(1024)
                        if not data:
                            break
                        conn.sendall(data)
            print("served")
            """;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CLIENT = """
            import socket
            with socket.socket() as s:
                s.connect(("127.0.0.1", 65432))
                s.sendall(b"Hello, world")
                print(s.recv(1024))
            """;

    @TempDir
    private Path folder;

    private Platform platform;
    private Host host;

    @BeforeEach
    void makeHost() throws IOException {
        platform = Platform.current();
        host = ownHost();
        Files.writeString(folder.resolve("server.py"), SERVER);
        Files.writeString(folder.resolve("client.py"), CLIENT);
    }

    private Host ownHost() throws IOException {
        try {
            return platform.newHost("test");
        } catch (Unavailable e) {
            return Assumptions.abort("a host of its own needs root");
        }
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static void needs(String program) {
        boolean there = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
        assumeTrue(there, program + " is not installed");
    }

    private Cli.Outcome watch(Cli cli, String... args) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(List.of("watch", "-o", folder.resolve("reports").toString()));
        all.addAll(List.of(args));
        return cli.on(host).run(all.toArray(String[]::new));
    }

    private Cli.Outcome watchServerAndClient(String... options) throws IOException, InterruptedException {
        List<String> args = new ArrayList<>(List.of(options));
        args.addAll(List.of("--with", "python3 " + folder.resolve("client.py")));
        args.addAll(List.of("--", "python3", folder.resolve("server.py").toString()));
        return watch(new Cli(), args.toArray(String[]::new));
    }

    private Path recording() throws IOException {
        try (Stream<Path> found = Files.walk(folder.resolve("reports"))) {
            return found.filter(p -> p.endsWith("capture.pcapng")).findFirst().orElseThrow();
        }
    }

    @Test
    void tellsServerAndClientOnOneLineOfTime() throws Exception {
        needs("python3");
        Path json = folder.resolve("watch.jsonl");
        Cli.Outcome outcome = watchServerAndClient("--json", json.toString());
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines()).containsExactlyInAnyOrder("served", "b'Hello, world'");
        assumeTrue(!outcome.err().contains("needs root"), "needs tracefs");
        assertThat(outcome.err())
                .containsPattern("server\\.py +listen\\(\\d+\\) = 0 +server\\.py:4 <module>")
                .containsPattern("client\\.py +connect\\(127\\.0\\.0\\.1:65432\\) = 0 +client\\.py:3 <module>")
                .containsPattern("server\\.py +recv\\(1024\\) = 0 +server\\.py:8 <module>")
                .contains("conversations: 1", "SYN seq=0", "Hello, world", "lost: 0", ", 0 violated");
        Cli.Outcome replayed = new Cli().run("replay", recording().toString());
        assertThat(replayed.exit()).as(replayed.err()).isZero();
        assertThat(replayed.out()).contains("conversations: 1", "server.py:4 listen", ", 0 violated");
        Cli.Outcome objects = new Cli().run("replay", "--json", recording().toString());
        assertThat(objects.exit()).as(objects.err()).isZero();
        assertThat(objects.out()).isEqualTo(Files.readString(json));
        isWholeStory(objects.out().lines().map(JSON::readTree).toList());
    }

    private static List<JsonNode> of(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(o -> o.get("kind").asString().equals(kind))
                .toList();
    }

    /// Each call, packet and state of the echo is there, with what ties them together.
    private static void isWholeStory(List<JsonNode> objects) {
        assertThat(objects.getFirst().get("kind").asString()).isEqualTo("recording");
        assertThat(of(objects, "program"))
                .extracting(p -> p.get("role").asString())
                .containsExactly("server", "client 1");
        JsonNode received = of(objects, "call").stream()
                .filter(c -> c.get("program").asInt() == 1
                        && c.get("call").asString().equals("recv"))
                .findFirst()
                .orElseThrow();
        assertThat(received.get("file").asString()).isEqualTo("server.py");
        assertThat(received.get("line").asInt()).isEqualTo(8);
        assertThat(received.get("bytes").asInt()).isEqualTo(12);
        assertThat(received.get("end_nanos").asLong())
                .isGreaterThan(received.get("begin_nanos").asLong());
        assertThat(of(objects, "packet"))
                .extracting(p -> p.get("text").asString())
                .contains("SYN seq=0", "PSH ACK seq=1 ack=1 len=12");
        assertThat(of(objects, "state"))
                .extracting(s -> s.get("to").asString())
                .contains("LISTEN", "SYN-SENT", "ESTABLISHED", "FIN-WAIT-1", "CLOSE-WAIT");
        JsonNode conversation = of(objects, "conversation").getFirst();
        assertThat(conversation.get("packets").asInt())
                .isEqualTo(of(objects, "packet").size());
        assertThat(received.get("conversations").get(0).asString()).isEqualTo("TCP 0");
        assertThat(of(objects, "loss"))
                .isNotEmpty()
                .allMatch(l -> l.get("count").asInt() == 0);
    }

    @Test
    void endsWhenNothingIsCalledAnyMore() throws Exception {
        needs("python3");
        Cli.Outcome outcome = watch(
                new Cli(),
                "--until",
                "idle",
                "300ms",
                "--",
                "python3",
                folder.resolve("server.py").toString());
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--until", "--until idle", "--until busy 2s", "--until idle soon", "--json -"})
    void wrongWordsGetASentence(String words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words.split(" ")));
        all.addAll(List.of("--", "true"));
        Cli.Outcome outcome = watch(new Cli(), all.toArray(String[]::new));
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains(words.startsWith("--json") ? "name of a file" : "such as --until idle 2s");
    }

    @Test
    void streamsAndExitCodeAreTheProgramsOwn() throws Exception {
        Cli.Outcome outcome = watch(new Cli(), "-q", "--", "sh", "-c", "echo out; echo err >&2; exit 7");
        assertThat(outcome.exit()).isEqualTo(7);
        assertThat(outcome.out()).isEqualTo("out\n");
        assertThat(outcome.err()).startsWith("err\n").contains("sh used no socket.");
    }

    @Test
    void aProgramThatIsKilledEndsTheWatch() throws Exception {
        Cli.Outcome outcome = watch(new Cli(), "-q", "--", "sh", "-c", "kill -9 $$");
        assertThat(outcome.exit()).isEqualTo(128 + 9);
    }

    @Test
    void withoutTracefsTheLanguagesOwnCallsAreTold() throws Exception {
        needs("python3");
        Cli.Outcome outcome = watch(
                new Cli().property("soquete.deny", "tracefs,strace"),
                "--with",
                "python3 " + folder.resolve("client.py"),
                "--",
                "python3",
                folder.resolve("server.py").toString());
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.err())
                .contains("Calls are seen only by programs in Python")
                .containsPattern("server\\.py +accept\\(\\) = 127\\.0\\.0\\.1:\\d+ +server\\.py:5");
    }

    @Test
    void aRunningProcessIsWatchedFromNowOn() throws Exception {
        needs("python3");
        Process server = host.start(
                new ProcessBuilder("python3", "-u", folder.resolve("server.py").toString()).redirectErrorStream(true));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process watch = new Cli()
                .on(host)
                .start(
                        out,
                        err,
                        "watch",
                        "-o",
                        folder.resolve("reports").toString(),
                        "--pid",
                        String.valueOf(server.pid()));
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.readString(err).contains("accept") || !watch.isAlive());
        assumeTrue(!Files.readString(err).contains("needs root"), "needs tracefs");
        host.start(new ProcessBuilder("python3", folder.resolve("client.py").toString()))
                .waitFor();
        assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(server.waitFor()).isZero();
        assertThat(watch.exitValue()).as(Files.readString(err)).isZero();
        assertThat(Files.readString(err)).contains("accept", "recv(1024) = 12", "conversations: 1", "lost: 0");
    }

    @Test
    void theProgramOutlivesAWatchThatIsKilled() throws Exception {
        needs("python3");
        Path err = folder.resolve("err");
        Process watch = started(err, "python3", folder.resolve("server.py").toString());
        List<ProcessHandle> children = watch.descendants().toList();
        watch.destroyForcibly().waitFor();
        Cli.Outcome next = watch(
                new Cli(), "-q", "--", "python3", folder.resolve("client.py").toString());
        assertThat(next.exit()).as(next.err()).isZero();
        assertThat(next.out()).isEqualTo("b'Hello, world'\n");
        for (ProcessHandle child : children) {
            child.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aServerInTheBackgroundIsWatched() throws Exception {
        WatchedRun.needsKernelAndPython(platform);
        String program = WatchedRun.program("/soquete/hard/daemon.py").toString();
        Cli.Outcome outcome =
                watch(new Cli(), "--with", "python3 " + program + " client", "--", "python3", program, "server");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isEqualTo("b'hello'\n");
        assertThat(outcome.err())
                .contains("runs on and is watched", "conversations: 1", "lost: 0")
                .containsPattern("daemon\\.py.* recv\\(1\\) = 0 +daemon\\.py:19 <module>")
                .doesNotContain("no longer watched");
    }

    @Test
    void whatAKilledWatchLeftIsSwept() throws Exception {
        needs("python3");
        Process watch = started(
                folder.resolve("err"), "python3", folder.resolve("server.py").toString());
        String pid = String.valueOf(watch.pid());
        List<ProcessHandle> children = watch.descendants().toList();
        assertThat(left(pid)).isNotEmpty();
        watch.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle child : children) {
            child.onExit().get(20, TimeUnit.SECONDS);
        }
        Cli.Outcome next = watch(new Cli(), "-q", "--", "true");
        assertThat(next.exit()).as(next.err()).isZero();
        assertThat(left(pid)).isEmpty();
    }

    /// What a watch has on the machine, by its process: trace instances, probes, files.
    private static List<String> left(String pid) throws IOException {
        List<String> left = new ArrayList<>();
        Path tracing = Path.of("/sys/kernel/tracing");
        for (Path place : List.of(tracing.resolve("instances"), Path.of(System.getProperty("java.io.tmpdir")))) {
            if (Files.isReadable(place)) {
                try (Stream<Path> found = Files.list(place)) {
                    found.map(Path::toString)
                            .filter(p -> p.matches(".*/soquete-(lab-)?" + pid + "-.*"))
                            .forEach(left::add);
                }
            }
        }
        Path probes = tracing.resolve("uprobe_events");
        if (Files.isReadable(probes)) {
            left.addAll(Files.readAllLines(probes).stream()
                    .filter(line -> line.contains("soquete_" + pid + "_"))
                    .toList());
        }
        return left;
    }

    @Test
    void aServerThatGoesToTheBackgroundIsWatchedAndEnded() throws Exception {
        needs("python3");
        Path server = Files.writeString(folder.resolve("daemon.py"), """
                import os, signal, socket
                s = socket.socket()
                s.bind(("127.0.0.1", 65432))
                s.listen()
                if os.fork():
                    os._exit(0)
                os.setsid()
                with open("PIDS", "w") as pids:
                    print(os.getpid(), file=pids)
                while True:
                    conn, addr = s.accept()
                    conn.sendall(conn.recv(1024))
                    conn.close()
                """.replace(
                        "PIDS", folder.resolve("pid").toString()));
        Cli.Outcome outcome = watch(
                new Cli(), "--with", "python3 " + folder.resolve("client.py"), "--", "python3", server.toString());
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isEqualTo("b'Hello, world'\n");
        assumeTrue(!outcome.err().contains("needs root"), "needs tracefs");
        assertThat(outcome.err()).contains("conversations: 1", "daemon.py:11 accept");
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aFullWatchThatOnlyCountsHasStartedItsClientsBefore() throws Exception {
        needs("python3");
        Cli.Outcome outcome = watchServerAndClient("-q", "--keep", "2", "--for", "60s");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("b'Hello, world'");
        assumeTrue(!outcome.err().contains("needs root"), "needs tracefs");
        assertThat(outcome.err()).contains("2 calls").containsPattern("trace events: [\\d,]+ lost");
    }

    /// A watch whose program stands in accept.
    private Process started(Path err, String... command) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("watch", "-o", folder.resolve("reports").toString(), "--"));
        all.addAll(List.of(command));
        Process watch = new Cli().on(host).start(folder.resolve("out"), err, all.toArray(String[]::new));
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.readString(err).contains("accept") || !watch.isAlive());
        return watch;
    }

    @Test
    void asksToEndAtSigterm() throws Exception {
        needs("python3");
        Path err = folder.resolve("err");
        Process watch = started(err, "python3", folder.resolve("server.py").toString());
        List<ProcessHandle> children = watch.descendants().toList();
        watch.destroy();
        assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.exitValue()).as(Files.readString(err)).isEqualTo(130);
        assertThat(Files.readString(err)).contains("Written to").doesNotContain("\tat ");
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }
}
