package soquete.bench;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a flow will do, in order of time; what is due at the same time, in order of entry.
final class Agenda {
    static final long NEVER = Long.MAX_VALUE;

    /// What is done at its time: mostly one packet, and further entries.
    interface Deed {
        void run() throws IOException;
    }

    private long[] times = new long[8];
    private @Nullable Deed[] deeds = new @Nullable Deed[8];
    private int head;
    private int tail;

    /// When the first entry is due; [#NEVER] when there is none.
    long next() {
        return head == tail ? NEVER : times[head];
    }

    void at(long time, Deed deed) {
        if (tail == times.length) {
            makeRoom();
        }
        int i = tail++;
        while (i > head && times[i - 1] > time) {
            times[i] = times[i - 1];
            deeds[i] = deeds[i - 1];
            i--;
        }
        times[i] = time;
        deeds[i] = deed;
    }

    private void makeRoom() {
        int count = tail - head;
        int size = count > times.length / 2 ? times.length * 2 : times.length;
        long[] newTimes = new long[size];
        @Nullable Deed[] newDeeds = Arrays.copyOf(new @Nullable Deed[0], size);
        System.arraycopy(times, head, newTimes, 0, count);
        System.arraycopy(deeds, head, newDeeds, 0, count);
        times = newTimes;
        deeds = newDeeds;
        head = 0;
        tail = count;
    }

    /// Takes the first entry out; not to be called when there is none.
    Deed take() {
        Deed deed = deeds[head];
        if (head == tail || deed == null) {
            throw new IllegalStateException("nothing is due");
        }
        deeds[head++] = null;
        return deed;
    }

    void clear() {
        while (head < tail) {
            deeds[head++] = null;
        }
    }
}
