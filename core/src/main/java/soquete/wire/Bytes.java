package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteOrder;

/// Numbers in network byte order, at any offset of a segment. The only place that names the layouts.
final class Bytes {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    static int u8(MemorySegment segment, long offset) {
        return segment.get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
    }

    static int u16(MemorySegment segment, long offset) {
        return segment.get(U16, offset) & 0xFFFF;
    }

    static int i32(MemorySegment segment, long offset) {
        return segment.get(U32, offset);
    }

    static long u32(MemorySegment segment, long offset) {
        return segment.get(U32, offset) & 0xFFFF_FFFFL;
    }

    static long u48(MemorySegment segment, long offset) {
        return (long) u16(segment, offset) << 32 | u32(segment, offset + 2);
    }

    static long i64(MemorySegment segment, long offset) {
        return segment.get(U64, offset);
    }

    static void put8(MemorySegment segment, long offset, int value) {
        segment.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
    }

    static void put16(MemorySegment segment, long offset, int value) {
        segment.set(U16, offset, (short) value);
    }

    static void put32(MemorySegment segment, long offset, int value) {
        segment.set(U32, offset, value);
    }

    static void put48(MemorySegment segment, long offset, long value) {
        put16(segment, offset, (int) (value >>> 32));
        put32(segment, offset + 2, (int) value);
    }

    static void put(MemorySegment segment, long offset, byte[] bytes) {
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, offset, bytes.length);
    }

    static byte[] copy(MemorySegment segment, long offset, int length) {
        return segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    static InetAddress address(MemorySegment segment, long offset, int length) {
        return Addresses.of(copy(segment, offset, length));
    }

    /// Refuses a view over fewer bytes than its fixed header has: whoever makes a view checks first.
    static void check(String header, int needed, int available) {
        if (available < needed) {
            throw new IllegalArgumentException(header + " needs " + needed + " bytes, there are " + available);
        }
    }
}
