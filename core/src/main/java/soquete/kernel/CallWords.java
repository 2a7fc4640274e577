package soquete.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.wire.Endpoint;

/// A system call's arguments in POSIX words, without the descriptor. What is only pointed at is not known and not said.
final class CallWords {

    /// include/linux/net.h, asm-generic/fcntl.h: alike on x86-64 and arm64.
    static final int SOCK_NONBLOCK = 0x800;

    static final int SOCK_CLOEXEC = 0x80000;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;

    private static final int TYPE_MASK = 0xF;

    private static final Map<Integer, String> FAMILIES = Map.of(
            0,
            "AF_UNSPEC",
            1,
            "AF_UNIX",
            AF_INET,
            "AF_INET",
            AF_INET6,
            "AF_INET6",
            16,
            "AF_NETLINK",
            17,
            "AF_PACKET",
            38,
            "AF_ALG",
            40,
            "AF_VSOCK");
    private static final Map<Integer, String> TYPES =
            Map.of(SOCK_STREAM, "SOCK_STREAM", SOCK_DGRAM, "SOCK_DGRAM", 3, "SOCK_RAW", 5, "SOCK_SEQPACKET");
    private static final Map<Integer, String> PROTOCOLS = Map.of(
            1,
            "IPPROTO_ICMP",
            6,
            "IPPROTO_TCP",
            17,
            "IPPROTO_UDP",
            58,
            "IPPROTO_ICMPV6",
            132,
            "IPPROTO_SCTP",
            255,
            "IPPROTO_RAW",
            262,
            "IPPROTO_MPTCP");

    /// include/linux/socket.h
    private static final Map<Integer, String> MESSAGE_FLAGS = Map.ofEntries(
            Map.entry(0x1, "MSG_OOB"),
            Map.entry(0x2, "MSG_PEEK"),
            Map.entry(0x4, "MSG_DONTROUTE"),
            Map.entry(0x20, "MSG_TRUNC"),
            Map.entry(0x40, "MSG_DONTWAIT"),
            Map.entry(0x80, "MSG_EOR"),
            Map.entry(0x100, "MSG_WAITALL"),
            Map.entry(0x800, "MSG_CONFIRM"),
            Map.entry(0x2000, "MSG_ERRQUEUE"),
            Map.entry(0x4000, "MSG_NOSIGNAL"),
            Map.entry(0x8000, "MSG_MORE"),
            Map.entry(0x10000, "MSG_WAITFORONE"),
            Map.entry(0x4000000, "MSG_ZEROCOPY"),
            Map.entry(0x20000000, "MSG_FASTOPEN"),
            Map.entry(0x40000000, "MSG_CMSG_CLOEXEC"));

    private static final Map<Integer, String> DESCRIPTOR_FLAGS =
            Map.of(SOCK_NONBLOCK, "SOCK_NONBLOCK", SOCK_CLOEXEC, "SOCK_CLOEXEC");

    /// fcntl(2), by command.
    private static final Map<Integer, String> COMMANDS = Map.of(
            0,
            "F_DUPFD",
            1,
            "F_GETFD",
            2,
            "F_SETFD",
            3,
            "F_GETFL",
            4,
            "F_SETFL",
            8,
            "F_SETOWN",
            9,
            "F_GETOWN",
            1030,
            "F_DUPFD_CLOEXEC");

    private static final Map<Integer, String> FILE_FLAGS = Map.of(
            0x2, "O_RDWR", 0x400, "O_APPEND", SOCK_NONBLOCK, "O_NONBLOCK", 0x2000, "O_ASYNC", 0x8000, "O_LARGEFILE");

    private CallWords() {}

