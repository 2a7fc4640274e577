package soquete.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import soquete.wire.Decoder;
import soquete.wire.IpProtocol;
import soquete.wire.Layers;
import soquete.wire.Protocol;
import soquete.wire.QuotedHeader;
import soquete.wire.TcpOptions;
import soquete.wire.TcpView;
import soquete.wire.TransportHeader;
import soquete.wire.UdpView;

/// Takes out of a packet's headers what conversations are told by. One for each thread.
final class Dissection {
    private static final int LARGEST_SHIFT = 14;
    /// Bytes of a TCP header up to the end of the window field.
    private static final int WINDOW_END = 16;

    private final TransportHeader header = new TransportHeader();
    /// Made when a packet needs it.
    private @Nullable Decoder decoder;
    private final TcpOptions options = new TcpOptions();
    private final byte[] optionBytes = new byte[TcpOptions.MAX_LENGTH];

    void dissect(Packet packet) {
        Transport transport = packet.transport(0);
        if (packet.glance(transport)) {
            packet.fragment = false;
            packet.add();
            if (transport.tcp()) {
                transport.optionsCut = false;
                int length = transport.headerLength() - TcpView.MIN_LENGTH;
                options(transport, packet.bytes(), (int) transport.payloadPosition() - length, length);
            }
        } else if (packet.hasNoTransport()) {
            packet.fragment = false;
        } else {
            layers(packet);
        }
    }

    /// Finds out whether a packet is a fragment, and nothing else.
    void fragment(Packet packet) {
        packet.fragment = !packet.glance(header)
                && !packet.hasNoTransport()
                && packet.layers(decoder()).fragmented();
    }

    private void layers(Packet packet) {
        Layers layers = packet.layers(decoder());
        packet.fragment = layers.fragmented();
        for (int i = 0; i < layers.depth(); i++) {
            Protocol protocol = layers.protocol(i);
            if (protocol == Protocol.TCP && layers.hasTcpNumbers(i)) {
                tcp(packet.add(), layers, i);
            } else if (protocol == Protocol.UDP && layers.length(i) == UdpView.LENGTH) {
                packet.add().take(layers, i);
            } else if (protocol == Protocol.ICMP || protocol == Protocol.ICMPV6) {
                quoted(packet, layers.quoted());
            }
        }
    }

    /// Has `fragments` find the headers of a fragment. False when it is none that can be put together.
    boolean wholeFragment(Packet packet) {
        return packet.layers(decoder()).fragmentWhole();
    }

    /// The headers found last.
    Layers layers() {
        return decoder().layers();
    }

    private Decoder decoder() {
        Decoder made = decoder;
        if (made == null) {
            made = Decoder.reassembling();
            decoder = made;
        }
        return made;
    }

    /// What an ICMP error quotes names a conversation, if the quote reaches the window of a TCP header.
    private static void quoted(Packet packet, @Nullable QuotedHeader quote) {
        if (quote == null || quote.sourcePort() == QuotedHeader.NO_PORT) {
            return;
        }
        boolean tcp = quote.protocol() == IpProtocol.TCP.value();
        if (quote.length() < (tcp ? WINDOW_END : UdpView.LENGTH)) {
            return;
        }
        Transport transport = packet.add();
        transport.take(quote);
        transport.analysis = 0;
    }

    private void tcp(Transport segment, Layers layers, int index) {
        segment.take(layers, index);
        segment.optionsCut = layers.length(index) < segment.headerLength();
        int length = layers.tcpOptionsLength(index);
        if (length > 0) {
            MemorySegment.copy(
                    layers.segment(), ValueLayout.JAVA_BYTE, layers.tcpOptionsPosition(index), optionBytes, 0, length);
        }
        options(segment, optionBytes, 0, length);
    }

    private void options(Transport segment, byte[] bytes, int at, int length) {
        segment.windowScale = -1;
        segment.maximumSegmentSize = 0;
        segment.sackedBytes = 0;
        segment.sackPermitted = false;
        segment.fastOpenCookie = false;
        if (length > 0 && !TcpOptions.areTimestamps(bytes, at, length)) {
            others(segment, bytes, at, length);
        }
    }

    private void others(Transport segment, byte[] bytes, int at, int length) {
        options.read(bytes, at, length);
        segment.maximumSegmentSize = Math.max(0, options.mss());
        segment.windowScale = Math.min(LARGEST_SHIFT, options.windowScale());
        segment.sackPermitted = options.sackPermitted();
        segment.fastOpenCookie = options.fastOpenCookieLength() > 0;
        int blocks = Math.min(TcpEnd.MOST_SACK_BLOCKS, options.sackBlocks());
        for (int i = 0; i < blocks; i++) {
            segment.sackedBytes += options.sackRight(i) - options.sackLeft(i);
        }
    }
}
