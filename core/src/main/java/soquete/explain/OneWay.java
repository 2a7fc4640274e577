package soquete.explain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Segment;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.wire.SeqNum;

/// One direction of a TCP connection: what text one end was seen to send, and what the other acknowledged.
/// The text of a reset is none of the stream's (RFC 9293 §3.5.3), and neither is the octet of a keep-alive
/// (§3.8.4).
final class OneWay {

    private final List<Moment> carried = new ArrayList<>();
    private final List<Moment> again = new ArrayList<>();
    private final List<Moment> acknowledging = new ArrayList<>();
    private final Coverage seen = new Coverage();
    private final Positions positions = new Positions();
    private long bytes;
    private boolean beginningSeen;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long next = Long.MIN_VALUE;
    private long startOfLast = Long.MIN_VALUE;
    private long acknowledged = Long.MIN_VALUE;

    /// Sequence numbers as positions that do not wrap.
    private static final class Positions {
        private @Nullable SeqNum farthest;
        private long position;

        long of(SeqNum number) {
            long at = farthest == null ? 0 : position + farthest.distanceTo(number);
            if (farthest == null || at > position) {
                farthest = number;
                position = at;
            }
            return at;
        }
    }

    private record Acknowledgment(Moment moment, long upTo) {}

    private OneWay() {}

    /// What `sender` sent, from all that was seen of the connection.
    static OneWay of(Facts facts, Side sender) {
        return before(facts, sender, Integer.MAX_VALUE);
    }

    /// What `sender` had sent, and the other end acknowledged, before the moment of that number.
    static OneWay before(Facts facts, Side sender, int number) {
        OneWay way = new OneWay();
        List<Acknowledgment> acknowledgments = new ArrayList<>();
        for (Moment moment : facts.segments(s -> !s.rst())) {
            Segment segment = moment.segment();
            if (segment == null || moment.number() >= number) {
                continue;
            }
            if (moment.side() == sender) {
                way.sent(moment, segment);
            } else if (segment.ack()) {
                long upTo = way.positions.of(segment.acknowledgment());
                acknowledgments.add(new Acknowledgment(moment, upTo));
                way.acknowledged = Math.max(way.acknowledged, upTo);
            }
        }
        way.judge(acknowledgments);
        return way;
    }

    private void sent(Moment moment, Segment segment) {
        long start = positions.of(segment.textStart());
        long end = start + segment.textLength();
        if (segment.textLength() > 0 && !keepAlive(segment, start)) {
            carried.add(moment);
            long fresh = seen.add(start, end);
            bytes += fresh;
            if (fresh == 0) {
                again.add(moment);
            }
            startOfLast = start;
            first = Math.min(first, start);
            last = Math.max(last, end);
        }
        if (segment.syn() && !beginningSeen) {
            beginningSeen = true;
            first = Math.min(first, start);
        }
        if (segment.fin()) {
            last = Math.max(last, end);
        }
        if (segment.sequenceLength() > 0) {
            next = Math.max(next, end + (segment.fin() ? 1 : 0));
        }
    }

    /// An octet just before the next one to be sent, though it was acknowledged: only who has nothing to send
    /// asks so. Before an acknowledgment was seen it may be the last segment once more, if that had the same
    /// octet alone.
    private boolean keepAlive(Segment segment, long start) {
        return segment.textLength() == 1
                && !segment.syn()
                && !segment.fin()
                && start == next - 1
                && (acknowledged >= next || start != startOfLast);
    }

    /// An ACK counts when it covers text that no ACK before it covered. It cannot cover more than was sent.
    private void judge(List<Acknowledgment> acknowledgments) {
        long covered = Long.MIN_VALUE;
        for (Acknowledgment acknowledgment : acknowledgments) {
            long upTo = Math.min(acknowledgment.upTo(), last);
            if (upTo > covered) {
                if (seen.holds(covered, upTo)) {
                    acknowledging.add(acknowledgment.moment());
                }
                covered = upTo;
            }
        }
    }

    /// Segments with text, in order.
    List<Moment> carried() {
        return carried;
    }

    /// Those of them that had nothing but text already seen.
    List<Moment> again() {
        return again;
    }

    /// The other end's segments that acknowledged text for the first time.
    List<Moment> acknowledging() {
        return acknowledging;
    }

    /// Bytes of text seen, each counted once.
    long bytes() {
        return bytes;
    }

    /// Bytes between those seen, or between them and the SYN or FIN, that no segment of the capture carries.
    long missing() {
        return Math.max(0, last - first - bytes);
    }

    boolean beginningSeen() {
        return beginningSeen;
    }

    /// Whether text was sent that no ACK covers.
    boolean unacknowledged() {
        return bytes > 0 && seen.holds(acknowledged, Long.MAX_VALUE);
    }
}
