package soquete.timeline;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Connection;
import soquete.trace.CapturedPacket;
import soquete.wire.Layers;
import soquete.wire.UdpView;

/// A captured packet with what it was decoded to.
///
/// @param number   from 1, in the order of the capture: Wireshark's frame number of the same file
/// @param layers   what could be decoded
/// @param step     what it did to its TCP connection; null when it is no TCP segment
public record Frame(int number, CapturedPacket packet, Layers layers, Connection.@Nullable Step step) {

    /// Bytes that the whole UDP datagram carries, as its header says, its fragments included; -1 for what is no
    /// datagram.
    public int datagramLength() {
        UdpView udp = layers.udp();
        if (udp == null) {
            return -1;
        }
        return layers.fragmented() ? udp.length() - UdpView.LENGTH : layers.payloadLength();
    }

    /// Bytes of transport payload that were captured.
    public byte[] payload() {
        MemorySegment payload = layers.payload();
        return payload.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }
}
