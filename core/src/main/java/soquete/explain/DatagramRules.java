package soquete.explain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.trace.Call;
import soquete.trace.CallName;

/// UDP: datagrams and nothing else (RFC 768).
final class DatagramRules {

    private DatagramRules() {}

    static void noConnection(Facts facts, List<Sentence> found) {
        List<Moment> out = facts.datagrams(Side.CLIENT);
        List<Moment> back = facts.datagrams(Side.SERVER);
        if (!out.isEmpty()) {
            List<Moment> evidence = new ArrayList<>(out);
            evidence.addAll(back);
            found.add(Sentence.of("udp.no-connection", evidence, out.size(), back.size()));
        }
    }

    static void boundaries(Facts facts, List<Sentence> found) {
        for (Side sender : Side.values()) {
            List<Moment> evidence = new ArrayList<>();
            int datagrams = 0;
            for (Moment datagram : facts.datagrams(sender)) {
                Moment sent = call(datagram.causes());
                Moment received = call(datagram.effects());
                if (sent != null && received != null) {
                    evidence.addAll(List.of(sent, datagram, received));
                    datagrams++;
                }
            }
            if (datagrams > 0) {
                found.add(Sentence.of(
                        "udp.boundaries", evidence, facts.name(sender), facts.name(sender.other()), datagrams));
            }
        }
    }

    private static @Nullable Moment call(List<Moment> linked) {
        return linked.stream().filter(m -> m.call() != null).findFirst().orElse(null);
    }

    static void unreachable(Facts facts, List<Sentence> found) {
        for (Moment error : facts.conversation().moments()) {
            Frame frame = error.frame();
            if (frame == null || frame.layers().quoted() == null) {
                continue;
            }
            List<Moment> evidence = new ArrayList<>(error.causes());
            evidence.add(error);
            found.add(Sentence.of(
                    "udp.unreachable", evidence, facts.conversation().server().toString()));
            Moment waiting = facts.began(Side.CLIENT, CallName.RECVFROM).stream()
                    .filter(m -> failed(m.call()))
                    .findFirst()
                    .orElse(null);
            if (waiting != null) {
                found.add(Sentence.of(
                        "udp.unreachable.not-told",
                        List.of(error, facts.returnOf(waiting)),
                        facts.name(Side.CLIENT),
                        Facts.line(waiting)));
            }
            return;
        }
    }

    private static boolean failed(@Nullable Call call) {
        return call != null && call.outcome() != null && call.outcome().error() != null;
    }

    static void unanswered(Facts facts, List<Sentence> found) {
        List<Moment> out = facts.datagrams(Side.CLIENT);
        boolean error = facts.conversation().moments().stream()
                .anyMatch(m -> m.frame() != null && m.frame().layers().quoted() != null);
        if (!out.isEmpty() && facts.datagrams(Side.SERVER).isEmpty() && !error) {
            found.add(Sentence.of(
                    "udp.unanswered",
                    out,
                    out.size(),
                    facts.conversation().server().toString()));
        }
    }
}
