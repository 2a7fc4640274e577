package soquete.flow;

/// Says what each thread of the engine does next, and keeps what needs the order of the capture in that order.
///
/// A batch is filled, its conversations are found, they are followed lane by lane, and the batch is used. Filling,
/// finding, each lane and the ordered part of using take batches one at a time, by their tickets: 0, 1, 2. A thread
/// keeps to its own lane as long as it can, since what is remembered of the conversations is then near its processor.
final class Schedule {
    private static final Turn END = new Turn(Step.END, 0, 0);

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
    private boolean ended;
    private boolean closed;

    enum Step {
        FILL,
        FOLLOW,
        USE,
        END
    }

    /// @param lane only to follow
    record Turn(Step step, long ticket, int lane) {}

    /// @param batches how many there are to go round
    /// @param lanes   0 when conversations are not followed
    Schedule(int batches, int lanes) {
        this.batches = batches;
        this.next = new long[lanes];
        this.busy = new boolean[lanes];
        this.lanesLeft = new int[batches];
    }

    /// What to do now; waits until there is something.
    ///
    /// @param own the lane that this thread keeps to
    synchronized Turn next(int own) throws InterruptedException {
        while (!closed) {
            if (taken < followed) {
                return new Turn(Step.USE, taken++, 0);
            }
            if (own < next.length && hasWork(own)) {
                return follow(own);
            }
            if (!ended && !filling && filled - used < batches) {
                filling = true;
                return new Turn(Step.FILL, filled, 0);
            }
            for (int lane = 0; lane < next.length; lane++) {
                if (hasWork(lane)) {
                    return follow(lane);
                }
            }
            if (ended && taken == filled) {
                return END;
            }
            wait();
        }
        return END;
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
        notifyAll();
        return !closed;
    }

    /// There was nothing left to fill a batch with.
    synchronized void ended() {
        filling = false;
        ended = true;
        notifyAll();
    }

    /// Waits until the conversations of all batches before are found. False when there is no need any more.
    synchronized boolean mayFind(long ticket) throws InterruptedException {
        while (found < ticket && !closed) {
            wait();
        }
        return !closed;
    }

    synchronized void found(long ticket) {
        found++;
        if (next.length == 0) {
            followed++;
        } else {
            lanesLeft[slot(ticket)] = next.length;
        }
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
