package soquete.flow;

/// The times for which one end of a connection gave a window of 0.
final class ClosedWindow {
    private long since = EndMeasures.NEVER;
    private long sincePacket;
    private long total;
    private long longest;
    private long longestPacket;

    void segment(boolean closed, long packet, long time) {
        if (closed && since == EndMeasures.NEVER) {
            since = time;
            sincePacket = packet;
        } else if (!closed && since != EndMeasures.NEVER) {
            total += time - since;
            if (time - since > longest) {
                longest = time - since;
                longestPacket = sincePacket;
            }
            since = EndMeasures.NEVER;
        }
    }

    boolean stillClosed() {
        return since != EndMeasures.NEVER;
    }

    /// In nanoseconds; a window that is still closed counts up to `now`.
    long total(long now) {
        return total + open(now);
    }

    long longest(long now) {
        return Math.max(longest, open(now));
    }

    /// The packet that began the longest time.
    long longestPacket(long now) {
        return open(now) > longest ? sincePacket : longestPacket;
    }

    private long open(long now) {
        return since == EndMeasures.NEVER ? 0 : now - since;
    }
}
