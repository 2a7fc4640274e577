package soquete.diagnosis;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.explain.Sentence;
import soquete.finding.Severity;
import soquete.timeline.Conversation;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// Datagrams that came for a socket and that its program never had, or had only in part.
final class DatagramRules {

    /// A receive that took so long found an empty queue when it began.
    private static final long WAITED_NANOS = 50_000_000;

    /// A datagram is captured a little before it is in the queue.
    private static final long SLACK_NANOS = 1_000_000;

    private static final int MOST_SHOWN = 50;

    private DatagramRules() {}

    /// A socket that receives datagrams.
    ///
    /// @param arrived the datagrams that came for it while it was there, in order of time
    /// @param reads   its receives that gave one, in order of their end
    private record Receiver(SocketUse use, Endpoint local, List<Moment> arrived, List<Call> reads) {}

    private static List<Receiver> receivers(Evidence evidence) {
        Map<Integer, List<Conversation>> byPort = new HashMap<>();
        for (Conversation conversation : evidence.conversations()) {
            if (conversation.protocol() == Protocol.UDP) {
                byPort.computeIfAbsent(conversation.client().port(), p -> new ArrayList<>())
                        .add(conversation);
                if (conversation.client().port() != conversation.server().port()) {
                    byPort.computeIfAbsent(conversation.server().port(), p -> new ArrayList<>())
                            .add(conversation);
                }
            }
        }
        Map<Integer, List<SocketUse>> sharing = new HashMap<>();
        evidence.uses().stream().filter(SocketUse::datagram).forEach(u -> {
            Endpoint local = u.local();
            sharing.computeIfAbsent(local == null ? 0 : local.port(), p -> new ArrayList<>())
                    .add(u);
        });
        Set<InetAddress> own = new HashSet<>();
        for (Call call : evidence.recording().calls()) {
            Endpoint local = call.local();
            if (local != null) {
                own.add(local.address());
            }
        }
        List<Receiver> receivers = new ArrayList<>();
        sharing.forEach((port, uses) -> {
            for (SocketUse use : uses) {
                Endpoint local = use.local();
                boolean alone = uses.stream().noneMatch(o -> o != use && overlap(o, use));
                if (local != null && port != 0 && alone && use.whole() && evidence.callsWhole()) {
                    List<Moment> arrived = arrived(use, local, byPort.getOrDefault(port, List.of()), own);
                    List<Call> reads = use.calls().stream()
                            .filter(c -> Calls.datagrams(c) > 0)
                            .sorted(Comparator.comparingLong(Call::endNanos))
                            .toList();
                    receivers.add(new Receiver(use, local, arrived, reads));
                }
            }
        });
        return receivers;
    }

    /// Whether both were there at once: a datagram may be for either.
    private static boolean overlap(SocketUse one, SocketUse other) {
        return one.calls().getFirst().beginNanos() < other.closedNanos()
                && other.calls().getFirst().beginNanos() < one.closedNanos();
    }

    private static List<Moment> arrived(
            SocketUse use, Endpoint local, List<Conversation> conversations, Set<InetAddress> own) {
        Call bound = use.firstSuccess(CallName.BIND);
        Call sent =
                use.calls().stream().filter(c -> c.name().sends()).findFirst().orElse(null);
        Call first = bound != null ? bound : sent != null ? sent : use.calls().getFirst();
        Call connect = use.firstSuccess(CallName.CONNECT);
        Endpoint only = connect == null ? null : connect.peer();
        List<Moment> arrived = new ArrayList<>();
        for (Conversation conversation : conversations) {
            for (Side side : Side.values()) {
                Endpoint end = conversation.endpoint(side);
                Endpoint other = conversation.endpoint(side.other());
                InetAddress address = end.address();
                boolean ours = address.equals(local.address()) || address.isLoopbackAddress() || own.contains(address);
                if (Evidence.covers(local, end) && ours && !end.equals(other) && (only == null || only.equals(other))) {
                    arrived.addAll(onOneInterface(conversation, side.other(), first.endNanos(), use.closedNanos()));
                }
            }
        }
        arrived.sort(Comparator.comparingLong(Moment::timeNanos));
        return arrived;
    }

