package soquete.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.wire.Endpoint;

/// Keeps of what the whole machine does that which is the watched programs'. What comes is held back for a while, since
/// the call that tells whose it is may be known later: a SYN leaves before its `connect` returns. Once as many are kept
/// as may be, what else comes is counted and no longer looked at. Safe for several threads.
///
/// @param <T> packets or changes of state
final class Sieve<T> {
    /// A call is known this long after it returned, at most.
    private static final long HOLD_NANOS = 2_000_000_000;

    /// Of a flood the oldest are judged by what is known so far.
    static final int MOST_HELD = 50_000;

    private final Ours ours;
    private final int most;
    private final Consumer<T> leaves;
    private final ArrayDeque<Held<T>> held = new ArrayDeque<>();
    private final List<T> kept = new ArrayList<>();
    private final LongAdder notKept = new LongAdder();
    private volatile boolean full;

    private record Held<T>(T item, long timeNanos, List<@Nullable Endpoint> ends) {}

    /// @param most   that are kept
    /// @param leaves told of each that was held and is not kept
    Sieve(Ours ours, int most, Consumer<T> leaves) {
        this.ours = ours;
        this.most = most;
        this.leaves = leaves;
    }

    /// @param ends each of which would make it ours; none when it is so without question
    synchronized void offer(T item, long timeNanos, List<@Nullable Endpoint> ends) {
        if (full) {
            notKept.increment();
            leaves.accept(item);
            return;
        }
        held.add(new Held<>(item, timeNanos, ends));
        while (!held.isEmpty() && held.getFirst().timeNanos() < timeNanos - HOLD_NANOS) {
            judge(held.removeFirst());
        }
        if (held.size() > MOST_HELD && !judge(held.removeFirst())) {
            notKept.increment();
        }
    }

    private boolean isOurs(Held<T> one) {
        return one.ends().isEmpty() || one.ends().stream().anyMatch(ours::has);
    }

    /// False for what is not known to be ours.
    private boolean judge(Held<T> one) {
        boolean isOurs = isOurs(one);
        if (isOurs && kept.size() < most) {
            kept.add(one.item());
            full = kept.size() == most;
        } else {
            leaves.accept(one.item());
            notKept.add(isOurs ? 1 : 0);
        }
        return isOurs;
    }

    /// Whether nothing more finds room: what comes need only be counted.
    boolean isFull() {
        return full;
    }

    /// Counts one that came when there was no room any more.
    void passBy() {
        notKept.increment();
    }

    /// What is ours by what is known now.
    synchronized List<T> soFar() {
        List<T> all = new ArrayList<>(kept);
        held.stream().filter(this::isOurs).map(Held::item).forEach(all::add);
        return all;
    }

    /// Everything that is ours; nothing more will come.
    synchronized List<T> rest() {
        held.forEach(this::judge);
        held.clear();
        return kept;
    }

    /// What found no room. Of what came after the room was full, and of a flood, others' may be among it.
    long notKept() {
        return notKept.sum();
    }
}
