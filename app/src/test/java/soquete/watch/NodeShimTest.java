package soquete.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.trace.Call;
import soquete.trace.CallName;

class NodeShimTest {

    @TempDir
    Path folder;

    private Shims shims;

    @BeforeEach
    void unpack() throws IOException {
        Watched.needs("node");
        shims = Shims.unpack(folder.resolve("shims"), Shims.ALL);
    }

    private List<Call> calls() throws IOException {
        return Watched.calls(shims).values().iterator().next();
    }

    @Test
    void anEchoServerAndItsClient() throws Exception {
        Watched.Ended ended = Watched.run(folder, shims, "node", Watched.resource("echo.js"));

        assertThat(ended).isEqualTo(new Watched.Ended(0, "hello\n", ""));
        List<Call> calls = calls();
        assertThat(Watched.lines(calls))
                .contains("listen 9", "connect 10", "accept 3", "send 11", "recv 4", "send 5", "recv 13", "shutdown 15")
                .contains("shutdown 7", "close 17");
        Call accept = Watched.only(calls, CallName.ACCEPT);
        Call connect = Watched.only(calls, CallName.CONNECT);
        assertThat(accept.peer()).isEqualTo(connect.local());
        assertThat(accept.local()).isEqualTo(connect.peer());
        assertThat(Watched.error(connect)).isEqualTo("EINPROGRESS");
        assertThat(calls.stream().filter(call -> call.name() == CallName.RECV).mapToInt(Call::bytes))
                .containsExactly(5, 5, 0, 0);
        assertThat(calls).allMatch(call -> call.threadId() == call.program());
    }

    @Test
    void aWebServerAndItsClientInAModule() throws Exception {
        Watched.Ended ended = Watched.run(folder, shims, "node", Watched.resource("web.mjs"));

        assertThat(ended).isEqualTo(new Watched.Ended(0, "hi /x\n", ""));
        List<Call> calls = calls();
        assertThat(Watched.lines(calls))
                .contains("listen 6", "connect 7", "accept 3", "send 7", "recv 3", "send 4", "recv 7");
        assertThat(calls.stream().filter(call -> call.name() == CallName.SEND).mapToInt(Call::bytes))
                .containsExactlyElementsOf(calls.stream()
                        .filter(call -> call.name() == CallName.RECV && call.bytes() > 0)
                        .map(Call::bytes)
                        .toList());
    }

    @Test
    void afterSoManyCallsTheProgramGoesOnUnwritten() throws Exception {
        Shims few = Shims.unpack(folder.resolve("few"), 3);
        assertThat(Watched.run(folder, few, "node", Watched.resource("echo.js")))
                .isEqualTo(new Watched.Ended(0, "hello\n", ""));

        assertThat(Watched.calls(few).values().iterator().next()).hasSize(3);
    }

    @Test
    void datagrams() throws Exception {
        Watched.Ended ended = Watched.run(folder, shims, "node", Watched.resource("datagrams.js"));

        assertThat(ended).isEqualTo(new Watched.Ended(0, "ABC\n", ""));
        assertThat(Watched.lines(calls()))
                .containsExactly(
                        "bind 7",
                        "bind 13",
                        "sendto 13",
                        "recvfrom 4",
                        "sendto 5",
                        "recvfrom 8",
                        "close 10",
                        "close 11");
    }

    @Test
    void whatAProgramShowsIsTheSame() throws Exception {
        Watched.Ended without = Watched.run(folder, null, "node", Watched.resource("fails.js"));
        Watched.Ended with = Watched.run(folder, shims, "node", Watched.resource("fails.js"));

        assertThat(with.exit()).isEqualTo(without.exit()).isNotZero();
        assertThat(plain(with.output())).isEqualTo(plain(without.output())).contains("EADDRINUSE");
        assertThat(plain(with.errors())).isEqualTo(plain(without.errors())).contains("ECONNREFUSED");
        assertThat(calls()).extracting(Watched::error).contains("EADDRINUSE", "EINPROGRESS", "ECONNREFUSED");
    }

    /// Without ports, and without the other name that V8 finds for a function it was called by.
    private static String plain(String text) {
        return text.replaceAll("\\d{4,5}", "PORT").replaceAll(" \\[as \\w+]", "");
    }
}
