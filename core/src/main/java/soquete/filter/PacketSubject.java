package soquete.filter;

import java.lang.foreign.MemorySegment;
import soquete.wire.ArpView;
import soquete.wire.EthernetView;
import soquete.wire.IcmpView;
import soquete.wire.Icmpv6View;
import soquete.wire.Ipv4View;
import soquete.wire.Ipv6View;
import soquete.wire.Layers;
import soquete.wire.Protocol;
import soquete.wire.TcpView;
import soquete.wire.UdpView;
import soquete.wire.VlanView;

/// A decoded frame as a filter sees it: every header of a protocol gives its values. Follows the [Layers]
/// it was made for from frame to frame, so one of them serves a whole capture.
///
/// DEVIATION: Wireshark also gives `ip`, `tcp` and `udp` fields the values of a packet quoted in an ICMP
/// error; here a packet is asked for its own headers only.
public final class PacketSubject implements FilterSubject {
    private static final int FIRST_ETHER_TYPE = 0x600;
    private static final long MASK32 = 0xFFFF_FFFFL;

    private final Layers layers;
    private final FieldValues values = new FieldValues();

    public PacketSubject(Layers layers) {
        this.layers = layers;
    }

    @Override
    public FieldValues values(Field field) {
        values.clear();
        Protocol protocol = field.protocol();
        if (protocol == null) {
            switch (field) {
                case FRAME_LEN -> values.add(layers.originalLength());
                case FRAME_CAP_LEN -> values.add(layers.capturedLength());
                case FRAME -> values.add(1);
                default -> {}
            }
        } else if (layers.has(protocol)) {
            if (field.kind() == Field.Kind.PROTOCOL) {
                values.add(1);
            } else {
                for (int i = 0; i < layers.depth(); i++) {
                    if (layers.protocol(i) == protocol) {
                        add(field, protocol, i);
                    }
                }
            }
        }
        return values;
    }

    private void add(Field field, Protocol protocol, int index) {
        if (ends(field, index)) {
            return;
        }
        MemorySegment segment = layers.segment();
        long at = layers.position(index);
        int length = layers.length(index);
        switch (protocol) {
            case ETHERNET -> ethernet(field, EthernetView.of(segment, at, length));
            case VLAN, SERVICE_VLAN ->
                values.add(VlanView.of(segment, at, length).identifier());
            case ARP -> values.add(ArpView.of(segment, at, length).operation());
            case IPV4 -> ipv4(field, Ipv4View.of(segment, at, length));
            case IPV6 -> ipv6(field, Ipv6View.of(segment, at, length));
            case TCP -> tcp(field, index);
            case UDP -> {
                if (length >= UdpView.LENGTH) {
                    values.add(UdpView.of(segment, at, length).length());
                }
            }
            case ICMP -> {
                IcmpView icmp = IcmpView.of(segment, at, length);
                values.add(field == Field.ICMP_TYPE ? icmp.type() : icmp.code());
            }
            case ICMPV6 -> {
                Icmpv6View icmp = Icmpv6View.of(segment, at, length);
                values.add(field == Field.ICMPV6_TYPE ? icmp.type() : icmp.code());
            }
            default -> throw new IllegalStateException(field.text());
        }
    }

    /// Addresses and ports, which filters ask for most, and flags: read where they lie. Ports are there too in a header
    /// that was cut after them. False for other fields.
    private boolean ends(Field field, int index) {
        switch (field) {
            case TCP_PORT, UDP_PORT -> {
                values.add(layers.sourcePort(index));
                values.add(layers.destinationPort(index));
            }
            case TCP_SRCPORT, UDP_SRCPORT -> values.add(layers.sourcePort(index));
            case TCP_DSTPORT, UDP_DSTPORT -> values.add(layers.destinationPort(index));
            case IP_ADDR -> {
                values.add(layers.sourceLow(index) & MASK32);
                values.add(layers.destinationLow(index) & MASK32);
            }
            case IP_SRC -> values.add(layers.sourceLow(index) & MASK32);
            case IP_DST -> values.add(layers.destinationLow(index) & MASK32);
            case IPV6_ADDR -> {
                values.add(layers.sourceHigh(index), layers.sourceLow(index));
                values.add(layers.destinationHigh(index), layers.destinationLow(index));
            }
            case IPV6_SRC -> values.add(layers.sourceHigh(index), layers.sourceLow(index));
            case IPV6_DST -> values.add(layers.destinationHigh(index), layers.destinationLow(index));
            default -> {
                return flag(field, index);
            }
        }
        return true;
    }

    private boolean flag(Field field, int index) {
        if (field.flag() == 0) {
            return false;
        }
        if (layers.hasTcpNumbers(index)) {
            values.add((layers.tcpFlags(index) & field.flag()) == 0 ? 0 : 1);
        }
        return true;
    }

    private void ethernet(Field field, EthernetView ethernet) {
        switch (field) {
            case ETH_SRC -> values.add(ethernet.source().value());
            case ETH_DST -> values.add(ethernet.destination().value());
            case ETH_TYPE -> {
                if (ethernet.typeOrLength() >= FIRST_ETHER_TYPE) {
                    values.add(ethernet.typeOrLength());
                }
            }
            default -> {
                values.add(ethernet.destination().value());
                values.add(ethernet.source().value());
            }
        }
    }

    private void ipv4(Field field, Ipv4View ip) {
        switch (field) {
            case IP_TTL -> values.add(ip.timeToLive());
            case IP_LEN -> values.add(ip.totalLength());
            case IP_ID -> values.add(ip.identification());
            default -> values.add(ip.protocol());
        }
    }

    private void ipv6(Field field, Ipv6View ip) {
        switch (field) {
            case IPV6_HLIM -> values.add(ip.hopLimit());
            case IPV6_PLEN -> values.add(ip.payloadLength());
            default -> values.add(ip.nextHeader());
        }
    }

    private void tcp(Field field, int index) {
        if (field == Field.TCP_URGENT_POINTER) {
            if (layers.length(index) >= TcpView.MIN_LENGTH) {
                values.add(TcpView.of(layers.segment(), layers.position(index), TcpView.MIN_LENGTH)
                        .urgentPointer());
            }
        } else if (layers.hasTcpNumbers(index)) {
            numbers(field, index);
        }
    }

    /// What stands in the first 16 bytes of a TCP header, or follows from them.
    private void numbers(Field field, int index) {
        switch (field) {
            case TCP_LEN -> {
                int carried = layers.end(index) - layers.offset(index) - layers.tcpHeaderLength(index);
                if (carried >= 0) {
                    values.add(carried);
                }
            }
            case TCP_SEQ_RAW -> values.add(Integer.toUnsignedLong(layers.tcpSequence(index)));
            case TCP_ACK_RAW -> values.add(Integer.toUnsignedLong(layers.tcpAcknowledgment(index)));
            case TCP_HDR_LEN -> values.add(layers.tcpHeaderLength(index));
            case TCP_WINDOW -> values.add(layers.tcpWindow(index));
            default -> values.add(layers.tcpFlags(index));
        }
    }
}
