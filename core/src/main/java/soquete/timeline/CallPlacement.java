package soquete.timeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Program;
import soquete.trace.Recording;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// Finds the conversation of every call, by its socket's addresses and time.
final class CallPlacement {

    private final Recording recording;
    private final Conversations conversations;
    private final List<Moment> moments;
    private final Map<SocketKey, List<Call>> bySocket = new LinkedHashMap<>();
    private final Map<SocketKey, Conversation> accepted = new HashMap<>();
    private final Set<Conversation> taken = new LinkedHashSet<>();
    private final Map<Integer, Program> programs = new HashMap<>();
    private final Map<Call, Placed> placed = new IdentityHashMap<>();
    private List<Listener> listeners = List.of();

    /// @param call 0, or the id of a call whose socket is not known: it shares a socket with no other
    private record SocketKey(int program, long socket, long call) {
        static SocketKey of(Call call) {
            return new SocketKey(call.program(), call.socket(), call.socket() == 0 ? call.id() : 0);
        }
    }

    /// Where a call has been put.
    ///
    /// @param began its moment
    record Placed(Moment began, Collection<Conversation> conversations) {}

    /// A socket that listened on an address for a time; one that was killed never closed.
    private record Listener(SocketKey key, Endpoint local, long fromNanos, long untilNanos) {
        boolean serves(Conversation conversation) {
            long nanos = conversation.firstNanos();
            return fromNanos <= nanos && nanos < untilNanos && Conversations.covers(local, conversation.server());
        }
    }

    CallPlacement(Recording recording, Conversations conversations, List<Moment> moments) {
        this.recording = recording;
        this.conversations = conversations;
        this.moments = moments;
        recording.programs().forEach(p -> programs.put(p.id(), p));
    }

    void place() {
        for (Call call : recording.calls()) {
            bySocket.computeIfAbsent(SocketKey.of(call), k -> new ArrayList<>()).add(call);
        }
        listeners = listeners();
        bySocket.forEach((key, calls) -> {
            if (calls.stream().anyMatch(c -> c.name() == CallName.CONNECT) && !isDatagram(calls)) {
                placeClient(calls);
            }
        });
        bySocket.forEach((key, calls) -> {
            if (calls.stream().anyMatch(c -> c.name() == CallName.LISTEN || c.name() == CallName.ACCEPT)) {
                placeListener(key, calls);
            }
        });
        bySocket.forEach((key, calls) -> {
            if (isDatagram(calls)) {
                placeDatagrams(calls);
            } else if (accepted.containsKey(key)) {
                Conversation conversation = accepted.get(key);
                calls.forEach(c -> add(c, List.of(conversation), Side.SERVER));
            }
        });
        placeTheRest();
    }

    /// Where the call is; every call is somewhere once all are placed.
    @Nullable
    Placed of(Call call) {
        return placed.get(call);
    }

    private static boolean isDatagram(List<Call> calls) {
        return calls.stream()
                .anyMatch(c -> c.name() == CallName.SENDTO
                        || c.name() == CallName.RECVFROM
                        || c.name().countsMessages()
                        || c.name() == CallName.SOCKET && c.arguments().contains("SOCK_DGRAM"));
    }

    private static boolean succeeded(Call call) {
        return call.outcome() != null && call.outcome().error() == null;
    }

    private void placeClient(List<Call> calls) {
        Conversation conversation = null;
        for (Call call : calls) {
            if (call.name() == CallName.CONNECT && conversation == null) {
                conversation = connected(call);
            }
        }
        if (conversation != null) {
            taken.add(conversation);
            for (Call call : calls) {
                add(call, List.of(conversation), Side.CLIENT);
            }
        }
    }

