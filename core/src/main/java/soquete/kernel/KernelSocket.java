package soquete.kernel;

import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.wire.Endpoint;

/// What is known of one socket, however many descriptors it has in however many processes.
final class KernelSocket {

    final long id;
    final boolean datagram;

    /// In all processes.
    int descriptors;

    /// The kernel's address of it; 0 while it is not known.
    long identity;

    /// 0 for one that was made while it was watched.
    long inode;

    @Nullable
    Endpoint local;

    @Nullable
    Endpoint peer;

    @Nullable
    Listening listening;

    /// The listener it was accepted from, while it is not known which of its connections it is.
    @Nullable
    Listening acceptedFrom;

    /// The accept, connect or bind that it began with: told again when more is known of its ends.
    @Nullable
    Call origin;

    /// Whether a program has one such for as long as it runs, as a rule.
    boolean stays() {
        return listening != null || datagram && local != null;
    }

    KernelSocket(long id, boolean datagram) {
        this.id = id;
        this.datagram = datagram;
    }
}
