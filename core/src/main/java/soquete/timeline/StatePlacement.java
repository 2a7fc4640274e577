package soquete.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Connection;
import soquete.tcp.EndpointState;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Recording;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Endpoint;

/// Gives each end of each TCP conversation its states: the kernel's own where it reported them, otherwise those deduced
/// from the segments, marked as sampled where a reading of the socket table showed the same state.
final class StatePlacement {

    private final Recording recording;
    private final Conversations conversations;
    private final List<Moment> moments;
    private final CallPlacement calls;
    private final Map<Conversation, Map<Side, List<StateChange>>> reported = new HashMap<>();
    private final Map<Long, Conversation> bySocket = new HashMap<>();
    private final Set<Long> ourListeners = new HashSet<>();
    private final List<StateChange> foreign = new ArrayList<>();

    /// How far two clocks that agree may be apart.
    private static final long SLACK_NANOS = 1_000;

    StatePlacement(Recording recording, Conversations conversations, List<Moment> moments, CallPlacement calls) {
        this.recording = recording;
        this.conversations = conversations;
        this.moments = moments;
        this.calls = calls;
    }

    void place() {
        List<StateChange> ofListeners = new ArrayList<>();
        for (Resolved change : resolved(recording.stateChanges())) {
            boolean ours = change.isListener() ? isOurListener(change.change()) : assign(change);
            if (!ours) {
                foreign.add(change.change());
            } else if (change.isListener()) {
                ofListeners.add(change.change());
            }
        }
        for (int i = 0; i < ofListeners.size(); i++) {
            placeListener(ofListeners.get(i), until(ofListeners, i));
        }
        placeRows();
        for (Conversation conversation : conversations.all()) {
            if (conversation.protocol() == Protocol.TCP) {
                for (Side side : Side.values()) {
                    track(conversation, side);
                }
            }
        }
    }

    /// A change with the addresses its socket is known to have: the kernel reports the first changes of a socket before
    /// it has chosen a port or noted the peer.
    private record Resolved(
            StateChange change, Endpoint local, @Nullable Endpoint peer) {
        boolean isListener() {
            return peer == null && (change.to() == TcpState.LISTEN || change.from() == TcpState.LISTEN);
        }
    }

    private static List<Resolved> resolved(List<StateChange> changes) {
        List<Resolved> result = new ArrayList<>();
        Map<Long, Resolved> later = new HashMap<>();
        for (int i = changes.size() - 1; i >= 0; i--) {
            StateChange change = changes.get(i);
            if (change.to() == TcpState.CLOSED) {
                later.remove(change.socket());
            }
            Resolved next = later.get(change.socket());
            boolean becomesListener = change.to() == TcpState.LISTEN;
            Endpoint local = change.local();
            Endpoint peer = change.peer() != null && change.peer().port() != 0 ? change.peer() : null;
            if (next != null && !becomesListener) {
                local = local.port() == 0 || local.address().isAnyLocalAddress() ? next.local() : local;
                peer = peer == null ? next.peer() : peer;
            }
            Resolved known = new Resolved(change, local, peer);
            later.put(change.socket(), known);
            result.add(known);
        }
        return result.reversed();
    }

    /// The kernel reports the listeners of every namespace. Where the listen calls on an address were watched, only a
    /// report from inside one of them is of this recording, and then the reports of the same socket.
    private boolean isOurListener(StateChange change) {
        boolean watched = recording.calls().stream().anyMatch(c -> isListenOn(c, change.local()));
        if (change.source() != StateSource.KERNEL || !watched) {
            return true;
        }
        return change.to() == TcpState.LISTEN
                ? causeOf(change) != null && ourListeners.add(change.socket())
                : ourListeners.remove(change.socket());
    }

    /// The changes that belong to no socket of this recording.
    List<StateChange> foreign() {
        return foreign;
    }

