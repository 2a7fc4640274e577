package soquete.trace;

import org.jspecify.annotations.Nullable;

/// What a call gave back.
///
/// @param result    bytes moved by a send or receive (0: end of stream), messages for sendmmsg and recvmmsg, the
///                  accepted socket's identity for accept, how many are ready for poll, how many descriptors of the
///                  socket are left for close, otherwise 0; −1 on failure, and for a success whose number of bytes on
///                  the wire is not known (TLS)
/// @param error     null on success; else the errno's name where it is known (`ECONNREFUSED`), or the exception's class
/// @param message   the exception's message, or what POSIX says the error means; empty when there is none
public record Outcome(long result, @Nullable String error, String message) {

    public static Outcome success(long result) {
        return new Outcome(result, null, "");
    }

    public static Outcome failure(String error, String message) {
        return new Outcome(-1, error, message);
    }
}
