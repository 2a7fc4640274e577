package soquete.trace;

import org.jspecify.annotations.Nullable;
import soquete.tcp.TcpState;
import soquete.wire.Endpoint;

/// One row of a machine's socket table at one instant.
///
/// @param timeNanos     when it was read, on the time base
/// @param protocol      TCP or UDP
/// @param state         the TCP state; null for UDP
/// @param peer          null when there is none (a listener, an unconnected UDP socket)
/// @param receiveQueue  bytes received and not yet read; for a listener, connections waiting for accept
/// @param sendQueue     bytes sent and not yet acknowledged; for a listener, the most that may wait (backlog)
/// @param expiresMillis what is left of the timer that runs (TIME-WAIT: until it ends); 0 when none
/// @param cookie        the kernel's identity of the socket; 0 where there is none
/// @param inode         0 when no process holds it
/// @param rttMicros     the kernel's smoothed round-trip time; 0 where it is not known
/// @param drops         datagrams that came for it and were dropped since it was made, by the kernel's own count;
///                      0 where that is not known
public record SocketRow(
        long timeNanos,
        Protocol protocol,
        @Nullable TcpState state,
        Endpoint local,
        @Nullable Endpoint peer,
        long receiveQueue,
        long sendQueue,
        long expiresMillis,
        long cookie,
        long inode,
        long uid,
        long rttMicros,
        long drops) {

    /// Of a socket that dropped nothing, or where that is not known.
    public SocketRow(
            long timeNanos,
            Protocol protocol,
            @Nullable TcpState state,
            Endpoint local,
            @Nullable Endpoint peer,
            long receiveQueue,
            long sendQueue,
            long expiresMillis,
            long cookie,
            long inode,
            long uid,
            long rttMicros) {
        this(
                timeNanos,
                protocol,
                state,
                local,
                peer,
                receiveQueue,
                sendQueue,
                expiresMillis,
                cookie,
                inode,
                uid,
                rttMicros,
                0);
    }

    public enum Protocol {
        TCP,
        UDP
    }
}
