package soquete.filter;

import java.util.Arrays;

/// The values a subject has of one field: none, one, or several (`tcp.port` has two). Each is 128 bits, of
/// which numbers and IPv4 addresses use the lower ones.
public final class FieldValues {
    private long[] high = new long[4];
    private long[] low = new long[4];
    private int size;

    public void clear() {
        size = 0;
    }

    public void add(long value) {
        add(0, value);
    }

    public void add(long upper, long lower) {
        if (size == low.length) {
            high = Arrays.copyOf(high, size * 2);
            low = Arrays.copyOf(low, size * 2);
        }
        high[size] = upper;
        low[size] = lower;
        size++;
    }

    /// A time or duration, for a field of [Field.Kind#SECONDS].
    public void addNanos(long nanos) {
        add(0, nanos ^ Long.MIN_VALUE);
    }

    /// What [#addNanos] added.
    public long nanos(int index) {
        return low[index] ^ Long.MIN_VALUE;
    }

    public int size() {
        return size;
    }

    public long high(int index) {
        return high[index];
    }

    public long low(int index) {
        return low[index];
    }
}
