package soquete.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.explain.Sentence;
import soquete.finding.Severity;
import soquete.tcp.Segment;
import soquete.tcp.TcpState;
import soquete.timeline.Conversation;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.trace.Call;
import soquete.trace.SocketRow.Protocol;

/// How a program ends a connection, and whether it hears that the other end has.
final class ClosingRules {

    private ClosingRules() {}

    /// A close while bytes that had arrived were not read: the kernel answers with RST (RFC 2525 §2.17).
    static void unreadAtClose(Evidence evidence, List<Fault> found) {
        for (Conversation conversation : evidence.conversations()) {
            for (Side side : Side.values()) {
                SocketUse use = evidence.end(conversation, side);
                Call close = use == null || !use.whole() || !evidence.callsWhole() ? null : use.close();
                if (use != null && close != null && conversation.protocol() == Protocol.TCP) {
                    unreadAtClose(evidence, conversation, side, use, close, found);
                }
            }
        }
    }

    private static void unreadAtClose(
            Evidence evidence, Conversation conversation, Side side, SocketUse use, Call close, List<Fault> found) {
        Moment reset = conversation.segments(side, Segment::rst).stream()
                .filter(m -> m.timeNanos() >= close.beginNanos())
                .findFirst()
                .orElse(null);
        long read = use.calls().stream()
                .filter(c -> c.name().receives())
                .mapToLong(Call::bytes)
                .sum();
        long unread = arrived(conversation, side, close.beginNanos()) - read;
        if (reset == null || unread <= 0) {
            return;
        }
        List<Moment> shown = new ArrayList<>(List.of(evidence.moment(close), reset));
        use.calls().stream()
                .filter(c -> c.bytes() > 0 && c.name().receives())
                .reduce((first, second) -> second)
                .ifPresent(c -> shown.add(evidence.returned(c)));
        Call hit = hit(evidence.end(conversation, side.other()), reset);
        if (hit != null) {
            shown.add(evidence.returned(hit));
        }
        found.add(new Fault(
                new Sentence(
                        "reset.unread",
                        List.of(
                                evidence.name(conversation, side),
                                evidence.name(conversation, side.other()),
                                Calls.at(close),
                                unread,
                                read,
                                hit == null ? 0 : 1,
                                Calls.at(hit),
                                hit == null ? "" : Calls.error(hit)),
                        shown),
                hit == null ? Severity.TROUBLE : Severity.FAILURE,
                unread,
                conversation,
                close));
    }

    /// Bytes of the stream to that end that had come before then; 0 where its beginning was not seen.
    private static long arrived(Conversation conversation, Side side, long beforeNanos) {
        long arrived = 0;
        for (Moment moment : conversation.segments(side.other(), s -> s.textLength() > 0 && !s.rst())) {
            Frame frame = moment.frame();
            if (frame != null
                    && frame.step() != null
                    && moment.timeNanos() < beforeNanos
                    && frame.step().connection().openingSeen()) {
                Segment segment = frame.step().segment();
                long start = frame.step().relativeSequence() - (segment.syn() ? 0 : 1);
                arrived = Math.max(arrived, start + segment.textLength());
            }
        }
        return arrived;
    }

    /// The call of the other end that the reset made fail.
    private static @Nullable Call hit(@Nullable SocketUse other, Moment reset) {
        return other == null
                ? null
                : other.calls().stream()
                        .filter(c ->
                                c.endNanos() >= reset.timeNanos() && c.name().transfers())
                        .filter(c -> Calls.error(c).equals("ECONNRESET")
                                || Calls.error(c).equals("EPIPE"))
                        .findFirst()
                        .orElse(null);
    }

    /// An end whose other end has closed, and that has not closed itself.
    ///
    /// @param fin    what showed that
    /// @param idle   since when its program has done nothing with it
    /// @param until  when it let go of it after all, or the end of what was seen
    /// @param last   the last call about it; null when there was none
    /// @param heard  the receive that was told the end of the stream; null when none was
    record Closed(
            Conversation conversation,
            Side side,
            SocketUse use,
            Moment fin,
            long idle,
            long until,
            @Nullable Call last,
            @Nullable Call heard) {

        long nanos() {
            return until - idle;
        }
    }

