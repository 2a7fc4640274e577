package soquete.flow;

import soquete.tcp.EndState;

/// The segments of one direction that took sequence numbers and are not acknowledged yet, oldest first.
///
/// Segments mostly stand in the order of their numbers: then what is acknowledged is taken from the front, and the
/// bytes in flight are the last end less the first start. Only after a retransmission or a hole all are looked through.
/// Often just one waits, which takes no array.
///
/// It is an [EndState], and [TcpEnd] is it: there are many ends, and one object for each costs less than three.
abstract sealed class Unacknowledged extends EndState permits TcpEnd {
    /// Kept of one direction, at most, as in Wireshark.
    static final int MOST = 10_000;

    /// Places in [#others] a segment takes: start and end number, frame, time.
    private static final int STRIDE = 3;

    private static final int INITIAL = 4 * STRIDE;
    private static final long[] NONE = {};

    /// Arrays for these.
    static SpareArrays spares() {
        return new SpareArrays(INITIAL);
    }

    /// The oldest one. Frames count from 1; 0 when none waits.
    private long oldestNumbers;

    private long oldestFrame;
    private long oldestTime;
    private long[] others = NONE;
    /// Places of the oldest of the others and after the newest.
    private int first;

    private int end;
    /// Whether each begins at or after the end of the one before it.
    private boolean ordered = true;

    boolean isEmpty() {
        return oldestFrame == 0;
    }

    boolean isFull() {
        return end - first >= (MOST - 1) * STRIDE;
    }

    private int size() {
        return isEmpty() ? 0 : 1 + (end - first) / STRIDE;
    }

    private long numbers(int index) {
        return index == 0 ? oldestNumbers : others[place(index)];
    }

    private long frame(int index) {
        return index == 0 ? oldestFrame : others[place(index) + 1];
    }

    private long time(int index) {
        return index == 0 ? oldestTime : others[place(index) + 2];
    }

    private int place(int index) {
        return first + (index - 1) * STRIDE;
    }

    private static long numbers(int start, int end) {
        return (long) start << 32 | end & 0xFFFF_FFFFL;
    }

    private static int start(long numbers) {
        return (int) (numbers >> 32);
    }

    private static int end(long numbers) {
        return (int) numbers;
    }

    private long newestNumbers() {
        return end == first ? oldestNumbers : others[end - STRIDE];
    }

    void add(int startNumber, int endNumber, long frame, long time, SpareArrays spares) {
        if (isEmpty()) {
            ordered = true;
            oldestNumbers = numbers(startNumber, endNumber);
            oldestFrame = frame;
            oldestTime = time;
            return;
        }
        ordered &= startNumber - end(newestNumbers()) >= 0;
        if (end == others.length) {
            makeRoom(spares);
        }
        others[end] = numbers(startNumber, endNumber);
        others[end + 1] = frame;
        others[end + 2] = time;
        end += STRIDE;
    }

    private void makeRoom(SpareArrays spares) {
        int size = end - first;
        if (first >= others.length / 2 && first > 0) {
            System.arraycopy(others, first, others, 0, size);
        } else {
            long[] old = others;
            others = spares.take(Math.max(INITIAL, size * 2));
            System.arraycopy(old, first, others, 0, size);
            giveBack(old, spares);
        }
        first = 0;
        end = size;
    }

    private static void giveBack(long[] array, SpareArrays spares) {
        if (array != NONE) {
            spares.give(array);
        }
    }

    /// Of the others there is none any more.
    private void free(SpareArrays spares) {
        first = 0;
        end = 0;
        giveBack(others, spares);
        others = NONE;
    }

    private void removeOldest(SpareArrays spares) {
        if (first == end) {
            oldestFrame = 0;
            return;
        }
        oldestNumbers = others[first];
        oldestFrame = others[first + 1];
        oldestTime = others[first + 2];
        first += STRIDE;
        if (first == end) {
            free(spares);
        }
    }

    /// Only when there is one.
    long oldestFrame() {
        return oldestFrame;
    }

    /// Only when there is one.
    long oldestTime() {
        return oldestTime;
    }

