package soquete.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.trace.StateChange;
import soquete.wire.Endpoint;

/// The sockets that listen, those of other programs as well: their connections must not be taken for ours.
final class Listeners {

    private final List<Listening> all = new ArrayList<>();

    void add(Listening listening) {
        all.add(listening);
    }

    void remove(@Nullable Listening listening) {
        all.remove(listening);
    }

    void closed(long identity) {
        all.removeIf(l -> l.identity == identity && l.socket == null);
    }

    /// A server's connection was established: it waits at its listener, if that is one of ours and no other can be
    /// meant (the same address in another namespace, or shared by SO_REUSEPORT).
    void established(StateChange change) {
        List<Listening> covering =
                all.stream().filter(l -> covers(l.local, change.local())).toList();
        List<Listening> exact = covering.stream().filter(l -> !isAny(l)).toList();
        List<Listening> meant = exact.isEmpty() ? covering : exact;
        if (meant.size() == 1) {
            meant.getFirst().established(change);
        } else {
            meant.forEach(Listening::distrust);
        }
    }

    void distrust() {
        all.forEach(Listening::distrust);
    }

    /// With the connections that wait.
    int kept() {
        return all.stream().mapToInt(l -> 1 + l.kept()).sum();
    }

    private static boolean isAny(Listening listening) {
        return listening.local.address().isAnyLocalAddress();
    }

    private static boolean covers(Endpoint bound, Endpoint local) {
        return bound.port() == local.port()
                && (bound.address().isAnyLocalAddress() || bound.address().equals(local.address()));
    }
}