    static void peerClosed(Evidence evidence, List<Fault> found) {
        Set<Closed> leaking = new HashSet<>();
        LeakRules.leaking(evidence).forEach(leaking::addAll);
        List<Closed> idle = closed(evidence).stream()
                .filter(c -> c.nanos() >= Evidence.LONG_NANOS && !leaking.contains(c))
                .sorted(Comparator.comparingLong(Closed::nanos).reversed())
                .toList();
        for (int i = 0; i < idle.size(); i++) {
            found.add(idle(evidence, idle.get(i), i <= Diagnosis.OTHERS));
        }
    }

    /// @param asks whether to ask what its thread did meanwhile
    private static Fault idle(Evidence evidence, Closed closed, boolean asks) {
        Call look = closed.last() != null ? closed.last() : closed.use().accept();
        Call busy = look == null || !asks
                ? null
                : evidence.busy(Evidence.ThreadKey.of(look), closed.idle(), closed.until());
        List<Moment> shown = new ArrayList<>(List.of(closed.fin()));
        if (look != null) {
            shown.add(evidence.moment(look));
        }
        if (busy != null) {
            shown.add(evidence.moment(busy));
        }
        String key = closed.heard() == null ? "peer-closed.unread" : "peer-closed.kept";
        List<Object> arguments = List.of(
                evidence.name(closed.conversation(), closed.side()),
                evidence.name(closed.conversation(), closed.side().other()),
                Evidence.time(closed.nanos()),
                look == null ? 0 : 1,
                Calls.at(look),
                busy == null ? 0 : 1,
                Calls.at(busy));
        return new Fault(
                new Sentence(key, arguments, shown), Severity.TROUBLE, closed.nanos(), closed.conversation(), look);
    }

    /// All such ends of watched programs, as long as no call was lost.
    static List<Closed> closed(Evidence evidence) {
        List<Closed> closed = new ArrayList<>();
        for (Conversation conversation : evidence.conversations()) {
            for (Side side : Side.values()) {
                SocketUse use = evidence.end(conversation, side);
                if (use != null && conversation.protocol() == Protocol.TCP && evidence.callsWhole()) {
                    Closed end = closed(evidence, conversation, side, use);
                    if (end != null) {
                        closed.add(end);
                    }
                }
            }
        }
        return closed;
    }

    private static @Nullable Closed closed(Evidence evidence, Conversation conversation, Side side, SocketUse use) {
        Moment fin = fin(conversation, side);
        if (fin == null) {
            return null;
        }
        long since = fin.timeNanos();
        long until = Math.min(evidence.endNanos(), left(conversation, side, since));
        long idle = since;
        Call last = null;
        Call heard = null;
        for (Call call : use.calls()) {
            if (Calls.ends(call)) {
                if (call.beginNanos() < since) {
                    return null;
                }
                until = Math.min(until, call.beginNanos());
            } else if (call.beginNanos() < until) {
                last = call;
                idle = Math.max(idle, Math.min(call.endNanos(), until));
                heard = call.endOfStream() ? call : heard;
            }
        }
        return new Closed(conversation, side, use, fin, idle, until, last, heard);
    }

    /// What told that end that the other has closed: the state it entered, or the FIN itself.
    private static @Nullable Moment fin(Conversation conversation, Side side) {
        Moment entered = conversation.entered(side, TcpState.CLOSE_WAIT);
        Moment own = first(conversation.segments(side, s -> s.fin() || s.rst()));
        Moment fin = first(conversation.segments(side.other(), Segment::fin));
        boolean crossed = own != null && fin != null && own.number() < fin.number();
        return entered != null ? entered : crossed ? null : fin;
    }

    private static @Nullable Moment first(List<Moment> moments) {
        return moments.isEmpty() ? null : moments.getFirst();
    }

    /// When that end was seen to leave CLOSE-WAIT, by a state or a segment of its own: a kernel closes what a program
    /// leaves behind.
    private static long left(Conversation conversation, Side side, long since) {
        long left = Long.MAX_VALUE;
        for (StateMark mark : conversation.states(side)) {
            if (mark.timeNanos() > since && mark.state() != TcpState.CLOSE_WAIT) {
                left = Math.min(left, mark.timeNanos());
            }
        }
        for (Moment moment : conversation.segments(side, s -> s.fin() || s.rst())) {
            if (moment.timeNanos() > since) {
                left = Math.min(left, moment.timeNanos());
            }
        }
        for (Moment moment : conversation.segments(side.other(), Segment::rst)) {
            if (moment.timeNanos() > since) {
                left = Math.min(left, moment.timeNanos());
            }
        }
        return left;
    }
}
