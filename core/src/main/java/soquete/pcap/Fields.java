package soquete.pcap;

import java.nio.ByteOrder;

/// Numbers in the byte order a file was written in, from an array: see [ByteSource].
enum Fields {
    LITTLE_ENDIAN(ByteOrder.LITTLE_ENDIAN),
    BIG_ENDIAN(ByteOrder.BIG_ENDIAN);

    private final ByteOrder order;

    Fields(ByteOrder order) {
        this.order = order;
    }

    ByteOrder order() {
        return order;
    }

    static int u8(byte[] bytes, long offset) {
        return bytes[(int) offset] & 0xFF;
    }

    int u16(byte[] bytes, long offset) {
        int first = u8(bytes, offset);
        int second = u8(bytes, offset + 1);
        return this == LITTLE_ENDIAN ? second << 8 | first : first << 8 | second;
    }

    int i32(byte[] bytes, long offset) {
        int little = little(bytes, (int) offset);
        return this == LITTLE_ENDIAN ? little : Integer.reverseBytes(little);
    }

    /// [#i32] of [#LITTLE_ENDIAN].
    static int little(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    long u32(byte[] bytes, long offset) {
        return i32(bytes, offset) & 0xFFFF_FFFFL;
    }

    long i64(byte[] bytes, long offset) {
        long first = u32(bytes, offset);
        long second = u32(bytes, offset + 4);
        return this == LITTLE_ENDIAN ? second << 32 | first : first << 32 | second;
    }

    /// 64 bits that pcapng writes as two 32-bit numbers, the upper one first in either byte order.
    long u64halves(byte[] bytes, long offset) {
        return u32(bytes, offset) << 32 | u32(bytes, offset + 4);
    }
}
