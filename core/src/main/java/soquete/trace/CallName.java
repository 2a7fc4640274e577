package soquete.trace;

import java.util.Locale;

/// Socket calls in POSIX words (POSIX.1-2024, System Interfaces), and those of Linux that POSIX does not have.
public enum CallName {
    SOCKET(Moves.NOTHING),
    BIND(Moves.NOTHING),
    LISTEN(Moves.NOTHING),
    /// Also `accept4`.
    ACCEPT(Moves.NOTHING),
    CONNECT(Moves.NOTHING),
    SEND(Moves.OUT),
    RECV(Moves.IN),
    SENDTO(Moves.OUT),
    RECVFROM(Moves.IN),
    SENDMSG(Moves.OUT),
    RECVMSG(Moves.IN),
    /// Several datagrams at once: its result counts them, not their bytes.
    SENDMMSG(Moves.OUT),
    RECVMMSG(Moves.IN),
    READ(Moves.IN),
    READV(Moves.IN),
    WRITE(Moves.OUT),
    WRITEV(Moves.OUT),
    SENDFILE(Moves.OUT),
    /// `splice` from a socket.
    SPLICE_IN(Moves.IN),
    /// `splice` into a socket.
    SPLICE_OUT(Moves.OUT),
    SHUTDOWN(Moves.NOTHING),
    CLOSE(Moves.NOTHING),
    SETSOCKOPT(Moves.NOTHING),
    GETSOCKOPT(Moves.NOTHING),
    /// Also `select` and `epoll_wait`, with their variants.
    POLL(Moves.NOTHING),
    FCNTL(Moves.NOTHING),
    /// Also `dup2` and `dup3`.
    DUP(Moves.NOTHING);

    private enum Moves {
        NOTHING,
        OUT,
        IN
    }

    private final Moves moves;

    CallName(Moves moves) {
        this.moves = moves;
    }

    /// Whether it gives data to the socket.
    public boolean sends() {
        return moves == Moves.OUT;
    }

    /// Whether it takes data from the socket.
    public boolean receives() {
        return moves == Moves.IN;
    }

    /// Whether it moves data either way.
    public boolean transfers() {
        return moves != Moves.NOTHING;
    }

    /// Whether its result counts messages, not bytes.
    public boolean countsMessages() {
        return this == SENDMMSG || this == RECVMMSG;
    }

    /// `recvfrom`.
    @Override
    public String toString() {
        return this == SPLICE_IN || this == SPLICE_OUT ? "splice" : name().toLowerCase(Locale.ROOT);
    }
}
