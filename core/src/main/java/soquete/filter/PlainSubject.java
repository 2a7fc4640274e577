package soquete.filter;

import soquete.wire.TransportHeader;

/// The fields that filters ask for most, from a [TransportHeader]: what [PacketSubject] says of them, without decoding.
public final class PlainSubject {
    private static final long MASK32 = 0xFFFF_FFFFL;

    private final TransportHeader header;

    /// @param header as it was read last
    public PlainSubject(TransportHeader header) {
        this.header = header;
    }

    /// Adds the field's values to `values`. False for a field that is not known here.
    public boolean add(Field field, FieldValues values) {
        switch (field) {
            case ETH -> values.add(1);
            case IP, IP_ADDR, IP_SRC, IP_DST -> {
                if (!header.ipv6()) {
                    network(field, values);
                }
            }
            case IPV6, IPV6_ADDR, IPV6_SRC, IPV6_DST -> {
                if (header.ipv6()) {
                    network(field, values);
                }
            }
            case TCP, TCP_PORT, TCP_SRCPORT, TCP_DSTPORT, TCP_LEN -> {
                if (header.tcp()) {
                    transport(field, values);
                }
            }
            case UDP, UDP_PORT, UDP_SRCPORT, UDP_DSTPORT -> {
                if (!header.tcp()) {
                    transport(field, values);
                }
            }
            default -> {
                return flag(field, values);
            }
        }
        return true;
    }

    private void network(Field field, FieldValues values) {
        switch (field) {
            case IP_ADDR -> {
                values.add(header.sourceLow() & MASK32);
                values.add(header.destinationLow() & MASK32);
            }
            case IP_SRC -> values.add(header.sourceLow() & MASK32);
            case IP_DST -> values.add(header.destinationLow() & MASK32);
            case IPV6_ADDR -> {
                values.add(header.sourceHigh(), header.sourceLow());
                values.add(header.destinationHigh(), header.destinationLow());
            }
            case IPV6_SRC -> values.add(header.sourceHigh(), header.sourceLow());
            case IPV6_DST -> values.add(header.destinationHigh(), header.destinationLow());
            default -> values.add(1);
        }
    }

    private void transport(Field field, FieldValues values) {
        switch (field) {
            case TCP_PORT, UDP_PORT -> {
                values.add(header.sourcePort());
                values.add(header.destinationPort());
            }
            case TCP_SRCPORT, UDP_SRCPORT -> values.add(header.sourcePort());
            case TCP_DSTPORT, UDP_DSTPORT -> values.add(header.destinationPort());
            case TCP_LEN -> values.add(header.length());
            default -> values.add(1);
        }
    }

    private boolean flag(Field field, FieldValues values) {
        if (field.flag() == 0) {
            return false;
        }
        if (header.tcp()) {
            values.add((header.flags() & field.flag()) == 0 ? 0 : 1);
        }
        return true;
    }
}
