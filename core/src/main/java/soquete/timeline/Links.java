package soquete.timeline;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Connection;
import soquete.tcp.EndpointState;
import soquete.tcp.Segment;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.QuotedHeader;

/// Joins calls and packets of one conversation, cause to effect. Bytes of a stream are joined by their offsets: the
/// send that wrote a byte, the segments that carried it, the recv that read it. Where the evidence does not tell which
/// of several belong together, nothing is joined.
final class Links {

    private final Conversation conversation;
    private final Map<Side, Map<CallName, List<Moment>>> begun = new EnumMap<>(Side.class);
    private final Map<Side, Map<CallName, List<Moment>>> returned = new EnumMap<>(Side.class);

    private Links(Conversation conversation) {
        this.conversation = conversation;
        for (Moment moment : conversation.moments()) {
            Call call = moment.call();
            if (call != null && moment.side() != null) {
                boolean begins = moment.what() instanceof Moment.What.Began;
                (begins ? begun : returned)
                        .computeIfAbsent(moment.side(), s -> new EnumMap<>(CallName.class))
                        .computeIfAbsent(call.name(), n -> new ArrayList<>())
                        .add(moment);
            }
        }
    }

    static void join(Conversation conversation) {
        Links links = new Links(conversation);
        if (conversation.protocol() == Protocol.TCP) {
            links.control();
            for (Side side : Side.values()) {
                links.stream(side);
            }
        } else {
            for (Side side : Side.values()) {
                new DatagramLinks(conversation, side).join();
            }
        }
        links.errors();
    }

    private List<Moment> begun(Side side, CallName name) {
        return begun.getOrDefault(side, Map.of()).getOrDefault(name, List.of());
    }

    /// Of several names, in the order of the timeline.
    private static List<Moment> ordered(
            Map<Side, Map<CallName, List<Moment>>> moments, Side side, Predicate<CallName> wanted) {
        return moments.getOrDefault(side, Map.of()).entrySet().stream()
                .filter(e -> wanted.test(e.getKey()))
                .flatMap(e -> e.getValue().stream())
                .sorted(Timeline.ORDER)
                .toList();
    }

    /// A range of a direction's bytes, counted from 0, moved by one moment.
    private record Range(long from, long to, Moment moment) {}

    /// Offsets are known only from the SYN on. A segment sent again is read where it came in time.
    private void stream(Side sender) {
        List<Range> written = ranges(ordered(begun, sender, CallName::sends));
        List<Range> read = ranges(ordered(returned, sender.other(), CallName::receives));
        long farthest = 0;
        for (Moment moment : conversation.moments()) {
            Frame frame = moment.frame();
            if (frame == null || frame.step() == null || moment.side() != sender) {
                continue;
            }
            Segment segment = frame.step().segment();
            if (!frame.step().connection().openingSeen() || segment.textLength() == 0) {
                continue;
            }
            long start = frame.step().relativeSequence() - (segment.syn() ? 0 : 1);
            long end = start + segment.textLength();
            boolean again = end <= farthest;
            farthest = Math.max(farthest, end);
            for (Range range : overlapping(written, start, end)) {
                moment.causedBy(range.moment());
            }
            for (Range range : overlapping(read, start, end)) {
                if (!again || range.moment().timeNanos() >= moment.timeNanos()) {
                    range.moment().causedBy(moment);
                }
            }
        }
    }

    /// The bytes of the stream that each call moved, for those that moved any.
    private static List<Range> ranges(List<Moment> calls) {
        List<Range> ranges = new ArrayList<>();
        long offset = 0;
        for (Moment moment : calls) {
            Call call = moment.call();
            if (call != null && call.bytes() > 0) {
                ranges.add(new Range(offset, offset + call.bytes(), moment));
                offset += call.bytes();
            }
        }
        return ranges;
    }

