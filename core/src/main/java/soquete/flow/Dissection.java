package soquete.flow;

import soquete.wire.Decoder;
import soquete.wire.Layers;
import soquete.wire.Protocol;
import soquete.wire.SeqNum;
import soquete.wire.TcpOption;
import soquete.wire.TcpView;
import soquete.wire.UdpView;

/// Takes out of a packet's headers what conversations are told by. One for each thread.
final class Dissection {
    private final Decoder decoder = new Decoder();

    void dissect(PacketBatch batch) {
        batch.fragments = false;
        for (int i = 0; i < batch.size; i++) {
            Packet packet = batch.packet(i);
            dissect(packet);
            batch.fragments |= packet.fragment;
        }
    }

    void dissect(Packet packet) {
        Layers layers = packet.layers(decoder);
        packet.fragment = layers.fragmented();
        int network = -1;
        for (int i = 0; i < layers.depth(); i++) {
            switch (layers.protocol(i)) {
                case IPV4, IPV6 -> network = i;
                case TCP -> tcp(packet.add(), layers, network, i);
                case UDP -> udp(packet.add(), layers, network, i);
                default -> {}
            }
        }
    }

    private static void addresses(Transport transport, Layers layers, int network) {
        transport.quoted = false;
        if (layers.protocol(network) == Protocol.IPV6) {
            transport.ipv6 = true;
            var ip = soquete.wire.Ipv6View.of(layers.segment(), layers.position(network), 40);
            transport.sourceHigh = ip.sourceHigh();
            transport.sourceLow = ip.sourceLow();
            transport.destinationHigh = ip.destinationHigh();
            transport.destinationLow = ip.destinationLow();
        } else {
            transport.ipv6 = false;
            var ip = soquete.wire.Ipv4View.of(layers.segment(), layers.position(network), 20);
            transport.sourceHigh = 0;
            transport.sourceLow = ip.sourceBits() & 0xFFFF_FFFFL;
            transport.destinationHigh = 0;
            transport.destinationLow = ip.destinationBits() & 0xFFFF_FFFFL;
        }
    }

    private static void key(Transport transport) {
        int order = Long.compare(transport.sourceLow, transport.destinationLow);
        if (order == 0) {
            order = Long.compare(transport.sourceHigh, transport.destinationHigh);
        }
        if (order == 0) {
            order = Integer.compare(transport.sourcePort, transport.destinationPort);
        }
        transport.descending = order > 0;
        // The same for both directions; the multipliers are odd, from the golden ratio and xxHash64's primes.
        long source = (transport.sourceHigh * 31 + transport.sourceLow) * 0x9E37_79B9_7F4A_7C15L
                + transport.sourcePort * 0xC2B2_AE3D_27D4_EB4FL;
        long destination = (transport.destinationHigh * 31 + transport.destinationLow) * 0x9E37_79B9_7F4A_7C15L
                + transport.destinationPort * 0xC2B2_AE3D_27D4_EB4FL;
        long mixed = (source ^ source >>> 32) * 0x1656_67B1_9E37_79F9L
                + (destination ^ destination >>> 32) * 0x1656_67B1_9E37_79F9L;
        transport.hash = (int) (mixed ^ mixed >>> 32);
    }

    private static void udp(Transport transport, Layers layers, int network, int index) {
        addresses(transport, layers, network);
        transport.tcp = false;
        UdpView udp = UdpView.of(layers.segment(), layers.position(index), UdpView.LENGTH);
        transport.sourcePort = udp.sourcePort();
        transport.destinationPort = udp.destinationPort();
        payload(transport, layers, index);
        key(transport);
    }

    private static void payload(Transport transport, Layers layers, int index) {
        int begin = layers.offset(index) + layers.length(index);
        transport.length = Math.max(0, layers.end(index) - begin);
        transport.payloadOffset = begin;
        transport.payloadCaptured = Math.max(0, Math.min(layers.end(index), layers.capturedLength()) - begin);
    }

    private static void tcp(Transport transport, Layers layers, int network, int index) {
        addresses(transport, layers, network);
        transport.tcp = true;
        TcpView tcp = TcpView.of(layers.segment(), layers.position(index), layers.length(index));
        transport.sourcePort = tcp.sourcePort();
        transport.destinationPort = tcp.destinationPort();
        transport.sequence = tcp.sequence().value();
        transport.acknowledgment = tcp.acknowledgment().value();
        transport.flags = tcp.flags();
        transport.window = tcp.window();
        payload(transport, layers, index);
        if (tcp.headerLength() < TcpView.MIN_LENGTH || layers.fragmented()) {
            transport.length = Transport.NO_LENGTH;
        }
        key(transport);
        options(transport, tcp, layers.length(index));
    }

    private static void options(Transport transport, TcpView tcp, int available) {
        transport.windowScale = -1;
        transport.maximumSegmentSize = 0;
        transport.sackedBytes = 0;
        transport.fastOpenCookie = false;
        transport.optionsCut = available < tcp.headerLength();
        if (tcp.headerLength() == TcpView.MIN_LENGTH) {
            return;
        }
        for (TcpOption option : tcp.options()) {
            switch (option) {
                case TcpOption.MaximumSegmentSize(int bytes) -> transport.maximumSegmentSize = bytes;
                case TcpOption.WindowScale(int shift) -> transport.windowScale = Math.min(14, shift);
                case TcpOption.Sack sack -> {
                    for (TcpOption.Sack.Block block : sack.blocks()) {
                        SeqNum left = block.left();
                        transport.sackedBytes += left.distanceTo(block.right());
                    }
                }
                case TcpOption.FastOpen open ->
                    transport.fastOpenCookie = open.cookie().length() > 0;
                default -> {}
            }
        }
    }
}
