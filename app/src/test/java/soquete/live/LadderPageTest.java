package soquete.live;

import static org.assertj.core.api.Assertions.assertThat;
import static soquete.live.Examples.CLIENT;
import static soquete.live.Examples.SERVER;
import static soquete.live.Examples.accept;
import static soquete.live.Examples.call;
import static soquete.live.Examples.end;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import soquete.live.SocketLine.Phase;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Program;
import soquete.trace.Recording;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Endpoint;

/// The ladder of one socket out of all that was recorded so far.
class LadderPageTest {

    private static final Endpoint OTHER = end("127.0.0.1", 40002);

    private static StateChange change(long nanos, long socket, Endpoint local, @Nullable Endpoint peer, TcpState to) {
        return new StateChange(nanos, socket, local, peer, TcpState.CLOSED, to, StateSource.KERNEL);
    }

    private static Recording recording() {
        List<Program> programs = List.of(
                new Program(1, "server", "server.py", "machine", 70),
                new Program(2, "client 1", "client.py", "machine", 71),
                new Program(3, "client 2", "other.py", "machine", 72));
        List<Call> calls = List.of(
                call(1, 3, CallName.BIND, "127.0.0.1:65432", 100, SERVER, null),
                call(1, 3, CallName.LISTEN, "5", 200, SERVER, null),
                call(2, 4, CallName.CONNECT, "127.0.0.1:65432", 300, CLIENT, SERVER),
                accept(9, 310, CLIENT),
                call(3, 5, CallName.CONNECT, "127.0.0.1:65432", 400, OTHER, SERVER),
                accept(10, 410, OTHER),
                call(1, 9, CallName.RECV, "77", 500, SERVER, CLIENT),
                call(1, 10, CallName.RECV, "88", 510, SERVER, OTHER));
        List<StateChange> states = List.of(
                change(210, 1, SERVER, null, TcpState.LISTEN),
                change(301, 2, end("127.0.0.1", 0), SERVER, TcpState.SYN_SENT),
                change(302, 2, CLIENT, SERVER, TcpState.ESTABLISHED),
                change(401, 3, end("127.0.0.1", 0), SERVER, TcpState.SYN_SENT),
                change(402, 3, OTHER, SERVER, TcpState.ESTABLISHED));
        return new Recording("", 0, programs, calls, List.of(), states, List.of(), List.of(), List.of());
    }

    private static String page(SocketLine socket) {
        return String.join("\n", LadderPage.lines(socket, recording(), Examples.texts("en"), 120, false));
    }

    @Test
    void aConnectionsLadderHasBothEndsAndTheListenersCalls() {
        for (SocketLine socket : List.of(
                Examples.line(1, SERVER, CLIENT, Phase.OPEN, null),
                Examples.line(1, CLIENT, SERVER, Phase.OPEN, null))) {
            assertThat(page(socket))
                    .contains("127.0.0.1:40001 → 127.0.0.1:65432", "client.py", "server.py")
                    .contains("bind(127.0.0.1:65432)", "listen(5)", "connect(", "accept", "recv(77)")
                    .contains("SYN-SENT", "ESTABLISHED")
                    .doesNotContain("40002", "recv(88)");
        }
    }

    @Test
    void aListenerHasTheLaddersOfAllItsConnections() {
        assertThat(page(Examples.line(1, SERVER, null, Phase.LISTENING, null)))
                .contains("127.0.0.1:40001 → 127.0.0.1:65432", "127.0.0.1:40002 → 127.0.0.1:65432");
    }

    @Test
    void itIsSaidWhenThereIsNothing() {
        assertThat(page(Examples.line(1, end("127.0.0.1", 9), null, Phase.OPEN, null)))
                .isEqualTo("Nothing was exchanged here yet.");
    }
}