    /// Of ranges that follow each other.
    private static List<Range> overlapping(List<Range> ranges, long from, long to) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges.get(middle).to() > from) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        int end = low;
        while (end < ranges.size() && ranges.get(end).from() < to) {
            end++;
        }
        return ranges.subList(low, end);
    }

    private void control() {
        Moment lastOfClient = null;
        Moment lastOfServer = null;
        for (Moment moment : conversation.moments()) {
            Frame frame = moment.frame();
            if (frame != null && frame.step() != null && moment.side() != null) {
                Connection.Step step = frame.step();
                boolean fromClient = moment.side() == Side.CLIENT;
                Moment answered = fromClient ? lastOfServer : lastOfClient;
                controlSegment(moment, step, moment.side(), answered);
                if (fromClient) {
                    lastOfClient = moment;
                } else {
                    lastOfServer = moment;
                }
            }
        }
    }

    private void controlSegment(Moment moment, Connection.Step step, Side side, @Nullable Moment answered) {
        Segment segment = step.segment();
        if (segment.syn() && !segment.ack()) {
            cause(moment, lastCall(side, moment, CallName.CONNECT));
        } else if (segment.fin()) {
            Moment shutdown = lastCall(side, moment, CallName.SHUTDOWN);
            cause(moment, shutdown != null ? shutdown : lastCall(side, moment, CallName.CLOSE));
            endOfStream(moment, side.other());
        } else if (segment.rst()) {
            Moment close = lastCall(side, moment, CallName.CLOSE);
            cause(moment, close != null ? close : answered);
        } else if (segment.textLength() == 0 || segment.syn()) {
            cause(moment, answered);
        }
        if ((segment.syn() && segment.ack()) || segment.rst()) {
            effect(moment, side.other(), c -> c.name() == CallName.CONNECT);
        } else if (side == Side.CLIENT && entersEstablished(step)) {
            effect(moment, Side.SERVER, c -> c.name() == CallName.ACCEPT);
        }
    }

    private static boolean entersEstablished(Connection.Step step) {
        return step.changes().stream().anyMatch(c -> !c.ofClient() && c.to() instanceof EndpointState.Established);
    }

    private static void cause(Moment effect, @Nullable Moment cause) {
        if (cause != null) {
            effect.causedBy(cause);
        }
    }

    private @Nullable Moment lastCall(Side side, Moment before, CallName name) {
        Moment last = null;
        for (Moment moment : begun(side, name)) {
            if (moment.timeNanos() > before.timeNanos()) {
                break;
            }
            Call call = moment.call();
            if (name != CallName.SHUTDOWN || call != null && CausalOrder.closesOurSide(call)) {
                last = moment;
            }
        }
        return last;
    }

    /// The first return of such a call after the segment is its effect.
    private void effect(Moment segment, Side side, Predicate<Call> wanted) {
        for (Moment moment : ordered(returned, side, n -> true)) {
            Call call = moment.call();
            if (moment.timeNanos() >= segment.timeNanos() && call != null && wanted.test(call)) {
                moment.causedBy(segment);
                return;
            }
        }
    }

    private void endOfStream(Moment fin, Side reader) {
        effect(fin, reader, Call::endOfStream);
    }

    /// An ICMP error follows from the last packet sent the other way, for TCP from the segment it quotes.
    private void errors() {
        Map<Side, Moment> last = new EnumMap<>(Side.class);
        for (Moment moment : conversation.moments()) {
            Frame frame = moment.frame();
            Side side = moment.side();
            if (frame == null || side == null) {
                continue;
            }
            QuotedHeader quoted = frame.layers().quoted();
            if (quoted == null) {
                if (frame.layers().sourceEndpoint() != null) {
                    last.put(side, moment);
                }
            } else if (quoted.sequence() == null) {
                cause(moment, last.get(side.other()));
            } else {
                cause(moment, quotedSegment(quoted, moment));
            }
        }
    }

    private @Nullable Moment quotedSegment(QuotedHeader quoted, Moment error) {
        return conversation.moments().stream()
                .filter(m -> m.timeNanos() <= error.timeNanos() && m.side() != error.side())
                .filter(m -> m.segment() != null && m.segment().sequence().equals(quoted.sequence()))
                .reduce((first, second) -> second)
                .orElse(null);
    }
}
