package soquete.explain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Connection;
import soquete.tcp.EndpointState;
import soquete.tcp.Segment;
import soquete.tcp.TcpState;
import soquete.timeline.Frame;
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
            for (Moment recv : facts.began(reader, CallName::receives)) {
                Call call = recv.call();
                if (fin != null
                        && call != null
                        && call.endOfStream()
                        && facts.returnOf(recv).number() > fin.number()) {
                    found.add(Sentence.of(
                            "end-of-stream",
                            List.of(fin, facts.returnOf(recv)),
                            facts.name(reader),
                            Facts.place(recv),
                            facts.name(reader.other()),
                            call.name().toString()));
                    break;
                }
            }
        }
    }

    static void firstToClose(Facts facts, List<Sentence> found) {
        Moment fin = facts.segments(Segment::fin).stream()
                .filter(f -> !disproved(facts, f))
                .findFirst()
                .orElse(null);
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
                Facts.further(call),
                call == null || call.call() == null ? "" : call.call().name().toString()));
    }

    /// Whether the end that is said to have closed sent text beyond that FIN: then the FIN was none of its own.
    private static boolean disproved(Facts facts, Moment fin) {
        Segment closing = fin.segment();
        Side side = fin.side();
        return closing != null
                && side != null
                && facts.segments(side, s -> s.textLength() > 0 && !s.rst()).stream()
                        .filter(m -> m.number() > fin.number())
                        .map(Moment::segment)
                        .anyMatch(s -> s != null
                                && s.textStart()
                                        .plus(s.textLength())
                                        .isAfter(closing.end().plus(-1)));
    }

    /// The first reset that closed the end it was sent to, unless both ends went on with data after it: then
    /// neither believed it. A SYN that is answered with RST is told by [OpeningRules#refused].
    static void reset(Facts facts, List<Sentence> found) {
        boolean asked = !facts.segments(Side.CLIENT, Segment::syn).isEmpty();
        boolean answered = !facts.segments(Side.SERVER, s -> !s.rst()).isEmpty();
        Moment rst = facts.segments(Segment::rst).stream()
                .filter(ClosingRules::closedTheOther)
                .filter(r -> !wentOn(facts, r, Side.CLIENT) || !wentOn(facts, r, Side.SERVER))
                .findFirst()
                .orElse(null);
        if (rst == null || rst.side() == null || !answered && asked) {
            return;
        }
        boolean gone = facts.segments(rst.side(), Segment::fin).stream().anyMatch(f -> f.number() < rst.number());
        boolean lost = OneWay.before(facts, Side.CLIENT, rst.number()).unacknowledged()
                || OneWay.before(facts, Side.SERVER, rst.number()).unacknowledged();
        found.add(Sentence.of(
                gone ? "reset.after-fin" : lost ? "reset.lost" : "reset", List.of(rst), facts.name(rst.side())));
    }

    private static boolean closedTheOther(Moment rst) {
        Frame frame = rst.frame();
        Connection.Step step = frame == null ? null : frame.step();
        return step != null
                && step.changes().stream()
                        .anyMatch(c -> c.ofClient() != step.fromClient() && c.to() instanceof EndpointState.Closed);
    }

    private static boolean wentOn(Facts facts, Moment rst, Side side) {
        return facts.segments(side, s -> s.textLength() > 0 && !s.rst()).stream()
                .anyMatch(m -> m.number() > rst.number());
    }

    static void timeWait(Facts facts, List<Sentence> found) {
        Moment client = facts.entered(Side.CLIENT, TcpState.TIME_WAIT);
        Moment server = facts.entered(Side.SERVER, TcpState.TIME_WAIT);
        if (client != null && server != null) {
            found.add(Sentence.of(
                    "time-wait.simultaneous",
                    List.of(client, server),
                    facts.name(Side.CLIENT),
                    facts.name(Side.SERVER)));
        } else if (client != null) {
            timeWait(facts, Side.CLIENT, client, found);
        } else if (server != null) {
            timeWait(facts, Side.SERVER, server, found);
        }
    }

    private static void timeWait(Facts facts, Side side, Moment entered, List<Sentence> found) {
        StateMark mark = facts.mark(side, TcpState.TIME_WAIT);
        SocketRow row = row(facts, side);
        if (mark == null || mark.source() == StateSource.INFERRED || row == null) {
            found.add(Sentence.of("time-wait.inferred", List.of(entered), facts.name(side), facts.name(side.other())));
        } else if (row.expiresMillis() == 0) {
            found.add(Sentence.of("time-wait.no-timer", List.of(entered), facts.name(side), facts.name(side.other())));
        } else {
            found.add(Sentence.of(
                    "time-wait",
                    List.of(entered),
                    facts.name(side),
                    facts.name(side.other()),
                    row.expiresMillis() / 1000.0));
        }
    }

    private static @Nullable SocketRow row(Facts facts, Side side) {
        return facts.conversation().rows().stream()
                .filter(r -> r.state() == TcpState.TIME_WAIT)
                .filter(r -> r.local().equals(facts.conversation().endpoint(side)))
                .findFirst()
                .orElse(null);
    }
}
