package soquete.timeline;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Connection;
import soquete.trace.CapturedPacket;
import soquete.wire.Layers;

/// A captured packet with what it was decoded to.
///
/// @param number   from 1, in the order of the capture: Wireshark's frame number of the same file
/// @param layers   what could be decoded
/// @param step     what it did to its TCP connection; null when it is no TCP segment
public record Frame(int number, CapturedPacket packet, Layers layers, Connection.@Nullable Step step) {

    /// Bytes of transport payload that were captured.
    public byte[] payload() {
        MemorySegment payload = layers.payload();
        return payload.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }
}
