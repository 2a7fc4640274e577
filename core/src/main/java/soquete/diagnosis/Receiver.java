package soquete.diagnosis;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import soquete.timeline.Conversation;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// A socket that receives datagrams, with all its calls, where no other socket of a watched program can have had them.
final class Receiver {

    private final SocketUse use;
    private final Endpoint local;
    private final List<Moment> arrived;
    private final List<Call> reads;
    private final long drops;

    /// How many datagrams the first of the reads gave together, for each number of them.
    private final long[] taken;

    private Receiver(SocketUse use, Endpoint local, List<Moment> arrived, long drops) {
        this.use = use;
        this.drops = drops;
        this.local = local;
        this.arrived = arrived;
        this.reads = use.calls().stream()
                .filter(c -> Calls.datagrams(c) > 0)
                .sorted(Comparator.comparingLong(Call::endNanos))
                .toList();
        this.taken = new long[reads.size() + 1];
        for (int i = 0; i < reads.size(); i++) {
            taken[i + 1] = taken[i] + Calls.datagrams(reads.get(i));
        }
    }

    static List<Receiver> all(Evidence evidence) {
        if (!evidence.callsWhole()) {
            return List.of();
        }
        Map<Integer, List<Conversation>> talks = new HashMap<>();
        for (Conversation conversation : evidence.conversations()) {
            if (conversation.protocol() == Protocol.UDP) {
                Stream.of(conversation.client().port(), conversation.server().port())
                        .distinct()
                        .forEach(p -> talks.computeIfAbsent(p, port -> new ArrayList<>())
                                .add(conversation));
            }
        }
        Map<Integer, List<SocketUse>> sharing = new HashMap<>();
        for (SocketUse use : evidence.uses()) {
            Endpoint local = use.datagram() ? use.local() : null;
            if (local != null) {
                sharing.computeIfAbsent(local.port(), p -> new ArrayList<>()).add(use);
            }
        }
        Set<InetAddress> own = sharing.isEmpty() ? Set.of() : own(evidence);
        List<Receiver> receivers = new ArrayList<>();
        sharing.forEach((port, uses) -> {
            for (SocketUse use : uses) {
                Endpoint local = use.local();
                boolean alone = uses.stream().noneMatch(o -> o != use && overlap(o, use));
                if (local != null && alone && use.whole()) {
                    List<Moment> arrived = arrived(use, local, talks.getOrDefault(port, List.of()), own);
                    receivers.add(new Receiver(use, local, arrived, drops(evidence, use, local)));
                }
            }
        });
        return receivers;
    }

    /// Addresses that sockets of the programs had.
    private static Set<InetAddress> own(Evidence evidence) {
        Set<InetAddress> own = new HashSet<>();
        for (Call call : evidence.recording().calls()) {
            Endpoint local = call.local();
            if (local != null) {
                own.add(local.address());
            }
        }
        return own;
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

    /// What the readings of the socket table say while it was there.
    private static long drops(Evidence evidence, SocketUse use, Endpoint local) {
        long from = use.calls().getFirst().beginNanos();
        return evidence.recording().socketRows().stream()
                .filter(r ->
                        r.protocol() == Protocol.UDP && r.timeNanos() >= from && r.timeNanos() <= use.closedNanos())
                .filter(r -> Evidence.covers(r.local(), local) || Evidence.covers(local, r.local()))
                .mapToLong(SocketRow::drops)
                .max()
                .orElse(0);
    }

    /// How many datagrams the kernel says that it dropped, as far as it was asked.
    long drops() {
        return drops;
    }

    SocketUse use() {
        return use;
    }

    Endpoint local() {
        return local;
    }

    /// The datagrams that came for it while it was there, in order of time.
    List<Moment> arrived() {
        return arrived;
    }

    /// Its receives that gave one, in order of their end.
    List<Call> reads() {
        return reads;
    }

    long arrivedBefore(long nanos) {
        return countBefore(arrived, Moment::timeNanos, nanos);
    }

    /// How many datagrams it had received by then.
    long takenBefore(long nanos) {
        return taken[countBefore(reads, Call::endNanos, nanos)];
    }

    long taken() {
        return taken[reads.size()];
    }

    /// How many of them, which are in order of time, are earlier.
    private static <T> int countBefore(List<T> sorted, ToLongFunction<T> time, long nanos) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (time.applyAsLong(sorted.get(middle)) < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The receive before which the program was away from the socket for longest: then the queue filled up.
    @Nullable
    Call afterLongestPause() {
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
}
