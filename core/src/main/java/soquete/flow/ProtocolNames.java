package soquete.flow;

import java.util.Locale;
import soquete.wire.Layers;

/// The headers of a frame by Wireshark's short names, as `frame.protocols` lists them.
final class ProtocolNames {

    private ProtocolNames() {}

    static String of(Layers layers) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < layers.depth(); i++) {
            names.append(i == 0 ? "" : ":")
                    .append(
                            switch (layers.protocol(i)) {
                                case ETHERNET -> "eth:ethertype";
                                case VLAN -> "vlan:ethertype";
                                case SERVICE_VLAN -> "ieee8021ad:ethertype";
                                case IPV4 -> "ip";
                                case LOOPBACK -> "null";
                                case SLL2 -> "sll";
                                default -> layers.protocol(i).name().toLowerCase(Locale.ROOT);
                            });
        }
        return names.toString();
    }
}
