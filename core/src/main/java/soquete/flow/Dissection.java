package soquete.flow;

import soquete.wire.Decoder;
import soquete.wire.Layers;
import soquete.wire.Protocol;
import soquete.wire.TcpOption;
import soquete.wire.TcpView;

/// Takes out of a packet's headers what conversations are told by. One for each thread.
final class Dissection {
    private static final int LARGEST_SHIFT = 14;

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
        for (int i = 0; i < layers.depth(); i++) {
            Protocol protocol = layers.protocol(i);
            if (protocol == Protocol.TCP) {
                Transport segment = packet.add();
                ends(segment, layers, i);
                tcp(segment, layers, i);
            } else if (protocol == Protocol.UDP) {
                Transport datagram = packet.add();
                ends(datagram, layers, i);
                datagram.tcp = false;
            }
        }
    }

    private static void ends(Transport transport, Layers layers, int index) {
        int network = layers.networkOf(index);
        transport.quoted = false;
        transport.ipv6 = !layers.isIpv4(network);
        transport.sourceHigh = layers.sourceHigh(network);
        transport.sourceLow = layers.sourceLow(network);
        transport.destinationHigh = layers.destinationHigh(network);
        transport.destinationLow = layers.destinationLow(network);
        transport.sourcePort = layers.sourcePort(index);
        transport.destinationPort = layers.destinationPort(index);
        transport.length = layers.payloadLength(index);
        transport.payloadPosition = layers.payloadPosition(index);
        transport.payloadCaptured = layers.capturedPayloadLength(index);
        transport.makeKey();
    }

    private static void tcp(Transport segment, Layers layers, int index) {
        segment.tcp = true;
        segment.sequence = layers.tcpSequence(index);
        segment.acknowledgment = layers.tcpAcknowledgment(index);
        segment.flags = layers.tcpFlags(index);
        segment.window = layers.tcpWindow(index);
        int header = layers.tcpHeaderLength(index);
        if (header < TcpView.MIN_LENGTH || layers.fragmented()) {
            segment.length = Transport.NO_LENGTH;
        }
        segment.windowScale = -1;
        segment.maximumSegmentSize = 0;
        segment.sackedBytes = 0;
        segment.fastOpenCookie = false;
        segment.optionsCut = layers.length(index) < header;
        if (header > TcpView.MIN_LENGTH) {
            options(segment, layers, index);
        }
    }

    private static void options(Transport segment, Layers layers, int index) {
        for (TcpOption option :
                TcpOption.read(layers.segment(), layers.tcpOptionsPosition(index), layers.tcpOptionsLength(index))) {
            switch (option) {
                case TcpOption.MaximumSegmentSize(int bytes) -> segment.maximumSegmentSize = bytes;
                case TcpOption.WindowScale(int shift) -> segment.windowScale = Math.min(LARGEST_SHIFT, shift);
                case TcpOption.Sack sack -> {
                    int blocks = Math.min(TcpEnd.MOST_SACK_BLOCKS, sack.blocks().size());
                    for (TcpOption.Sack.Block block : sack.blocks().subList(0, blocks)) {
                        segment.sackedBytes += block.left().distanceTo(block.right());
                    }
                }
                case TcpOption.FastOpen open ->
                    segment.fastOpenCookie = open.cookie().length() > 0;
                default -> {}
            }
        }
    }
}
