package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;

/// Bytes that are compared and printed as a value: the data of an option, a block's content. Never changes.
public final class Octets {
    public static final Octets NONE = new Octets(new byte[0]);

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Octets of(byte... bytes) {
        return bytes.length == 0 ? NONE : new Octets(bytes.clone());
    }

    public static Octets of(MemorySegment segment, long offset, int length) {
        return length == 0 ? NONE : new Octets(Bytes.copy(segment, offset, length));
    }

    public static Octets of(byte[] bytes, long offset, int length) {
        return length == 0 ? NONE : new Octets(Arrays.copyOfRange(bytes, (int) offset, (int) offset + length));
    }

    public int length() {
        return bytes.length;
    }

    /// The byte at `index`, 0 to 255.
    public int at(int index) {
        return bytes[index] & 0xFF;
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// `0a1b2c`.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
