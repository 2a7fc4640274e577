package soquete.kernel;

import java.util.HashMap;
import java.util.Map;

/// Errors by the numbers of Linux (include/uapi/asm-generic/errno-base.h, errno.h), with their names and what POSIX
/// says they mean (POSIX.1-2024, System Interfaces 2.3).
public final class ErrorNumber {

    private record Known(String name, String meaning) {}

    private static final Map<Integer, Known> KNOWN = new HashMap<>();

    static {
        known(1, "EPERM", "Operation not permitted");
        known(2, "ENOENT", "No such file or directory");
        known(3, "ESRCH", "No such process");
        known(4, "EINTR", "Interrupted function call");
        known(5, "EIO", "Input/output error");
        known(6, "ENXIO", "No such device or address");
        known(7, "E2BIG", "Argument list too long");
        known(9, "EBADF", "Bad file descriptor");
        known(11, "EAGAIN", "Resource temporarily unavailable");
        known(12, "ENOMEM", "Not enough space");
        known(13, "EACCES", "Permission denied");
        known(14, "EFAULT", "Bad address");
        known(16, "EBUSY", "Resource busy");
        known(17, "EEXIST", "File exists");
        known(19, "ENODEV", "No such device");
        known(20, "ENOTDIR", "Not a directory");
        known(22, "EINVAL", "Invalid argument");
        known(23, "ENFILE", "Too many files open in system");
        known(24, "EMFILE", "File descriptor value too large");
        known(25, "ENOTTY", "Inappropriate I/O control operation");
        known(28, "ENOSPC", "No space left on device");
        known(29, "ESPIPE", "Invalid seek");
        known(32, "EPIPE", "Broken pipe");
        known(34, "ERANGE", "Result too large");
        known(38, "ENOSYS", "Functionality not supported");
        known(71, "EPROTO", "Protocol error");
        known(75, "EOVERFLOW", "Value too large to be stored in data type");
        known(87, "EUSERS", "Too many users");
        known(88, "ENOTSOCK", "Not a socket");
        known(89, "EDESTADDRREQ", "Destination address required");
        known(90, "EMSGSIZE", "Message too large");
        known(91, "EPROTOTYPE", "Protocol wrong type for socket");
        known(92, "ENOPROTOOPT", "Protocol not available");
        known(93, "EPROTONOSUPPORT", "Protocol not supported");
        known(94, "ESOCKTNOSUPPORT", "Socket type not supported");
        known(95, "EOPNOTSUPP", "Operation not supported on socket");
        known(97, "EAFNOSUPPORT", "Address family not supported");
        known(98, "EADDRINUSE", "Address in use");
        known(99, "EADDRNOTAVAIL", "Address not available");
        known(100, "ENETDOWN", "Network is down");
        known(101, "ENETUNREACH", "Network unreachable");
        known(102, "ENETRESET", "Connection aborted by network");
        known(103, "ECONNABORTED", "Connection aborted");
        known(104, "ECONNRESET", "Connection reset");
        known(105, "ENOBUFS", "No buffer space available");
        known(106, "EISCONN", "Socket is connected");
        known(107, "ENOTCONN", "Socket not connected");
        known(110, "ETIMEDOUT", "Operation timed out");
        known(111, "ECONNREFUSED", "Connection refused");
        known(112, "EHOSTDOWN", "Host is down");
        known(113, "EHOSTUNREACH", "Host is unreachable");
        known(114, "EALREADY", "Connection already in progress");
        known(115, "EINPROGRESS", "Operation in progress");
    }

    private ErrorNumber() {}

    private static void known(int number, String name, String meaning) {
        KNOWN.put(number, new Known(name, meaning));
    }

    /// `ECONNREFUSED`; `errno 137` where the name is not in this list.
    public static String name(int number) {
        Known known = KNOWN.get(number);
        return known == null ? "errno " + number : known.name();
    }

    /// 0 for a name that is not in this list.
    static int number(String name) {
        return KNOWN.entrySet().stream()
                .filter(e -> e.getValue().name().equals(name))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
    }

    /// `Connection refused`; empty where it is not in this list.
    public static String meaning(int number) {
        Known known = KNOWN.get(number);
        return known == null ? "" : known.meaning();
    }
}
