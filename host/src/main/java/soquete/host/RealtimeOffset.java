package soquete.host;

import java.time.Clock;
import java.time.Instant;

/// Measures what the clock of the wall (REALTIME) shows beyond the base of a recording ([System#nanoTime], MONOTONIC on
/// Linux): the offset by which times of the one become times of the other.
///
/// The two run alike and their offset changes only when somebody sets the clock, so the tightest of many readings, one
/// clock between two of the other, is right to tens of nanoseconds.
public final class RealtimeOffset {

    private static final int READINGS = 100;
    private static final long TIGHT_NANOS = 150;
    private static final Clock WALL = Clock.systemUTC();

    private RealtimeOffset() {}

    /// REALTIME − MONOTONIC, nanoseconds.
    public static long measuredNanos() {
        long tightest = Long.MAX_VALUE;
        long offset = 0;
        for (int i = 0; i < READINGS || tightest > TIGHT_NANOS && i < 20 * READINGS; i++) {
            long before = System.nanoTime();
            Instant wall = WALL.instant();
            long after = System.nanoTime();
            if (after - before < tightest) {
                tightest = after - before;
                offset = wall.getEpochSecond() * 1_000_000_000L + wall.getNano() - (before + (after - before) / 2);
            }
        }
        return offset;
    }
}
