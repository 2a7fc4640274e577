package soquete.host;

import java.time.Clock;
import java.time.Instant;

/// What the clock of the wall (REALTIME) shows beyond the base of a recording ([System#nanoTime], MONOTONIC
/// on Linux): the offset by which times of the one become times of the other.
///
/// The two run alike and their offset changes only when somebody sets the clock, so the tightest of many readings, one
/// clock between two of the other, is right to tens of nanoseconds.
///
/// @param nanos       REALTIME − MONOTONIC
/// @param windowNanos between the two readings of the base: it is wrong by half of that at most
public record RealtimeOffset(long nanos, long windowNanos) {

    private static final int READINGS = 100;
    private static final int MOST_READINGS = 2_000;
    private static final long TIGHT_NANOS = 150;
    private static final Clock WALL = Clock.systemUTC();

    /// The tightest of a hundred readings, or of two thousand while none is tight.
    public static RealtimeOffset measured() {
        RealtimeOffset best = read();
        for (int i = 1; i < READINGS || best.windowNanos > TIGHT_NANOS && i < MOST_READINGS; i++) {
            best = best.orTighter(read());
        }
        return best;
    }

    /// One reading; its thread may have been interrupted in the midst of it.
    public static RealtimeOffset read() {
        long before = System.nanoTime();
        Instant wall = WALL.instant();
        long after = System.nanoTime();
        long wallNanos = wall.getEpochSecond() * 1_000_000_000L + wall.getNano();
        return new RealtimeOffset(wallNanos - (before + (after - before) / 2), after - before);
    }

    public RealtimeOffset orTighter(RealtimeOffset other) {
        return other.windowNanos < windowNanos ? other : this;
    }

    /// Whether both can be true of one clock nobody set in between.
    public boolean agreesWith(RealtimeOffset other) {
        return Math.abs(nanos - other.nanos) <= (windowNanos + other.windowNanos) / 2 + 1;
    }
}
