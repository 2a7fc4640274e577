package soquete.bench;

/// A deterministic source of numbers (SplitMix64), cheap enough for one per flow.
final class Dice {
    private long state;

    Dice(long seed, long stream) {
        state = seed * 0x9E3779B97F4A7C15L ^ stream * 0xD1342543DE82EF95L;
        next();
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /// From 0 to `bound` - 1.
    int below(int bound) {
        return (int) ((next() >>> 33) * bound >>> 31);
    }

    int between(int low, int high) {
        return low + below(high - low + 1);
    }

    /// True `n` times of 10,000.
    boolean chance(int n) {
        return n > 0 && below(10_000) < n;
    }

    /// From 0 up to, not including, 1.
    double fraction() {
        return (next() >>> 11) * 0x1p-53;
    }

    /// From `low` nanoseconds to `high`.
    long nanos(long low, long high) {
        return low + (long) (fraction() * (high - low));
    }
}
