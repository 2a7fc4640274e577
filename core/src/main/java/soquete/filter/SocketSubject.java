package soquete.filter;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import soquete.wire.Endpoint;
import soquete.wire.Protocol;

/// A socket as a filter sees it, with no packet at hand: what it sends. Its own end is the source, its peer the
/// destination. Fields that only a packet has are not there.
public final class SocketSubject implements FilterSubject {
    private final Protocol protocol;
    private final @Nullable Endpoint local;
    private final @Nullable Endpoint peer;
    private final FieldValues values = new FieldValues();

    /// @param protocol TCP or UDP
    /// @param local    null while the socket has no address
    /// @param peer     null when it has none
    public SocketSubject(Protocol protocol, @Nullable Endpoint local, @Nullable Endpoint peer) {
        this.protocol = protocol;
        this.local = local;
        this.peer = peer;
    }

    @Override
    public FieldValues values(Field field) {
        values.clear();
        switch (field) {
            case TCP -> protocol(Protocol.TCP);
            case UDP -> protocol(Protocol.UDP);
            case IP -> family(true);
            case IPV6 -> family(false);
            case TCP_PORT -> ports(Protocol.TCP, true, true);
            case TCP_SRCPORT -> ports(Protocol.TCP, true, false);
            case TCP_DSTPORT -> ports(Protocol.TCP, false, true);
            case UDP_PORT -> ports(Protocol.UDP, true, true);
            case UDP_SRCPORT -> ports(Protocol.UDP, true, false);
            case UDP_DSTPORT -> ports(Protocol.UDP, false, true);
            case IP_ADDR, IPV6_ADDR -> addresses(field.kind(), true, true);
            case IP_SRC, IPV6_SRC -> addresses(field.kind(), true, false);
            case IP_DST, IPV6_DST -> addresses(field.kind(), false, true);
            default -> {}
        }
        return values;
    }

    private void protocol(Protocol asked) {
        if (protocol == asked) {
            values.add(1);
        }
    }

    private void family(boolean ipv4) {
        Endpoint end = local != null ? local : peer;
        if (end != null && end.address() instanceof Inet4Address == ipv4) {
            values.add(1);
        }
    }

    private void ports(Protocol asked, boolean source, boolean destination) {
        if (protocol == asked) {
            if (source && local != null) {
                values.add(local.port());
            }
            if (destination && peer != null) {
                values.add(peer.port());
            }
        }
    }

    private void addresses(Field.Kind kind, boolean source, boolean destination) {
        if (source && local != null) {
            address(kind, local.address());
        }
        if (destination && peer != null) {
            address(kind, peer.address());
        }
    }

    private void address(Field.Kind kind, InetAddress address) {
        if (address instanceof Inet4Address == (kind == Field.Kind.IPV4)) {
            ValueRange value = ValueRange.of(address);
            values.add(value.firstHigh(), value.firstLow());
        }
    }
}
