package soquete.diagnosis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.explain.Sentence;
import soquete.finding.Severity;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;

/// Datagrams that came for a socket and that its program never had, or had only in part.
final class DatagramRules {

    /// A receive that took so long found an empty queue when it began.
    private static final long WAITED_NANOS = 50_000_000;

    /// A datagram is captured a little before it is in the queue.
    private static final long SLACK_NANOS = 1_000_000;

    private static final int MOST_SHOWN = 50;

    private DatagramRules() {}

    static void received(Evidence evidence, List<Fault> found) {
        for (Receiver receiver : Receiver.all(evidence)) {
            dropped(evidence, receiver, found);
            cut(evidence, receiver, found);
        }
    }

    /// Datagrams that came and were neither received nor, when the program next found the queue empty, still there; or,
    /// where that was never seen, that the kernel counted, or that nobody had received when the socket was closed.
    private static void dropped(Evidence evidence, Receiver receiver, List<Fault> found) {
        long dropped = 0;
        Call empty = null;
        for (Call call : receiver.use().calls()) {
            Long nanos = emptyAt(evidence, receiver.use(), call);
            long missing =
                    nanos == null ? 0 : receiver.arrivedBefore(nanos - SLACK_NANOS) - receiver.takenBefore(nanos);
            if (missing > dropped) {
                dropped = missing;
                empty = call;
            }
        }
        Call close = receiver.use().close();
        long unread = close == null ? 0 : receiver.arrivedBefore(close.beginNanos() - SLACK_NANOS) - receiver.taken();
        if (empty != null) {
            found.add(fault(evidence, receiver, "datagram.dropped", Severity.TROUBLE, dropped, empty));
        } else if (receiver.drops() > 0) {
            Call last = receiver.use().calls().getLast();
            found.add(fault(evidence, receiver, "datagram.counted", Severity.TROUBLE, receiver.drops(), last));
        } else if (close != null && unread > 0) {
            found.add(fault(evidence, receiver, "datagram.unread", Severity.REMARK, unread, close));
        }
    }

    /// When the call shows that nothing waited in its socket's queue; null when it does not show that. A poll that
    /// follows it and waits in vain shows it as well, unless it may have been for another socket.
    private static @Nullable Long emptyAt(Evidence evidence, SocketUse use, Call call) {
        if (Calls.takes(call) && Calls.foundNothing(call)) {
            return call.endNanos();
        }
        if (Calls.takes(call) && (!call.returned() || call.endNanos() - call.beginNanos() >= WAITED_NANOS)) {
            return call.beginNanos();
        }
        Evidence.ThreadKey thread = Evidence.ThreadKey.of(call);
        Call poll = evidence.next(thread, call.beginNanos());
        Outcome outcome = poll == null ? null : poll.outcome();
        if (poll == null || outcome == null || outcome.result() != 0 || !Calls.waitsForOne(poll)) {
            return null;
        }
        Call after = evidence.next(thread, poll.beginNanos());
        Call earlier = evidence.previous(thread, call.beginNanos());
        boolean asBefore = earlier != null && Calls.waitsForOne(earlier) && Calls.takes(call);
        boolean meant = after == null || use.equals(evidence.of(after)) || asBefore && after.name() == CallName.CLOSE;
        return meant ? poll.endNanos() : null;
    }

    private static Fault fault(
            Evidence evidence, Receiver receiver, String key, Severity severity, long count, Call shows) {
        Call pause = receiver.afterLongestPause();
        Call look = pause == null ? lastBefore(receiver, shows) : pause;
        List<Moment> shown = new ArrayList<>();
        receiver.arrived().stream()
                .filter(m -> m.effects().stream().noneMatch(e -> e.call() != null))
                .limit(MOST_SHOWN)
                .forEach(shown::add);
        shown.add(evidence.moment(shows));
        List<Object> arguments = List.of(
                evidence.name(receiver.use().program()),
                receiver.local().toString(),
                receiver.arrived().size(),
                receiver.taken(),
                count,
                Calls.at(look),
                receiver.drops());
        return new Fault(
                new Sentence(key, arguments, shown),
                severity,
                count,
                receiver.use().conversation(),
                look);
    }

    /// The last call before that moved data: after it the program did not come to receive.
    private static Call lastBefore(Receiver receiver, Call shows) {
        Call last = shows;
        for (Call call : receiver.use().calls()) {
            last = call.beginNanos() < shows.beginNanos() && call.name().transfers() ? call : last;
        }
        return last;
    }

    /// A receive that had no room for the whole datagram: the rest of it is gone (recv(2)).
    private static void cut(Evidence evidence, Receiver receiver, List<Fault> found) {
        for (Call read : receiver.reads()) {
            boolean full = Calls.room(read) == received(read) && received(read) > 0;
            Moment datagram = full ? longer(evidence, receiver, read) : null;
            Frame frame = datagram == null ? null : datagram.frame();
            if (datagram != null && frame != null) {
                int length = frame.datagramLength();
                List<Object> arguments =
                        List.of(evidence.name(receiver.use().program()), length, received(read), Calls.at(read));
                found.add(new Fault(
                        new Sentence("datagram.cut", arguments, List.of(datagram, evidence.returned(read))),
                        Severity.FAILURE,
                        length - received(read),
                        receiver.use().conversation(),
                        read));
            }
        }
    }

    private static long received(Call read) {
        Outcome outcome = read.outcome();
        return outcome == null ? 0 : outcome.result();
    }

    /// The datagram that the receive took, if it is known and longer than what was received; or, where it is not known
    /// which, one that is longer, if none that had come was as long as what was received.
    private static @Nullable Moment longer(Evidence evidence, Receiver receiver, Call read) {
        for (Moment cause : evidence.returned(read).causes()) {
            Frame frame = cause.frame();
            if (frame != null) {
                return frame.datagramLength() > received(read) ? cause : null;
            }
        }
        Moment longer = null;
        for (Moment moment : receiver.arrived()) {
            Frame frame = moment.frame();
            if (frame == null || moment.timeNanos() > read.endNanos()) {
                continue;
            }
            if (frame.datagramLength() == received(read)) {
                return null;
            }
            longer = frame.datagramLength() > received(read) ? moment : longer;
        }
        return longer;
    }
}
