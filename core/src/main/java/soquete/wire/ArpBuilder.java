package soquete.wire;

import java.net.Inet4Address;
import org.jspecify.annotations.Nullable;

/// Writes an [ArpView]'s packet, for IPv4 on Ethernet.
public final class ArpBuilder extends HeaderBuilder {
    private static final int LENGTH = 28;

    private final int operation;
    private MacAddress senderHardware = MacAddress.ZERO;
    private MacAddress targetHardware = MacAddress.ZERO;
    private @Nullable Inet4Address senderProtocol;
    private @Nullable Inet4Address targetProtocol;

    /// @param operation [ArpView#REQUEST] or [ArpView#REPLY]
    public ArpBuilder(int operation) {
        this.operation = operation;
    }

    public ArpBuilder sender(MacAddress hardware, Inet4Address protocol) {
        senderHardware = hardware;
        senderProtocol = protocol;
        return this;
    }

    public ArpBuilder target(MacAddress hardware, Inet4Address protocol) {
        targetHardware = hardware;
        targetProtocol = protocol;
        return this;
    }

    @Override
    int length() {
        return LENGTH;
    }

    @Override
    int etherType() {
        return EtherType.ARP.value();
    }

    @Override
    void write(Place place) {
        int at = place.at();
        Bytes.put16(place.frame(), at, 1);
        Bytes.put16(place.frame(), at + 2, EtherType.IPV4.value());
        Bytes.put16(place.frame(), at + 4, 0x0604);
        Bytes.put16(place.frame(), at + 6, operation);
        Bytes.put48(place.frame(), at + 8, senderHardware.value());
        Bytes.put48(place.frame(), at + 18, targetHardware.value());
        if (senderProtocol != null) {
            Bytes.put(place.frame(), at + 14, senderProtocol.getAddress());
        }
        if (targetProtocol != null) {
            Bytes.put(place.frame(), at + 24, targetProtocol.getAddress());
        }
    }
}