    /// @param address what the call names, for those that name one; null where it is not known
    static String of(Syscall call, Arguments a, @Nullable Endpoint address) {
        String named = address == null ? "" : address.toString();
        return switch (call) {
            case SOCKET -> socket(a);
            case BIND, CONNECT -> named;
            case LISTEN -> number(a.second());
            case ACCEPT4 -> flags((int) a.fourth(), DESCRIPTOR_FLAGS);
            case SENDTO ->
                joined(number(a.third()), a.fifth() == 0 ? "" : named, flags((int) a.fourth(), MESSAGE_FLAGS));
            case RECVFROM -> joined(number(a.third()), flags((int) a.fourth(), MESSAGE_FLAGS));
            case SENDMSG, RECVMSG -> flags((int) a.third(), MESSAGE_FLAGS);
            case SENDMMSG, RECVMMSG -> joined("vlen=" + (int) a.third(), flags((int) a.fourth(), MESSAGE_FLAGS));
            case READ, WRITE -> number(a.third());
            case READV, WRITEV -> "iovcnt=" + (int) a.third();
            case SENDFILE64 -> number(a.fourth());
            case SPLICE -> number(a.fifth());
            case SHUTDOWN -> shutdown((int) a.second());
            case SETSOCKOPT, GETSOCKOPT -> SocketOptionWords.of((int) a.second(), (int) a.third());
            case POLL -> "nfds=" + a.second() + ", timeout=" + (int) a.third();
            case PPOLL -> "nfds=" + a.second();
            case SELECT, PSELECT6 -> "nfds=" + (int) a.first();
            case EPOLL_WAIT, EPOLL_PWAIT -> "maxevents=" + (int) a.third() + ", timeout=" + (int) a.fourth();
            case EPOLL_PWAIT2 -> "maxevents=" + (int) a.third();
            case FCNTL -> fcntl((int) a.second(), (int) a.third());
            default -> "";
        };
    }

    private static String socket(Arguments a) {
        int type = (int) a.second();
        String kind = TYPES.getOrDefault(type & TYPE_MASK, "type " + (type & TYPE_MASK));
        String flags = flags(type & ~TYPE_MASK, DESCRIPTOR_FLAGS);
        String family = FAMILIES.getOrDefault((int) a.first(), "family " + (int) a.first());
        boolean internet = a.first() == AF_INET || a.first() == AF_INET6;
        String protocol = a.third() == 0
                ? ""
                : internet ? PROTOCOLS.getOrDefault((int) a.third(), number(a.third())) : number(a.third());
        return joined(family, flags.isEmpty() ? kind : kind + "|" + flags, protocol);
    }

    private static String shutdown(int how) {
        return switch (how) {
            case 0 -> "SHUT_RD";
            case 1 -> "SHUT_WR";
            case 2 -> "SHUT_RDWR";
            default -> String.valueOf(how);
        };
    }

    private static String fcntl(int command, int argument) {
        String name = COMMANDS.getOrDefault(command, "command " + command);
        return switch (command) {
            case 2 -> joined(name, (argument & 1) != 0 ? "FD_CLOEXEC" : "0");
            case 4 -> joined(name, argument == 0 ? "0" : flags(argument, FILE_FLAGS));
            case 0, 8, 1030 -> joined(name, String.valueOf(argument));
            default -> name;
        };
    }

    /// As bytes are counted: a count beyond what fits is the negative number it is.
    private static String number(long value) {
        return value == Arguments.UNKNOWN ? "?" : String.valueOf(value);
    }

    /// `MSG_DONTWAIT|MSG_NOSIGNAL`; bits without a name as a number; empty for none.
    private static String flags(int flags, Map<Integer, String> names) {
        List<String> words = new ArrayList<>(2);
        int rest = flags;
        for (int bit = 1; bit != 0; bit <<= 1) {
            String name = (flags & bit) == 0 ? null : names.get(bit);
            if (name != null) {
                words.add(name);
                rest &= ~bit;
            }
        }
        if (rest != 0) {
            words.add("0x" + Integer.toHexString(rest));
        }
        return String.join("|", words);
    }

    private static String joined(String... words) {
        List<String> present = new ArrayList<>(words.length);
        for (String word : words) {
            if (!word.isEmpty()) {
                present.add(word);
            }
        }
        return String.join(", ", present);
    }
}
