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
import soquete.trace.StateSource;

/// How a TCP connection opens, or fails to (RFC 9293 §3.5).
final class OpeningRules {

    private OpeningRules() {}

    static void listening(Facts facts, List<Sentence> found) {
        Moment bind = Facts.first(facts.began(Side.SERVER, CallName.BIND));
        Moment listen = Facts.first(facts.began(Side.SERVER, CallName.LISTEN));
        if (bind != null && listen != null && facts.mark(Side.SERVER, TcpState.LISTEN) != null) {
            found.add(Sentence.of(
                    "listening", List.of(bind, listen), facts.name(Side.SERVER), text(bind), Facts.place(listen)));
        } else if (bind != null && listen != null) {
            found.add(Sentence.of(
                    "listening.calls",
                    List.of(bind, listen),
                    facts.name(Side.SERVER),
                    text(bind),
                    Facts.place(listen)));
        }
    }

    private static String text(Moment moment) {
        Call call = moment.call();
        boolean otherwiseKnown = call != null && call.arguments().isEmpty() && call.local() != null;
        return call == null ? "" : otherwiseKnown ? String.valueOf(call.local()) : call.arguments();
    }

    static void handshake(Facts facts, List<Sentence> found) {
        List<Moment> syns = facts.segments(Side.CLIENT, s -> s.syn() && !s.ack());
        Moment synAck = Facts.first(facts.segments(Side.SERVER, s -> s.syn() && s.ack()));
        Moment crossed = Facts.first(facts.segments(Side.SERVER, s -> s.syn() && !s.ack()));
        if (!syns.isEmpty() && crossed != null) {
            found.add(Sentence.of("simultaneous-open", List.of(syns.getFirst(), crossed)));
            return;
        }
        List<Moment> before = synAck == null
                ? List.of()
                : syns.stream().filter(m -> m.number() < synAck.number()).toList();
        Moment ack = synAck == null ? null : third(facts, synAck);
        if (synAck == null || before.isEmpty() || ack == null) {
            return;
        }
        double took = Facts.millis(ack.timeNanos() - before.getLast().timeNanos());
        Moment connect = Facts.first(facts.began(Side.CLIENT, CallName.CONNECT));
        List<Moment> evidence = new ArrayList<>(before);
        evidence.addAll(List.of(synAck, ack));
        if (connect == null) {
            found.add(Sentence.of("handshake", evidence, took, before.size()));
        } else {
            evidence.addFirst(connect);
            found.add(Sentence.of(
                    "handshake.connect", evidence, facts.name(Side.CLIENT), Facts.place(connect), took, before.size()));
        }
        miniSocket(facts, ack, found);
    }

    /// The segment that completes the handshake: it acknowledges the SYN-ACK and no more.
    private static @Nullable Moment third(Facts facts, Moment synAck) {
        Segment answered = synAck.segment();
        return answered == null
                ? null
                : Facts.first(facts
                        .segments(
                                Side.CLIENT,
                                s -> s.ack()
                                        && !s.syn()
                                        && !s.fin()
                                        && !s.rst()
                                        && s.acknowledgment().equals(answered.end()))
                        .stream()
                        .filter(m -> m.number() > synAck.number())
                        .toList());
    }

    private static void miniSocket(Facts facts, Moment ack, List<Sentence> found) {
        StateMark received = facts.mark(Side.SERVER, TcpState.SYN_RECEIVED);
        Moment entered = facts.entered(Side.SERVER, TcpState.SYN_RECEIVED);
        StateMark established = facts.mark(Side.SERVER, TcpState.ESTABLISHED);
        if (received != null
                && entered != null
                && established != null
                && received.source() == StateSource.INFERRED
                && established.source() == StateSource.KERNEL) {
            found.add(Sentence.of("syn-received.mini-socket", List.of(entered, ack)));
        }
    }

    /// The kernel finishes the handshake; accept only takes the finished connection from the queue. Where its
    /// data waited too, [DataRules#waitedForReader] tells both.
    static void handshakeBeforeAccept(Facts facts, List<Sentence> found) {
        Moment established = facts.entered(Side.SERVER, TcpState.ESTABLISHED);
        StateMark mark = facts.mark(Side.SERVER, TcpState.ESTABLISHED);
        for (Moment accept : facts.began(Side.SERVER, CallName.ACCEPT)) {
            Call call = accept.call();
            if (call == null || mark == null || established == null || !call.returned()) {
                continue;
            }
            Moment returned = facts.returnOf(accept);
            double before = Facts.millis(call.endNanos() - mark.timeNanos());
            boolean waited = call.beginNanos() > mark.timeNanos();
            if (before > 0 && waited && DataRules.waitedInQueue(facts) == null) {
                found.add(Sentence.of(
                        "established-before-accept-called",
                        List.of(established, accept),
                        Facts.millis(call.beginNanos() - mark.timeNanos())));
            } else if (before > 0 && !waited) {
                found.add(Sentence.of("established-before-accept-returned", List.of(established, returned), before));
            }
        }
    }

    static void fourTuple(Facts facts, List<Sentence> found) {
        Moment syn = Facts.first(facts.segments(Side.CLIENT, s -> s.syn() && !s.ack()));
        Moment synAck = Facts.first(facts.segments(Side.SERVER, s -> s.syn() && s.ack()));
        if (syn != null && synAck != null) {
            boolean chosen = facts.began(Side.CLIENT, CallName.BIND).isEmpty()
                    && !facts.began(Side.CLIENT, CallName.CONNECT).isEmpty();
            boolean accepted = facts.began(Side.SERVER, CallName.ACCEPT).stream()
                    .anyMatch(m -> m.call() != null && m.call().returned());
            found.add(Sentence.of(
                    chosen ? "four-tuple.ephemeral" : "four-tuple",
                    List.of(syn, synAck),
                    facts.conversation().client().toString(),
                    facts.conversation().server().toString(),
                    String.valueOf(facts.conversation().client().port()),
                    String.valueOf(facts.conversation().server().port()),
                    accepted ? 1 : 0));
        }
    }

    static void refused(Facts facts, List<Sentence> found) {
        Moment syn = Facts.first(facts.segments(Side.CLIENT, s -> s.syn() && !s.ack()));
        Moment rst = Facts.first(facts.segments(Side.SERVER, Segment::rst));
        boolean answered = !facts.segments(Side.SERVER, s -> !s.rst()).isEmpty();
        if (syn == null || rst == null || answered) {
            return;
        }
        String server = facts.conversation().server().toString();
        Moment connect = Facts.first(facts.began(Side.CLIENT, CallName.CONNECT));
        Call call = connect == null ? null : connect.call();
        String error =
                call == null || call.outcome() == null ? null : call.outcome().error();
        if (connect == null || error == null) {
            found.add(Sentence.of("refused", List.of(syn, rst), server));
        } else {
            found.add(Sentence.of(
                    "refused.connect",
                    List.of(syn, rst, facts.returnOf(connect)),
                    server,
                    error,
                    Facts.place(connect)));
        }
    }

    /// A client that sends more than SYNs was answered, whether the capture shows it or not.
    static void unanswered(Facts facts, List<Sentence> found) {
        List<Moment> syns = facts.segments(Side.CLIENT, s -> s.syn() && !s.ack());
        boolean nothingElse = facts.segments(s -> true).size() == syns.size();
        if (!syns.isEmpty() && nothingElse && IcmpRules.errors(facts).isEmpty()) {
            found.add(Sentence.of(
                    "unanswered",
                    syns,
                    syns.size(),
                    facts.conversation().server().toString()));
        }
    }
}
