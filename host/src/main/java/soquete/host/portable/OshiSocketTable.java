package soquete.host.portable;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats;
import oshi.software.os.InternetProtocolStats.IPConnection;
import soquete.host.SocketTable;
import soquete.tcp.TcpState;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// This machine's socket table as OSHI reads it. It has no identity of a socket, no timer and no user, and
/// its queues are 0 where the system does not tell.
final class OshiSocketTable implements SocketTable {

    static {
        // OSHI logs by SLF4J, which complains on the terminal where nothing is there to log to.
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
    }

    private final InternetProtocolStats statistics =
            new SystemInfo().getOperatingSystem().getInternetProtocolStats();

    @Override
    public List<SocketRow> read() {
        return statistics.getConnections().stream().map(OshiSocketTable::row).toList();
    }

    private static SocketRow row(IPConnection connection) {
        boolean tcp = connection.getType().toLowerCase(Locale.ROOT).startsWith("tcp");
        boolean v6 = connection.getType().endsWith("6");
        int peerPort = connection.getForeignPort();
        return new SocketRow(
                System.nanoTime(),
                tcp ? Protocol.TCP : Protocol.UDP,
                tcp ? state(connection.getState()) : null,
                new Endpoint(address(connection.getLocalAddress(), v6), connection.getLocalPort()),
                peerPort == 0 ? null : new Endpoint(address(connection.getForeignAddress(), v6), peerPort),
                connection.getReceiveQueue(),
                connection.getTransmitQueue(),
                0,
                0,
                0,
                0,
                0);
    }

    /// OSHI leaves the address out where it is the unspecified one.
    private static InetAddress address(byte[] bytes, boolean v6) {
        return Addresses.of(bytes.length == 4 || bytes.length == 16 ? bytes : new byte[v6 ? 16 : 4]);
    }

    private static @Nullable TcpState state(InternetProtocolStats.@Nullable TcpState state) {
        return switch (state) {
            case null -> null;
            case LISTEN -> TcpState.LISTEN;
            case SYN_SENT -> TcpState.SYN_SENT;
            case SYN_RECV -> TcpState.SYN_RECEIVED;
            case ESTABLISHED -> TcpState.ESTABLISHED;
            case FIN_WAIT_1 -> TcpState.FIN_WAIT_1;
            case FIN_WAIT_2 -> TcpState.FIN_WAIT_2;
            case CLOSE_WAIT -> TcpState.CLOSE_WAIT;
            case CLOSING -> TcpState.CLOSING;
            case LAST_ACK -> TcpState.LAST_ACK;
            case TIME_WAIT -> TcpState.TIME_WAIT;
            case CLOSED -> TcpState.CLOSED;
            case UNKNOWN, NONE -> null;
        };
    }
}
