package soquete.host;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.tcp.TcpState;
import soquete.trace.SocketRow;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Endpoint;

/// State changes as the differences between successive readings of a socket table.
///
/// A socket is new when it is first seen (`from` null) and CLOSED when it is gone, from TIME-WAIT too: its timer ended.
/// States that came and went between two readings are missed, which nobody can count.
public final class SampledStates implements StateWatch {

    private static final long SHORTEST_PAUSE_NANOS = 1_000_000;

    /// A reading of the table may cost this part of the time, no more.
    private static final int PAUSE_PER_COST = 4;

    /// How the TCP rows of a table are read.
    @FunctionalInterface
    public interface Reading {
        List<SocketRow> rows() throws IOException;
    }

    /// What tells sockets apart where the system has no identity for them.
    private record Ends(Endpoint local, @Nullable Endpoint peer) {}

    private final Reading table;
    private final Set<Integer> ports;
    private final Consumer<StateChange> sink;
    private final Map<Ends, Long> identities = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread reader;
    private Map<Long, SocketRow> last = Map.of();
    private long nextIdentity = 1;

    /// Begins; what is in the table now is reported first.
    public SampledStates(String where, Reading table, Set<Integer> ports, Consumer<StateChange> sink)
            throws IOException {
        this.table = table;
        this.ports = Set.copyOf(ports);
        this.sink = sink;
        List<SocketRow> first = table.rows();
        reader = Thread.ofPlatform().daemon().name("socket table of " + where).start(() -> run(first));
    }

    private void run(List<SocketRow> first) {
        report(first);
        try {
            boolean more = true;
            while (more) {
                long begin = System.nanoTime();
                report(table.rows());
                long pause = Math.max(SHORTEST_PAUSE_NANOS, PAUSE_PER_COST * (System.nanoTime() - begin));
                more = !closing.await(pause, TimeUnit.NANOSECONDS);
            }
            report(table.rows());
        } catch (IOException e) {
            // The host is closed: its sockets ended with it, unseen.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(List<SocketRow> rows) {
        Map<Long, SocketRow> now = LinkedHashMap.newLinkedHashMap(rows.size());
        for (SocketRow row : rows) {
            if (row.state() != null && isWanted(row)) {
                now.putIfAbsent(identity(row), row);
            }
        }
        now.forEach((identity, row) -> {
            SocketRow before = last.get(identity);
            if (before == null || before.state() != row.state()) {
                change(identity, row, before == null ? null : before.state(), row.state(), row.timeNanos());
            }
        });
        long time = System.nanoTime();
        last.forEach((identity, row) -> {
            if (!now.containsKey(identity)) {
                change(identity, row, row.state(), TcpState.CLOSED, time);
                identities.remove(new Ends(row.local(), row.peer()));
            }
        });
        last = now;
    }

    private void change(long identity, SocketRow row, @Nullable TcpState from, @Nullable TcpState to, long time) {
        if (to != null) {
            sink.accept(new StateChange(time, identity, row.local(), row.peer(), from, to, StateSource.SAMPLED));
        }
    }

    private long identity(SocketRow row) {
        return row.cookie() != 0
                ? row.cookie()
                : identities.computeIfAbsent(new Ends(row.local(), row.peer()), ends -> nextIdentity++);
    }

    private boolean isWanted(SocketRow row) {
        Endpoint peer = row.peer();
        return row.protocol() == SocketRow.Protocol.TCP
                && (ports.isEmpty()
                        || ports.contains(row.local().port())
                        || peer != null && ports.contains(peer.port()));
    }

    @Override
    public StateSource source() {
        return StateSource.SAMPLED;
    }

    @Override
    public long lost() {
        return 0;
    }

    @Override
    public void close() {
        closing.countDown();
        Threads.join(reader);
    }
}
