package soquete.explain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
            OneWay way = OneWay.of(facts, sender);
            if (way.carried().isEmpty()) {
                continue;
            }
            List<Moment> sends = moving(facts.began(sender, CallName::sends));
            List<Moment> reads = moving(facts.began(sender.other(), CallName::receives));
            List<Moment> evidence = new ArrayList<>(sends);
            evidence.addAll(way.carried());
            reads.forEach(r -> evidence.add(facts.returnOf(r)));
            boolean calls = !sends.isEmpty() && !reads.isEmpty();
            boolean whole = way.missing() == 0 && way.beginningSeen();
            found.add(Sentence.of(
                    !whole ? "stream.seen" : calls ? "stream.calls" : "stream",
                    evidence,
                    facts.name(sender),
                    facts.name(sender.other()),
                    way.bytes(),
                    way.carried().size(),
                    sends.size(),
                    reads.size(),
                    way.missing(),
                    Facts.names(sends),
                    Facts.names(reads)));
            if (!way.again().isEmpty()) {
                found.add(Sentence.of(
                        "sent-again",
                        way.again(),
                        facts.name(sender),
                        way.again().size()));
            }
        }
    }

    private static List<Moment> moving(List<Moment> calls) {
        return calls.stream()
                .filter(m -> m.call() != null && m.call().bytes() > 0)
                .toList();
    }

    /// For each direction: ACKs that came alone and ACKs that rode on data, as seen. Each acknowledges text
    /// for the first time; what a SYN or FIN without text acknowledges is neither.
    static void acknowledgments(Facts facts, List<Sentence> found) {
        for (Side sender : Side.values()) {
            List<Moment> alone = new ArrayList<>();
            List<Moment> riding = new ArrayList<>();
            for (Moment moment : OneWay.of(facts, sender).acknowledging()) {
                Segment segment = moment.segment();
                if (segment != null && segment.pureAck()) {
                    alone.add(moment);
                } else if (segment != null && segment.textLength() > 0) {
                    riding.add(moment);
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

    /// A connection that was open, and its data acknowledged by the kernel, long before the server's program
    /// called accept.
    static void waitedForReader(Facts facts, List<Sentence> found) {
        Sentence waited = waitedInQueue(facts);
        if (waited != null) {
            found.add(waited);
        }
    }

    static @Nullable Sentence waitedInQueue(Facts facts) {
        StateMark established = facts.mark(Side.SERVER, TcpState.ESTABLISHED);
        Moment since = facts.entered(Side.SERVER, TcpState.ESTABLISHED);
        Moment data = Facts.first(facts.segments(Side.CLIENT, s -> s.textLength() > 0));
        Moment accept = facts.began(Side.SERVER, CallName.ACCEPT).stream()
                .filter(m -> m.call() != null && m.call().returned())
                .findFirst()
                .orElse(null);
        Call call = accept == null ? null : accept.call();
        if (established == null
                || since == null
                || data == null
                || accept == null
                || call == null
                || call.beginNanos() <= data.timeNanos()) {
            return null;
        }
        return Sentence.of(
                "waited-in-queue",
                List.of(since, data, facts.returnOf(accept)),
                Facts.millis(call.endNanos() - established.timeNanos()));
    }
}
