package soquete.live;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.CapturedPacket;
import soquete.trace.Outcome;
import soquete.trace.Recording;
import soquete.trace.StateChange;
import soquete.wire.Decoder;
import soquete.wire.Endpoint;
import soquete.wire.Layers;
import soquete.wire.QuotedHeader;

/// What of a recording is one socket's, so that its ladder is made without all the rest.
///
/// @param local the socket's own end
/// @param peer  null for one that talks to several
record Excerpt(Endpoint local, @Nullable Endpoint peer) {

    /// Calls and packets at most: the last ones.
    private static final int MOST = 10_000;

    private record Name(int program, long socket) {}

    Recording of(Recording all) {
        Set<Name> names = new HashSet<>();
        for (Call call : all.calls()) {
            if (call.socket() != 0 && isOurs(call.local(), call.peer())) {
                names.add(new Name(call.program(), call.socket()));
                Outcome outcome = call.outcome();
                if (call.name() == CallName.ACCEPT && outcome != null && outcome.result() > 0) {
                    names.add(new Name(call.program(), outcome.result()));
                }
            }
        }
        List<Call> calls = all.calls().stream()
                .filter(c -> isOurs(c.local(), c.peer())
                        || !isOthers(c) && names.contains(new Name(c.program(), c.socket())))
                .toList();
        List<CapturedPacket> packets =
                all.packets().stream().filter(this::isOurs).toList();
        return new Recording(
                all.name(),
                all.realtimeOffsetNanos(),
                all.programs(),
                last(calls),
                last(packets),
                last(states(all.stateChanges())),
                List.of(),
                List.of(),
                all.missing());
    }

    /// A listener's too, and those of a socket that had no port yet: it is known by what it did later.
    private List<StateChange> states(List<StateChange> all) {
        Set<Long> sockets = new HashSet<>();
        for (StateChange each : all) {
            if (isOurs(each.local(), each.peer())) {
                sockets.add(each.socket());
            }
        }
        return all.stream()
                .filter(s -> isOurs(s.local(), s.peer())
                        || s.local().port() == 0 && sockets.contains(s.socket())
                        || s.peer() == null && (is(s.local(), local) || peer != null && is(s.local(), peer)))
                .toList();
    }

    private static <T> List<T> last(List<T> list) {
        return list.subList(Math.max(0, list.size() - MOST), list.size());
    }

    /// Whether a call of the same socket, a listener or one for datagrams, is about another peer.
    private boolean isOthers(Call call) {
        boolean named = call.local() != null && call.peer() != null;
        return named && (call.name() == CallName.ACCEPT || peer != null);
    }

    private boolean isOurs(@Nullable Endpoint one, @Nullable Endpoint other) {
        if (peer == null) {
            return one != null && is(one, local) || other != null && is(other, local);
        }
        return one != null && other != null && (is(one, local) && is(other, peer) || is(one, peer) && is(other, local));
    }

    /// A socket that is bound to any address is at all of them.
    private static boolean is(Endpoint seen, Endpoint own) {
        return seen.port() == own.port()
                && (seen.address().equals(own.address())
                        || own.address().isAnyLocalAddress()
                        || seen.address().isAnyLocalAddress());
    }

    private boolean isOurs(CapturedPacket packet) {
        Layers layers = Decoder.decode(
                        packet.linkType(), MemorySegment.ofArray(packet.bytes()), packet.originalLength())
                .layers();
        QuotedHeader quoted = layers.quoted();
        return quoted == null
                ? isOurs(layers.sourceEndpoint(), layers.destinationEndpoint())
                : isOurs(quoted.sourceEndpoint(), quoted.destinationEndpoint());
    }
}
