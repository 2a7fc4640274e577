package soquete.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static soquete.live.Examples.CLIENT;
import static soquete.live.Examples.SECOND;
import static soquete.live.Examples.SERVER;
import static soquete.live.Examples.accept;
import static soquete.live.Examples.call;
import static soquete.live.Examples.end;
import static soquete.live.Examples.tcp;
import static soquete.live.Examples.udp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import soquete.live.SocketLine.Phase;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Endpoint;

/// Which sockets are shown, and as what.
class SocketsTest {

    private static final Endpoint OTHER = end("127.0.0.1", 40002);

    private final Sockets sockets = new Sockets(100);

    private void listening() {
        sockets.call(call(1, 3, CallName.SOCKET, "AF_INET, SOCK_STREAM", 1, null, null));
        sockets.call(call(1, 3, CallName.BIND, "127.0.0.1:65432", 2, SERVER, null));
        sockets.call(call(1, 3, CallName.LISTEN, "5", 3, SERVER, null));
    }

    private SocketLine only(long now, Phase phase) {
        List<SocketLine> found = sockets.lines(now).stream()
                .filter(line -> line.phase() == phase)
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static long receiveQueue(SocketLine line) {
        SocketRow row = line.row();
        return row == null ? -1 : row.receiveQueue();
    }

    private static @Nullable CallName lastCall(SocketLine line) {
        Call last = line.last();
        return last == null ? null : last.name();
    }

    @Test
    void aListenerHasItsQueue() {
        listening();
        sockets.rows(List.of(tcp(TcpState.LISTEN, SERVER, null, 2, 5)), SECOND);
        SocketLine line = only(SECOND, Phase.LISTENING);
        assertThat(receiveQueue(line)).isEqualTo(2);
        assertThat(lastCall(line)).isEqualTo(CallName.LISTEN);
    }

    @Test
    void aConnectionIsOneSocketFromTheAcceptQueueToItsOwnCalls() {
        listening();
        var rows = List.of(
                tcp(TcpState.LISTEN, SERVER, null, 1, 5),
                tcp(TcpState.ESTABLISHED, SERVER, CLIENT, 12, 0),
                tcp(TcpState.ESTABLISHED, CLIENT, SERVER, 0, 0));
        sockets.rows(rows, SECOND);
        sockets.rows(rows, SECOND + 1);
        SocketLine waiting = only(SECOND, Phase.OPEN);
        assertThat(waiting.program()).isEqualTo(1);
        assertThat(waiting.last()).isNull();
        sockets.call(accept(9, 2 * SECOND, CLIENT));
        sockets.call(call(1, 9, CallName.RECV, "1024", 2 * SECOND + 5, SERVER, CLIENT));
        sockets.rows(rows, 3 * SECOND);
        SocketLine accepted = only(3 * SECOND, Phase.OPEN);
        assertThat(accepted.id()).isEqualTo(waiting.id());
        assertThat(lastCall(accepted)).isEqualTo(CallName.RECV);
        assertThat(only(3 * SECOND, Phase.LISTENING).local()).isEqualTo(SERVER);
    }

    @Test
    void whatOtherProgramsHaveIsLeftOut() {
        sockets.call(call(1, 4, CallName.CONNECT, "127.0.0.1:65432", 1, CLIENT, SERVER));
        sockets.rows(
                List.of(
                        tcp(TcpState.LISTEN, SERVER, null, 0, 5),
                        tcp(TcpState.ESTABLISHED, SERVER, CLIENT, 0, 0),
                        tcp(TcpState.ESTABLISHED, OTHER, SERVER, 0, 0),
                        tcp(TcpState.ESTABLISHED, CLIENT, SERVER, 0, 0),
                        udp(end("0.0.0.0", 40001))),
                SECOND);
        assertThat(sockets.lines(SECOND))
                .extracting(SocketLine::local, SocketLine::peer)
                .containsExactly(tuple(CLIENT, SERVER));
    }

    @Test
    void timeWaitsOfAnEarlierRunAreNotTheListeners() {
        listening();
        sockets.rows(
                List.of(tcp(TcpState.LISTEN, SERVER, null, 0, 5), tcp(TcpState.TIME_WAIT, SERVER, OTHER, 0, 0)),
                SECOND);
        assertThat(sockets.lines(SECOND)).extracting(SocketLine::local).containsExactly(SERVER);
    }

    @Test
    void aConnectThatStaysOpenIsFoundByWhereItGoes() {
        sockets.call(call(1, 4, CallName.SOCKET, "AF_INET, SOCK_STREAM", 1, null, null));
        sockets.call(call(1, 4, CallName.CONNECT, "127.0.0.1:65432", 1, null, SERVER));
        sockets.rows(List.of(tcp(TcpState.SYN_SENT, CLIENT, SERVER, 0, 1)), SECOND);
        SocketLine line = only(SECOND, Phase.OPEN);
        assertThat(line.state()).isEqualTo(TcpState.SYN_SENT);
        assertThat(line.local()).isEqualTo(CLIENT);
    }

    @Test
    void datagramsOfAnyPeerAreOneSocket() {
        Endpoint any = end("0.0.0.0", 53);
        sockets.call(call(1, 3, CallName.SOCKET, "AF_INET, SOCK_DGRAM", 1, null, null));
        sockets.call(call(1, 3, CallName.BIND, "0.0.0.0:53", 2, any, null));
        sockets.call(call(1, 3, CallName.RECVFROM, "1024", 3, any, CLIENT));
        sockets.call(call(1, 3, CallName.RECVFROM, "1024", 4, any, OTHER));
        sockets.rows(List.of(udp(any)), SECOND);
        SocketLine line = only(SECOND, Phase.OPEN);
        assertThat(line.protocol()).isEqualTo(Protocol.UDP);
        assertThat(line.peer()).isNull();
        assertThat(receiveQueue(line)).isEqualTo(768);
    }

    @Test
    void closedOnesLingerAndGo() {
        sockets.call(call(1, 4, CallName.CONNECT, "127.0.0.1:65432", 1, CLIENT, SERVER));
        sockets.rows(List.of(tcp(TcpState.ESTABLISHED, CLIENT, SERVER, 0, 0)), SECOND);
        sockets.call(call(1, 4, CallName.CLOSE, "", 2 * SECOND, CLIENT, SERVER));
        var timeWait = List.of(tcp(TcpState.TIME_WAIT, CLIENT, SERVER, 0, 0));
        sockets.rows(timeWait, 3 * SECOND);
        assertThat(only(3 * SECOND, Phase.CLOSED).state()).isEqualTo(TcpState.TIME_WAIT);
        sockets.rows(timeWait, 8 * SECOND);
        assertThat(sockets.lines(8 * SECOND)).isEmpty();
    }

    @Test
    void aClosedSocketWhoseEndIsNotOverStays() {
        sockets.call(call(1, 4, CallName.CONNECT, "127.0.0.1:65432", 1, CLIENT, SERVER));
        sockets.call(call(1, 4, CallName.CLOSE, "", 2 * SECOND, CLIENT, SERVER));
        sockets.rows(List.of(tcp(TcpState.FIN_WAIT_2, CLIENT, SERVER, 0, 0)), 30 * SECOND);
        assertThat(only(30 * SECOND, Phase.OPEN).state()).isEqualTo(TcpState.FIN_WAIT_2);
    }

    @Test
    void theKernelsReportClosesWhatNoReadingSaw() {
        sockets.call(call(1, 4, CallName.CONNECT, "127.0.0.1:65432", 1, CLIENT, SERVER));
        sockets.state(new StateChange(5, 1, CLIENT, SERVER, TcpState.LAST_ACK, TcpState.CLOSED, StateSource.KERNEL));
        assertThat(only(SECOND, Phase.CLOSED).state()).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void thePortUsedAgainIsAnotherSocket() {
        listening();
        sockets.call(accept(9, 10, CLIENT));
        sockets.call(call(1, 9, CallName.CLOSE, "", 11, SERVER, CLIENT));
        sockets.call(accept(10, 20, CLIENT));
        sockets.rows(
                List.of(tcp(TcpState.LISTEN, SERVER, null, 0, 5), tcp(TcpState.ESTABLISHED, SERVER, CLIENT, 0, 0)),
                SECOND);
        assertThat(only(SECOND, Phase.OPEN).sinceNanos()).isEqualTo(21);
    }

    @Test
    void whatFindsNoRoomIsCountedAndTheListenerStays() {
        Sockets few = new Sockets(2);
        few.call(call(1, 3, CallName.BIND, "127.0.0.1:65432", 1, SERVER, null));
        few.rows(List.of(tcp(TcpState.LISTEN, SERVER, null, 0, 5)), 2);
        few.call(accept(9, 10, CLIENT));
        few.call(accept(10, 20, OTHER));
        assertThat(few.forgotten()).isEqualTo(1);
        assertThat(few.lines(30)).extracting(SocketLine::peer).containsExactly(null, OTHER);
    }
}
