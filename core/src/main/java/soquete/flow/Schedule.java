package soquete.flow;

/// Says what each thread of the engine does next, and keeps what needs the order of the capture in that order.
///
/// A batch is filled, its conversations are found, they are followed lane by lane, and the batch is used. Filling,
/// finding, each lane and the ordered part of using take batches one at a time, by their tickets: 0, 1, 2. A thread
/// keeps to its own work as long as it can, since what is remembered for it is then near its processor: the first of
/// several threads to reading, the others to their lanes.
final class Schedule {
    private static final Turn END = new Turn(Step.END, 0, 0);

    private static final int BATCHES_PER_THREAD = 2;

    private final int threads;
    private final int batches;
    /// For each lane, the ticket of the batch to follow next, and whether a thread is about it.
    private final long[] next;

    private final boolean[] busy;
    /// For each batch, the lanes in which it is not followed yet.
    private final int[] lanesLeft;
    /// How many batches were filled, found, followed in all lanes, taken to be used, and used.
    private long filled;

    private long found;
    private long followed;
    private long taken;
    private long used;
    private boolean filling;
    private boolean finding;
    private boolean ended;
    private boolean closed;

    enum Step {
        FILL,
        FIND,
        FOLLOW,
        USE,
        END
    }

    /// @param lane only to follow
    record Turn(Step step, long ticket, int lane) {}

    /// @param threads at least 1
    /// @param follows whether conversations are followed, in as many lanes as there are threads
    Schedule(int threads, boolean follows) {
        this.threads = threads;
        this.batches = BATCHES_PER_THREAD * threads;
        this.next = new long[follows ? threads : 0];
        this.busy = new boolean[next.length];
        this.lanesLeft = new int[batches];
    }

    /// How many batches go round.
    int batches() {
        return batches;
    }

    /// How many lanes there are.
    int lanes() {
        return next.length;
    }

    /// What to do now; waits until there is something.
    ///
    /// @param own the thread's number, from 0, and the lane that it keeps to
    synchronized Turn next(int own) throws InterruptedException {
        while (!closed) {
            if (own == 0 && threads > 1 && mayFill()) {
                return fill();
            }
            if (taken < followed) {
                return new Turn(Step.USE, taken++, 0);
            }
            for (int i = 0; i < next.length; i++) {
                int lane = (own + i) % next.length;
                if (hasWork(lane)) {
                    return follow(lane);
                }
            }
            if (!finding && found < filled) {
                finding = true;
                return new Turn(Step.FIND, found, 0);
            }
            if (mayFill()) {
                return fill();
            }
            if (ended && taken == filled) {
                return END;
            }
            wait();
        }
        return END;
    }

    private boolean mayFill() {
        return !ended && !filling && filled - used < batches;
    }

    private Turn fill() {
        filling = true;
        return new Turn(Step.FILL, filled, 0);
    }

    private boolean hasWork(int lane) {
        return !busy[lane] && next[lane] < found;
    }

    private Turn follow(int lane) {
        busy[lane] = true;
        return new Turn(Step.FOLLOW, next[lane], lane);
    }

    /// The batch has its packets, and the next one may be filled. False when nobody waits for it any more.
    synchronized boolean filled() {
        filling = false;
        filled++;
        if (next.length == 0) {
            found++;
            followed++;
        }
        notifyAll();
        return !closed;
    }

    /// There was nothing left to fill a batch with.
    synchronized void ended() {
        filling = false;
        ended = true;
        notifyAll();
    }

    /// The conversations of the batch are found.
    synchronized void found(Turn turn) {
        finding = false;
        found++;
        lanesLeft[slot(turn.ticket())] = next.length;
        notifyAll();
    }

    synchronized void followed(Turn turn) {
        busy[turn.lane()] = false;
        next[turn.lane()]++;
        if (--lanesLeft[slot(turn.ticket())] == 0) {
            followed++;
        }
        notifyAll();
    }

    /// Waits until all batches before are used. False when there is no need any more.
    synchronized boolean mayUse(long ticket) throws InterruptedException {
        while (used < ticket && !closed) {
            wait();
        }
        return !closed;
    }

    synchronized void used() {
        used++;
        notifyAll();
    }

    /// Whether all that was filled is used.
    synchronized boolean settled() {
        return used == filled;
    }

    /// Nobody's turn comes any more.
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /// Which of the batches has that ticket.
    int slot(long ticket) {
        return (int) (ticket % batches);
    }
}
