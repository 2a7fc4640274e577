package soquete.live;

import org.jspecify.annotations.Nullable;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.SocketRow;
import soquete.wire.Endpoint;

/// A socket of a watched program, as it is now.
///
/// @param id         what it is recognised by from one drawing to the next
/// @param program    the id of its program
/// @param protocol   null while it is not known
/// @param state      null for UDP, and where it was not seen
/// @param row        its row in the socket table; null when there is none
/// @param sinceNanos when it was first seen
/// @param last       its last call; null when there was none
record SocketLine(
        long id,
        int program,
        SocketRow.@Nullable Protocol protocol,
        @Nullable Endpoint local,
        @Nullable Endpoint peer,
        @Nullable TcpState state,
        @Nullable SocketRow row,
        long sinceNanos,
        @Nullable Call last,
        Phase phase) {

    /// In the order of the view.
    enum Phase {
        LISTENING,
        OPEN,
        CLOSED
    }
}
