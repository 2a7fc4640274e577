package soquete.trace;

import org.jspecify.annotations.Nullable;
import soquete.tcp.TcpState;
import soquete.wire.Endpoint;

/// A change of a TCP socket's state, as its source reported it.
///
/// @param timeNanos on the recording's time base
/// @param socket    the kernel's identity of the socket within its source (its address, or its cookie)
/// @param local     the socket's own end; the port is 0 while the kernel has not chosen one
/// @param peer      the other end; null for a listener
/// @param from      null when the source cannot know it (a first sample)
/// @param source    how it is known
public record StateChange(
        long timeNanos,
        long socket,
        Endpoint local,
        @Nullable Endpoint peer,
        @Nullable TcpState from,
        TcpState to,
        StateSource source) {}
