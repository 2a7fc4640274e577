package soquete.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import soquete.explain.Sentence;
import soquete.finding.Severity;
import soquete.tcp.Segment;
import soquete.tcp.TcpState;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow;
import soquete.wire.Endpoint;

/// Connections that the kernel has established and that wait for accept. The queue holds one more than the backlog, and
/// a SYN that comes when it is full is dropped (Linux, sk_acceptq_is_full).
final class AcceptRules {

    private AcceptRules() {}

    /// A connection that waited.
    ///
    /// @param until  when accept gave it, or the end of what was seen
    /// @param accept null when none did
    /// @param before the connection that the thread served meanwhile; null when it was none
    private record Waited(
            Conversation conversation,
            long since,
            long until,
            @Nullable Call accept,
            @Nullable Served before) {
        long nanos() {
            return until - since;
        }

        boolean isLong() {
            return nanos() >= Evidence.NOTICED_NANOS;
        }
    }

    /// A connection that a thread served, from its accept to the end of the last call about it before the next accept.
    private record Served(Call accept, SocketUse use, Call last, long untilNanos) {}

    static void waiting(Evidence evidence, List<Fault> found) {
        for (Listener listener : evidence.listeners()) {
            List<Waited> all = waited(evidence, listener);
            List<Waited> behind =
                    all.stream().filter(w -> w.isLong() && w.before() != null).toList();
            List<Waited> late = all.stream()
                    .filter(w -> w.isLong() && w.before() == null && w.accept() != null)
                    .toList();
            List<Waited> never = all.stream()
                    .filter(w -> w.isLong() && w.before() == null && w.accept() == null)
                    .toList();
            if (!behind.isEmpty()) {
                oneAtATime(evidence, listener, behind, found);
            }
            boolean full = full(evidence, listener, all, found);
            if (!late.isEmpty() && !full) {
                waited(evidence, listener, "accept.late", Severity.STALL, late, found);
            }
            if (!never.isEmpty()) {
                waited(evidence, listener, "accept.never", Severity.FAILURE, never, found);
            }
        }
    }

    /// Those that were established before the accept that took them was called, or that none took.
    private static List<Waited> waited(Evidence evidence, Listener listener) {
        Map<Evidence.ThreadKey, TreeMap<Long, Call>> accepts = acceptsByThread(listener);
        Map<Call, Served> served = new HashMap<>();
        List<Waited> waited = new ArrayList<>();
        boolean knownNever = evidence.callsWhole() && listener.told();
        for (Conversation conversation : listener.served()) {
            long since = evidence.establishedNanos(conversation);
            Call accept = evidence.acceptOf(conversation);
            if (since == Call.NOT_RETURNED || accept == null && !knownNever) {
                continue;
            }
            long until = accept == null
                    ? Math.min(evidence.endNanos(), listener.use().closedNanos())
                    : accept.endNanos();
            if (accept == null || accept.beginNanos() > since) {
                Served before = null;
                for (TreeMap<Long, Call> ofThread : accepts.values()) {
                    before = before == null ? servedAt(evidence, ofThread, since, served) : before;
                }
                waited.add(new Waited(conversation, since, until, accept, before));
            }
        }
        return waited;
    }

    /// Whether connections waited for accept then, so that a SYN may have been dropped for want of room.
    static boolean someWait(Evidence evidence, Listener listener, long nanos) {
        for (Conversation conversation : listener.served()) {
            Call accept = evidence.acceptOf(conversation);
            long until = accept == null ? Long.MAX_VALUE : accept.endNanos();
            if (evidence.establishedNanos(conversation) <= nanos + Evidence.NOTICED_NANOS && until > nanos) {
                return true;
            }
        }
        return false;
    }

    private static Map<Evidence.ThreadKey, TreeMap<Long, Call>> acceptsByThread(Listener listener) {
        Map<Evidence.ThreadKey, TreeMap<Long, Call>> accepts = new HashMap<>();
        for (Call call : listener.accepts()) {
            accepts.computeIfAbsent(Evidence.ThreadKey.of(call), k -> new TreeMap<>())
                    .put(call.endNanos(), call);
        }
        return accepts;
    }

