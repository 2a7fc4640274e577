package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.host.Platform;
import soquete.host.Unavailable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `soquete watch --hosts` on real programs: each has its host, and nothing is left of them.
class WatchHostsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SERVER = """
            import socket, sys
            with socket.socket() as s:
                s.bind((sys.argv[1], 65432))
                s.listen()
                for client in range(2):
                    conn, addr = s.accept()
                    with conn:
                        conn.sendall(conn.recv(1024).upper())
            """;
    private static final String CLIENT = """
            import socket, sys
            with socket.socket() as s:
                s.connect((sys.argv[1], 65432))
                s.sendall(b"hello")
                print(s.recv(1024).decode())
            """;

    @TempDir
    private Path folder;

    private @Nullable Process watch;

    @BeforeEach
    void makePrograms() throws Exception {
        try (Platform platform = Platform.current()) {
            platform.newHost("trial").close();
        } catch (Unavailable e) {
            assumeTrue(false, "hosts need root");
        }
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
        Files.writeString(folder.resolve("server.py"), SERVER);
        Files.writeString(folder.resolve("client.py"), CLIENT);
    }

    /// Whatever became of the test, its watch and programs end.
    @AfterEach
    void end() throws Exception {
        Process started = watch;
        if (started != null) {
            List<ProcessHandle> programs = started.descendants().toList();
            started.destroyForcibly().waitFor();
            programs.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private String[] words(String boundTo, int clients) {
        List<String> words = new ArrayList<>(List.of(
                "watch",
                "-o",
                folder.resolve("reports").toString(),
                "--json",
                folder.resolve("json").toString(),
                "--hosts"));
        for (int i = 0; i < clients; i++) {
            words.addAll(List.of("--with", "python3 " + folder.resolve("client.py") + " {server}"));
        }
        words.addAll(List.of("--", "python3", folder.resolve("server.py").toString(), boundTo));
        return words.toArray(String[]::new);
    }

    private List<JsonNode> told(String kind) throws IOException {
        return Files.readAllLines(folder.resolve("json")).stream()
                .map(JSON::readTree)
                .filter(o -> o.get("kind").asString().equals(kind))
                .toList();
    }

    @Test
    void eachProgramHasItsHost() throws Exception {
        Cli.Outcome outcome = new Cli().run(words("{server}", 2));
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines()).containsExactly("HELLO", "HELLO");
        assertThat(outcome.err()).contains("server 198.51.100.1, client 1 198.51.100.2, client 2 198.51.100.3");
        assertThat(told("program"))
                .extracting(p -> p.get("host").asString())
                .containsExactly("server", "client 1", "client 2");
        assertThat(told("conversation"))
                .extracting(c -> c.get("client").asString().split(":")[0])
                .containsExactlyInAnyOrder("198.51.100.2", "198.51.100.3");
        List<JsonNode> packets = told("packet");
        assertThat(packets.stream()
                        .filter(p -> p.get("text").asString().startsWith("SYN seq"))
                        .map(p -> p.get("interface").asString()))
                .as("each packet is seen once, where it was sent")
                .containsExactlyInAnyOrder("client 1 eth0", "client 2 eth0");
        assertThat(packets).allMatch(p -> {
            JsonNode source = p.get("source");
            boolean servers = p.get("interface").asString().equals("server eth0");
            return source == null || source.asString().startsWith("198.51.100.1:") == servers;
        });
    }

    @Test
    void whoListensOnLoopbackAloneIsTold() throws Exception {
        Cli.Outcome outcome = new Cli().run(words("127.0.0.1", 1));
        assumeTrue(!outcome.err().contains("needs root"), "needs tracefs");
        assertThat(told("fault")).extracting(f -> f.get("fault").asString()).contains("refused.loopback");
        assertThat(outcome.err()).contains("refused: bound to 127.0.0.1");
    }

    @Test
    void withoutThePrivilegeItIsSaid() throws Exception {
        Cli.Outcome outcome = new Cli()
                .property("soquete.deny", "tracefs,packets,namespaces,user-namespaces")
                .run(words("0.0.0.0", 1));
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains("needs root");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void withoutClientsItIsWrong() throws Exception {
        Cli.Outcome outcome = new Cli().run(words("0.0.0.0", 0));
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("--hosts", "--with");
    }

    /// Its server waits for the second of its clients, which is none: the client before it sleeps.
    private Process waiting() throws IOException {
        Files.writeString(folder.resolve("client.py"), CLIENT + "import time\ntime.sleep(1000)\n");
        Path out = folder.resolve("out");
        Process started = new Cli()
                .property("java.io.tmpdir", folder.toString())
                .start(out, folder.resolve("err"), words("0.0.0.0", 1));
        watch = started;
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.readString(folder.resolve("err")).contains("recv(1024) = 5") || !started.isAlive());
        return started;
    }

    @Test
    void nothingIsLeftAtSigterm() throws Exception {
        Process running = waiting();
        List<ProcessHandle> programs = running.descendants().toList();
        running.destroy();
        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue())
                .as(Files.readString(folder.resolve("err")))
                .isEqualTo(130);
        assertThat(programs).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void theNextStartSweepsWhatAKilledOneLeft() throws Exception {
        Process running = waiting();
        List<ProcessHandle> programs = running.descendants().toList();
        running.destroyForcibly().waitFor();
        Cli.Outcome next =
                new Cli().property("java.io.tmpdir", folder.toString()).run("doctor");
        assertThat(next.exit()).as(next.err()).isZero();
        assertThat(programs).isNotEmpty();
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));
    }
}
