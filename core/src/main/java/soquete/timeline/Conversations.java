package soquete.timeline;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// Every conversation of a timeline being built, found by its 4-tuple and its time: a 4-tuple may be used again.
final class Conversations {

    /// How much earlier than a conversation's first packet a report of it may be: the call and the state
    /// change that lead to the packet come first.
    static final long LEAD_NANOS = 50_000_000;

    private final List<Conversation> all = new ArrayList<>();
    private final Map<Ends<Endpoint>, List<Conversation>> byEndpoints = new HashMap<>();
    private final Map<Ends<InetAddress>, List<Conversation>> byAddresses = new HashMap<>();
    private final Map<Integer, List<Conversation>> byServerPort = new HashMap<>();
    private final Map<Integer, List<Conversation>> byClientPort = new HashMap<>();
    private int tcpCount;
    private int udpCount;

    /// Two ends in either order.
    private record Ends<T>(T one, T other) {
        @Override
        public boolean equals(@Nullable Object object) {
            return object instanceof Ends<?>(var a, var b)
                    && (one.equals(a) && other.equals(b) || one.equals(b) && other.equals(a));
        }

        @Override
        public int hashCode() {
            return one.hashCode() + other.hashCode();
        }
    }

    List<Conversation> all() {
        return all;
    }

    Conversation open(Protocol protocol, Endpoint client, Endpoint server, long firstNanos) {
        int number = protocol == Protocol.TCP ? tcpCount++ : udpCount++;
        Conversation opened = new Conversation(number, protocol, client, server, firstNanos);
        all.add(opened);
        add(byEndpoints, new Ends<>(client, server), opened);
        add(byAddresses, new Ends<>(client.address(), server.address()), opened);
        add(byServerPort, server.port(), opened);
        add(byClientPort, client.port(), opened);
        return opened;
    }

    private static <K> void add(Map<K, List<Conversation>> index, K key, Conversation conversation) {
        index.computeIfAbsent(key, k -> new ArrayList<>(1)).add(conversation);
    }

    /// The conversation between the two ends that was opened last.
    @Nullable
    Conversation current(Protocol protocol, Endpoint a, Endpoint b) {
        return last(byEndpoints.getOrDefault(new Ends<>(a, b), List.of()), c -> c.protocol() == protocol);
    }

    /// The conversation between the two ends at that time: the latest that had begun by then, or else the
    /// one that was about to.
    @Nullable
    Conversation at(Protocol protocol, Endpoint a, Endpoint b, long nanos) {
        List<Conversation> between = byEndpoints.getOrDefault(new Ends<>(a, b), List.of());
        Conversation begun = last(between, c -> c.protocol() == protocol && c.firstNanos() <= nanos);
        return begun != null
                ? begun
                : first(between, c -> c.protocol() == protocol && c.firstNanos() - LEAD_NANOS <= nanos);
    }

    /// The first TCP conversation between the two ends that began in the window.
    @Nullable
    Conversation began(Endpoint a, Endpoint b, long fromNanos, long toNanos) {
        return first(
                byEndpoints.getOrDefault(new Ends<>(a, b), List.of()),
                c -> c.protocol() == Protocol.TCP && c.firstNanos() >= fromNanos && c.firstNanos() <= toNanos);
    }

    /// The first conversation with `server` that began in the window and that `free` accepts: the way to find the one
    /// of a connect that failed and never told its port.
    @Nullable
    Conversation firstTo(Endpoint server, long fromNanos, long toNanos, Predicate<Conversation> free) {
        return first(
                byServerPort.getOrDefault(server.port(), List.of()),
                c -> c.firstNanos() >= fromNanos
                        && c.firstNanos() <= toNanos
                        && c.protocol() == Protocol.TCP
                        && c.server().equals(server)
                        && free.test(c));
    }

    /// The conversation between the two addresses that begins first after `nanos`, else the last one before.
    @Nullable
    Conversation nearest(InetAddress a, InetAddress b, long nanos) {
        Conversation next = null;
        Conversation before = null;
        for (Conversation c : byAddresses.getOrDefault(new Ends<>(a, b), List.of())) {
            if (c.firstNanos() < nanos) {
                before = before == null || c.firstNanos() >= before.firstNanos() ? c : before;
            } else {
                next = next == null || c.firstNanos() < next.firstNanos() ? c : next;
            }
        }
        return next != null ? next : before;
    }

    /// Conversations that a listener or an unconnected UDP socket bound to `local` may serve.
    List<Conversation> servedBy(Protocol protocol, Endpoint local) {
        return byServerPort.getOrDefault(local.port(), List.of()).stream()
                .filter(c -> c.protocol() == protocol && covers(local, c.server()))
                .toList();
    }

    /// Conversations of which a socket bound to `local` may be the client.
    List<Conversation> begunBy(Protocol protocol, Endpoint local) {
        return byClientPort.getOrDefault(local.port(), List.of()).stream()
                .filter(c -> c.protocol() == protocol && covers(local, c.client()))
                .toList();
    }

    static boolean covers(Endpoint bound, Endpoint endpoint) {
        return bound.port() == endpoint.port()
                && (bound.address().isAnyLocalAddress() || bound.address().equals(endpoint.address()));
    }

    private static @Nullable Conversation first(List<Conversation> from, Predicate<Conversation> wanted) {
        for (Conversation conversation : from) {
            if (wanted.test(conversation)) {
                return conversation;
            }
        }
        return null;
    }

    private static @Nullable Conversation last(List<Conversation> from, Predicate<Conversation> wanted) {
        for (int i = from.size() - 1; i >= 0; i--) {
            if (wanted.test(from.get(i))) {
                return from.get(i);
            }
        }
        return null;
    }
}
