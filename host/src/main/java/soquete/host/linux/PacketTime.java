package soquete.host.linux;

import soquete.host.RealtimeOffset;

/// Brings the times of captured packets, which are the wall's (REALTIME), to the base of a recording (MONOTONIC).
///
/// The offset is measured again every round, for the clock may be set while a capture runs. What differs by less than
/// the error of measuring is no step.
final class PacketTime {

    private static final long STEP_NANOS = 500;

    private long offset = RealtimeOffset.measuredNanos();
    private long offsetBefore = offset;
    private long roundNanos = System.nanoTime();
    private long earliestNanos = roundNanos;

    /// To be called before each round of reading.
    void beginRound() {
        long measured = RealtimeOffset.measuredNanos();
        offsetBefore = offset;
        if (Math.abs(measured - offset) > STEP_NANOS) {
            offset = measured;
        }
        earliestNanos = roundNanos;
        roundNanos = System.nanoTime();
    }

    /// In a round in which the clock was set, the offset that puts the packet between the last round and now.
    long onBase(long seconds, long nanos) {
        long wall = seconds * 1_000_000_000L + nanos;
        long time = wall - offset;
        boolean plausible = time <= roundNanos && time >= earliestNanos - 1_000_000_000L;
        return plausible || offset == offsetBefore ? time : wall - offsetBefore;
    }
}
