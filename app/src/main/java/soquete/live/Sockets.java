package soquete.live;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.live.SocketLine.Phase;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.trace.StateChange;
import soquete.wire.Endpoint;

/// The sockets of the watched programs: what calls say whose they are, joined with the socket table and with changes of
/// state. Not safe for several threads.
///
/// A row of the table is theirs when a call named its ends, or when it waits at a port where they listen.
final class Sockets {

    /// How long a closed socket, and one that the table does not know, is still shown.
    static final long LINGER_NANOS = 5_000_000_000L;

    /// A connection that a call told of is in the table's next reading, or is no more.
    private static final long UNSEEN_NANOS = 1_000_000_000L;

    private record Name(int program, long socket) {}

    private record Ends(Endpoint local, Endpoint peer) {}

    /// Where a socket without a peer is bound; the address is null for any.
    private record Place(Protocol protocol, @Nullable InetAddress address, int port) {
        static Place of(Protocol protocol, Endpoint end) {
            return new Place(protocol, end.address().isAnyLocalAddress() ? null : end.address(), end.port());
        }
    }

    private static final class Known {
        private final long id;
        private final int program;
        private final long sinceNanos;
        private @Nullable Protocol protocol;
        private @Nullable Endpoint local;
        private @Nullable Endpoint peer;
        private @Nullable TcpState state;
        private @Nullable SocketRow row;
        private @Nullable Call last;
        private @Nullable Name name;
        private boolean seen;
        private boolean closed;
        private long closedNanos;
        private long newsNanos;

        private Known(long id, int program, long sinceNanos) {
            this.id = id;
            this.program = program;
            this.sinceNanos = sinceNanos;
            this.newsNanos = sinceNanos;
        }

        private void close(long nanos) {
            if (!closed) {
                closed = true;
                closedNanos = nanos;
            }
        }

        private boolean isPast(long now) {
            return closed && now - closedNanos > LINGER_NANOS && (row == null || row.state() == TcpState.TIME_WAIT);
        }
    }

    private final int most;
    private final Map<Long, Known> all = new LinkedHashMap<>();
    private final Map<Name, Known> byName = new HashMap<>();
    private final Map<Ends, Known> byEnds = new HashMap<>();
    private long nextId = 1;
    private long forgotten;

    /// @param most that are remembered; beyond it the oldest go, and are counted
    Sockets(int most) {
        this.most = most;
    }

    /// A call that has begun or returned.
    void call(Call call) {
        boolean accepted = call.name() == CallName.ACCEPT && call.returned() && call.peer() != null;
        if (accepted) {
            accepted(call);
        }
        Known known = of(call);
        if (known == null) {
            return;
        }
        Call last = known.last;
        if (last == null || call.beginNanos() >= last.beginNanos()) {
            known.last = call;
        }
        known.newsNanos = Math.max(known.newsNanos, newsNanos(call));
        if (call.name() == CallName.SOCKET) {
            known.protocol = protocol(call);
        }
        if (call.name() != CallName.ACCEPT) {
            nameEnds(known, call);
        }
        if (call.returned() && call.closesSocket()) {
            known.close(call.endNanos());
            byName.remove(new Name(call.program(), call.socket()));
        }
    }

    private static long newsNanos(Call call) {
        return call.returned() ? call.endNanos() : call.beginNanos();
    }

    private static @Nullable Protocol protocol(Call call) {
        return call.arguments().contains("SOCK_DGRAM")
                ? Protocol.UDP
                : call.arguments().contains("SOCK_STREAM") ? Protocol.TCP : null;
    }