    private @Nullable Conversation connected(Call connect) {
        Endpoint peer = connect.peer();
        if (peer == null) {
            return null;
        }
        Endpoint local = connect.local();
        int port = local == null ? 0 : local.port();
        Conversation found = null;
        if (local != null && port != 0 && !local.address().isAnyLocalAddress()) {
            found = conversations.began(local, peer, connect.beginNanos(), connect.endNanos());
            if (found == null) {
                found = conversations.at(Protocol.TCP, local, peer, connect.endNanos());
                found = taken.contains(found) ? null : found;
            }
        } else {
            found = conversations.firstTo(
                    peer,
                    connect.beginNanos(),
                    connect.endNanos(),
                    c -> !taken.contains(c) && (port == 0 || c.client().port() == port));
        }
        if (found == null && local != null && connect.returned()) {
            found = conversations.open(Protocol.TCP, local, peer, connect.beginNanos());
        }
        return found;
    }

    private List<Listener> listeners() {
        List<Listener> found = new ArrayList<>();
        bySocket.forEach((key, calls) -> {
            for (Call listen : calls) {
                if (listen.name() == CallName.LISTEN && succeeded(listen)) {
                    Endpoint local = listen.local() != null ? listen.local() : boundAddress(calls);
                    if (local != null) {
                        found.add(new Listener(key, local, listen.beginNanos(), closed(calls)));
                    }
                }
            }
        });
        return found;
    }

    private static long closed(List<Call> calls) {
        for (Call call : calls) {
            if (call.closesSocket()) {
                return call.beginNanos();
            }
        }
        return Long.MAX_VALUE;
    }

    private void placeListener(SocketKey key, List<Call> calls) {
        Set<Conversation> served = new LinkedHashSet<>();
        Map<Call, Conversation> byAccept = new IdentityHashMap<>();
        for (Call call : calls) {
            Conversation conversation = call.name() == CallName.ACCEPT ? acceptedBy(call) : null;
            if (conversation != null && call.outcome() != null) {
                byAccept.put(call, conversation);
                accepted.put(new SocketKey(key.program(), call.outcome().result(), 0), conversation);
                served.add(conversation);
            }
        }
        for (Listener listener : listeners) {
            if (listener.key().equals(key)) {
                for (Conversation conversation : conversations.servedBy(Protocol.TCP, listener.local())) {
                    if (key.equals(listenerOf(conversation))) {
                        served.add(conversation);
                    }
                }
            }
        }
        for (Call call : calls) {
            Conversation own = byAccept.get(call);
            add(call, own != null ? List.of(own) : prepares(call) ? served : List.of(), Side.SERVER);
        }
    }

    private @Nullable Conversation acceptedBy(Call accept) {
        if (!succeeded(accept) || accept.local() == null || accept.peer() == null) {
            return null;
        }
        Conversation found = conversations.at(Protocol.TCP, accept.local(), accept.peer(), accept.endNanos());
        return found != null
                ? found
                : conversations.open(Protocol.TCP, accept.peer(), accept.local(), accept.endNanos());
    }

    /// Calls that make a socket ready, before it meets anybody.
    private static boolean prepares(Call call) {
        return switch (call.name()) {
            case SOCKET, BIND, LISTEN, SETSOCKOPT, GETSOCKOPT, FCNTL, DUP -> true;
            default -> false;
        };
    }

    /// The socket that listened when the conversation began: the one with its very address before one with any, the
    /// last that began to before the others.
    private @Nullable SocketKey listenerOf(Conversation conversation) {
        Listener best = null;
        for (Listener listener : listeners) {
            if (listener.serves(conversation) && (best == null || isBetter(listener, best))) {
                best = listener;
            }
        }
        return best == null ? null : best.key();
    }

    private static boolean isBetter(Listener one, Listener other) {
        boolean any = one.local().address().isAnyLocalAddress();
        boolean otherAny = other.local().address().isAnyLocalAddress();
        return any == otherAny ? one.fromNanos() >= other.fromNanos() : otherAny;
    }

    private static @Nullable Endpoint boundAddress(List<Call> calls) {
        for (Call call : calls) {
            if (call.name() == CallName.BIND && call.local() != null && succeeded(call)) {
                return call.local();
            }
        }
        return null;
    }

