package soquete.flow;

import java.util.Arrays;

/// The segments of one direction that took sequence numbers and are not acknowledged yet, oldest first.
///
/// Segments mostly stand in the order of their numbers: then what is acknowledged is taken from the front, and the
/// bytes in flight are the last end less the first start. Only after a retransmission or a hole all are looked through.
abstract sealed class Unacknowledged permits TcpEnd {
    /// Kept of one direction, at most, as in Wireshark.
    static final int MOST = 10_000;

    /// Places in [#entries] a segment takes: start and end number, frame, time.
    private static final int STRIDE = 3;

    private static final int INITIAL = STRIDE;
    private static final long[] NONE = {};

    private long[] entries = NONE;
    /// Places of the oldest one and after the newest one.
    private int first;

    private int end;
    /// Whether each begins at or after the end of the one before it.
    private boolean ordered = true;

    /// Gives the room back when nothing waits.
    void release() {
        if (isEmpty()) {
            entries = NONE;
        }
    }

    boolean isEmpty() {
        return first == end;
    }

    boolean isFull() {
        return end - first >= MOST * STRIDE;
    }

    void add(int startNumber, int endNumber, long frame, long time) {
        if (end == entries.length) {
            makeRoom();
        }
        ordered = isEmpty() || ordered && startNumber - endOf(end - STRIDE) >= 0;
        entries[end] = numbers(startNumber, endNumber);
        entries[end + 1] = frame;
        entries[end + 2] = time;
        end += STRIDE;
    }

    private void makeRoom() {
        int size = end - first;
        if (first >= entries.length / 2 && first > 0) {
            System.arraycopy(entries, first, entries, 0, size);
        } else {
            entries = Arrays.copyOfRange(entries, first, first + Math.max(INITIAL, size * 2));
        }
        first = 0;
        end = size;
    }

    private static long numbers(int start, int end) {
        return (long) start << 32 | end & 0xFFFF_FFFFL;
    }

    private int startOf(int at) {
        return (int) (entries[at] >> 32);
    }

    private int endOf(int at) {
        return (int) entries[at];
    }

    /// Only when there is one.
    long oldestFrame() {
        return entries[first + 1];
    }

    /// Only when there is one.
    long oldestTime() {
        return entries[first + 2];
    }

    /// What was said of the oldest one; only when there is one.
    Outstanding oldest(int base) {
        int start = startOf(first);
        int newest = first;
        int times = 0;
        for (int at = first; at < end; at += STRIDE) {
            if (startOf(at) == start) {
                times++;
                newest = at;
            }
        }
        return new Outstanding(
                start - base,
                endOf(first) - start,
                times,
                entries[first + 1],
                entries[first + 2],
                entries[newest + 1],
                entries[newest + 2]);
    }

    /// How often the segment that begins at `startNumber` stands here: once more than it was sent again.
    int times(int startNumber) {
        int times = 0;
        for (int at = first; at < end; at += STRIDE) {
            times += startOf(at) == startNumber ? 1 : 0;
        }
        return times;
    }

    /// When the segment that begins at `startNumber` was sent for the n-th time, from 0; only when it was.
    long time(int startNumber, int n) {
        int before = 0;
        for (int at = first; at < end; at += STRIDE) {
            if (startOf(at) == startNumber && before++ == n) {
                return entries[at + 2];
            }
        }
        throw new IllegalArgumentException("sent " + before + " times, not " + n);
    }

    /// Takes out what a segment acknowledges. Where one ended just there, it is told which, the oldest of several, and
    /// how long ago that was sent.
    void acknowledge(Transport acknowledging, long time) {
        int match = ordered ? fromTheFront(acknowledging.acknowledgment) : firstEnd(acknowledging.acknowledgment);
        if (match >= 0) {
            acknowledging.analyzed = true;
            acknowledging.acknowledgedFrame = entries[match + 1];
            acknowledging.roundTrip = time - entries[match + 2];
        }
        if (!ordered) {
            fromAll(acknowledging.acknowledgment);
        }
        if (isEmpty()) {
            first = 0;
            end = 0;
        }
    }

    /// The place of what ended just there, which stays as it is until the next is added; −1 when there is none.
    private int fromTheFront(int acknowledgment) {
        int match = -1;
        while (first < end && endOf(first) - acknowledgment <= 0) {
            if (match < 0 && endOf(first) == acknowledgment) {
                match = first;
            }
            first += STRIDE;
        }
        if (first < end && acknowledgment - startOf(first) > 0) {
            entries[first] = numbers(acknowledgment, endOf(first));
        }
        return match;
    }

    private int firstEnd(int acknowledgment) {
        for (int at = first; at < end; at += STRIDE) {
            if (endOf(at) == acknowledgment) {
                return at;
            }
        }
        return -1;
    }

    private void fromAll(int acknowledgment) {
        boolean inOrder = true;
        int kept = first;
        for (int at = first; at < end; at += STRIDE) {
            int number = endOf(at);
            if (number - acknowledgment > 0) {
                int start = acknowledgment - startOf(at) > 0 ? acknowledgment : startOf(at);
                inOrder = inOrder && (kept == first || start - endOf(kept - STRIDE) >= 0);
                entries[kept] = numbers(start, number);
                entries[kept + 1] = entries[at + 1];
                entries[kept + 2] = entries[at + 2];
                kept += STRIDE;
            }
        }
        end = kept;
        ordered = inOrder;
    }

    /// From the lowest start to the highest end, both counted from `base`; only when there is one.
    int span(int base) {
        int last = end - STRIDE;
        if (ordered) {
            return endOf(last) - startOf(first);
        }
        int lowest = startOf(last) - base;
        int highest = endOf(last) - base;
        for (int at = first; at < last; at += STRIDE) {
            if (Integer.compareUnsigned(endOf(at) - base, highest) > 0) {
                highest = endOf(at) - base;
            }
            if (Integer.compareUnsigned(startOf(at) - base, lowest) < 0) {
                lowest = startOf(at) - base;
            }
        }
        return highest - lowest;
    }
}
