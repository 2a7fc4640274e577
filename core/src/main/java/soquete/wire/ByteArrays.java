package soquete.wire;

/// Numbers in network byte order, at any place of an array. The same as [Bytes], for what is read of each packet: it
/// costs little from the first packet on, before the JIT has looked at it and before the JDK has prepared its segments.
final class ByteArrays {
    private ByteArrays() {}

    static int u8(byte[] bytes, int at) {
        return bytes[at] & 0xFF;
    }

    static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    static int i32(byte[] bytes, int at) {
        return u16(bytes, at) << 16 | u16(bytes, at + 2);
    }

    static long i64(byte[] bytes, int at) {
        return (long) i32(bytes, at) << 32 | i32(bytes, at + 4) & 0xFFFF_FFFFL;
    }
}
