package soquete.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.StateChange;
import soquete.wire.Endpoint;

/// Which TCP socket a descriptor is, found by correlation: a change of state that a thread makes inside its own call is
/// about the socket of that call, and accepts return connections in the order in which they were established.
final class SocketNames {

    private final Map<Long, KernelSocket> byIdentity = new HashMap<>();
    private final Listeners listeners = new Listeners();
    private final Consumer<Call> sink;

    /// @param sink takes calls again whose ends are known better
    SocketNames(Consumer<Call> sink) {
        this.sink = sink;
    }

    /// The same call with the ends that are known now.
    static Call with(Call call, @Nullable Endpoint local, @Nullable Endpoint peer) {
        return new Call(
                call.program(),
                call.id(),
                call.thread(),
                call.threadId(),
                call.name(),
                call.arguments(),
                call.source(),
                call.beginNanos(),
                call.endNanos(),
                call.outcome(),
                call.socket(),
                local,
                peer);
    }

    /// @param inside the call in which the thread made the change; null when it did not make it itself
    void changed(StateChange change, @Nullable OpenCall inside) {
        KernelSocket socket = byIdentity.get(change.socket());
        KernelSocket own = inside == null ? null : inside.socket;
        if (inside != null && own != null && !inside.shown && shows(inside, change)) {
            inside.shown = true;
            if (own != socket) {
                told(own, change);
            }
            if (change.to() == TcpState.SYN_SENT) {
                inside.address = change.peer();
            }
            socket = own;
        }
        if (socket != null) {
            ends(socket, change);
        } else if (change.from() == TcpState.SYN_RECEIVED && change.to() == TcpState.ESTABLISHED) {
            listeners.established(change);
        }
        if (change.to() == TcpState.LISTEN) {
            listens(socket, change.local(), change.socket(), true);
        } else if (change.to() == TcpState.CLOSED) {
            listeners.closed(change.socket());
            gone(change.socket(), socket);
        }
    }

    /// Whether only the call's own socket can change like that inside it.
    private static boolean shows(OpenCall inside, StateChange change) {
        return switch (inside.call) {
            case CONNECT, SENDTO, SENDMSG -> change.to() == TcpState.SYN_SENT;
            case LISTEN -> change.to() == TcpState.LISTEN;
            case CLOSE, SHUTDOWN ->
                change.to() == TcpState.FIN_WAIT_1
                        || change.to() == TcpState.LAST_ACK
                        || change.to() == TcpState.CLOSED;
            default -> false;
        };
    }

    /// A socket is found to be another than was thought, or is known for the first time.
    private void told(KernelSocket socket, StateChange change) {
        Listening listening = socket.acceptedFrom;
        if (listening != null) {
            listening.told(socket, change.socket());
        }
        if (socket.identity != 0) {
            byIdentity.remove(socket.identity, socket);
        }
        socket.identity = change.socket();
        byIdentity.put(change.socket(), socket);
        socket.local = null;
        socket.peer = null;
    }

    private void ends(KernelSocket socket, StateChange change) {
        known(socket, change.local(), change.peer(), change.to() != TcpState.SYN_SENT);
    }

    /// The kernel says what the ends of the socket are.
    void connected(KernelSocket socket, Endpoint local, @Nullable Endpoint peer) {
        known(socket, local, peer, true);
    }

    /// @param settled whether they will stay so
    private void known(KernelSocket socket, Endpoint local, @Nullable Endpoint peer, boolean settled) {
        socket.local = local.port() != 0 || socket.local == null ? local : socket.local;
        socket.peer = peer != null ? peer : socket.peer;
        Call origin = socket.origin;
        boolean better =
                origin != null && (isOther(origin.local(), socket.local) || isOther(origin.peer(), socket.peer));
        if (origin != null && better && settled) {
            origin = with(origin, socket.local, socket.peer);
            socket.origin = origin;
            sink.accept(origin);
        }
    }

    private static boolean isOther(@Nullable Endpoint told, @Nullable Endpoint known) {
        return known != null && !known.equals(told);
    }

    private void gone(long identity, @Nullable KernelSocket socket) {
        if (socket != null && byIdentity.remove(identity, socket)) {
            socket.identity = 0;
        }
    }

    /// A connect has returned: told again when the kernel has chosen the port.
    void connected(KernelSocket socket, Call call) {
        Endpoint local = call.local();
        socket.origin = call.peer() != null && (local == null || local.port() == 0) ? call : null;
    }

    /// A bind has succeeded: told again, if its address was not seen, when the socket's state shows it.
    void bound(KernelSocket socket, Call call) {
        socket.origin = call.local() == null ? call : socket.origin;
    }

    /// @param socket null for one of another program
    /// @param whole  whether no connection waited before it was watched
    void listens(@Nullable KernelSocket socket, Endpoint local, long identity, boolean whole) {
        Listening listening = new Listening(socket, local, identity, whole);
        if (socket != null) {
            listeners.remove(socket.listening);
            socket.listening = listening;
        }
        listeners.add(listening);
    }

    /// An accept at `listening` has given the socket.
    void accepted(KernelSocket socket, Listening listening) {
        StateChange change = listening.accepted(socket);
        if (change != null) {
            socket.identity = change.socket();
            socket.local = change.local();
            socket.peer = change.peer();
            byIdentity.put(change.socket(), socket);
        }
    }

    /// Changes of state were lost: sockets may have gone, and others may have come where they were.
    void distrust() {
        byIdentity.values().forEach(socket -> socket.identity = 0);
        byIdentity.clear();
        listeners.distrust();
    }

    int kept() {
        return byIdentity.size() + listeners.kept();
    }

    /// The last descriptor of it is gone.
    void forget(KernelSocket socket) {
        if (socket.acceptedFrom != null) {
            socket.acceptedFrom.lost(socket);
        }
        byIdentity.remove(socket.identity, socket);
        listeners.remove(socket.listening);
        socket.origin = null;
    }
}
