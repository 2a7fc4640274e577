package soquete.watch;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.wire.Endpoint;

/// The ends of conversations that the watched programs' sockets are, learnt from their calls: what tells their packets
/// and states from those of the rest of the machine. Safe for several threads.
final class Ours {
    private final Map<Integer, Set<InetAddress>> byPort = new HashMap<>();

    /// An end is a socket's own address; where that is not known, the address it talks to.
    synchronized void learn(Call call) {
        Endpoint local = call.local();
        if (local != null && local.port() != 0) {
            add(local);
        } else if (call.peer() != null) {
            add(call.peer());
        }
    }

    private void add(Endpoint end) {
        byPort.computeIfAbsent(end.port(), p -> new HashSet<>(2)).add(end.address());
    }

    /// Whether a watched socket is at that end. One that is bound to any address is at all of them.
    synchronized boolean has(@Nullable Endpoint end) {
        if (end == null) {
            return false;
        }
        Set<InetAddress> addresses = byPort.get(end.port());
        return addresses != null
                && (addresses.contains(end.address()) || addresses.stream().anyMatch(InetAddress::isAnyLocalAddress));
    }
}
