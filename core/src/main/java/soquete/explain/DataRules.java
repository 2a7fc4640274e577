package soquete.explain;

import java.util.ArrayList;
import java.util.List;
import soquete.tcp.Segment;
import soquete.tcp.TcpState;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.trace.Call;
import soquete.trace.CallName;

/// How bytes travel and are acknowledged (RFC 9293 §3.8).
final class DataRules {

    private DataRules() {}

    static void stream(Facts facts, List<Sentence> found) {
        for (Side sender : Side.values()) {
            List<Moment> carried = facts.segments(sender, s -> s.textLength() > 0);
            if (carried.isEmpty()) {
                continue;
            }
            long bytes = carried.stream().mapToLong(m -> length(m)).sum();
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
        }
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

    /// For each direction: ACKs that came alone and ACKs that rode on data, as seen.
    static void acknowledgments(Facts facts, List<Sentence> found) {
        for (Side sender : Side.values()) {
            List<Moment> alone = new ArrayList<>();
            List<Moment> riding = new ArrayList<>();
            boolean open = false;
            for (Moment moment : facts.segments(s -> true)) {
                Segment segment = moment.segment();
                if (segment == null) {
                    continue;
                }
                if (moment.side() == sender) {
                    open |= segment.textLength() > 0;
                } else if (open && segment.ack()) {
                    (segment.textLength() > 0 ? riding : alone).add(moment);
                    open = false;
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

    /// A connection that was open, and its data acknowledged by the kernel, long before any program of the server read
    /// it: a server that is busy with somebody else.
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