    /// Gives the change to its conversation; false when it has none. A socket stays with its conversation until it is
    /// closed, whoever uses its addresses next.
    private boolean assign(Resolved resolved) {
        Endpoint peer = resolved.peer();
        if (peer == null) {
            return false;
        }
        StateChange change = resolved.change();
        Conversation conversation = bySocket.get(change.socket());
        if (conversation == null || !conversation.joins(resolved.local(), peer)) {
            conversation = conversationOf(change, resolved.local(), peer);
        }
        Side side = conversation == null ? null : conversation.sideOf(resolved.local());
        if (conversation == null || side == null) {
            return false;
        }
        reported.computeIfAbsent(conversation, c -> new EnumMap<>(Side.class))
                .computeIfAbsent(side, s -> new ArrayList<>())
                .add(change);
        if (change.to() == TcpState.CLOSED) {
            bySocket.remove(change.socket());
        } else {
            bySocket.put(change.socket(), conversation);
        }
        return true;
    }

    /// A kernel enters SYN-SENT just before its SYN, the first packet of the conversation.
    private @Nullable Conversation conversationOf(StateChange change, Endpoint local, Endpoint peer) {
        long nanos = change.timeNanos();
        Conversation next = change.to() == TcpState.SYN_SENT && change.source() == StateSource.KERNEL
                ? conversations.began(local, peer, nanos - SLACK_NANOS, nanos + Conversations.LEAD_NANOS)
                : null;
        return next != null ? next : conversations.at(Protocol.TCP, local, peer, nanos);
    }

    /// When the listener of that change is known to listen no more: it closed, or another has its address.
    private static long until(List<StateChange> ofListeners, int index) {
        StateChange change = ofListeners.get(index);
        for (StateChange later : ofListeners.subList(index + 1, ofListeners.size())) {
            if (later.local().equals(change.local())
                    && (later.socket() == change.socket() || later.to() == TcpState.LISTEN)) {
                return later.timeNanos();
            }
        }
        return Long.MAX_VALUE;
    }

    private void placeListener(StateChange change, long until) {
        List<Conversation> served = conversations.servedBy(Protocol.TCP, change.local()).stream()
                .filter(c -> c.firstNanos() >= change.timeNanos() && c.firstNanos() < until)
                .toList();
        CallPlacement.Placed cause = causeOf(change);
        StateMark mark = new StateMark(Side.SERVER, change.to(), change.source(), change.timeNanos());
        boolean listens = change.to() == TcpState.LISTEN;
        if (cause != null) {
            cause.began().enter(mark);
            if (listens) {
                cause.conversations().forEach(c -> c.enter(mark));
            }
        } else if (!served.isEmpty() || recording.calls().stream().anyMatch(c -> isListenOn(c, change.local()))) {
            Moment moment = new Moment(change.timeNanos(), new Moment.What.Reported(change), Side.SERVER);
            moments.add(moment);
            moment.enter(mark);
            if (listens) {
                served.forEach(c -> c.add(moment));
                served.forEach(c -> c.enter(mark));
            }
        }
    }

    /// The call in which a listener began or ceased to listen.
    private CallPlacement.@Nullable Placed causeOf(StateChange change) {
        boolean listens = change.to() == TcpState.LISTEN;
        CallPlacement.Placed cause = null;
        for (Call call : recording.calls()) {
            if ((listens ? call.name() == CallName.LISTEN : call.closesSocket())
                    && call.beginNanos() <= change.timeNanos()
                    && change.timeNanos() <= call.endNanos()
                    && call.local() != null
                    && call.local().port() == change.local().port()) {
                cause = calls.of(call);
            }
        }
        return cause;
    }

    private static boolean isListenOn(Call call, Endpoint local) {
        return call.name() == CallName.LISTEN
                && call.local() != null
                && call.local().port() == local.port();
    }

    private void placeRows() {
        for (SocketRow row : recording.socketRows()) {
            Endpoint peer = row.peer();
            Conversation conversation = row.protocol() != Protocol.TCP || peer == null
                    ? null
                    : conversations.at(Protocol.TCP, row.local(), peer, row.timeNanos());
            if (conversation != null) {
                conversation.add(row);
            }
        }
    }

