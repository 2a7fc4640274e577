package soquete.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.wire.Endpoint;

/// Keeps of what the whole machine does that which is the watched programs'. What comes is held back for a while, since
/// the call that tells whose it is may be known later: a SYN leaves before its `connect` returns. Safe for several
/// threads.
///
/// @param <T> packets or changes of state
final class Sieve<T> {
    /// A call is known this long after it returned, at most.
    private static final long HOLD_NANOS = 2_000_000_000;

    private final Ours ours;
    private final int most;
    private final ArrayDeque<Held<T>> held = new ArrayDeque<>();
    private final List<T> kept = new ArrayList<>();
    private long notKept;

    private record Held<T>(T item, long timeNanos, List<@Nullable Endpoint> ends) {}

    /// @param most that are kept; what is more is counted
    Sieve(Ours ours, int most) {
        this.ours = ours;
        this.most = most;
    }

    /// @param ends each of which would make it ours; none when it is so without question
    synchronized void offer(T item, long timeNanos, List<@Nullable Endpoint> ends) {
        held.add(new Held<>(item, timeNanos, ends));
        while (held.getFirst().timeNanos() < timeNanos - HOLD_NANOS) {
            judge(held.removeFirst());
        }
    }

    private boolean isOurs(Held<T> one) {
        return one.ends().isEmpty() || one.ends().stream().anyMatch(ours::has);
    }

    private void judge(Held<T> one) {
        boolean isOurs = isOurs(one);
        if (isOurs && kept.size() < most) {
            kept.add(one.item());
        } else if (isOurs) {
            notKept++;
        }
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

    /// What was ours and found no room.
    synchronized long notKept() {
        return notKept;
    }
}
