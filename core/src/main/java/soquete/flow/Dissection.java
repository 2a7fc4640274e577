package soquete.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import soquete.wire.Decoder;
import soquete.wire.IpProtocol;
import soquete.wire.Layers;
import soquete.wire.PlainFrame;
import soquete.wire.Protocol;
import soquete.wire.QuotedHeader;
import soquete.wire.TcpOptions;
import soquete.wire.TcpView;
import soquete.wire.UdpView;

/// Takes out of a packet's headers what conversations are told by. One for each thread.
final class Dissection {
    private static final int LARGEST_SHIFT = 14;
    /// Bytes of a TCP header up to the end of the window field.
    private static final int WINDOW_END = 16;

    private final PlainFrame plain = new PlainFrame();
    /// Made when a packet needs it.
    private @Nullable Decoder decoder;
    private final TcpOptions options = new TcpOptions();
    private final byte[] optionBytes = new byte[TcpOptions.MAX_LENGTH];

    void dissect(Packet packet) {
        if (packet.isPlain(plain)) {
            packet.fragment = false;
            plain(packet, packet.add());
        } else if (packet.hasNoTransport()) {
            packet.fragment = false;
        } else {
            layers(packet);
        }
    }

    /// Finds out whether a packet is a fragment, and nothing else.
    void fragment(Packet packet) {
        packet.fragment = !packet.isPlain(plain)
                && !packet.hasNoTransport()
                && packet.layers(decoder()).fragmented();
    }

    private void plain(Packet packet, Transport transport) {
        transport.quoted = false;
        transport.ipv6 = plain.ipv6();
        transport.sourceHigh = plain.sourceHigh();
        transport.sourceLow = plain.sourceLow();
        transport.destinationHigh = plain.destinationHigh();
        transport.destinationLow = plain.destinationLow();
        transport.sourcePort = plain.sourcePort();
        transport.destinationPort = plain.destinationPort();
        transport.length = plain.payloadLength();
        transport.payloadPosition = packet.offset() + plain.position() + plain.headerLength();
        transport.payloadCaptured = plain.capturedPayloadLength();
        transport.tcp = plain.tcp();
        if (transport.tcp) {
            transport.sequence = plain.sequence();
            transport.acknowledgment = plain.acknowledgment();
            transport.flags = plain.flags();
            transport.window = plain.window();
            transport.optionsCut = false;
            int options = plain.headerLength() - TcpView.MIN_LENGTH;
            int at = (int) packet.offset() + plain.position() + TcpView.MIN_LENGTH;
            options(transport, packet.bytes(), at, options);
        }
    }

    private void layers(Packet packet) {
        Layers layers = packet.layers(decoder());
        packet.fragment = layers.fragmented();
        for (int i = 0; i < layers.depth(); i++) {
            Protocol protocol = layers.protocol(i);
            if (protocol == Protocol.TCP && layers.hasTcpNumbers(i)) {
                Transport segment = packet.add();
                ends(segment, layers, i);
                tcp(segment, layers, i);
            } else if (protocol == Protocol.UDP && layers.length(i) == UdpView.LENGTH) {
                Transport datagram = packet.add();
                ends(datagram, layers, i);
                datagram.tcp = false;
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
        transport.tcp = tcp;
        transport.quoted = true;
        transport.flags = 0;
        transport.analysis = 0;
        transport.length = Transport.NO_LENGTH;
        byte[] source = quote.source().getAddress();
        byte[] destination = quote.destination().getAddress();
        transport.ipv6 = source.length == 16;
        transport.sourceHigh = high(source);
        transport.sourceLow = low(source);
        transport.destinationHigh = high(destination);
        transport.destinationLow = low(destination);
        transport.sourcePort = quote.sourcePort();
        transport.destinationPort = quote.destinationPort();
    }

    private static long high(byte[] address) {
        return address.length == 16 ? ByteBuffer.wrap(address).getLong() : 0;
    }

    /// As [Layers] gives it: IPv4 addresses as IPv6 maps them.
    private static long low(byte[] address) {
        return address.length == 16
                ? ByteBuffer.wrap(address).getLong(8)
                : 0xFFFFL << 32 | ByteBuffer.wrap(address).getInt() & 0xFFFF_FFFFL;
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
    }

    private void tcp(Transport segment, Layers layers, int index) {
        segment.tcp = true;
        segment.sequence = layers.tcpSequence(index);
        segment.acknowledgment = layers.tcpAcknowledgment(index);
        segment.flags = layers.tcpFlags(index);
        segment.window = layers.tcpWindow(index);
        int header = layers.tcpHeaderLength(index);
        // A header that claims too little is taken at its word, as Wireshark does; one that claims too much is not.
        int wire = layers.end(index) - layers.offset(index);
        segment.length = header > wire || layers.fragmented() ? Transport.NO_LENGTH : wire - header;
        segment.optionsCut = layers.length(index) < header;
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
        if (length <= 0 || TcpOptions.areTimestamps(bytes, at, length)) {
            return;
        }
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
