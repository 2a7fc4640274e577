package soquete.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gives the calls that the kernel saw the lines of source that a shim saw. Not safe for several threads.
///
/// A shim stands around a call of the program's language, the kernel beneath it: what a thread does in the kernel while
/// it is inside the shim's call is done by that line. Where a program's own loop calls the kernel and tells the shim
/// afterwards (Node), the shim's call is a moment without length, and the kernel's is the last of its kind that the
/// thread made before that moment. What is neither gets no line: better none than a wrong one.
///
/// Both kinds of call carry the number of their thread and of their program ([Program#id]), by which a thread number
/// that is used again is told apart. The kernel's calls of one thread come in order of beginning, the shim's in any;
/// the two need not come together. A call comes back once for each time it was given, in the order given.
public final class SourceLines {

    /// Two readings of one clock, either side of a system call.
    private static final long TOLERANCE_NANOS = 5_000;

    /// A shim writes its line within this time after the kernel's call returned, unless the machine is very busy.
    private static final long PATIENCE_NANOS = 50_000_000;

    /// How long a line is waited for in a program that may have a shim, and in one that has.
    private static final long EARLY_PATIENCE_NANOS = 500_000_000;

    private static final long LONG_PATIENCE_NANOS = 1_000_000_000;

    /// Calls within calls: a signal's handler within a call that waits, a socket's method within another.
    private static final int DEEPEST = 16;

    private final int most;
    private final Map<Integer, Track> tracks = new HashMap<>();
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Moment, Waiting> latest = new HashMap<>();
    private final Set<Integer> shimmed = new HashSet<>();
    private final Set<Integer> bare = new HashSet<>();
    private long forgotten;

