package soquete.pcap;

import java.lang.foreign.MemorySegment;

/// A frame to be written: the bytes that were kept and how many there were on the wire.
public record CapturedBytes(MemorySegment bytes, int originalLength) {

    public CapturedBytes {
        if (originalLength < bytes.byteSize()) {
            throw new IllegalArgumentException("captured more than was on the wire");
        }
    }

    /// A frame that was kept whole.
    public static CapturedBytes whole(byte[] frame) {
        return new CapturedBytes(MemorySegment.ofArray(frame), frame.length);
    }
}