    /// The connection that the thread was serving then, if it went on doing so for a while that is noticed.
    private static @Nullable Served servedAt(
            Evidence evidence, TreeMap<Long, Call> accepts, long nanos, Map<Call, Served> known) {
        Map.Entry<Long, Call> last = accepts.floorEntry(nanos);
        Map.Entry<Long, Call> next = accepts.higherEntry(nanos);
        if (last == null || !Calls.succeeded(last.getValue())) {
            return null;
        }
        long nextBegin = next == null ? Long.MAX_VALUE : next.getValue().beginNanos();
        Call accept = last.getValue();
        Served served = known.computeIfAbsent(accept, a -> served(evidence, a, nextBegin));
        return served.untilNanos() - nanos >= Evidence.NOTICED_NANOS ? served : null;
    }

    private static Served served(Evidence evidence, Call accept, long beforeNanos) {
        SocketUse use = evidence.given(accept);
        Evidence.ThreadKey thread = Evidence.ThreadKey.of(accept);
        Call last = accept;
        for (Call call : use.calls()) {
            if (call.beginNanos() < beforeNanos && Evidence.ThreadKey.of(call).equals(thread)) {
                last = call;
            }
        }
        return new Served(accept, use, last, Math.min(last.endNanos(), evidence.endNanos()));
    }

    private static void oneAtATime(Evidence evidence, Listener listener, List<Waited> behind, List<Fault> found) {
        Waited worst = worst(behind);
        Served before = worst.before();
        if (before == null) {
            return;
        }
        Conversation first = before.use().conversation();
        Call accept = worst.accept();
        Call busy = evidence.busy(Evidence.ThreadKey.of(before.accept()), worst.since(), before.untilNanos());
        Call look = busy == null || busy.name() == CallName.POLL ? before.last() : busy;
        List<Moment> shown = evidence(evidence, worst);
        shown.add(evidence.returned(before.accept()));
        shown.add(evidence.moment(look));
        found.add(new Fault(
                new Sentence(
                        accept == null ? "one-at-a-time.still" : "one-at-a-time",
                        List.of(
                                evidence.name(listener.use().program()),
                                client(worst.conversation()),
                                Evidence.time(worst.nanos()),
                                first == null ? "?" : client(first),
                                Calls.at(look),
                                behind.size(),
                                Calls.at(before.accept())),
                        shown),
                accept == null ? Severity.FAILURE : Severity.STALL,
                worst.nanos(),
                worst.conversation(),
                look));
    }

    private static Waited worst(List<Waited> waited) {
        return waited.stream().max(Comparator.comparingLong(Waited::nanos)).orElseThrow();
    }

    private static String client(Conversation conversation) {
        return conversation.client().toString();
    }

    private static List<Moment> evidence(Evidence evidence, Waited waited) {
        List<Moment> shown = new ArrayList<>();
        Moment established = evidence.established(waited.conversation());
        if (established != null) {
            shown.add(established);
        }
        if (waited.accept() != null) {
            shown.add(evidence.moment(waited.accept()));
        }
        return shown;
    }

    private static void waited(
            Evidence evidence,
            Listener listener,
            String key,
            Severity severity,
            List<Waited> waited,
            List<Fault> found) {
        Waited worst = worst(waited);
        Call busy = busy(evidence, listener, worst.since(), worst.until());
        Call look = busy != null ? busy : beforePause(evidence, listener, worst.since(), worst.until());
        List<Moment> shown = evidence(evidence, worst);
        if (look != null) {
            shown.add(evidence.moment(look));
        }
        if (shown.isEmpty()) {
            return;
        }
        found.add(new Fault(
                new Sentence(
                        key,
                        List.of(
                                evidence.name(listener.use().program()),
                                client(worst.conversation()),
                                Evidence.time(worst.nanos()),
                                busy != null ? 2 : look != null ? 1 : 0,
                                Calls.at(look),
                                waited.size()),
                        shown),
                severity,
                worst.nanos(),
                worst.conversation(),
                look));
    }

