package soquete.kernel;

import java.util.Locale;

/// The system calls that are looked at, by the names of their tracepoints (`sys_enter_accept4`).
public enum Syscall {
    SOCKET,
    BIND,
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
    READ,
    READV,
    WRITE,
    WRITEV,
    SENDFILE64,
    SPLICE,
    SHUTDOWN,
    CLOSE,
    CLOSE_RANGE,
    SETSOCKOPT,
    GETSOCKOPT,
    POLL,
    PPOLL,
    SELECT,
    PSELECT6,
    EPOLL_WAIT,
    EPOLL_PWAIT,
    EPOLL_PWAIT2,
    FCNTL,
    DUP,
    DUP2,
    DUP3,
    UNSHARE,
    /// Requests to io_uring: what they do to sockets is not seen.
    IO_URING_ENTER,
    /// A signal's handler is over.
    RT_SIGRETURN,
    /// The kernel takes up a call that a signal interrupted.
    RESTART_SYSCALL;

    /// `accept4`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
