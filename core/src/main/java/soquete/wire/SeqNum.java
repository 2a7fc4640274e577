package soquete.wire;

/// A TCP sequence number: one of 2³² on a circle (RFC 9293 §3.4). Not [Comparable]: circular order is not
/// transitive, so it must not be sorted by.
///
/// @param value the 32 bits; negative ints are the upper half of the circle
public record SeqNum(int value) {

    /// The number of the low 32 bits of `value`.
    public static SeqNum of(long value) {
        return new SeqNum((int) value);
    }

    /// This number moved on by `count` octets, around the circle if need be; `count` may be negative.
    public SeqNum plus(long count) {
        return new SeqNum((int) (value + count));
    }

    /// How many octets must be added to this number to reach `other`, by the shorter way: −2³¹ to 2³¹−1.
    public int distanceTo(SeqNum other) {
        return other.value - value;
    }

    public boolean isBefore(SeqNum other) {
        return distanceTo(other) > 0;
    }

    public boolean isAfter(SeqNum other) {
        return distanceTo(other) < 0;
    }

    /// 0 to 4,294,967,295, as it stands in the header.
    public long unsigned() {
        return Integer.toUnsignedLong(value);
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(value);
    }
}
