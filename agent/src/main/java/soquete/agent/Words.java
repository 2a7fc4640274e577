package soquete.agent;

import java.net.DatagramPacket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/// A call's arguments in POSIX words, which are no language's: numbers of bytes, of the backlog, addresses. Nothing
/// here runs the program's own code: an argument of a class that is not the
/// JDK's is named by its class.
final class Words {

    private Words() {}

    static String arguments(Hook hook, Object self, @Nullable Object[] arguments) {
        return switch (hook.call) {
            case "socket" -> family(arguments) + ", " + (isDatagram(hook) ? "SOCK_DGRAM" : "SOCK_STREAM");
            case "bind" -> boundTo(arguments);
            case "listen" -> String.valueOf(backlog(arguments));
            case "connect" -> hook == Hook.DATAGRAM_DISCONNECT ? "AF_UNSPEC" : connectedTo(arguments);
            case "send" -> hook == Hook.STREAM_URGENT ? "1, MSG_OOB" : String.valueOf(requested(arguments));
            case "recv", "recvfrom" -> String.valueOf(requested(arguments));
            case "sendto" -> requested(arguments) + ", " + endpoint(address(arguments));
            case "shutdown" -> hook.method.startsWith("shutdownInput") ? "SHUT_RD" : "SHUT_WR";
            case "setsockopt" -> option(arguments);
            case "getsockopt" -> "SO_ERROR";
            case "poll" -> polled(self, arguments);
            default -> "";
        };
    }

    /// `127.0.0.1:80`, `[::1]:80`; empty when there is none.
    static String endpoint(@Nullable SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)) {
            return "";
        }
        InetAddress host = internet.getAddress();
        if (host == null) {
            return internet.getHostString() + ":" + internet.getPort();
        }
        return host(host) + ":" + internet.getPort();
    }

    /// The bytes that the arguments ask to be moved; −1 when they do not say.
    static long requested(@Nullable Object[] arguments) {
        Object first = arguments[0];
        if (first instanceof ByteBuffer buffer) {
            return buffer.remaining();
        } else if (first instanceof DatagramPacket packet) {
            return packet.getData().length - packet.getOffset();
        } else if (first instanceof byte[]) {
            return number(arguments[2]);
        } else if (first instanceof ByteBuffer[] buffers) {
            long sum = 0;
            int from = (int) number(arguments[1]);
            for (int i = from; i < Math.min(buffers.length, from + number(arguments[2])); i++) {
                sum += buffers[i] == null ? 0 : buffers[i].remaining();
            }
            return sum;
        }
        return -1;
    }

    /// The address among the arguments; null when there is none.
    static @Nullable InetSocketAddress address(@Nullable Object[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof InetSocketAddress address) {
                return address;
            }
            if (arguments[i] instanceof InetAddress host) {
                int port = (int) number(arguments[i + 1]);
                return port < 0 || port > 0xFFFF ? null : new InetSocketAddress(host, port);
            }
        }
        return null;
    }

    private static boolean isDatagram(Hook hook) {
        return hook == Hook.OPEN_DATAGRAM || hook == Hook.OPEN_DATAGRAM_OF || hook == Hook.OPEN_DATAGRAM_SOCKET;
    }

    private static String family(@Nullable Object[] arguments) {
        if (arguments.length == 1 && arguments[0] instanceof ProtocolFamily family) {
            return family == StandardProtocolFamily.INET
                    ? "AF_INET"
                    : family == StandardProtocolFamily.UNIX ? "AF_UNIX" : "AF_INET6";
        }
        return SocketInternals.family();
    }

    private static String boundTo(@Nullable Object[] arguments) {
        InetSocketAddress address = address(arguments);
        return address == null ? "any address, port 0" : endpoint(address);
    }

    private static String connectedTo(@Nullable Object[] arguments) {
        InetSocketAddress address = address(arguments);
        if (address == null) {
            return arguments[0] instanceof SocketAddress other
                    ? other.getClass().getSimpleName()
                    : "";
        }
        long millis = 0;
        if (arguments.length > 1 && arguments[1] instanceof Integer timeout) {
            millis = timeout;
        } else if (arguments.length > 1 && arguments[1] instanceof Long nanos && nanos != Long.MAX_VALUE) {
            millis = nanos / 1_000_000;
        }
        return endpoint(address) + (millis > 0 ? ", timeout " + millis + " ms" : "");
    }

    private static long backlog(@Nullable Object[] arguments) {
        return number(arguments[arguments.length - 1]);
    }

    private static String option(@Nullable Object[] arguments) {
        return optionName(arguments[0]) + ", " + optionValue(arguments[1]);
    }

    /// Java's receive time-out: the JDK waits by itself, no call tells the kernel.
    static boolean isTimeout(@Nullable Object[] arguments) {
        return arguments[0] instanceof Integer number && number == SocketOptions.SO_TIMEOUT;
    }

    private static String optionName(@Nullable Object option) {
        if (option instanceof SocketOption<?> named && named.getClass().getClassLoader() == null) {
            return named.name();
        }
        if (!(option instanceof Integer number)) {
            return option == null ? "null" : option.getClass().getName();
        }
        return switch (number) {
            case SocketOptions.TCP_NODELAY -> "TCP_NODELAY";
            case SocketOptions.SO_REUSEADDR -> "SO_REUSEADDR";
            case SocketOptions.SO_REUSEPORT -> "SO_REUSEPORT";
            case SocketOptions.SO_LINGER -> "SO_LINGER";
            case SocketOptions.SO_SNDBUF -> "SO_SNDBUF";
            case SocketOptions.SO_RCVBUF -> "SO_RCVBUF";
            case SocketOptions.SO_KEEPALIVE -> "SO_KEEPALIVE";
            case SocketOptions.SO_OOBINLINE -> "SO_OOBINLINE";
            case SocketOptions.IP_TOS -> "IP_TOS";
            default -> "option " + number;
        };
    }

    private static String optionValue(@Nullable Object value) {
        return switch (value) {
            case Boolean on -> on ? "1" : "0";
            case Integer number -> number.toString();
            case InetAddress address -> host(address);
            case NetworkInterface face -> face.getName();
            case null -> "null";
            default -> value.getClass().getName();
        };
    }

    private static String polled(Object selector, @Nullable Object[] arguments) {
        long millis = number(arguments[1]);
        int sockets = ((Selector) selector).keys().size();
        return "nfds=" + sockets + ", timeout=" + millis;
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : -1;
    }

    private static String host(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        // the scope is this machine's own name for a link: no part of the address
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return "[" + shortened(scope < 0 ? text : text.substring(0, scope)) + "]";
    }

    /// The longest run of zero groups left out (RFC 5952 §4.2).
    private static String shortened(String text) {
        String[] groups = text.split(":", -1);
        int start = -1;
        int length = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end].equals("0")) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        if (start < 0) {
            return text;
        }
        StringBuilder shorter = new StringBuilder();
        for (int i = 0; i < start; i++) {
            shorter.append(i == 0 ? "" : ":").append(groups[i]);
        }
        shorter.append("::");
        for (int i = start + length; i < groups.length; i++) {
            shorter.append(i == start + length ? "" : ":").append(groups[i]);
        }
        return shorter.toString();
    }
}
