package soquete.explain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.timeline.Moment;
import soquete.timeline.Side;

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

    static void unanswered(Facts facts, List<Sentence> found) {
        List<Moment> out = facts.datagrams(Side.CLIENT);
        if (!out.isEmpty()
                && facts.datagrams(Side.SERVER).isEmpty()
                && IcmpRules.errors(facts).isEmpty()) {
            found.add(Sentence.of(
                    "udp.unanswered",
                    out,
                    out.size(),
                    facts.conversation().server().toString()));
        }
    }
}
