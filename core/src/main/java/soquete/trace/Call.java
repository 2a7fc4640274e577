package soquete.trace;

import org.jspecify.annotations.Nullable;
import soquete.wire.Endpoint;

/// One socket call of an observed program.
///
/// @param program     the id of the [Program] that made it
/// @param id          unique within the program, in order of beginning
/// @param thread      the calling thread's name
/// @param threadId    the kernel's number of that thread; 0 where it is not known
/// @param name        the call in POSIX words
/// @param arguments   as the call would be written in POSIX words, without the descriptor: `127.0.0.1:65432`, `1024`
/// @param source      the line of the program that led to it; null where it is not known
/// @param beginNanos  when it began, on the recording's time base (CLOCK_MONOTONIC)
/// @param endNanos    when it returned; [#NOT_RETURNED] when it never did while it was watched
/// @param outcome     what it gave back; null when it never returned
/// @param socket      identity of the socket within the program (0: not known); an accept's is the listener's
/// @param local       the socket's own address once it is known; for accept, the accepted socket's
/// @param peer        the other end's address; for accept, the accepted socket's; for sendto and recvfrom, the
/// datagram's
public record Call(
        int program,
        long id,
        String thread,
        int threadId,
        CallName name,
        String arguments,
        @Nullable SourceLine source,
        long beginNanos,
        long endNanos,
        @Nullable Outcome outcome,
        long socket,
        @Nullable Endpoint local,
        @Nullable Endpoint peer) {

    public static final long NOT_RETURNED = Long.MAX_VALUE;

    public Call {
        if (endNanos < beginNanos) {
            throw new IllegalArgumentException("a call cannot end before it begins");
        }
    }

    public boolean returned() {
        return endNanos != NOT_RETURNED;
    }

    /// Bytes moved by a send or receive that succeeded, else 0. End of stream is 0 too, and so is a receive that only
    /// looks.
    public int bytes() {
        boolean moved = name.transfers() && !name.countsMessages() && !looksOnly();
        return moved && outcome != null && outcome.error() == null
                ? (int) Math.clamp(outcome.result(), 0, Integer.MAX_VALUE)
                : 0;
    }

    /// A receive that leaves the data where it is, or takes an error in its place (recv(2): MSG_PEEK, MSG_ERRQUEUE).
    private boolean looksOnly() {
        return name.receives() && (arguments.contains("MSG_PEEK") || arguments.contains("MSG_ERRQUEUE"));
    }

    /// Whether it closes the socket itself: no other descriptor of it is left, here or in another process.
    public boolean closesSocket() {
        return name == CallName.CLOSE && (outcome == null || outcome.result() <= 0);
    }

    /// A receive that asked for bytes and succeeded with 0: the other end has closed its side.
    public boolean endOfStream() {
        return name.receives()
                && !name.countsMessages()
                && !looksOnly()
                && !arguments.equals("0")
                && outcome != null
                && outcome.error() == null
                && outcome.result() == 0;
    }
}
