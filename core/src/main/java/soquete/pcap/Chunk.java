package soquete.pcap;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A piece of memory that packets of a capture lie in: an array, and the segment of the same bytes for those who ask.
public final class Chunk {
    private final byte[] bytes;
    /// Made when it is asked for first: many a reading needs none.
    private @Nullable MemorySegment segment;

    Chunk(byte[] bytes) {
        this.bytes = bytes;
    }

    public byte[] bytes() {
        return bytes;
    }

    public MemorySegment segment() {
        MemorySegment known = segment;
        if (known == null) {
            known = MemorySegment.ofArray(bytes);
            segment = known; // another thread may make one as well: they are alike
        }
        return known;
    }
}
