package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `soquete watch` where the kernel's trace events are closed: programs of no language of ours, by strace.
class WatchStraceTest {

    /// A thread accepts; the child is the client. The port is the system's choice.
    private static final String ECHO = """
            #include <arpa/inet.h>
            #include <netinet/in.h>
            #include <pthread.h>
            #include <stdio.h>
            #include <sys/socket.h>
            #include <sys/wait.h>
            #include <unistd.h>
            static void *serve(void *listener) {
                int c = accept(*(int *)listener, NULL, NULL);
                char b[64];
                ssize_t n = read(c, b, sizeof b);
                write(c, b, n);
                close(c);
                return NULL;
            }
            int main(int argc, char **argv) {
                int l = socket(AF_INET, SOCK_STREAM, 0);
                struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
                socklen_t n = sizeof a;
                pthread_t t;
                bind(l, (void *)&a, sizeof a);
                listen(l, 5);
                getsockname(l, (void *)&a, &n);
                if (argc > 1) {
                    puts("waits");
                    fflush(stdout);
                    accept(l, NULL, NULL);
                }
                pthread_create(&t, NULL, serve, &l);
                if (fork() == 0) {
                    int s = socket(AF_INET, SOCK_STREAM, 0);
                    char b[64];
                    connect(s, (void *)&a, sizeof a);
                    send(s, "hello", 5, 0);
                    printf("%zd bytes\\n", recv(s, b, sizeof b, 0));
                    return 0;
                }
                wait(NULL);
                pthread_join(t, NULL);
                return 7;
            }
            """;

    @TempDir
    private Path folder;

    private Path program;
    private @Nullable Process watch;

    @BeforeEach
    void compile() throws Exception {
        for (String each : List.of("strace", "gcc")) {
            boolean there = Stream.of(System.getenv("PATH").split(":", -1))
                    .anyMatch(place -> Files.isExecutable(Path.of(place, each)));
            assumeTrue(there, each + " is not installed");
        }
        program = folder.resolve("echo");
        Path source = Files.writeString(folder.resolve("echo.c"), ECHO);
        int compiled = new ProcessBuilder("gcc", "-o", program.toString(), source.toString(), "-lpthread")
                .inheritIO()
                .start()
                .waitFor();
        assertThat(compiled).isZero();
        assumeTrue(
                new ProcessBuilder("strace", "-DD", "-f", "-o", "/dev/null", "true")
                                .start()
                                .waitFor()
                        == 0,
                "strace may not trace here");
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

    private String[] words(String... more) {
        List<String> words =
                new ArrayList<>(List.of("watch", "-o", folder.resolve("reports").toString(), "--", program.toString()));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static Cli cli() {
        return new Cli().property("soquete.deny", "tracefs");
    }

    @Test
    void tellsTheCallsOfAThreadAndAChild() throws Exception {
        Cli.Outcome outcome = cli().run(words());
        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(7);
        assertThat(outcome.out()).isEqualTo("5 bytes\n");
        assertThat(outcome.err())
                .contains("come from strace", "lost: 0")
                .containsPattern("echo +bind\\(127\\.0\\.0\\.1:0\\) = 0")
                .containsPattern("echo +connect\\(127\\.0\\.0\\.1:\\d+\\) = 0")
                .containsPattern("echo +accept\\(\\) = 127\\.0\\.0\\.1:\\d+")
                .containsPattern("echo +send\\(5\\) = 5")
                .containsPattern("echo +read\\(64\\) = 5")
                .containsPattern("echo +write\\(5\\) = 5")
                .containsPattern("echo +recv\\(64\\) = 5");
        assertThat(outcome.err().lines().filter(line -> line.matches("\\s*\\d+\\.\\d{6}  echo +connect.*")))
                .hasSize(1);
    }

    @Test
    void itIsOnlyToldWhatIsThere() throws Exception {
        Cli.Outcome outcome =
                new Cli().property("soquete.deny", "tracefs,strace").run(words());
        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(7);
        assertThat(outcome.err())
                .contains("Calls are seen only by programs in Python", "echo used no socket.")
                .doesNotContain("strace");
    }

    @Test
    void aCallThatNeverReturnedIsToldAtTheEnd() throws Exception {
        Path err = folder.resolve("err");
        Process running = cli().start(folder.resolve("out"), err, words("waits"));
        watch = running;
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.readString(err).contains("listen(5) = 0") || !running.isAlive());
        List<ProcessHandle> programs = running.descendants().toList();
        running.destroy();
        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).as(Files.readString(err)).isEqualTo(130);
        assertThat(Files.readString(err)).contains("accept() …");
        assertThat(programs).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }
}