    /// What was said of the oldest one; only when there is one.
    Outstanding oldest(int base) {
        int start = start(oldestNumbers);
        int newest = 0;
        int times = 0;
        for (int i = 0; i < size(); i++) {
            if (start(numbers(i)) == start) {
                times++;
                newest = i;
            }
        }
        return new Outstanding(
                start - base, end(oldestNumbers) - start, times, oldestFrame, oldestTime, frame(newest), time(newest));
    }

    /// How often the segment that begins at `startNumber` stands here: once more than it was sent again.
    int times(int startNumber) {
        int times = 0;
        for (int i = 0; i < size(); i++) {
            times += start(numbers(i)) == startNumber ? 1 : 0;
        }
        return times;
    }

    /// When the segment that begins at `startNumber` was sent for the n-th time, from 0; only when it was.
    long time(int startNumber, int n) {
        int before = 0;
        for (int i = 0; i < size(); i++) {
            if (start(numbers(i)) == startNumber && before++ == n) {
                return time(i);
            }
        }
        throw new IllegalArgumentException("sent " + before + " times, not " + n);
    }

    /// Takes out what a segment acknowledges. Where one ended just there, it is told which, the oldest of several, and
    /// how long ago that was sent.
    void acknowledge(Transport acknowledging, long time, SpareArrays spares) {
        if (ordered) {
            fromTheFront(acknowledging, time, spares);
        } else {
            fromAll(acknowledging, time, spares);
        }
    }

    private static void tell(Transport acknowledging, long time, long frame, long sent) {
        acknowledging.analyzed = true;
        acknowledging.acknowledgedFrame = frame;
        acknowledging.roundTrip = time - sent;
    }

    private void fromTheFront(Transport acknowledging, long time, SpareArrays spares) {
        int acknowledgment = acknowledging.acknowledgment();
        boolean told = false;
        while (!isEmpty() && end(oldestNumbers) - acknowledgment <= 0) {
            if (!told && end(oldestNumbers) == acknowledgment) {
                tell(acknowledging, time, oldestFrame, oldestTime);
                told = true;
            }
            removeOldest(spares);
        }
        if (!isEmpty() && acknowledgment - start(oldestNumbers) > 0) {
            oldestNumbers = numbers(acknowledgment, end(oldestNumbers));
        }
    }

    private void fromAll(Transport acknowledging, long time, SpareArrays spares) {
        int acknowledgment = acknowledging.acknowledgment();
        boolean told = false;
        boolean inOrder = true;
        int count = size();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int number = end(numbers(i));
            if (!told && number == acknowledgment) {
                tell(acknowledging, time, frame(i), time(i));
                told = true;
            }
            if (number - acknowledgment > 0) {
                int start = start(numbers(i));
                start = acknowledgment - start > 0 ? acknowledgment : start;
                inOrder = inOrder && (kept == 0 || start - end(numbers(kept - 1)) >= 0);
                move(i, kept++, numbers(start, number));
            }
        }
        cut(kept, spares);
        ordered = inOrder;
    }

    /// Puts one, with other numbers, where an older one was.
    private void move(int from, int to, long numbers) {
        long frame = frame(from);
        long time = time(from);
        if (to == 0) {
            oldestNumbers = numbers;
            oldestFrame = frame;
            oldestTime = time;
        } else {
            int at = place(to);
            others[at] = numbers;
            others[at + 1] = frame;
            others[at + 2] = time;
        }
    }

    /// Keeps so many of the oldest.
    private void cut(int count, SpareArrays spares) {
        if (count == 0) {
            oldestFrame = 0;
        }
        end = first + Math.max(0, count - 1) * STRIDE;
        if (first == end) {
            free(spares);
        }
    }

    /// From the lowest start to the highest end, both counted from `base`; only when there is one.
    int span(int base) {
        if (ordered) {
            return end(newestNumbers()) - start(oldestNumbers);
        }
        int lowest = start(oldestNumbers) - base;
        int highest = end(oldestNumbers) - base;
        for (int i = 1; i < size(); i++) {
            int start = start(numbers(i)) - base;
            int stop = end(numbers(i)) - base;
            lowest = Integer.compareUnsigned(start, lowest) < 0 ? start : lowest;
            highest = Integer.compareUnsigned(stop, highest) > 0 ? stop : highest;
        }
        return highest - lowest;
    }
}
