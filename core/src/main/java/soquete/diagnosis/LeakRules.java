package soquete.diagnosis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.explain.Sentence;
import soquete.finding.Severity;
import soquete.tcp.Segment;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.trace.Call;
import soquete.trace.CallName;

/// Sockets that a program is done with and does not close.
final class LeakRules {

    /// So many are no oversight of one place.
    private static final int MANY = 3;

    /// Sockets that are not seen to be over, only not used any more, must be more.
    private static final int MANY_UNUSED = 5;

    /// Sockets that are shown as evidence.
    private static final int MOST_SHOWN = 50;

    private LeakRules() {}

    /// Ends in CLOSE-WAIT, by program, where they are many and none was let go of before the last of them came.
    static Collection<List<ClosingRules.Closed>> leaking(Evidence evidence) {
        Map<Integer, List<ClosingRules.Closed>> kept = new LinkedHashMap<>();
        for (ClosingRules.Closed closed : ClosingRules.closed(evidence)) {
            if (closed.nanos() >= Evidence.LONG_NANOS) {
                kept.computeIfAbsent(closed.use().program(), p -> new ArrayList<>())
                        .add(closed);
            }
        }
        kept.values().removeIf(k -> k.size() < MANY || !grow(k));
        return kept.values();
    }

    private static boolean grow(List<ClosingRules.Closed> kept) {
        long firstEnd =
                kept.stream().mapToLong(ClosingRules.Closed::until).min().orElse(0);
        return kept.stream().allMatch(c -> c.idle() <= firstEnd);
    }

    static void neverClosed(Evidence evidence, List<Fault> found) {
        for (List<ClosingRules.Closed> kept : leaking(evidence)) {
            ClosingRules.Closed first = kept.getFirst();
            Call look = first.last() != null ? first.last() : first.use().accept();
            List<Moment> shown = new ArrayList<>();
            for (ClosingRules.Closed closed : kept.subList(0, Math.min(kept.size(), MOST_SHOWN))) {
                shown.add(closed.fin());
            }
            if (look != null) {
                shown.add(evidence.moment(look));
            }
            found.add(new Fault(
                    new Sentence(
                            "leak.close-wait",
                            List.of(
                                    evidence.name(first.use().program()),
                                    kept.size(),
                                    Evidence.time(
                                            evidence.lastCallNanos(first.use().program()) - first.idle()),
                                    look == null ? 0 : 1,
                                    Calls.at(look)),
                            shown),
                    Severity.TROUBLE,
                    kept.size(),
                    first.conversation(),
                    look));
        }
        sockets(evidence, found);
    }

    /// Sockets made at one line.
    private record Place(int program, String line) {}

    private static void sockets(Evidence evidence, List<Fault> found) {
        if (!evidence.callsWhole()) {
            return;
        }
        Map<Place, List<SocketUse>> dead = new LinkedHashMap<>();
        Map<Place, List<SocketUse>> unused = new LinkedHashMap<>();
        for (SocketUse use : evidence.uses()) {
            Call made = made(use);
            if (made != null && abandoned(evidence, use)) {
                Place place = new Place(use.program(), Calls.at(made));
                if (over(use)) {
                    dead.computeIfAbsent(place, p -> new ArrayList<>()).add(use);
                } else if (use.datagram()) {
                    unused.computeIfAbsent(place, p -> new ArrayList<>()).add(use);
                }
            }
        }
        dead.values().stream()
                .filter(u -> u.size() >= MANY && gather(evidence, u))
                .forEach(u -> found.add(leak(evidence, "leak.sockets", u)));
        unused.values().stream()
                .map(LeakRules::oneAfterTheOther)
                .filter(u -> u.size() >= MANY_UNUSED && gather(evidence, u))
                .forEach(u -> found.add(leak(evidence, "leak.datagram", u)));
    }

    private static @Nullable Call made(SocketUse use) {
        Call made = use.firstSuccess(CallName.SOCKET);
        return made != null ? made : use.accept();
    }

    /// Since when it is not used, as long as it stays so.
    private static long idle(SocketUse use) {
        Call made = made(use);
        long idle = made == null ? Long.MAX_VALUE : made.endNanos();
        for (Call call : use.calls()) {
            idle = call.name() == CallName.CLOSE ? idle : Math.max(idle, call.endNanos());
        }
        return idle;
    }

    /// When it was closed, or its program last seen.
    private static long until(Evidence evidence, SocketUse use) {
        Call close = use.first(CallName.CLOSE);
        return close == null ? evidence.lastCallNanos(use.program()) : close.beginNanos();
    }

    private static boolean abandoned(Evidence evidence, SocketUse use) {
        long idle = idle(use);
        return idle != Call.NOT_RETURNED && until(evidence, use) - idle >= Evidence.LONG_NANOS;
    }

    /// Whether none was closed before the last of them was made.
    private static boolean gather(Evidence evidence, List<SocketUse> uses) {
        Call last = made(uses.getLast());
        return last != null && uses.stream().allMatch(u -> until(evidence, u) >= last.beginNanos());
    }

    /// Whether nothing can come of it any more: its connect failed, or its connection was reset.
    private static boolean over(SocketUse use) {
        Conversation conversation = use.conversation();
        Call connect = use.first(CallName.CONNECT);
        boolean failed = connect != null
                && !use.datagram()
                && connect.returned()
                && !Calls.error(connect).isEmpty()
                && !Calls.error(connect).equals("EINPROGRESS")
                && use.firstSuccess(CallName.CONNECT) == null;
        boolean reset =
                conversation != null && !conversation.segments(Segment::rst).isEmpty();
        return failed || reset;
    }

    /// Those of them that were done with before the next was made.
    private static List<SocketUse> oneAfterTheOther(List<SocketUse> uses) {
        List<SocketUse> done = new ArrayList<>();
        for (int i = 0; i < uses.size(); i++) {
            Call next = i + 1 < uses.size() ? made(uses.get(i + 1)) : null;
            if (next == null || idle(uses.get(i)) <= next.beginNanos()) {
                done.add(uses.get(i));
            }
        }
        return done;
    }

    private static Fault leak(Evidence evidence, String key, List<SocketUse> uses) {
        List<Moment> shown = new ArrayList<>();
        for (SocketUse use : uses.subList(0, Math.min(uses.size(), MOST_SHOWN))) {
            Call made = made(use);
            if (made != null) {
                shown.add(evidence.moment(made));
            }
        }
        SocketUse first = uses.getFirst();
        Call look = made(first);
        return new Fault(
                new Sentence(key, List.of(evidence.name(first.program()), uses.size(), Calls.at(look)), shown),
                Severity.TROUBLE,
                uses.size(),
                null,
                look);
    }
}
