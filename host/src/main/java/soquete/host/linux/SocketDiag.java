package soquete.host.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.host.SocketTable;
import soquete.tcp.TcpState;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// The socket table of one network namespace by NETLINK_SOCK_DIAG (include/uapi/linux/inet_diag.h).
///
/// ```
/// struct inet_diag_msg {                    72 bytes
///   u8 family @0, state @1, timer @2, retrans @3
///   be16 sport @4, dport @6; be32 src[4] @8, dst[4] @24; u32 interface @40, cookie[2] @44
///   u32 expires @52, rqueue @56, wqueue @60, uid @64, inode @68
/// }
/// then attributes; INET_DIAG_INFO: struct tcp_info, of which u32 tcpi_rtt @68 in microseconds;
/// INET_DIAG_SKMEMINFO: u32[9] of enum sk_meminfo_vars (include/uapi/linux/sock_diag.h), the last the drops
/// ```
///
/// Invariant: both families are asked for, because Java's sockets are AF_INET6 while their segments are IPv4.
final class SocketDiag implements SocketTable, AutoCloseable {

    static final int SOCK_DIAG_BY_FAMILY = 20;
    static final int REQUEST_BYTES = 72 - NetlinkMessage.HEADER_BYTES;
    static final int ROW_BYTES = 72;
    static final int INET_DIAG_INFO = 2;
    static final int TCPI_RTT = 68;
    static final int INET_DIAG_SKMEMINFO = 7;
    static final int SK_MEMINFO_DROPS = 8;

    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int ALL_STATES = 0xFFF;

    /// By the kernel's numbers (include/net/tcp_states.h). 12 is NEW_SYN_RECV, a SYN-RECEIVED without a full socket.
    private static final Map<Integer, TcpState> STATES = Map.ofEntries(
            Map.entry(1, TcpState.ESTABLISHED),
            Map.entry(2, TcpState.SYN_SENT),
            Map.entry(3, TcpState.SYN_RECEIVED),
            Map.entry(4, TcpState.FIN_WAIT_1),
            Map.entry(5, TcpState.FIN_WAIT_2),
            Map.entry(6, TcpState.TIME_WAIT),
            Map.entry(7, TcpState.CLOSED),
            Map.entry(8, TcpState.CLOSE_WAIT),
            Map.entry(9, TcpState.LAST_ACK),
            Map.entry(10, TcpState.LISTEN),
            Map.entry(11, TcpState.CLOSING),
            Map.entry(12, TcpState.SYN_RECEIVED));

    private final Netlink netlink;

    SocketDiag() throws NativeException {
        netlink = new Netlink(Netlink.NETLINK_SOCK_DIAG);
    }

    /// The RFC's name for the kernel's number.
    static TcpState state(int kernelNumber) {
        TcpState state = STATES.get(kernelNumber);
        if (state == null) {
            throw new IllegalArgumentException("TCP state " + kernelNumber);
        }
        return state;
    }

    @Override
    public List<SocketRow> read() throws IOException {
        List<SocketRow> rows = new ArrayList<>();
        readInto(rows, Protocol.TCP, 1 << INET_DIAG_INFO - 1);
        readInto(rows, Protocol.UDP, 1 << INET_DIAG_SKMEMINFO - 1);
        return rows;
    }

    /// The TCP rows alone, and without round-trip times, which is less than half the work.
    List<SocketRow> readTcp() throws IOException {
        List<SocketRow> rows = new ArrayList<>();
        readInto(rows, Protocol.TCP, 0);
        return rows;
    }

    /// @param more the attributes asked for, by the bits of idiag_ext
    private void readInto(List<SocketRow> rows, Protocol protocol, int more) throws IOException {
        int number = protocol == Protocol.TCP ? IPPROTO_TCP : IPPROTO_UDP;
        for (int family : new int[] {SocketCalls.AF_INET, SocketCalls.AF_INET6}) {
            // struct inet_diag_req_v2 { u8 family, protocol, ext, pad; u32 states; struct inet_diag_sockid id; }
            NetlinkMessage request = new NetlinkMessage(
                            "SOCK_DIAG_BY_FAMILY", SOCK_DIAG_BY_FAMILY, NetlinkMessage.NLM_F_DUMP)
                    .u8(family, number, more, 0)
                    .u32(ALL_STATES)
                    .raw(new byte[REQUEST_BYTES - 8]);
            netlink.exchange(request, (type, body) -> rows.add(row(protocol, body)));
        }
    }

    private static SocketRow row(Protocol protocol, ByteBuffer body) {
        boolean v6 = body.get(0) == SocketCalls.AF_INET6;
        int peerPort = port(body, 6);
        @Nullable Endpoint peer = peerPort == 0 ? null : new Endpoint(address(body, 24, v6), peerPort);
        return new SocketRow(
                System.nanoTime(),
                protocol,
                protocol == Protocol.TCP ? state(body.get(1)) : null,
                new Endpoint(address(body, 8, v6), port(body, 4)),
                peer,
                Integer.toUnsignedLong(body.getInt(56)),
                Integer.toUnsignedLong(body.getInt(60)),
                body.get(2) == 0 ? 0 : Integer.toUnsignedLong(body.getInt(52)),
                body.getLong(44),
                Integer.toUnsignedLong(body.getInt(68)),
                Integer.toUnsignedLong(body.getInt(64)),
                protocol == Protocol.TCP ? within(body, INET_DIAG_INFO, TCPI_RTT) : 0,
                protocol == Protocol.UDP ? within(body, INET_DIAG_SKMEMINFO, 4 * SK_MEMINFO_DROPS) : 0);
    }

    /// The u32 at `offset` of that attribute; 0 when there is none, as for TIME-WAIT.
    private static long within(ByteBuffer body, int attribute, int offset) {
        int at = ROW_BYTES;
        while (at + 4 <= body.limit()) {
            int length = body.getShort(at) & 0xFFFF;
            if (length < 4 || at + length > body.limit()) {
                return 0;
            }
            if (body.getShort(at + 2) == attribute && length >= 4 + offset + 4) {
                return Integer.toUnsignedLong(body.getInt(at + 4 + offset));
            }
            at += length + 3 & ~3;
        }
        return 0;
    }

    private static int port(ByteBuffer body, int at) {
        return body.duplicate().order(ByteOrder.BIG_ENDIAN).getShort(at) & 0xFFFF;
    }

    private static InetAddress address(ByteBuffer body, int at, boolean v6) {
        byte[] bytes = new byte[v6 ? 16 : 4];
        body.get(at, bytes);
        return Addresses.of(bytes);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
