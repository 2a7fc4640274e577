package soquete.explain;

import java.util.ArrayList;
import java.util.List;
import soquete.tcp.Segment;
import soquete.tcp.TcpState;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.wire.SeqNum;

/// How bytes travel and are acknowledged (RFC 9293 §3.8).
final class DataRules {

    private DataRules() {}

    static void stream(Facts facts, List<Sentence> found) {
        for (Side sender : Side.values()) {
            List<Moment> carried = facts.segments(sender, s -> s.textLength() > 0);
            if (carried.isEmpty()) {
                continue;
            }
            Coverage seen = new Coverage();
            List<Moment> again = new ArrayList<>();
            long bytes = 0;
            long farthest = 0;
            for (Moment moment : carried) {
                long start = start(moment);
                long end = start + length(moment);
                long fresh = seen.add(start, end);
                bytes += fresh;
                boolean keepAlive = length(moment) == 1 && end == farthest; // RFC 9293 §3.8.4
                if (fresh == 0 && !keepAlive) {
                    again.add(moment);
                }
                farthest = Math.max(farthest, end);
            }
            List<Moment> sends = moving(facts.began(sender, CallName.SEND));
            List<Moment> reads = moving(facts.began(sender.other(), CallName.RECV));
            List<Moment> evidence = new ArrayList<>(sends);
            evidence.addAll(carried);
            reads.forEach(r -> evidence.add(facts.returnOf(r)));
            boolean calls = !sends.isEmpty() && !reads.isEmpty();
            found.add(Sentence.of(
                    calls ? "stream.calls" : "stream",
                    evidence,
                    facts.name(sender),
                    facts.name(sender.other()),
                    bytes,
                    carried.size(),
                    sends.size(),
                    reads.size()));
            if (!again.isEmpty()) {
                found.add(Sentence.of("sent-again", again, facts.name(sender), again.size()));
            }
        }
    }

    private static long start(Moment moment) {
        Frame frame = moment.frame();
        return frame == null || frame.step() == null ? 0 : frame.step().relativeSequence();
    }

    private static List<Moment> moving(List<Moment> calls) {
        return calls.stream()
                .filter(m -> m.call() != null && m.call().bytes() > 0)
                .toList();
    }

    private static int length(Moment moment) {
        Segment segment = moment.segment();
        return segment == null ? 0 : segment.textLength();
    }

    /// For each direction: ACKs that came alone and ACKs that rode on data, as seen. An ACK acknowledges data when its
    /// number lies beyond the first byte that none has acknowledged yet.
    static void acknowledgments(Facts facts, List<Sentence> found) {
        for (Side sender : Side.values()) {
            List<Moment> alone = new ArrayList<>();
            List<Moment> riding = new ArrayList<>();
            SeqNum waiting = null;
            for (Moment moment : facts.segments(s -> !s.rst())) {
                Segment segment = moment.segment();
                if (segment == null) {
                    continue;
                }
                if (moment.side() == sender) {
                    waiting = waiting == null && segment.textLength() > 0 ? segment.textStart() : waiting;
                } else if (waiting != null
                        && segment.ack()
                        && segment.acknowledgment().isAfter(waiting)) {
                    (segment.textLength() > 0 ? riding : alone).add(moment);
                    waiting = null;
                }
            }
            if (!alone.isEmpty()) {
                found.add(Sentence.of("ack.alone", alone, facts.name(sender.other()), alone.size()));
            }
            if (!riding.isEmpty()) {
                found.add(Sentence.of("ack.piggy-backed", riding, facts.name(sender.other()), riding.size()));
            }
        }
    }

    /// A connection that was open, and its data acknowledged by the kernel, long before the server's program called
    /// accept.
    static void waitedForReader(Facts facts, List<Sentence> found) {
        StateMark established = facts.mark(Side.SERVER, TcpState.ESTABLISHED);
        Moment since = facts.entered(Side.SERVER, TcpState.ESTABLISHED);
        Moment data = Facts.first(facts.segments(Side.CLIENT, s -> s.textLength() > 0));
        Moment accept = facts.began(Side.SERVER, CallName.ACCEPT).stream()
                .filter(m -> m.call() != null && m.call().returned())
                .findFirst()
                .orElse(null);
        Call call = accept == null ? null : accept.call();
        if (established == null || since == null || data == null || accept == null || call == null) {
            return;
        }
        if (data.timeNanos() < call.endNanos() && call.beginNanos() > data.timeNanos()) {
            found.add(Sentence.of(
                    "waited-in-queue",
                    List.of(since, data, facts.returnOf(accept)),
                    Facts.millis(call.endNanos() - established.timeNanos())));
        }
    }
}