    private void track(Conversation conversation, Side side) {
        List<Deduced> deduced = deduced(conversation, side);
        List<StateChange> changes =
                reported.getOrDefault(conversation, Map.of()).getOrDefault(side, List.of());
        List<StateChange> kernel =
                changes.stream().filter(c -> c.source() == StateSource.KERNEL).toList();
        if (kernel.isEmpty()) {
            withoutKernel(conversation, side, deduced, changes);
        } else {
            withKernel(conversation, side, deduced, kernel);
        }
    }

    /// A state deduced from a segment, and the moment of that segment.
    private record Deduced(TcpState state, Moment moment) {}

    private static List<Deduced> deduced(Conversation conversation, Side side) {
        List<Deduced> result = new ArrayList<>();
        for (Moment moment : conversation.moments()) {
            Frame frame = moment.frame();
            if (frame != null && frame.step() != null) {
                for (Connection.Change change : frame.step().changes()) {
                    if (change.ofClient() == (side == Side.CLIENT)) {
                        if (corrects(change)) {
                            result.removeLast();
                        }
                        result.add(new Deduced(change.to().name(), moment));
                    }
                }
            }
        }
        return result;
    }

    /// CLOSE-WAIT was a mistake: the FIN had not arrived yet.
    private static boolean corrects(Connection.Change change) {
        return change.from() instanceof EndpointState.CloseWait && change.to() instanceof EndpointState.FinWait1;
    }

    private void withKernel(Conversation conversation, Side side, List<Deduced> deduced, List<StateChange> kernel) {
        TcpState before = null;
        for (StateChange change : kernel) {
            List<Deduced> afterwards = List.of();
            if (change.to() == TcpState.CLOSED && leavesMiniSocket(before)) {
                afterwards = after(deduced, before);
            }
            Deduced same = find(deduced, change.to());
            if (!afterwards.isEmpty() && !isClosedByReset(afterwards, change)) {
                for (Deduced state : afterwards) {
                    // the segment was seen before the kernel looked at it: the state is not older than its report
                    long nanos = Math.max(state.moment().timeNanos(), change.timeNanos());
                    StateSource source = sourceOf(conversation, side, state.state());
                    enter(conversation, state.moment(), new StateMark(side, state.state(), source, nanos));
                }
            } else if (change.to() == TcpState.CLOSED && leavesMiniSocket(before) && afterwards.isEmpty()) {
                unseenTimeWait(conversation, side, change);
            } else if (same != null && isMiniSocket(change) && same.moment().timeNanos() < change.timeNanos()) {
                enter(conversation, same.moment(), mark(side, same, StateSource.INFERRED));
            } else {
                StateMark mark = new StateMark(side, change.to(), StateSource.KERNEL, change.timeNanos());
                enter(conversation, momentOf(conversation, side, change, same), mark);
            }
            before = change.to();
        }
    }

    /// A reset leaves no mini-socket behind: the kernel means what it reports.
    private static boolean isClosedByReset(List<Deduced> afterwards, StateChange change) {
        Deduced first = afterwards.getFirst();
        return first.state() == TcpState.CLOSED && first.moment().timeNanos() <= change.timeNanos();
    }

    /// No segment shows what came of the mini-socket. A reading may; else nothing is said, for the report of a
    /// CLOSED socket is no report of the state CLOSED.
    private void unseenTimeWait(Conversation conversation, Side side, StateChange change) {
        for (SocketRow row : conversation.rows()) {
            if (row.state() == TcpState.TIME_WAIT && row.local().equals(conversation.endpoint(side))) {
                StateMark mark = new StateMark(side, TcpState.TIME_WAIT, StateSource.SAMPLED, row.timeNanos());
                enter(conversation, report(conversation, side, change), mark);
                return;
            }
        }
    }

    /// After these the kernel keeps only a small TIME-WAIT socket, and reports the full one as closed
    /// (net/ipv4/tcp_minisocks.c, tcp_time_wait).
    private static boolean leavesMiniSocket(@Nullable TcpState state) {
        return state == TcpState.FIN_WAIT_2 || state == TcpState.CLOSING;
    }

