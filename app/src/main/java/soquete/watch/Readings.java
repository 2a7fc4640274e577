package soquete.watch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import soquete.host.SocketTable;
import soquete.tcp.TcpState;
import soquete.trace.SocketRow;

/// What the machine's socket table says of the watched sockets, read from time to time: of each socket in each state
/// the reading with the fullest queues, which is the first in TIME-WAIT, or the last that counts more drops.
final class Readings {
    private static final long PAUSE_NANOS = 200_000_000;
    /// A reading may cost this part of the time, no more.
    private static final int PAUSE_PER_COST = 20;

    private final SocketTable table;
    private final Ours ours;
    private final int most;
    private final Map<Key, SocketRow> fullest = new LinkedHashMap<>();
    private long next = System.nanoTime();
    private boolean warm;

    private record Key(long cookie, Object ends, String state) {}

    /// @param most rows that are kept
    Readings(SocketTable table, Ours ours, int most) {
        this.table = table;
        this.ours = ours;
        this.most = most;
    }

    /// Reads the table when it is time to.
    void readInTime() throws IOException {
        if (System.nanoTime() - next >= 0) {
            read();
        }
    }

    void read() throws IOException {
        long begin = System.nanoTime();
        for (SocketRow row : table.read()) {
            if (ours.has(row.local()) || ours.has(row.peer())) {
                keep(row);
            }
        }
        long end = System.nanoTime();
        // the first is as slow as whatever a JVM does for the first time
        next = end + (warm ? Math.max(PAUSE_NANOS, PAUSE_PER_COST * (end - begin)) : PAUSE_NANOS);
        warm = true;
    }

    private void keep(SocketRow row) {
        Key key = new Key(row.cookie(), List.of(row.local(), String.valueOf(row.peer())), String.valueOf(row.state()));
        SocketRow before = fullest.get(key);
        boolean fuller = before != null && queued(row) > queued(before) && row.state() != TcpState.TIME_WAIT;
        boolean same = before != null && row.drops() == before.drops();
        boolean more = before != null && row.drops() > before.drops();
        if (same && fuller || more || before == null && fullest.size() < most) {
            fullest.put(key, row);
        }
    }

    private static long queued(SocketRow row) {
        return row.state() == TcpState.LISTEN ? row.receiveQueue() : row.receiveQueue() + row.sendQueue();
    }

    List<SocketRow> rows() {
        return new ArrayList<>(fullest.values());
    }
}