    private void placeDatagrams(List<Call> calls) {
        Endpoint local = datagramAddress(calls);
        if (local == null) {
            return;
        }
        long from = calls.getFirst().beginNanos();
        long until = closed(calls);
        Map<Endpoint, List<Conversation>> byPeer = new LinkedHashMap<>();
        for (Conversation c : conversations.servedBy(Protocol.UDP, local)) {
            if (c.firstNanos() <= until && c.lastNanos() >= from) {
                byPeer.computeIfAbsent(c.client(), k -> new ArrayList<>(1)).add(c);
            }
        }
        for (Conversation c : conversations.begunBy(Protocol.UDP, local)) {
            if (c.firstNanos() <= until && c.lastNanos() >= from && !c.client().equals(c.server())) {
                byPeer.computeIfAbsent(c.server(), k -> new ArrayList<>(1)).add(c);
            }
        }
        Endpoint connectedTo = null;
        for (Call call : calls) {
            if (call.name() == CallName.CONNECT && succeeded(call)) {
                connectedTo = call.peer();
            }
            Endpoint peer = call.peer() != null ? call.peer() : connectedTo;
            if (call.name().transfers() && peer != null) {
                add(call, byPeer.computeIfAbsent(peer, p -> List.of(openDatagram(call, local, p))), local);
            }
        }
        List<Conversation> all = byPeer.values().stream().flatMap(List::stream).toList();
        for (Call call : calls) {
            if (!placed.containsKey(call)) {
                boolean ofNobody = call.name().transfers() || call.name() == CallName.POLL;
                add(call, ofNobody && all.size() > 1 ? List.of() : all, local);
            }
        }
    }

    private static @Nullable Endpoint datagramAddress(List<Call> calls) {
        return calls.stream()
                .map(Call::local)
                .filter(local -> local != null && local.port() != 0)
                .reduce((first, last) -> last)
                .orElse(null);
    }

    private Conversation openDatagram(Call call, Endpoint local, Endpoint peer) {
        Conversation known = conversations.at(Protocol.UDP, local, peer, call.endNanos());
        if (known != null) {
            return known;
        }
        return call.name().sends()
                ? conversations.open(Protocol.UDP, local, peer, call.beginNanos())
                : conversations.open(Protocol.UDP, peer, local, call.beginNanos());
    }

    /// Calls of sockets that never met a peer stand on the timeline, in no conversation.
    private void placeTheRest() {
        for (Call call : recording.calls()) {
            if (!placed.containsKey(call)) {
                place(call, List.of(), null);
            }
        }
    }

    /// A datagram socket may be the server of one conversation and the client of another.
    private void add(Call call, List<Conversation> to, Endpoint local) {
        place(call, to, to.isEmpty() ? null : side(to.getFirst(), local));
        Program program = programs.get(call.program());
        if (program != null) {
            to.forEach(c -> c.program(side(c, local), program));
        }
    }

    private static Side side(Conversation conversation, Endpoint local) {
        return Conversations.covers(local, conversation.server()) ? Side.SERVER : Side.CLIENT;
    }

    private void add(Call call, Collection<Conversation> to, Side side) {
        place(call, to, side);
        Program program = programs.get(call.program());
        if (program != null) {
            to.forEach(c -> c.program(side, program));
        }
    }

    private void place(Call call, Collection<Conversation> to, @Nullable Side side) {
        Moment began = new Moment(call.beginNanos(), new Moment.What.Began(call), side);
        placed.put(call, new Placed(began, to));
        moments.add(began);
        to.forEach(c -> c.add(began));
        if (call.returned()) {
            Moment returned = new Moment(call.endNanos(), new Moment.What.Returned(call), side);
            returned.causedBy(began);
            moments.add(returned);
            to.forEach(c -> c.add(returned));
        }
    }
}
