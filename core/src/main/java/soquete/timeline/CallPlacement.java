package soquete.timeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
    private final Set<Conversation> taken = new HashSet<>();
    private final Map<Integer, Program> programs = new HashMap<>();

    private record SocketKey(int program, long socket) {}

    CallPlacement(Recording recording, Conversations conversations, List<Moment> moments) {
        this.recording = recording;
        this.conversations = conversations;
        this.moments = moments;
        recording.programs().forEach(p -> programs.put(p.id(), p));
    }

    void place() {
        for (Call call : recording.calls()) {
            bySocket.computeIfAbsent(new SocketKey(call.program(), call.socket()), k -> new ArrayList<>())
                    .add(call);
        }
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

    private static boolean isDatagram(List<Call> calls) {
        return calls.stream().anyMatch(c -> c.name() == CallName.SENDTO || c.name() == CallName.RECVFROM);
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
        Conversation found = null;
        if (local != null && local.port() != 0 && !local.address().isAnyLocalAddress()) {
            found = conversations.at(Protocol.TCP, local, peer, connect.endNanos() - 1);
        }
        if (found == null) {
            found = conversations.firstTo(peer, connect.beginNanos(), connect.endNanos(), c -> !taken.contains(c));
        }
        if (found == null && local != null && connect.returned()) {
            found = conversations.open(Protocol.TCP, local, peer, connect.beginNanos());
        }
        return found;
    }

    private void placeListener(SocketKey key, List<Call> calls) {
        List<Conversation> served = new ArrayList<>();
        Map<Call, Conversation> byAccept = new HashMap<>();
        for (Call call : calls) {
            if (call.name() == CallName.ACCEPT
                    && call.outcome() != null
                    && call.local() != null
                    && call.peer() != null) {
                Conversation conversation = conversations.at(Protocol.TCP, call.local(), call.peer(), call.endNanos());
                if (conversation == null) {
                    conversation = conversations.open(Protocol.TCP, call.peer(), call.local(), call.endNanos());
                }
                byAccept.put(call, conversation);
                accepted.put(new SocketKey(key.program(), call.outcome().result()), conversation);
                served.add(conversation);
            }
        }
        Endpoint bound = boundAddress(calls);
        if (bound != null) {
            for (Conversation conversation : conversations.servedBy(Protocol.TCP, bound)) {
                if (!served.contains(conversation) && listensAt(calls, bound, conversation.firstNanos())) {
                    served.add(conversation);
                }
            }
        }
        for (Call call : calls) {
            Conversation own = byAccept.get(call);
            boolean afterwards = call.name() == CallName.ACCEPT || call.name() == CallName.CLOSE;
            if (own != null) {
                add(call, List.of(own), Side.SERVER);
            } else if (!afterwards) {
                add(call, served, Side.SERVER);
            } else {
                add(call, List.of(), Side.SERVER);
            }
        }
    }

    /// Whether these are the calls of the socket that listened on the address then: the last that began to. A program
    /// that was killed never closed its own.
    private boolean listensAt(List<Call> calls, Endpoint bound, long nanos) {
        Call last = null;
        for (Call call : recording.calls()) {
            boolean listens = call.name() == CallName.LISTEN && call.beginNanos() <= nanos;
            if (listens && call.local() != null && Conversations.covers(call.local(), bound)) {
                last = call;
            }
        }
        return last != null && calls.contains(last);
    }

    private static @Nullable Endpoint boundAddress(List<Call> calls) {
        for (Call call : calls) {
            boolean says = call.name() == CallName.BIND || call.name() == CallName.LISTEN;
            if (says
                    && call.local() != null
                    && call.outcome() != null
                    && call.outcome().error() == null) {
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
        List<Conversation> all = new ArrayList<>();
        Side side = Side.CLIENT;
        for (Conversation conversation : conversations.all()) {
            if (conversation.protocol() == Protocol.UDP) {
                if (Conversations.covers(local, conversation.server())) {
                    side = Side.SERVER;
                    all.add(conversation);
                } else if (Conversations.covers(local, conversation.client())) {
                    all.add(conversation);
                }
            }
        }
        for (Call call : calls) {
            Endpoint peer = call.peer();
            boolean datagram = call.name() == CallName.SENDTO || call.name() == CallName.RECVFROM;
            if (datagram && peer != null) {
                List<Conversation> own = all.stream()
                        .filter(c -> c.client().equals(peer) || c.server().equals(peer))
                        .toList();
                add(call, own.isEmpty() ? List.of(openDatagram(call, local, peer)) : own, side);
            } else {
                add(call, all, side);
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
        return call.name() == CallName.SENDTO
                ? conversations.open(Protocol.UDP, local, peer, call.beginNanos())
                : conversations.open(Protocol.UDP, peer, local, call.beginNanos());
    }

    /// Calls of sockets that never met a peer stand on the timeline, in no conversation.
    private void placeTheRest() {
        Set<Call> placed = new HashSet<>();
        moments.forEach(m -> {
            if (m.call() != null) {
                placed.add(m.call());
            }
        });
        for (Call call : recording.calls()) {
            if (!placed.contains(call)) {
                add(call, List.of(), null);
            }
        }
    }

    private void add(Call call, List<Conversation> to, @Nullable Side side) {
        Moment began = new Moment(call.beginNanos(), new Moment.What.Began(call), side);
        moments.add(began);
        to.forEach(c -> c.add(began));
        if (call.returned()) {
            Moment returned = new Moment(call.endNanos(), new Moment.What.Returned(call), side);
            returned.causedBy(began);
            moments.add(returned);
            to.forEach(c -> c.add(returned));
        }
        Program program = programs.get(call.program());
        if (program != null && side != null) {
            to.forEach(c -> c.program(side, program));
        }
    }
}
