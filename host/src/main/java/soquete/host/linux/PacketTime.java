package soquete.host.linux;

import soquete.host.RealtimeOffset;

/// Brings the times of captured packets, which are the wall's (REALTIME), to the base of a recording (MONOTONIC).
///
/// The offset is looked at again every round, for the clock may be set while a capture runs.
final class PacketTime {

    private static final long SECOND_NANOS = 1_000_000_000;

    private RealtimeOffset offset = RealtimeOffset.measured();
    private RealtimeOffset offsetBefore = offset;
    private long roundNanos = System.nanoTime();
    private long earliestNanos = roundNanos;

    /// To be called before each round of reading.
    void beginRound() {
        RealtimeOffset glance = RealtimeOffset.read();
        offsetBefore = offset;
        offset = glance.agreesWith(offset) ? offset.orTighter(glance) : RealtimeOffset.measured();
        earliestNanos = roundNanos;
        roundNanos = System.nanoTime();
    }

    /// In a round in which the clock was set, the offset is the one that puts the packet between the last round and
    /// now.
    long onBase(long seconds, long nanos) {
        long wall = seconds * SECOND_NANOS + nanos;
        long time = wall - offset.nanos();
        boolean stepped = !offset.agreesWith(offsetBefore);
        boolean plausible = time <= roundNanos && time >= earliestNanos - SECOND_NANOS;
        return stepped && !plausible ? wall - offsetBefore.nanos() : time;
    }
}