    private void accepted(Call call) {
        Endpoint local = call.local();
        Endpoint peer = call.peer();
        if (local == null || peer == null) {
            return;
        }
        Known known = byEnds.get(new Ends(local, peer));
        if (known == null || known.closed) {
            known = make(call.program(), call.endNanos());
            name(known, local, peer);
        }
        if (call.outcome() != null && call.outcome().result() > 0 && known.name == null) {
            known.name = new Name(call.program(), call.outcome().result());
            byName.put(known.name, known);
        }
        known.protocol = Protocol.TCP;
        known.last = call;
        known.newsNanos = Math.max(known.newsNanos, call.endNanos());
    }

    private @Nullable Known of(Call call) {
        Name name = new Name(call.program(), call.socket());
        Known known = call.socket() == 0 ? null : byName.get(name);
        if (known != null) {
            return known;
        }
        Known same = call.local() == null || call.peer() == null || call.name() == CallName.ACCEPT
                ? null
                : byEnds.get(new Ends(call.local(), call.peer()));
        if (same != null && same.program == call.program() && same.name == null && !same.closed) {
            known = same; // accepted before, or seen in the table: now it is called by its name
        } else if (call.socket() != 0 && call.name() != CallName.CLOSE) {
            known = make(call.program(), call.beginNanos());
        } else {
            return same;
        }
        if (call.socket() != 0) {
            known.name = name;
            byName.put(name, known);
        }
        return known;
    }

    private Known make(int program, long nanos) {
        if (all.size() >= most) {
            forget(dispensable());
            forgotten++;
        }
        Known known = new Known(nextId++, program, nanos);
        all.put(known.id, known);
        return known;
    }

    /// The oldest that is closed; else the oldest that does not listen.
    private Known dispensable() {
        return all.values().stream()
                .filter(known -> known.closed)
                .findFirst()
                .or(() -> all.values().stream()
                        .filter(known -> known.state != TcpState.LISTEN)
                        .findFirst())
                .orElseGet(() -> all.values().iterator().next());
    }

    private void forget(Known known) {
        all.remove(known.id);
        if (known.name != null) {
            byName.remove(known.name, known);
        }
        if (known.local != null && known.peer != null) {
            byEnds.remove(new Ends(known.local, known.peer), known);
        }
    }

    /// The peer in a datagram's call is the datagram's, unless it connects.
    private void nameEnds(Known known, Call call) {
        Endpoint local = call.local() != null && call.local().port() != 0 ? call.local() : known.local;
        boolean own = known.protocol != Protocol.UDP || call.name() == CallName.CONNECT;
        name(known, local, own && call.peer() != null ? call.peer() : known.peer);
    }

    private void name(Known known, @Nullable Endpoint local, @Nullable Endpoint peer) {
        if (known.local != null && known.peer != null) {
            byEnds.remove(new Ends(known.local, known.peer), known);
        }
        known.local = local;
        known.peer = peer;
        if (local != null && peer != null) {
            byEnds.put(new Ends(local, peer), known);
        }
    }

    /// A change of state of any socket of the machine.
    void state(StateChange change) {
        Endpoint peer = change.peer();
        Known known = peer == null ? null : byEnds.get(new Ends(change.local(), peer));
        if (known == null || known.closed && change.to() != TcpState.CLOSED) {
            return;
        }
        known.state = change.to();
        if (change.to() == TcpState.CLOSED) {
            known.close(change.timeNanos());
        }
    }

    /// A reading of the whole machine's socket table.
    void rows(List<SocketRow> rows, long now) {
        Map<Place, Known> places = new HashMap<>();
        Map<Endpoint, Known> connecting = new HashMap<>();
        for (Known known : all.values()) {
            known.row = null;
            if (known.closed) {
                continue;
            }
            if (known.local == null && known.peer != null) {
                connecting.put(known.peer, known);
            } else if (known.local != null && (known.peer == null || known.protocol != Protocol.TCP)) {
                bind(places, known, known.local);
            }
        }
        for (SocketRow row : rows) {
            Known known = find(row, places, connecting, now);
            if (known != null) {
                take(known, row, now);
            }
        }
        settle(now);
    }

