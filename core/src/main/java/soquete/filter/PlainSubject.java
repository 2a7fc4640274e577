package soquete.filter;

import soquete.wire.PlainFrame;

/// The fields that filters ask for most, from a [PlainFrame]: what [PacketSubject] says of them, without decoding.
public final class PlainSubject {
    private static final long MASK32 = 0xFFFF_FFFFL;

    private final PlainFrame frame;

    /// @param frame asked for what it read last
    public PlainSubject(PlainFrame frame) {
        this.frame = frame;
    }

    /// Adds the field's values to `values`. False for a field that is not known here.
    public boolean add(Field field, FieldValues values) {
        switch (field) {
            case ETH -> values.add(1);
            case IP, IP_ADDR, IP_SRC, IP_DST -> {
                if (!frame.ipv6()) {
                    network(field, values);
                }
            }
            case IPV6, IPV6_ADDR, IPV6_SRC, IPV6_DST -> {
                if (frame.ipv6()) {
                    network(field, values);
                }
            }
            case TCP, TCP_PORT, TCP_SRCPORT, TCP_DSTPORT, TCP_LEN -> {
                if (frame.tcp()) {
                    transport(field, values);
                }
            }
            case UDP, UDP_PORT, UDP_SRCPORT, UDP_DSTPORT -> {
                if (!frame.tcp()) {
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
                values.add(frame.sourceLow() & MASK32);
                values.add(frame.destinationLow() & MASK32);
            }
            case IP_SRC -> values.add(frame.sourceLow() & MASK32);
            case IP_DST -> values.add(frame.destinationLow() & MASK32);
            case IPV6_ADDR -> {
                values.add(frame.sourceHigh(), frame.sourceLow());
                values.add(frame.destinationHigh(), frame.destinationLow());
            }
            case IPV6_SRC -> values.add(frame.sourceHigh(), frame.sourceLow());
            case IPV6_DST -> values.add(frame.destinationHigh(), frame.destinationLow());
            default -> values.add(1);
        }
    }

    private void transport(Field field, FieldValues values) {
        switch (field) {
            case TCP_PORT, UDP_PORT -> {
                values.add(frame.sourcePort());
                values.add(frame.destinationPort());
            }
            case TCP_SRCPORT, UDP_SRCPORT -> values.add(frame.sourcePort());
            case TCP_DSTPORT, UDP_DSTPORT -> values.add(frame.destinationPort());
            case TCP_LEN -> values.add(frame.payloadLength());
            default -> values.add(1);
        }
    }

    private boolean flag(Field field, FieldValues values) {
        if (field.flag() == 0) {
            return false;
        }
        if (frame.tcp()) {
            values.add((frame.flags() & field.flag()) == 0 ? 0 : 1);
        }
        return true;
    }
}