    private static @Nullable Call busy(Evidence evidence, Listener listener, long from, long to) {
        return listener.threads().stream()
                .map(t -> evidence.busy(t, from, to))
                .filter(c -> c != null && c.name() != CallName.ACCEPT)
                .findFirst()
                .orElse(null);
    }

    /// The call of a thread that accepts after which it made none for longest: what it did next took the time.
    private static @Nullable Call beforePause(Evidence evidence, Listener listener, long from, long to) {
        return listener.threads().stream()
                .map(t -> evidence.beforePause(t, from, to))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /// The queue was full while connections waited that long, or SYNs came that were not answered. True when that is
    /// told.
    private static boolean full(Evidence evidence, Listener listener, List<Waited> waited, List<Fault> found) {
        SocketRow row = fullRow(evidence, listener);
        int most = most(waited);
        List<Moment> dropped = dropped(listener, waited);
        boolean hurt = !dropped.isEmpty() || waited.stream().anyMatch(Waited::isLong);
        if (!hurt || waited.isEmpty() || row == null && most <= listener.backlog()) {
            return false;
        }
        Waited worst = worst(waited);
        Call busy = busy(evidence, listener, worst.since(), worst.until());
        Call look = busy != null ? busy : beforePause(evidence, listener, worst.since(), worst.until());
        List<Moment> shown = evidence(evidence, worst);
        shown.addAll(dropped);
        if (look != null) {
            shown.add(evidence.moment(look));
        }
        if (shown.isEmpty()) {
            return false;
        }
        Endpoint local = listener.local();
        found.add(new Fault(
                new Sentence(
                        "accept.full",
                        List.of(
                                evidence.name(listener.use().program()),
                                local == null ? "" : local.toString(),
                                row != null ? Math.max(row.receiveQueue(), most) : most,
                                row != null ? row.sendQueue() : listener.backlog(),
                                busy != null ? 2 : look != null ? 1 : 0,
                                Calls.at(look),
                                dropped.size(),
                                Calls.at(listener.listen())),
                        shown),
                dropped.isEmpty() ? Severity.STALL : Severity.FAILURE,
                worst.nanos(),
                worst.conversation(),
                look));
        return true;
    }

    private static @Nullable SocketRow fullRow(Evidence evidence, Listener listener) {
        Endpoint local = listener.local();
        return local == null
                ? null
                : evidence.recording().socketRows().stream()
                        .filter(r -> r.state() == TcpState.LISTEN && r.local().equals(local))
                        .filter(r -> listener.opened(r.timeNanos()) && r.receiveQueue() > r.sendQueue())
                        .findFirst()
                        .orElse(null);
    }

    /// How many waited at once.
    private static int most(List<Waited> waited) {
        List<Waited> sorted = new ArrayList<>(waited);
        sorted.sort(Comparator.comparingLong(Waited::since));
        PriorityQueue<Long> leaving = new PriorityQueue<>();
        int most = 0;
        for (Waited next : sorted) {
            while (!leaving.isEmpty() && leaving.peek() <= next.since()) {
                leaving.poll();
            }
            leaving.add(next.until());
            most = Math.max(most, leaving.size());
        }
        return most;
    }

    /// SYNs to the listener, sent again while connections waited there, that nothing answered.
    private static List<Moment> dropped(Listener listener, List<Waited> waited) {
        List<Moment> dropped = new ArrayList<>();
        for (Conversation conversation : listener.served()) {
            List<Moment> syns = conversation.segments(Side.CLIENT, s -> s.syn() && !s.ack());
            Moment answer = conversation.segments(Side.SERVER, Segment::syn).stream()
                    .findFirst()
                    .orElse(null);
            List<Moment> vain = syns.stream()
                    .filter(m -> answer == null || m.number() < answer.number())
                    .toList();
            if (vain.size() > 1
                    && waited.stream()
                            .anyMatch(w -> w.since() <= vain.getFirst().timeNanos()
                                    && w.until() >= vain.getFirst().timeNanos())) {
                dropped.addAll(answer == null ? vain : vain.subList(0, vain.size() - 1));
            }
        }
        return dropped;
    }
}
