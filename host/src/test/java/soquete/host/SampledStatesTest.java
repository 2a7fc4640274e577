package soquete.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import soquete.tcp.TcpState;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.trace.StateChange;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// Differences between readings of a table made up for the purpose.
final class SampledStatesTest {

    private static final Endpoint HERE = new Endpoint(Addresses.literal("198.51.100.1"), 80);
    private static final Endpoint THERE = new Endpoint(Addresses.literal("198.51.100.2"), 50_000);

    private static SocketRow row(long cookie, @Nullable TcpState state, Endpoint local, @Nullable Endpoint peer) {
        Protocol protocol = state == null ? Protocol.UDP : Protocol.TCP;
        return new SocketRow(cookie, protocol, state, local, peer, 0, 0, 0, cookie, 0, 0, 0);
    }

    /// The changes of the readings, the last of which stays.
    private static List<String> changes(List<List<SocketRow>> readings) throws Exception {
        BlockingQueue<List<SocketRow>> queue = new LinkedBlockingQueue<>(readings);
        List<StateChange> changes = new ArrayList<>();
        SampledStates.Reading table = () -> {
            List<SocketRow> next = queue.poll();
            return next == null ? readings.getLast() : next;
        };
        SampledStates states = new SampledStates("test", table, Set.of(80), changes::add);
        while (!queue.isEmpty()) {
            Thread.onSpinWait();
        }
        states.close();
        return changes.stream()
                .map(change -> change.socket() + " " + change.from() + " " + change.to())
                .toList();
    }

    @Test
    void firstSightChangeAndDisappearance() throws Exception {
        assertThat(changes(List.of(
                        List.of(row(1, TcpState.LISTEN, HERE, null)),
                        List.of(row(1, TcpState.LISTEN, HERE, null), row(2, TcpState.ESTABLISHED, HERE, THERE)),
                        List.of(row(1, TcpState.LISTEN, HERE, null), row(2, TcpState.TIME_WAIT, HERE, THERE)),
                        List.of(row(1, TcpState.LISTEN, HERE, null)))))
                .containsExactly(
                        "1 null LISTEN", "2 null ESTABLISHED", "2 ESTABLISHED TIME-WAIT", "2 TIME-WAIT CLOSED");
    }

    @Test
    void otherPortsAndDatagramsAreLeftOut() throws Exception {
        assertThat(changes(List.of(List.of(
                        row(1, TcpState.LISTEN, THERE, null),
                        row(2, null, HERE, null),
                        row(3, TcpState.ESTABLISHED, THERE, HERE)))))
                .containsExactly("3 null ESTABLISHED");
    }

    @Test
    void whereSocketsHaveNoIdentityTheirEndsAreIt() throws Exception {
        assertThat(changes(List.of(
                        List.of(row(0, TcpState.LISTEN, HERE, null), row(0, TcpState.ESTABLISHED, HERE, THERE)),
                        List.of(row(0, TcpState.LISTEN, HERE, null)),
                        List.of(row(0, TcpState.LISTEN, HERE, null), row(0, TcpState.ESTABLISHED, HERE, THERE)))))
                .containsExactly("1 null LISTEN", "2 null ESTABLISHED", "2 ESTABLISHED CLOSED", "3 null ESTABLISHED");
    }
}
