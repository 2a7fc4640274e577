package soquete.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import soquete.trace.StateChange;
import soquete.wire.Endpoint;

/// A socket that listens, with the connections that are open and not yet told from each other by an accept.
///
/// The kernel hands connections out in the order in which they were established, but two threads that accept at once
/// may
/// return in either order. A connection is given to an accept only where no other can be meant.
final class Listening {

    /// What a queue may hold at most (net.core.somaxconn is a 16-bit number to listen).
    private static final int MOST_WAITING = 65_536;

    /// Null for a listener of another program.
    final @Nullable KernelSocket socket;

    final Endpoint local;
    final long identity;
    private final Deque<StateChange> waiting = new ArrayDeque<>();
    private boolean reliable;

    /// Threads that are in accept.
    int acceptors;

    /// Sockets that were accepted and could not be told apart.
    private int untold;

    /// @param reliable whether all connections that wait for accept were seen to be established
    Listening(@Nullable KernelSocket socket, Endpoint local, long identity, boolean reliable) {
        this.socket = socket;
        this.local = local;
        this.identity = identity;
        this.reliable = reliable;
    }

    int kept() {
        return waiting.size();
    }

    void established(StateChange change) {
        if (reliable) {
            waiting.add(change);
        }
        if (waiting.size() > MOST_WAITING) {
            distrust();
        }
    }

    /// The order says nothing any more: connections of others were counted, or some were missed.
    void distrust() {
        reliable = false;
        waiting.clear();
        untold = 0;
    }

    /// The connection that an accept has just returned; null where several can be meant.
    @Nullable
    StateChange accepted(KernelSocket accepted) {
        if (untold == 0 && (waiting.size() == 1 || acceptors == 0)) {
            return waiting.poll();
        }
        if (reliable) {
            untold++;
            accepted.acceptedFrom = this;
        }
        return null;
    }

    /// Other evidence has told which connection the socket is.
    void told(KernelSocket accepted, long identity) {
        accepted.acceptedFrom = null;
        untold = Math.max(0, untold - 1);
        waiting.removeIf(change -> change.socket() == identity);
    }

    /// A socket that was never told apart is gone, and its connection cannot be told from the others'.
    void lost(KernelSocket accepted) {
        accepted.acceptedFrom = null;
        if (reliable) {
            distrust();
        }
    }
}
