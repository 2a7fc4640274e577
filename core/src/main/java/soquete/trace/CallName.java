package soquete.trace;

import java.util.Locale;

/// Socket calls in POSIX words (POSIX.1-2024, System Interfaces).
public enum CallName {
    SOCKET,
    BIND,
    LISTEN,
    ACCEPT,
    CONNECT,
    SEND,
    RECV,
    SENDTO,
    RECVFROM,
    SHUTDOWN,
    CLOSE,
    SETSOCKOPT,
    GETSOCKOPT,
    POLL;

    /// `recvfrom`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
