package soquete.host.linux;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.kernel.Syscall;

/// Calls in which a thread may stand for long, by their numbers (arch/x86/entry/syscalls/syscall_64.tbl,
/// include/uapi/asm-generic/unistd.h).
final class SyscallNumbers {

    private static final Map<Integer, Syscall> X86_64 = Map.ofEntries(
            Map.entry(0, Syscall.READ),
            Map.entry(1, Syscall.WRITE),
            Map.entry(7, Syscall.POLL),
            Map.entry(19, Syscall.READV),
            Map.entry(20, Syscall.WRITEV),
            Map.entry(23, Syscall.SELECT),
            Map.entry(40, Syscall.SENDFILE64),
            Map.entry(42, Syscall.CONNECT),
            Map.entry(43, Syscall.ACCEPT),
            Map.entry(44, Syscall.SENDTO),
            Map.entry(45, Syscall.RECVFROM),
            Map.entry(46, Syscall.SENDMSG),
            Map.entry(47, Syscall.RECVMSG),
            Map.entry(232, Syscall.EPOLL_WAIT),
            Map.entry(270, Syscall.PSELECT6),
            Map.entry(271, Syscall.PPOLL),
            Map.entry(281, Syscall.EPOLL_PWAIT),
            Map.entry(288, Syscall.ACCEPT4),
            Map.entry(299, Syscall.RECVMMSG),
            Map.entry(307, Syscall.SENDMMSG),
            Map.entry(441, Syscall.EPOLL_PWAIT2));

    private static final Map<Integer, Syscall> GENERIC = Map.ofEntries(
            Map.entry(22, Syscall.EPOLL_PWAIT),
            Map.entry(63, Syscall.READ),
            Map.entry(64, Syscall.WRITE),
            Map.entry(65, Syscall.READV),
            Map.entry(66, Syscall.WRITEV),
            Map.entry(71, Syscall.SENDFILE64),
            Map.entry(72, Syscall.PSELECT6),
            Map.entry(73, Syscall.PPOLL),
            Map.entry(202, Syscall.ACCEPT),
            Map.entry(203, Syscall.CONNECT),
            Map.entry(206, Syscall.SENDTO),
            Map.entry(207, Syscall.RECVFROM),
            Map.entry(211, Syscall.SENDMSG),
            Map.entry(212, Syscall.RECVMSG),
            Map.entry(242, Syscall.ACCEPT4),
            Map.entry(243, Syscall.RECVMMSG),
            Map.entry(269, Syscall.SENDMMSG),
            Map.entry(441, Syscall.EPOLL_PWAIT2));

    private static final Map<Integer, Syscall> HERE = switch (System.getProperty("os.arch")) {
        case "amd64", "x86_64" -> X86_64;
        case "aarch64", "riscv64" -> GENERIC;
        default -> Map.of();
    };

    private SyscallNumbers() {}

    /// Null for a call that is not looked at, or another architecture's.
    static @Nullable Syscall of(int number) {
        return HERE.get(number);
    }
}