    /// The datagrams that were sent in that time, as the interface saw them that saw most: each may be captured on
    /// several.
    private static List<Moment> onOneInterface(Conversation conversation, Side sender, long from, long to) {
        Map<String, List<Moment>> byInterface = new HashMap<>();
        for (Moment moment : conversation.moments()) {
            Frame frame = moment.frame();
            if (frame != null
                    && frame.datagramLength() >= 0
                    && moment.side() == sender
                    && moment.timeNanos() > from
                    && moment.timeNanos() < to) {
                byInterface
                        .computeIfAbsent(frame.packet().interfaceName(), i -> new ArrayList<>())
                        .add(moment);
            }
        }
        return byInterface.values().stream()
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of());
    }

    /// Datagrams that came and were neither received nor, when the program next found the queue empty, still there; or,
    /// where that was never seen, that nobody had received when the socket was closed.
    static void dropped(Evidence evidence, List<Fault> found) {
        for (Receiver receiver : receivers(evidence)) {
            long dropped = 0;
            Call empty = null;
            for (Call call : receiver.use().calls()) {
                Long nanos = emptyAt(evidence, receiver.use(), call);
                long missing = nanos == null
                        ? 0
                        : before(receiver.arrived(), nanos - SLACK_NANOS) - taken(receiver.reads(), nanos);
                if (missing > dropped) {
                    dropped = missing;
                    empty = call;
                }
            }
            long taken = taken(receiver.reads(), Long.MAX_VALUE);
            Call close = receiver.use().close();
            if (empty != null) {
                found.add(fault(evidence, receiver, "datagram.dropped", dropped, empty));
            } else if (close != null && before(receiver.arrived(), close.beginNanos() - SLACK_NANOS) > taken) {
                long unread = before(receiver.arrived(), close.beginNanos() - SLACK_NANOS) - taken;
                found.add(fault(evidence, receiver, "datagram.unread", unread, close));
            }
        }
    }

    /// When the call shows that nothing waited in its socket's queue; null when it does not show that. A poll that
    /// follows it and waits in vain shows it as well, unless it may have been for another socket.
    private static @Nullable Long emptyAt(Evidence evidence, SocketUse use, Call call) {
        if (Calls.takes(call) && Calls.foundNothing(call)) {
            return call.endNanos();
        }
        if (Calls.takes(call) && (!call.returned() || call.endNanos() - call.beginNanos() >= WAITED_NANOS)) {
            return call.beginNanos();
        }
        Evidence.ThreadKey thread = Evidence.ThreadKey.of(call);
        Call poll = evidence.next(thread, call.beginNanos());
        Outcome outcome = poll == null ? null : poll.outcome();
        if (poll == null || outcome == null || outcome.result() != 0 || !Calls.waitsForOne(poll)) {
            return null;
        }
        Call after = evidence.next(thread, poll.beginNanos());
        Call earlier = evidence.previous(thread, call.beginNanos());
        boolean asBefore = earlier != null && Calls.waitsForOne(earlier) && Calls.takes(call);
        boolean meant = after == null || use.equals(evidence.of(after)) || asBefore && after.name() == CallName.CLOSE;
        return meant ? poll.endNanos() : null;
    }

    private static long before(List<Moment> arrived, long nanos) {
        return arrived.stream().filter(m -> m.timeNanos() < nanos).count();
    }

    private static long taken(List<Call> reads, long nanos) {
        return reads.stream()
                .filter(c -> c.endNanos() <= nanos)
                .mapToLong(Calls::datagrams)
                .sum();
    }

    private static Fault fault(Evidence evidence, Receiver receiver, String key, long count, Call shows) {
        Call look = afterLongestPause(receiver.use());
        List<Moment> shown = new ArrayList<>();
        receiver.arrived().stream()
                .filter(m -> m.effects().stream().noneMatch(e -> e.call() != null))
                .limit(MOST_SHOWN)
                .forEach(shown::add);
        shown.add(evidence.moment(shows));
        Call told = look == null ? shows : look;
        return new Fault(
                new Sentence(
                        key,
                        List.of(
                                evidence.name(receiver.use().program()),
                                receiver.local().toString(),
                                receiver.arrived().size(),
                                taken(receiver.reads(), Long.MAX_VALUE),
                                count,
                                Calls.at(told)),
                        shown),
                key.equals("datagram.dropped") ? Severity.TROUBLE : Severity.REMARK,
                count,
                receiver.use().conversation(),
                told);
    }

    /// The receive before which the program was away from its socket for longest: then the queue filled up.
    private static @Nullable Call afterLongestPause(SocketUse use) {
        Call look = null;
        Call before = null;
        long longest = Long.MIN_VALUE;
        for (Call call : use.calls()) {
            long pause = before == null ? 0 : call.beginNanos() - before.endNanos();
            if (Calls.datagrams(call) > 0 && pause > longest) {
                longest = pause;
                look = call;
            }
            before = call;
        }
        return look;
    }

    /// A receive that had no room for the whole datagram: the rest of it is gone (recv(2)).
    static void cut(Evidence evidence, List<Fault> found) {
        for (Receiver receiver : receivers(evidence)) {
            for (Call read : receiver.reads()) {
                Moment datagram = Calls.room(read) == received(read) && received(read) > 0
                        ? longer(evidence, receiver, read)
                        : null;
                Frame frame = datagram == null ? null : datagram.frame();
                if (datagram != null && frame != null) {
                    int length = frame.datagramLength();
                    found.add(new Fault(
                            new Sentence(
                                    "datagram.cut",
                                    List.of(
                                            evidence.name(receiver.use().program()),
                                            length,
                                            received(read),
                                            Calls.at(read)),
                                    List.of(datagram, evidence.returned(read))),
                            Severity.FAILURE,
                            length - received(read),
                            receiver.use().conversation(),
                            read));
                }
            }
        }
    }

    private static long received(Call read) {
        Outcome outcome = read.outcome();
        return outcome == null ? 0 : outcome.result();
    }

    /// The datagram that the receive took, if it is known and longer than what was received; or, where it is not known
    /// which, one that is longer, if none that had come was as long as what was received.
    private static @Nullable Moment longer(Evidence evidence, Receiver receiver, Call read) {
        for (Moment cause : evidence.returned(read).causes()) {
            Frame frame = cause.frame();
            if (frame != null) {
                return frame.datagramLength() > received(read) ? cause : null;
            }
        }
        Moment longer = null;
        for (Moment moment : receiver.arrived()) {
            Frame frame = moment.frame();
            if (frame == null || moment.timeNanos() > read.endNanos()) {
                continue;
            }
            if (frame.datagramLength() == received(read)) {
                return null;
            }
            longer = frame.datagramLength() > received(read) ? moment : longer;
        }
        return longer;
    }
}
