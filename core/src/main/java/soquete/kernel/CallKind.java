package soquete.kernel;

import org.jspecify.annotations.Nullable;
import soquete.trace.CallName;

/// What a system call is to its descriptor, and which POSIX call it is.
final class CallKind {

    /// clone(2), unshare(2): the table of descriptors.
    static final long CLONE_FILES = 0x400;

    /// clone(2): a thread of the same process.
    static final long CLONE_THREAD = 0x10000;

    private CallKind() {}

    /// The POSIX call; null for one that is not told: it is about no socket, or it only moves descriptors.
    ///
    /// @param socket that its descriptor is known to be; null for another file, or one not known
    /// @param sockets whether the process has any socket
    static @Nullable CallName name(Syscall call, Arguments a, @Nullable KernelSocket socket, boolean sockets) {
        return switch (call) {
            case SOCKET -> CallName.SOCKET;
            case BIND -> CallName.BIND;
            case LISTEN -> CallName.LISTEN;
            case ACCEPT, ACCEPT4 -> CallName.ACCEPT;
            case CONNECT -> CallName.CONNECT;
            case SENDTO -> a.fifth() == 0 ? CallName.SEND : CallName.SENDTO;
            case RECVFROM -> a.fifth() == 0 ? CallName.RECV : CallName.RECVFROM;
            case SENDMSG -> CallName.SENDMSG;
            case RECVMSG -> CallName.RECVMSG;
            case SENDMMSG -> CallName.SENDMMSG;
            case RECVMMSG -> CallName.RECVMMSG;
            case SHUTDOWN -> CallName.SHUTDOWN;
            case SETSOCKOPT -> CallName.SETSOCKOPT;
            case GETSOCKOPT -> CallName.GETSOCKOPT;
            case POLL, PPOLL, SELECT, PSELECT6, EPOLL_WAIT, EPOLL_PWAIT, EPOLL_PWAIT2 -> sockets ? CallName.POLL : null;
            default -> socket == null ? null : ofFile(call, a);
        };
    }

    /// Calls that any file may have.
    private static @Nullable CallName ofFile(Syscall call, Arguments a) {
        return switch (call) {
            case READ -> CallName.READ;
            case READV -> CallName.READV;
            case WRITE -> CallName.WRITE;
            case WRITEV -> CallName.WRITEV;
            case SENDFILE64 -> CallName.SENDFILE;
            case CLOSE -> CallName.CLOSE;
            case FCNTL -> duplicates(call, a) ? CallName.DUP : CallName.FCNTL;
            case DUP, DUP2, DUP3 -> CallName.DUP;
            default -> null;
        };
    }

    /// Whether a success of it proves that the descriptor is a socket.
    static boolean provesSocket(Syscall call) {
        return switch (call) {
            case BIND,
                    LISTEN,
                    ACCEPT,
                    ACCEPT4,
                    CONNECT,
                    SENDTO,
                    RECVFROM,
                    SENDMSG,
                    RECVMSG,
                    SENDMMSG,
                    RECVMMSG,
                    SHUTDOWN,
                    SETSOCKOPT,
                    GETSOCKOPT -> true;
            default -> false;
        };
    }

    /// Whether its first word is a descriptor.
    static boolean hasDescriptor(Syscall call) {
        return switch (call) {
            case READ, READV, WRITE, WRITEV, SENDFILE64, CLOSE, FCNTL, DUP, DUP2, DUP3 -> true;
            default -> provesSocket(call);
        };
    }

    static boolean accepts(Syscall call) {
        return call == Syscall.ACCEPT || call == Syscall.ACCEPT4;
    }

    /// Whether its result is another descriptor of the same file: fcntl with F_DUPFD or F_DUPFD_CLOEXEC as well.
    static boolean duplicates(Syscall call, Arguments a) {
        return switch (call) {
            case DUP, DUP2, DUP3 -> true;
            case FCNTL -> a.second() == 0 || a.second() == 1030;
            default -> false;
        };
    }

    /// Whether it gives its descriptor's file the number in its second word.
    static boolean replaces(Syscall call) {
        return call == Syscall.DUP2 || call == Syscall.DUP3;
    }

    /// Whether the descriptor that it makes closes on exec.
    static boolean closesOnExec(Syscall call, Arguments a) {
        return switch (call) {
            case SOCKET -> (a.second() & CallWords.SOCK_CLOEXEC) != 0;
            case ACCEPT4 -> (a.fourth() & CallWords.SOCK_CLOEXEC) != 0;
            case DUP3 -> (a.third() & CallWords.SOCK_CLOEXEC) != 0;
            case FCNTL -> a.second() == 1030;
            default -> false;
        };
    }
}