    private static void bind(Map<Place, Known> places, Known known, Endpoint local) {
        for (Protocol protocol : Protocol.values()) {
            if (known.protocol == null || known.protocol == protocol) {
                places.put(Place.of(protocol, local), known);
            }
            if (known.protocol == Protocol.UDP) {
                places.putIfAbsent(new Place(Protocol.UDP, null, local.port()), known);
            }
        }
    }

    private @Nullable Known find(SocketRow row, Map<Place, Known> places, Map<Endpoint, Known> connecting, long now) {
        Endpoint peer = row.peer();
        if (row.protocol() == Protocol.UDP || peer == null) {
            Known exact = places.get(Place.of(row.protocol(), row.local()));
            return exact != null || row.protocol() == Protocol.TCP
                    ? exact
                    : places.get(new Place(row.protocol(), null, row.local().port()));
        }
        Known known = byEnds.get(new Ends(row.local(), peer));
        if (known == null && row.state() == TcpState.SYN_SENT) {
            known = connecting.get(peer);
        }
        if (known == null && row.state() != TcpState.TIME_WAIT && all.size() < most) {
            Known listener = listener(row.local(), places);
            if (listener != null) {
                known = make(listener.program, now);
                name(known, row.local(), peer);
            }
        }
        return known;
    }

    private static @Nullable Known listener(Endpoint local, Map<Place, Known> places) {
        Known exact = places.get(Place.of(Protocol.TCP, local));
        Known known = exact != null ? exact : places.get(new Place(Protocol.TCP, null, local.port()));
        return known != null && known.peer == null && known.state == TcpState.LISTEN ? known : null;
    }

    private void take(Known known, SocketRow row, long now) {
        known.row = row;
        known.seen = true;
        known.protocol = row.protocol();
        known.state = row.state();
        known.newsNanos = now;
        if (row.state() == TcpState.TIME_WAIT) {
            known.close(now);
        }
        Endpoint peer = row.protocol() == Protocol.UDP ? row.peer() : known.peer;
        name(known, known.local == null ? row.local() : known.local, peer);
    }

    private void settle(long now) {
        for (Known known : List.copyOf(all.values())) {
            boolean connection = known.protocol != Protocol.UDP && known.local != null && known.peer != null;
            boolean gone = known.seen || connection && now - known.newsNanos > UNSEEN_NANOS;
            if (known.row == null && gone) {
                known.close(now);
            }
            if (known.isPast(now)) {
                forget(known);
            }
        }
    }

    /// Listening ones first, closed ones last; each group by program and age.
    List<SocketLine> lines(long now) {
        List<SocketLine> lines = new ArrayList<>();
        for (Known known : all.values()) {
            boolean unseen = known.row == null && !known.closed && now - known.newsNanos > LINGER_NANOS;
            if (!unseen && !known.isPast(now)) {
                lines.add(line(known));
            }
        }
        lines.sort(Comparator.comparing(SocketLine::phase)
                .thenComparingInt(SocketLine::program)
                .thenComparingLong(SocketLine::sinceNanos)
                .thenComparingLong(SocketLine::id));
        return lines;
    }

    private static SocketLine line(Known known) {
        boolean over = known.closed || known.state == TcpState.TIME_WAIT;
        boolean lingers = known.row != null && known.row.state() != TcpState.TIME_WAIT;
        Phase phase = known.state == TcpState.LISTEN && !known.closed
                ? Phase.LISTENING
                : over && !lingers ? Phase.CLOSED : Phase.OPEN;
        TcpState state =
                known.closed && known.row == null && known.protocol == Protocol.TCP ? TcpState.CLOSED : known.state;
        return new SocketLine(
                known.id,
                known.program,
                known.protocol,
                known.local,
                known.peer,
                state,
                known.row,
                known.sinceNanos,
                known.last,
                phase);
    }

    /// Sockets that found no room.
    long forgotten() {
        return forgotten;
    }
}