    /// @param most shim calls that are remembered, and kernel calls that wait; beyond it the oldest go
    public SourceLines(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("nothing could be remembered");
        }
        this.most = most;
    }

    /// A call as the shim's log gives it: begun, and once more when it has returned.
    public void shim(Call call) {
        if (call.threadId() == 0 || call.source() == null) {
            return;
        }
        shimmed.add(call.program());
        Track track = tracks.computeIfAbsent(call.threadId(), id -> new Track());
        if (call.returned()) {
            track.open.remove(new Key(call.program(), call.id()));
            keep(track, call);
        } else {
            track.open.put(new Key(call.program(), call.id()), call);
            if (track.open.size() > DEEPEST) {
                track.open.remove(track.open.keySet().iterator().next());
            }
        }
    }

    /// A call as the kernel shows it, to be given back with its line. Begun or returned: each is a call given.
    public void kernel(Call call) {
        Waiting entry = new Waiting(call);
        waiting.add(entry);
        Waiting before = latest.put(new Moment(call.program(), call.threadId(), kind(call.name())), entry);
        if (before != null && before.call.id() != call.id()) {
            before.next = Math.min(before.next, call.beginNanos());
        }
    }

    /// A thread is no more: what it was inside of ended with it.
    public void threadEnded(int threadId, long nanos) {
        Track track = tracks.get(threadId);
        if (track == null) {
            return;
        }
        for (Iterator<Call> each = track.open.values().iterator(); each.hasNext(); ) {
            Call call = each.next();
            if (call.beginNanos() <= nanos) {
                each.remove();
                keep(track, ended(call, nanos));
            }
        }
    }

    /// The kernel's calls whose line is known, or known not to be there.
    ///
    /// @param seenNanos everything that shims wrote before this time was given to [#shim]
    public List<Call> settle(long seenNanos) {
        List<Call> settled = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Waiting entry = waiting.getFirst();
            Call call = entry.call;
            SourceLine line = line(entry);
            long last = call.returned() ? call.endNanos() : call.beginNanos();
            if (line == null && seenNanos < last + patienceNanos(call.program()) && waiting.size() <= most) {
                break;
            }
            if (line == null) {
                bare.add(call.program());
            }
            settled.add(with(call, line));
            release(entry);
        }
        return settled;
    }

    /// A program of which nothing was heard for long has no shim, until something is heard.
    private long patienceNanos(int program) {
        if (shimmed.contains(program)) {
            return LONG_PATIENCE_NANOS;
        }
        return bare.contains(program) ? PATIENCE_NANOS : EARLY_PATIENCE_NANOS;
    }

    /// Everything that still waits, with the lines that are known: nothing more will be written.
    public List<Call> rest() {
        return settle(Long.MAX_VALUE);
    }

    /// Shim calls that were dropped before the kernel's calls had been asked for, perhaps.
    public Loss loss() {
        return new Loss("lines", forgotten);
    }

    private void release(Waiting entry) {
        waiting.removeFirst();
        Call call = entry.call;
        Moment moment = new Moment(call.program(), call.threadId(), kind(call.name()));
        latest.remove(moment, entry);
    }

    private void keep(Track track, Call call) {
        long key = call.beginNanos();
        Call other = track.done.put(key, call);
        if (other != null) {
            // two that began at once: the inner one, which ended first, is to be found first
            boolean inner = call.endNanos() < other.endNanos();
            track.done.put(key, inner ? other : call);
            track.done.put(++key, inner ? call : other);
        }
        kept.add(new Kept(call.threadId(), key));
        if (kept.size() > most) {
            Kept oldest = kept.removeFirst();
            forgotten++;
            Track its = tracks.get(oldest.threadId);
            if (its != null) {
                its.done.remove(oldest.key);
                if (its.done.isEmpty() && its.open.isEmpty()) {
                    tracks.remove(oldest.threadId);
                }
            }
        }
    }

    private @Nullable SourceLine line(Waiting entry) {
        Call call = entry.call;
        Track track = call.threadId() == 0 ? null : tracks.get(call.threadId());
        if (track == null) {
            return null;
        }
        Call around = around(track, call);
        if (around == null && call.returned()) {
            around = after(track, entry);
        }
        return around == null ? null : around.source();
    }

    /// The innermost call of the program's language that the kernel's call lies in. One that seems to have begun a
    /// little later is taken only where there is no other: as a rule it is the program's next.
    private static @Nullable Call around(Track track, Call call) {
        Call found = around(track, call, 0);
        return found == null ? around(track, call, TOLERANCE_NANOS) : found;
    }

    private static @Nullable Call around(Track track, Call call, long tolerance) {
        Call found = null;
        for (Call open : track.open.values()) {
            boolean begun = open.beginNanos() <= call.beginNanos() + tolerance;
            if (begun && open.program() == call.program() && plausible(open, call)) {
                found = found == null || open.beginNanos() > found.beginNanos() ? open : found;
            }
        }
        Map.Entry<Long, Call> each = track.done.floorEntry(call.beginNanos() + tolerance);
        for (int depth = 0; each != null && depth < DEEPEST; depth++) {
            Call done = each.getValue();
            if (found != null && done.beginNanos() < found.beginNanos()) {
                return found;
            }
            if (done.endNanos() > done.beginNanos() && done.program() == call.program() && holds(done, call)) {
                return done;
            }
            each = track.done.lowerEntry(each.getKey());
        }
        return found;
    }

    private static boolean holds(Call outer, Call inner) {
        long last = inner.returned() ? inner.endNanos() : inner.beginNanos();
        return last <= outer.endNanos() + TOLERANCE_NANOS;
    }

    /// The moment at which the program was told of what this call gave, if that was before the thread's next of its
    /// kind.
    private static @Nullable Call after(Track track, Waiting entry) {
        Call call = entry.call;
        Map.Entry<Long, Call> each = track.done.ceilingEntry(call.endNanos() - TOLERANCE_NANOS);
        long latest = Math.min(entry.next, call.endNanos() + PATIENCE_NANOS);
        while (each != null && each.getKey() <= latest) {
            Call told = each.getValue();
            boolean moment = told.endNanos() == told.beginNanos() && told.program() == call.program();
            if (moment && kind(told.name()) == kind(call.name())) {
                return same(told, call) ? told : null;
            }
            each = track.done.higherEntry(each.getKey());
        }
        return null;
    }

    /// Nothing that both say of the call differs.
    private static boolean same(Call told, Call call) {
        Outcome one = told.outcome();
        Outcome other = call.outcome();
        if (one == null || other == null || (one.error() == null) != (other.error() == null)) {
            return false;
        }
        boolean counts = kind(call.name()) == CallName.RECV || kind(call.name()) == CallName.SEND;
        if (counts && one.result() >= 0 && one.result() != other.result()) {
            return false;
        }
        return agree(told.local(), call.local()) && agree(told.peer(), call.peer());
    }

    private static boolean agree(@Nullable Object one, @Nullable Object other) {
        return one == null || other == null || one.equals(other);
    }

    /// A call that never returned may be that of a thread that was killed: what is found in it must fit.
    private static boolean plausible(Call open, Call call) {
        return kind(open.name()) == kind(call.name())
                || call.name() == CallName.POLL
                || open.name() == CallName.CONNECT && call.name() == CallName.GETSOCKOPT
                || open.arguments().startsWith("TLS");
    }

    private static CallName kind(CallName name) {
        return switch (name) {
            case SENDTO -> CallName.SEND;
            case RECVFROM -> CallName.RECV;
            default -> name;
        };
    }

    private static Call with(Call call, @Nullable SourceLine line) {
        return line == null || line.equals(call.source()) ? call : copy(call, line, call.endNanos());
    }

    private static Call ended(Call call, long nanos) {
        return copy(call, call.source(), nanos);
    }

    private static Call copy(Call call, @Nullable SourceLine line, long endNanos) {
        return new Call(
                call.program(),
                call.id(),
                call.thread(),
                call.threadId(),
                call.name(),
                call.arguments(),
                line,
                call.beginNanos(),
                endNanos,
                call.outcome(),
                call.socket(),
                call.local(),
                call.peer());
    }

    private record Key(int program, long id) {}

    private record Kept(int threadId, long key) {}

    private record Moment(int program, int threadId, CallName kind) {}

    /// What one thread number's shim calls are: those that have returned by their beginning, and the others.
    private static final class Track {
        final TreeMap<Long, Call> done = new TreeMap<>();
        final Map<Key, Call> open = new LinkedHashMap<>();
    }

    /// A kernel's call, and when the thread began the next of its kind.
    private static final class Waiting {
        final Call call;
        long next = Long.MAX_VALUE;

        Waiting(Call call) {
            this.call = call;
        }
    }
}
