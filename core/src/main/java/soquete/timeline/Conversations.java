package soquete.timeline;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// Every conversation of a timeline being built, found by its 4-tuple and its time: a 4-tuple may be used again.
final class Conversations {

    /// How much earlier than a conversation's first packet a report of it may be: the call and the state change that
    /// lead to the packet come first.
    private static final long LEAD_NANOS = 50_000_000;

    private final List<Conversation> all = new ArrayList<>();
    private int tcpCount;
    private int udpCount;

    List<Conversation> all() {
        return all;
    }

    Conversation open(Protocol protocol, Endpoint client, Endpoint server, long firstNanos) {
        int number = protocol == Protocol.TCP ? tcpCount++ : udpCount++;
        Conversation opened = new Conversation(number, protocol, client, server, firstNanos);
        all.add(opened);
        return opened;
    }

    /// The conversation between the two ends at that time: the latest that had begun by then.
    @Nullable
    Conversation at(Protocol protocol, Endpoint a, Endpoint b, long nanos) {
        return latest(c -> c.protocol() == protocol && c.joins(a, b) && c.firstNanos() <= nanos + LEAD_NANOS);
    }

    /// The first conversation with `server` that began in the window and that `free` accepts: the way to find the one
    /// of a connect that failed and never told its port.
    @Nullable
    Conversation firstTo(Endpoint server, long fromNanos, long toNanos, Predicate<Conversation> free) {
        for (Conversation c : all) {
            if (c.protocol() == Protocol.TCP
                    && c.server().equals(server)
                    && c.firstNanos() >= fromNanos
                    && c.firstNanos() <= toNanos
                    && free.test(c)) {
                return c;
            }
        }
        return null;
    }

    /// The first conversation between the two addresses that begins after `nanos`, else the last one before.
    @Nullable
    Conversation nearest(InetAddress a, InetAddress b, long nanos) {
        Conversation best = null;
        for (Conversation c : all) {
            InetAddress client = c.client().address();
            InetAddress server = c.server().address();
            if ((client.equals(a) && server.equals(b)) || (client.equals(b) && server.equals(a))) {
                best = c;
                if (c.firstNanos() >= nanos) {
                    return best;
                }
            }
        }
        return best;
    }

    /// Conversations that a listener or an unconnected UDP socket bound to `local` serves.
    List<Conversation> servedBy(Protocol protocol, Endpoint local) {
        return all.stream()
                .filter(c -> c.protocol() == protocol && covers(local, c.server()))
                .toList();
    }

    static boolean covers(Endpoint bound, Endpoint endpoint) {
        return bound.port() == endpoint.port()
                && (bound.address().isAnyLocalAddress() || bound.address().equals(endpoint.address()));
    }

    private @Nullable Conversation latest(Predicate<Conversation> wanted) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (wanted.test(all.get(i))) {
                return all.get(i);
            }
        }
        return null;
    }
}
