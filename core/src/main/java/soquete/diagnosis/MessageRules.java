package soquete.diagnosis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.explain.Sentence;
import soquete.finding.Severity;
import soquete.tcp.Segment;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.trace.Call;
import soquete.trace.SocketRow.Protocol;

/// One receive that is taken for a whole message. TCP is a stream of bytes: what one send wrote may come in several
/// receives (RFC 9293 §2.2), and a receive gives no more than it has room for.
final class MessageRules {

    private MessageRules() {}

    /// What one send wrote, as a range of the stream, and the receives that took bytes of it.
    private record Message(Call send, long from, long to, List<Call> reads) {
        int bytes() {
            return (int) (to - from);
        }
    }

    /// Both ends of a connection, of one direction, with all their calls.
    private record Talk(Conversation conversation, Side reader, SocketUse use, SocketUse writer) {

        static @Nullable Talk of(Evidence evidence, Conversation conversation, Side reader) {
            SocketUse use = evidence.end(conversation, reader);
            SocketUse writer = evidence.end(conversation, reader.other());
            boolean whole = use != null
                    && writer != null
                    && use.whole()
                    && writer.whole()
                    && evidence.callsWhole()
                    && conversation.protocol() == Protocol.TCP;
            return whole && use != null && writer != null ? new Talk(conversation, reader, use, writer) : null;
        }

        List<Call> reads() {
            return use.calls().stream()
                    .filter(c -> c.name().receives() && c.bytes() > 0)
                    .toList();
        }

        List<Message> messages() {
            List<Call> reads = reads();
            List<Message> messages = new ArrayList<>();
            long written = 0;
            long read = 0;
            int next = 0;
            for (Call send : writer.calls()) {
                if (!send.name().sends() || send.bytes() == 0) {
                    continue;
                }
                long end = written + send.bytes();
                List<Call> of = new ArrayList<>();
                while (next < reads.size() && read < end) {
                    of.add(reads.get(next));
                    if (read + reads.get(next).bytes() > end) {
                        break;
                    }
                    read += reads.get(next++).bytes();
                }
                messages.add(new Message(send, written, end, of));
                written = end;
            }
            return messages;
        }
    }

    /// The last receive gave a part of what one send wrote, nothing asked for the rest, and the program went on to
    /// answer or to close.
    static void part(Evidence evidence, List<Fault> found) {
        for (Conversation conversation : evidence.conversations()) {
            for (Side side : Side.values()) {
                Talk talk = Talk.of(evidence, conversation, side);
                Call last = talk == null ? null : lastReceive(talk.use());
                if (talk == null || last == null || last.bytes() == 0) {
                    continue;
                }
                long read = talk.reads().stream().mapToLong(Call::bytes).sum();
                talk.messages().stream()
                        .filter(m ->
                                m.from() < read && read < m.to() && m.reads().size() == 1)
                        .filter(m -> m.from() >= read - last.bytes() && m.send().beginNanos() < last.endNanos())
                        .findFirst()
                        .ifPresent(m -> part(evidence, talk, m, last, read, found));
            }
        }
    }

    private static @Nullable Call lastReceive(SocketUse use) {
        List<Call> receives =
                use.calls().stream().filter(c -> c.name().receives()).toList();
        return receives.isEmpty() ? null : receives.getLast();
    }

    private static void part(Evidence evidence, Talk talk, Message message, Call last, long read, List<Fault> found) {
        Moment wentOn = talk.use().calls().stream()
                .filter(c -> c.beginNanos() >= last.endNanos() && (c.name().sends() || Calls.ends(c)))
                .findFirst()
                .map(evidence::moment)
                .orElseGet(() -> talk.conversation().segments(talk.reader(), s -> s.fin() || s.rst()).stream()
                        .filter(m -> m.timeNanos() >= last.endNanos())
                        .findFirst()
                        .orElse(null));
        if (wentOn == null) {
            return;
        }
        List<Moment> shown = new ArrayList<>(List.of(evidence.moment(message.send()), evidence.returned(last), wentOn));
        talk.conversation().segments(talk.reader().other(), MessageRules::carries).stream()
                .filter(m -> m.timeNanos() >= last.endNanos())
                .forEach(shown::add);
        long missed = message.to() - read;
        found.add(new Fault(
                new Sentence(
                        "recv.part",
                        List.of(
                                evidence.name(talk.conversation(), talk.reader()),
                                evidence.name(talk.conversation(), talk.reader().other()),
                                read - message.from(),
                                message.bytes(),
                                Calls.at(last),
                                Calls.at(message.send()),
                                Calls.room(last) == last.bytes() ? 1 : 0,
                                missed),
                        shown),
                Severity.FAILURE,
                missed,
                talk.conversation(),
                last));
    }

    private static boolean carries(Segment segment) {
        return segment.textLength() > 0 && !segment.rst();
    }

    /// A program that answers each receive as if it were a message, in the middle of what one send wrote. A program
    /// that sends back as much as it receives may well mean a stream; one that waits for several sockets may as
    /// well.
    static void pieces(Evidence evidence, List<Fault> found) {
        for (Conversation conversation : evidence.conversations()) {
            for (Side side : Side.values()) {
                Talk talk = Talk.of(evidence, conversation, side);
                List<Call> turns = talk == null ? List.of() : turns(evidence, talk.use());
                if (talk == null || turns.isEmpty()) {
                    continue;
                }
                for (Message message : talk.messages()) {
                    if (message.reads().size() > 1 && answersEach(message, turns)) {
                        pieces(evidence, talk, message, turns, found);
                        break;
                    }
                }
            }
        }
    }

    /// The transfers of a program that receives once and sends once in turn, and does nothing else; else none.
    private static List<Call> turns(Evidence evidence, SocketUse use) {
        List<Call> turns = use.calls().stream().filter(c -> c.bytes() > 0).toList();
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).name().receives() != (i % 2 == 0)) {
                return List.of();
            }
        }
        boolean waitsForSeveral = !turns.isEmpty() && evidence.waitsForSeveral(Evidence.ThreadKey.of(turns.getFirst()));
        return waitsForSeveral ? List.of() : turns;
    }

    /// Whether each receive of the message but the last was answered before the next, and not with as many bytes; and
    /// the whole message was written before.
    private static boolean answersEach(Message message, List<Call> turns) {
        for (Call read : message.reads().subList(0, message.reads().size() - 1)) {
            int at = turns.indexOf(read);
            Call answer = at >= 0 && at + 1 < turns.size() ? turns.get(at + 1) : null;
            if (answer == null
                    || answer.bytes() == read.bytes()
                    || message.send().beginNanos() > answer.beginNanos()) {
                return false;
            }
        }
        return true;
    }

    private static void pieces(Evidence evidence, Talk talk, Message message, List<Call> turns, List<Fault> found) {
        List<Moment> shown = new ArrayList<>(List.of(evidence.moment(message.send())));
        for (Call read : message.reads()) {
            shown.add(evidence.returned(read));
            int at = turns.indexOf(read);
            if (at + 1 < turns.size()) {
                shown.add(evidence.moment(turns.get(at + 1)));
            }
        }
        Call look = message.reads().getFirst();
        found.add(new Fault(
                new Sentence(
                        "recv.pieces",
                        List.of(
                                evidence.name(talk.conversation(), talk.reader()),
                                evidence.name(talk.conversation(), talk.reader().other()),
                                message.bytes(),
                                message.reads().size(),
                                Calls.at(look),
                                Calls.at(message.send())),
                        shown),
                Severity.TROUBLE,
                message.reads().size(),
                talk.conversation(),
                look));
    }
}
