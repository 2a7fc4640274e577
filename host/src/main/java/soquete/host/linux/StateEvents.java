package soquete.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import soquete.tcp.TcpState;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// The event `sock/inet_sock_set_state` (include/trace/events/sock.h), decoded.
record StateEvents(EventFormat format) {

    static final String EVENT = "events/sock/inet_sock_set_state";

    private static final int IPPROTO_TCP = 6;

    /// What the kernel is to leave out before it writes anything.
    static final String FILTER = "protocol==" + IPPROTO_TCP;

    /// The change that the event tells; null for what is none of TCP.
    @Nullable
    StateChange change(long timeNanos, MemorySegment event) {
        if (u16(event, "common_type") != format.id() || u16(event, "protocol") != IPPROTO_TCP) {
            return null;
        }
        int peerPort = u16(event, "dport");
        @Nullable Endpoint peer = peerPort == 0 ? null : new Endpoint(address(event, "daddr"), peerPort);
        TcpState from = SocketDiag.state(event.get(JAVA_INT_UNALIGNED, format.offset("oldstate")));
        TcpState to = SocketDiag.state(event.get(JAVA_INT_UNALIGNED, format.offset("newstate")));
        if (from == to) {
            // A close after a shutdown stores the state it finds, and the tracepoint reports that too: nothing changed.
            return null;
        }
        return new StateChange(
                timeNanos,
                event.get(JAVA_LONG_UNALIGNED, format.offset("skaddr")),
                new Endpoint(address(event, "saddr"), u16(event, "sport")),
                peer,
                from,
                to,
                StateSource.KERNEL);
    }

    private int u16(MemorySegment event, String field) {
        return event.get(JAVA_SHORT_UNALIGNED, format.offset(field)) & 0xFFFF;
    }

    /// An AF_INET6 socket that speaks IPv4 may have its IPv6 fields still empty while the IPv4 ones are set.
    private InetAddress address(MemorySegment event, String field) {
        byte[] v4 = format.bytes(event, field, 4);
        byte[] v6 = format.bytes(event, field + "_v6", 16);
        boolean v6Empty = isZero(v6);
        boolean isV4 = u16(event, "family") == SocketCalls.AF_INET || v6Empty && !isZero(v4);
        return Addresses.of(isV4 ? v4 : v6);
    }

    private static boolean isZero(byte[] bytes) {
        for (byte one : bytes) {
            if (one != 0) {
                return false;
            }
        }
        return true;
    }
}
