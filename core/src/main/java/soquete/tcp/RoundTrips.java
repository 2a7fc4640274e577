package soquete.tcp;

import org.jspecify.annotations.Nullable;

/// A distribution of durations in nanoseconds, such as the round trips of one connection.
///
/// Up to [#EXACT] samples are kept as they are; beyond that they are counted in buckets whose bounds
/// are a twelfth of an octave apart, so that any quantile between 1 µs and 100 s is within 3 % of the
/// exact one. Least and greatest stay exact.
///
/// One instance takes 48 bytes and nothing else up to two samples. The buckets cover only the octaves
/// that occurred, 24 bytes each and never more than 28 of them; a second array of the same size comes
/// when one bucket has counted 65,536. Not safe for use by several threads.
public final class RoundTrips {
    /// So many samples are kept exactly.
    public static final int EXACT = 8;

    /// What the figures are when there is no sample.
    public static final long NONE = -1;

    private static final int PER_OCTAVE = 12;
    /// 2⁹ ns = 0.5 µs; what is less is counted with it.
    private static final int LOWEST_OCTAVE = 9;
    /// 2³⁶ ns = 69 s, to 137 s; what is more is counted with it.
    private static final int HIGHEST_OCTAVE = 36;

    private static final int BUCKETS = (HIGHEST_OCTAVE - LOWEST_OCTAVE + 1) * PER_OCTAVE;

    private static final int ONE = 1 << 16;
    /// Where each bucket of an octave begins, in 65,536ths of the octave's beginning.
    private static final int[] STEPS = new int[PER_OCTAVE + 1];
    /// The last step at or before each sixteenth of an octave.
    private static final byte[] STEP_OF_SIXTEENTH = new byte[16];

    static {
        for (int i = 0; i <= PER_OCTAVE; i++) {
            STEPS[i] = (int) Math.round(ONE * Math.pow(2, i / (double) PER_OCTAVE));
        }
        for (int i = 0; i < 16; i++) {
            byte step = 0;
            while (STEPS[step + 1] <= ONE + i * (ONE / 16)) {
                step++;
            }
            STEP_OF_SIXTEENTH[i] = step;
        }
    }

    private int count;
    private long min;
    private long max;
    /// The samples in ascending order, from the third to the last that is kept.
    private long @Nullable [] few;
    /// The low 16 bits of the counters.
    private char @Nullable [] low;
    /// The high 16 bits, once one of them is not 0.
    private char @Nullable [] high;
    /// The bucket that the first counter counts.
    private short firstBucket;

    /// Adds a sample. A negative one, from a clock that was set back, is no duration and is left out.
    public void add(long nanos) {
        if (nanos < 0) {
            return;
        }
        if (count == 0) {
            min = nanos;
            max = nanos;
        } else if (count < EXACT) {
            keep(nanos);
        } else {
            if (few != null) {
                for (long sample : few) {
                    increment(bucketOf(sample));
                }
                few = null;
            }
            increment(bucketOf(nanos));
        }
        min = Math.min(min, nanos);
        max = Math.max(max, nanos);
        count++;
    }

    public int count() {
        return count;
    }

    /// The least sample, exact; [#NONE] without any.
    public long min() {
        return count == 0 ? NONE : min;
    }

    /// The greatest sample, exact; [#NONE] without any.
    public long max() {
        return count == 0 ? NONE : max;
    }

    /// The sample in the middle, of an even number the lower of the two; [#NONE] without any.
    public long median() {
        return quantile(0.5);
    }

    /// The least sample that this share of all samples does not exceed ("nearest rank").
    ///
    /// @param share from 0 (the least sample) to 1 (the greatest)
    /// @return nanoseconds, exact up to [#EXACT] samples; [#NONE] without any
    public long quantile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("no share of a whole: " + share);
        }
        int rank = Math.max(1, (int) Math.ceil(share * count));
        if (count == 0 || rank == 1) {
            return min();
        }
        if (rank == count) {
            return max;
        }
        return few != null ? few[rank - 1] : ofRank(rank);
    }

    private void keep(long nanos) {
        long[] kept = few;
        if (kept == null) {
            if (count == 1) {
                return; // the two are the least and the greatest
            }
            kept = new long[EXACT];
            kept[0] = min;
            kept[1] = max;
            few = kept;
        }
        int at = count;
        while (at > 0 && kept[at - 1] > nanos) {
            kept[at] = kept[at - 1];
            at--;
        }
        kept[at] = nanos;
    }

    private static int bucketOf(long nanos) {
        int octave = 63 - Long.numberOfLeadingZeros(nanos | 1);
        if (octave < LOWEST_OCTAVE) {
            return 0;
        }
        if (octave > HIGHEST_OCTAVE) {
            return BUCKETS - 1;
        }
        int place = (int) (octave >= 16 ? nanos >>> (octave - 16) : nanos << (16 - octave));
        int step = STEP_OF_SIXTEENTH[(place - ONE) >>> 12];
        while (STEPS[step + 1] <= place) {
            step++;
        }
        return (octave - LOWEST_OCTAVE) * PER_OCTAVE + step;
    }

    /// What is nearest, in proportion, to both bounds of a bucket.
    private static long middleOf(int bucket) {
        int step = bucket % PER_OCTAVE;
        double from = STEPS[step];
        double to = STEPS[step + 1];
        return Math.round(Math.scalb(2 * from * to / (from + to), bucket / PER_OCTAVE + LOWEST_OCTAVE - 16));
    }

    private void increment(int bucket) {
        cover(bucket - bucket % PER_OCTAVE);
        char[] counters = low;
        if (counters == null) {
            return;
        }
        int at = bucket - firstBucket;
        counters[at]++;
        if (counters[at] == 0) {
            if (high == null) {
                high = new char[counters.length];
            }
            high[at]++;
        }
    }

    /// Makes room for the octave that begins with this bucket.
    private void cover(int octaveStart) {
        if (low == null) {
            low = new char[PER_OCTAVE];
            firstBucket = (short) octaveStart;
            return;
        }
        int from = Math.min(firstBucket, octaveStart);
        int to = Math.max(firstBucket + low.length, octaveStart + PER_OCTAVE);
        if (to - from == low.length) {
            return;
        }
        low = moved(low, firstBucket - from, to - from);
        if (high != null) {
            high = moved(high, firstBucket - from, to - from);
        }
        firstBucket = (short) from;
    }

    private static char[] moved(char[] counters, int by, int length) {
        char[] result = new char[length];
        System.arraycopy(counters, 0, result, by, counters.length);
        return result;
    }

    private long ofRank(int rank) {
        if (low == null) {
            return max;
        }
        long below = 0;
        int at = -1;
        while (below < rank && at < low.length - 1) {
            at++;
            below += low[at] + (high == null ? 0 : (long) high[at] << 16);
        }
        return Math.clamp(middleOf(firstBucket + at), min, max);
    }
}
