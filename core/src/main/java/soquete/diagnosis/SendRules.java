package soquete.diagnosis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.explain.Sentence;
import soquete.finding.Severity;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.trace.Call;
import soquete.trace.SocketRow.Protocol;

/// Messages that are sent in pieces. A piece smaller than a segment waits while another is not acknowledged: Nagle's
/// rule (RFC 9293 §3.7.4), which TCP_NODELAY turns off.
final class SendRules {

    /// What fits into a segment of an Ethernet; larger pieces are not tiny anywhere.
    private static final int SEGMENT_BYTES = 1_460;

    /// A segment that leaves later than that after its send has returned was held back.
    private static final long HELD_NANOS = 5_000_000;

    /// Together they must amount to that much.
    private static final long WORTH_NANOS = 20_000_000;

    /// A send of so few bytes costs more than it carries.
    private static final int TINY_BYTES = 64;

    /// So many in a row are no header and body.
    private static final int MANY = 10;

    /// Pieces of one message follow each other at once.
    private static final long ROW_NANOS = 5_000_000;

    private SendRules() {}

    /// One end that sends, unless it says itself when its bytes shall leave.
    private record Sender(Conversation conversation, Side side, SocketUse use, List<Call> transfers) {

        static @Nullable Sender of(Evidence evidence, Conversation conversation, Side side) {
            SocketUse use = evidence.end(conversation, side);
            if (use == null
                    || conversation.protocol() != Protocol.TCP
                    || use.sets("TCP_CORK")
                    || use.calls().stream().anyMatch(c -> c.arguments().contains("MSG_MORE"))) {
                return null;
            }
            return new Sender(
                    conversation,
                    side,
                    use,
                    use.calls().stream().filter(c -> c.bytes() > 0).toList());
        }
    }

    private static List<Sender> senders(Evidence evidence) {
        List<Sender> senders = new ArrayList<>();
        for (Conversation conversation : evidence.conversations()) {
            for (Side side : Side.values()) {
                Sender sender = Sender.of(evidence, conversation, side);
                if (sender != null) {
                    senders.add(sender);
                }
            }
        }
        return senders;
    }

    /// A small send directly after another, whose bytes left only when the other end's acknowledgment came.
    private record Held(Call before, Call send, Moment ack, Moment segment, long nanos) {}

    static void heldBack(Evidence evidence, List<Fault> found) {
        for (Sender sender : senders(evidence)) {
            if (sender.use().sets("TCP_NODELAY") || !sender.use().whole() || !evidence.callsWhole()) {
                continue;
            }
            List<Held> held = held(evidence, sender);
            long waited = held.stream().mapToLong(Held::nanos).sum();
            if (waited < WORTH_NANOS) {
                continue;
            }
            Held first = held.getFirst();
            List<Moment> shown = new ArrayList<>();
            held.forEach(h -> shown.addAll(
                    List.of(evidence.moment(h.before()), evidence.moment(h.send()), h.ack(), h.segment())));
            found.add(new Fault(
                    new Sentence(
                            "nagle",
                            List.of(
                                    evidence.name(sender.conversation(), sender.side()),
                                    evidence.name(
                                            sender.conversation(), sender.side().other()),
                                    Calls.at(first.before()),
                                    Calls.at(first.send()),
                                    first.before().bytes(),
                                    first.send().bytes(),
                                    Evidence.time(waited),
                                    held.size()),
                            shown),
                    waited >= Evidence.NOTICED_NANOS ? Severity.STALL : Severity.TROUBLE,
                    waited,
                    sender.conversation(),
                    first.send()));
        }
    }

    private static List<Held> held(Evidence evidence, Sender sender) {
        List<Held> held = new ArrayList<>();
        Moment told = null;
        for (int i = 1; i < sender.transfers().size(); i++) {
            Call before = sender.transfers().get(i - 1);
            Call send = sender.transfers().get(i);
            if (!small(before) || !small(send) || !send.returned()) {
                continue;
            }
            Moment segment = segment(evidence.moment(send), sender.side());
            if (segment == null
                    || segment.equals(told)
                    || segment.timeNanos() - send.endNanos() < HELD_NANOS
                    || segment.equals(segment(evidence.moment(before), sender.side()))) {
                continue;
            }
            Moment ack = ack(sender, send.endNanos(), segment);
            if (ack != null) {
                held.add(new Held(before, send, ack, segment, segment.timeNanos() - send.endNanos()));
                told = segment;
            }
        }
        return held;
    }

    private static boolean small(Call call) {
        return call.name().sends() && call.bytes() < SEGMENT_BYTES;
    }

    /// The first segment that carried bytes of the send.
    private static @Nullable Moment segment(Moment send, Side side) {
        Moment first = null;
        for (Moment effect : send.effects()) {
            boolean carries = effect.segment() != null && effect.side() == side;
            if (carries && (first == null || effect.timeNanos() < first.timeNanos())) {
                first = effect;
            }
        }
        return first;
    }

    /// The other end's last segment before that one, if it came after the send and shortly before it left.
    private static @Nullable Moment ack(Sender sender, long afterNanos, Moment segment) {
        Moment last = null;
        for (Moment moment : sender.conversation().moments()) {
            if (moment.number() >= segment.number()) {
                break;
            }
            if (moment.segment() != null
                    && moment.segment().ack()
                    && moment.side() == sender.side().other()) {
                last = moment;
            }
        }
        return last != null && last.timeNanos() > afterNanos && segment.timeNanos() - last.timeNanos() < HELD_NANOS
                ? last
                : null;
    }

    static void tiny(Evidence evidence, List<Fault> found) {
        for (Sender sender : senders(evidence)) {
            List<Call> longest = List.of();
            List<Call> row = new ArrayList<>();
            for (Call call : sender.transfers()) {
                boolean tiny = call.name().sends()
                        && call.bytes() <= TINY_BYTES
                        && !call.name().countsMessages();
                boolean follows =
                        row.isEmpty() || call.beginNanos() - row.getLast().endNanos() < ROW_NANOS;
                if (!tiny || !follows) {
                    row = new ArrayList<>();
                }
                if (tiny) {
                    row.add(call);
                    longest = row.size() > longest.size() ? row : longest;
                }
            }
            if (longest.size() >= MANY) {
                found.add(tiny(evidence, sender, longest));
            }
        }
    }

    private static Fault tiny(Evidence evidence, Sender sender, List<Call> row) {
        int bytes = row.stream().mapToInt(Call::bytes).sum();
        Call look = row.get(1);
        return new Fault(
                new Sentence(
                        "tiny-sends",
                        List.of(
                                evidence.name(sender.conversation(), sender.side()),
                                row.size(),
                                bytes,
                                Calls.at(look),
                                sender.use().sets("TCP_NODELAY") ? 1 : 0),
                        row.stream().map(evidence::moment).toList()),
                Severity.TROUBLE,
                row.size(),
                sender.conversation(),
                look);
    }
}
