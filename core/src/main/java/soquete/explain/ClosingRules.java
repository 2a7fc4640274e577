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
import soquete.trace.SocketRow;
import soquete.trace.StateSource;

/// How a TCP connection ends (RFC 9293 §3.6).
final class ClosingRules {

    private ClosingRules() {}

    static void endOfStream(Facts facts, List<Sentence> found) {
        for (Side reader : Side.values()) {
            Moment fin = Facts.first(facts.segments(reader.other(), Segment::fin));
            for (Moment recv : facts.began(reader, CallName.RECV)) {
                Call call = recv.call();
                boolean end =
                        call != null && call.outcome() != null && call.outcome().error() == null && call.bytes() == 0;
                if (fin != null && end && facts.returnOf(recv).number() > fin.number()) {
                    found.add(Sentence.of(
                            "end-of-stream",
                            List.of(fin, facts.returnOf(recv)),
                            facts.name(reader),
                            Facts.line(recv),
                            facts.name(reader.other())));
                    break;
                }
            }
        }
    }

    static void firstToClose(Facts facts, List<Sentence> found) {
        Moment fin = Facts.first(facts.segments(Segment::fin));
        if (fin == null || fin.side() == null) {
            return;
        }
        Side closer = fin.side();
        Moment other = Facts.first(facts.segments(closer.other(), Segment::fin));
        Moment call =
                fin.causes().stream().filter(m -> m.call() != null).findFirst().orElse(null);
        List<Moment> evidence = new ArrayList<>();
        if (call != null) {
            evidence.add(call);
        }
        evidence.add(fin);
        if (other != null) {
            evidence.add(other);
        }
        found.add(Sentence.of(
                other == null ? "closed-first.half" : call == null ? "closed-first" : "closed-first.call",
                evidence,
                facts.name(closer),
                facts.name(closer.other()),
                Facts.line(call)));
    }

    static void reset(Facts facts, List<Sentence> found) {
        Moment rst = Facts.first(facts.segments(Segment::rst));
        boolean opened = !facts.segments(Side.SERVER, Segment::syn).isEmpty();
        if (rst != null && rst.side() != null && opened) {
            boolean afterFin = facts.segments(Segment::fin).stream().anyMatch(f -> f.number() < rst.number());
            found.add(Sentence.of(afterFin ? "reset.after-fin" : "reset", List.of(rst), facts.name(rst.side())));
        }
    }

    static void timeWait(Facts facts, List<Sentence> found) {
        for (Side side : Side.values()) {
            StateMark mark = facts.mark(side, TcpState.TIME_WAIT);
            Moment entered = facts.entered(side, TcpState.TIME_WAIT);
            if (mark == null || entered == null) {
                continue;
            }
            SocketRow row = row(facts, side);
            if (mark.source() == StateSource.INFERRED || row == null) {
                found.add(Sentence.of(
                        "time-wait.inferred", List.of(entered), facts.name(side), facts.name(side.other())));
            } else {
                found.add(Sentence.of(
                        "time-wait",
                        List.of(entered),
                        facts.name(side),
                        facts.name(side.other()),
                        row.expiresMillis() / 1000.0));
            }
        }
    }

    private static @Nullable SocketRow row(Facts facts, Side side) {
        return facts.timeline().recording().socketRows().stream()
                .filter(r -> r.state() == TcpState.TIME_WAIT)
                .filter(r -> r.local().equals(facts.conversation().endpoint(side)))
                .filter(r -> facts.conversation().endpoint(side.other()).equals(r.peer()))
                .findFirst()
                .orElse(null);
    }
}