    /// Before the ACK of its SYN-ACK a server's connection is a mini-socket too, and is reported when the ACK comes.
    private static boolean isMiniSocket(StateChange change) {
        return change.to() == TcpState.SYN_RECEIVED && change.from() != TcpState.SYN_SENT;
    }

    private static List<Deduced> after(List<Deduced> deduced, @Nullable TcpState state) {
        for (int i = deduced.size() - 1; i >= 0; i--) {
            if (deduced.get(i).state() == state) {
                return deduced.subList(i + 1, deduced.size());
            }
        }
        return List.of();
    }

    /// States that a reading showed and no segment stand at the reading's own time. That a socket is gone from the
    /// table is told only where there is nothing else to tell.
    private void withoutKernel(Conversation conversation, Side side, List<Deduced> deduced, List<StateChange> sampled) {
        record Entry(Moment moment, StateMark mark) {}
        List<Entry> entries = new ArrayList<>();
        for (Deduced state : deduced) {
            boolean seen = sampled.stream().anyMatch(c -> c.to() == state.state());
            StateSource source = seen ? StateSource.SAMPLED : sourceOf(conversation, side, state.state());
            entries.add(new Entry(state.moment(), mark(side, state, source)));
        }
        for (StateChange change : sampled) {
            boolean told = find(deduced, change.to()) != null || change.to() == TcpState.CLOSED;
            if (!told || deduced.isEmpty()) {
                StateMark mark = new StateMark(side, change.to(), change.source(), change.timeNanos());
                entries.add(new Entry(report(conversation, side, change), mark));
            }
        }
        entries.sort(Comparator.comparingLong(e -> e.mark().timeNanos()));
        entries.forEach(e -> enter(conversation, e.moment(), e.mark()));
    }

    /// SAMPLED when a reading of the socket table showed the end in this state.
    private static StateSource sourceOf(Conversation conversation, Side side, TcpState state) {
        Endpoint local = conversation.endpoint(side);
        return conversation.rows().stream()
                        .anyMatch(r -> r.state() == state && r.local().equals(local))
                ? StateSource.SAMPLED
                : StateSource.INFERRED;
    }

    private static StateMark mark(Side side, Deduced state, StateSource source) {
        return new StateMark(side, state.state(), source, state.moment().timeNanos());
    }

    private static @Nullable Deduced find(List<Deduced> deduced, TcpState state) {
        return deduced.stream().filter(d -> d.state() == state).findFirst().orElse(null);
    }

    /// The moment that brought about a change the kernel reported: the segment received, or else the call.
    private Moment momentOf(Conversation conversation, Side side, StateChange change, @Nullable Deduced same) {
        if (same != null && same.moment().side() == side.other()) {
            return same.moment();
        }
        Moment call = conversation.moments().stream()
                .filter(m -> m.side() == side && m.timeNanos() <= change.timeNanos())
                .filter(m -> m.what() instanceof Moment.What.Began(var c) && bringsAbout(c, change))
                .max(Comparator.comparingLong(Moment::timeNanos))
                .orElse(null);
        if (call != null) {
            return call;
        }
        if (same != null) {
            return same.moment();
        }
        return report(conversation, side, change);
    }

    private Moment report(Conversation conversation, Side side, StateChange change) {
        Moment moment = new Moment(change.timeNanos(), new Moment.What.Reported(change), side);
        moments.add(moment);
        conversation.add(moment);
        return moment;
    }

    private static boolean bringsAbout(Call call, StateChange change) {
        return switch (change.to()) {
            case SYN_SENT -> call.name() == CallName.CONNECT;
            case FIN_WAIT_1, LAST_ACK -> CausalOrder.closesOurSide(call);
            case CLOSED -> call.closesSocket() && change.from() != TcpState.LAST_ACK;
            default -> false;
        };
    }

    private static void enter(Conversation conversation, Moment moment, StateMark mark) {
        moment.enter(mark);
        conversation.enter(mark);
    }
}
