package soquete.pcap;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Numbers in the byte order a file was written in.
enum Fields {
    LITTLE_ENDIAN(ByteOrder.LITTLE_ENDIAN),
    BIG_ENDIAN(ByteOrder.BIG_ENDIAN);

    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final ByteOrder order;

    Fields(ByteOrder order) {
        this.order = order;
    }

    ByteOrder order() {
        return order;
    }

    static int u8(MemorySegment segment, long offset) {
        return segment.get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
    }

    int u16(MemorySegment segment, long offset) {
        short value = segment.get(U16, offset);
        return (this == LITTLE_ENDIAN ? value : Short.reverseBytes(value)) & 0xFFFF;
    }

    int i32(MemorySegment segment, long offset) {
        int value = segment.get(U32, offset);
        return this == LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
    }

    long u32(MemorySegment segment, long offset) {
        return i32(segment, offset) & 0xFFFF_FFFFL;
    }

    long i64(MemorySegment segment, long offset) {
        long value = segment.get(U64, offset);
        return this == LITTLE_ENDIAN ? value : Long.reverseBytes(value);
    }

    /// The first of two neighbouring 32-bit numbers that were read as one by [#i64(MemorySegment, long)].
    int first(long pair) {
        return (int) (this == LITTLE_ENDIAN ? pair : pair >>> 32);
    }

    /// The second of two such numbers.
    int second(long pair) {
        return (int) (this == LITTLE_ENDIAN ? pair >>> 32 : pair);
    }

    /// 64 bits that pcapng writes as two 32-bit numbers, the upper one first in either byte order.
    long u64halves(MemorySegment segment, long offset) {
        long pair = i64(segment, offset);
        return this == LITTLE_ENDIAN ? Long.rotateLeft(pair, 32) : pair;
    }
}
