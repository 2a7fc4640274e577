package soquete.tcp;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.wire.Endpoint;

/// Finds the connection a segment belongs to. A connection is its 4-tuple *and* its time: a SYN with another number
/// on the same 4-tuple opens a new one.
public final class ConnectionTable {

    private final Map<Pair, Connection> current;
    private int opened;
    private long forgotten;

    /// A table of as many connections as come: for a capture that is kept anyway.
    public ConnectionTable() {
        this.current = new HashMap<>();
    }

    /// A table of at most `most` connections: beyond that the one that was silent longest is forgotten, and counted.
    public ConnectionTable(int most) {
        this.current = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Pair, Connection> eldest) {
                boolean full = size() > most;
                forgotten += full ? 1 : 0;
                return full;
            }
        };
    }

    /// Connections that were forgotten because there were too many.
    public long forgotten() {
        return forgotten;
    }

    /// Both ends, of which either may be the first: the same pair in either direction.
    private record Pair(Endpoint one, Endpoint other) {
        @Override
        public boolean equals(@Nullable Object object) {
            return object instanceof Pair(var a, var b)
                    && (one.equals(a) && other.equals(b) || one.equals(b) && other.equals(a));
        }

        @Override
        public int hashCode() {
            return one.hashCode() + other.hashCode();
        }
    }

    /// Takes a segment in the order of capture and says what it did.
    public Connection.Step accept(Endpoint source, Endpoint destination, Segment segment) {
        Pair pair = new Pair(source, destination);
        Connection connection = current.get(pair);
        if (connection == null || isReused(connection, source, segment)) {
            connection = open(source, destination, segment);
            current.put(pair, connection);
        }
        return connection.accept(segment, source.equals(connection.client()));
    }

    private static boolean isReused(Connection connection, Endpoint source, Segment segment) {
        return segment.syn()
                && !segment.ack()
                && connection.isAnotherOpening(segment, source.equals(connection.client()))
                && !isSimultaneousOpen(connection, source);
    }

    /// The other end's SYN while ours is on its way belongs to the same connection (RFC 9293 §3.5).
    private static boolean isSimultaneousOpen(Connection connection, Endpoint source) {
        return source.equals(connection.server())
                && connection.clientState() instanceof EndpointState.SynSent
                && connection.serverState() instanceof EndpointState.Unknown;
    }

    private Connection open(Endpoint source, Endpoint destination, Segment segment) {
        boolean fromServer = segment.syn() && segment.ack();
        return fromServer
                ? new Connection(opened++, destination, source, false)
                : new Connection(opened++, source, destination, segment.syn());
    }

    /// How many connections have been opened.
    public int size() {
        return opened;
    }

    /// The connection that now has this 4-tuple.
    public @Nullable Connection find(Endpoint a, Endpoint b) {
        return current.get(new Pair(a, b));
    }
}
