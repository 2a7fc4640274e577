package soquete.timeline;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Connection;
import soquete.tcp.Segment;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow.Protocol;

/// Joins calls and packets of one conversation, cause to effect. Bytes of a stream are joined by their offsets: the
/// send that wrote a byte, the segments that carried it, the recv that read it.
final class Links {

    private final Conversation conversation;

    private Links(Conversation conversation) {
        this.conversation = conversation;
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
                links.datagrams(side);
            }
            links.errors();
        }
    }

    /// A range of a direction's bytes, counted from 0, moved by one moment.
    private record Range(long from, long to, Moment moment) {
        boolean overlaps(Range other) {
            return from < other.to && other.from < to;
        }
    }

    private void stream(Side sender) {
        List<Range> written = calls(sender, CallName.SEND, false);
        List<Range> read = calls(sender.other(), CallName.RECV, true);
        for (Moment moment : conversation.moments()) {
            Frame frame = moment.frame();
            if (frame == null || frame.step() == null || moment.side() != sender) {
                continue;
            }
            int length = frame.step().segment().textLength();
            long start =
                    frame.step().relativeSequence() - (frame.step().segment().syn() ? 0 : 1);
            Range carried = new Range(start, start + length, moment);
            written.stream().filter(carried::overlaps).forEach(w -> moment.causedBy(w.moment()));
            read.stream().filter(carried::overlaps).forEach(r -> r.moment().causedBy(moment));
        }
    }

    /// Sends at their beginning, receives at their return, each with the bytes of the stream it moved.
    private List<Range> calls(Side side, CallName name, boolean atReturn) {
        List<Range> ranges = new ArrayList<>();
        long offset = 0;
        for (Moment moment : conversation.moments()) {
            Call call = moment.call();
            boolean wanted = atReturn
                    ? moment.what() instanceof Moment.What.Returned
                    : moment.what() instanceof Moment.What.Began;
            if (call != null && wanted && moment.side() == side && call.name() == name) {
                ranges.add(new Range(offset, offset + call.bytes(), moment));
                offset += call.bytes();
            }
        }
        return ranges;
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
            cause(moment, lastCall(side, moment.timeNanos(), CallName.CONNECT));
        } else if (segment.fin()) {
            Moment shutdown = lastCall(side, moment.timeNanos(), CallName.SHUTDOWN);
            cause(moment, shutdown != null ? shutdown : lastCall(side, moment.timeNanos(), CallName.CLOSE));
            endOfStream(moment, side.other());
        } else if (segment.rst()) {
            Moment close = lastCall(side, moment.timeNanos(), CallName.CLOSE);
            cause(moment, close != null ? close : answered);
        } else if (segment.textLength() == 0 || segment.syn()) {
            cause(moment, answered);
        }
        if ((segment.syn() && segment.ack()) || segment.rst()) {
            returned(moment, side.other(), CallName.CONNECT);
        } else if (side == Side.CLIENT && entersEstablished(step)) {
            returned(moment, Side.SERVER, CallName.ACCEPT);
        }
    }

    private static boolean entersEstablished(Connection.Step step) {
        return step.changes().stream()
                .anyMatch(c -> !c.ofClient() && c.to() instanceof soquete.tcp.EndpointState.Established);
    }

    private static void cause(Moment effect, @Nullable Moment cause) {
        if (cause != null) {
            effect.causedBy(cause);
        }
    }

    private @Nullable Moment lastCall(Side side, long before, CallName name) {
        Moment last = null;
        for (Moment moment : conversation.moments()) {
            if (moment.timeNanos() > before) {
                break;
            }
            if (moment.side() == side && moment.what() instanceof Moment.What.Began(var call) && call.name() == name) {
                last = moment;
            }
        }
        return last;
    }

    /// The first return of such a call after the segment is its effect.
    private void returned(Moment segment, Side side, CallName name) {
        for (Moment moment : conversation.moments()) {
            if (moment.timeNanos() >= segment.timeNanos()
                    && moment.side() == side
                    && moment.what() instanceof Moment.What.Returned(var call)
                    && call.name() == name) {
                moment.causedBy(segment);
                return;
            }
        }
    }

    private void endOfStream(Moment fin, Side reader) {
        for (Moment moment : conversation.moments()) {
            if (moment.timeNanos() >= fin.timeNanos()
                    && moment.side() == reader
                    && moment.what() instanceof Moment.What.Returned(var call)
                    && call.name() == CallName.RECV
                    && call.bytes() == 0) {
                moment.causedBy(fin);
                return;
            }
        }
    }

    /// Datagrams keep their boundaries: each sendto is one datagram, each recvfrom takes one, in order.
    private void datagrams(Side sender) {
        List<Moment> sent = new ArrayList<>();
        List<Moment> received = new ArrayList<>();
        for (Moment moment : conversation.moments()) {
            Call call = moment.call();
            if (call != null && call.outcome() != null && call.outcome().error() == null) {
                boolean sends = call.name() == CallName.SENDTO || call.name() == CallName.SEND;
                boolean receives = call.name() == CallName.RECVFROM || call.name() == CallName.RECV;
                if (sends && moment.side() == sender && moment.what() instanceof Moment.What.Began) {
                    sent.add(moment);
                } else if (receives && moment.side() != sender && moment.what() instanceof Moment.What.Returned) {
                    received.add(moment);
                }
            }
        }
        for (Moment moment : conversation.moments()) {
            Frame frame = moment.frame();
            if (frame != null && frame.layers().udp() != null && moment.side() == sender) {
                int length = frame.layers().payloadLength();
                cause(moment, takeFirst(sent, m -> m.timeNanos() <= moment.timeNanos() && bytes(m) == length));
                Moment reader = takeFirst(received, m -> m.timeNanos() >= moment.timeNanos() && bytes(m) <= length);
                if (reader != null) {
                    reader.causedBy(moment);
                }
            }
        }
    }

    private static int bytes(Moment moment) {
        Call call = moment.call();
        return call == null ? 0 : call.bytes();
    }

    private static @Nullable Moment takeFirst(List<Moment> from, java.util.function.Predicate<Moment> wanted) {
        for (Moment moment : from) {
            if (wanted.test(moment)) {
                from.remove(moment);
                return moment;
            }
        }
        return null;
    }

    /// An ICMP error follows from the last datagram sent the other way.
    private void errors() {
        Moment lastDatagram = null;
        for (Moment moment : conversation.moments()) {
            Frame frame = moment.frame();
            if (frame != null) {
                if (frame.layers().udp() != null) {
                    lastDatagram = moment;
                } else {
                    cause(moment, lastDatagram);
                }
            }
        }
    }
}
