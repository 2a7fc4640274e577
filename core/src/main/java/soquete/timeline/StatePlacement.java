package soquete.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Connection;
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
    private final Map<Conversation, Map<Side, List<StateChange>>> reported = new HashMap<>();

    StatePlacement(Recording recording, Conversations conversations, List<Moment> moments) {
        this.recording = recording;
        this.conversations = conversations;
        this.moments = moments;
    }

    void place() {
        for (Resolved change : resolved(recording.stateChanges())) {
            if (change.isListener()) {
                placeListener(change.change());
            } else {
                assign(change);
            }
        }
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

    private void assign(Resolved resolved) {
        Endpoint peer = resolved.peer();
        if (peer == null) {
            return;
        }
        StateChange change = resolved.change();
        Conversation conversation = conversations.at(Protocol.TCP, resolved.local(), peer, change.timeNanos());
        Side side = conversation == null ? null : conversation.sideOf(resolved.local());
        if (conversation != null && side != null) {
            reported.computeIfAbsent(conversation, c -> new EnumMap<>(Side.class))
                    .computeIfAbsent(side, s -> new ArrayList<>())
                    .add(change);
        }
    }

    private void placeListener(StateChange change) {
        List<Conversation> served = conversations.servedBy(Protocol.TCP, change.local()).stream()
                .filter(c -> c.firstNanos() >= change.timeNanos())
                .toList();
        Call cause = null;
        for (Call call : recording.calls()) {
            boolean fits = call.name() == CallName.LISTEN || call.name() == CallName.CLOSE;
            if (fits
                    && call.beginNanos() <= change.timeNanos()
                    && change.timeNanos() <= call.endNanos()
                    && call.local() != null
                    && call.local().port() == change.local().port()) {
                cause = call;
            }
        }
        StateMark mark = new StateMark(Side.SERVER, change.to(), change.source(), change.timeNanos());
        Moment moment = cause == null ? null : began(cause);
        if (moment == null) {
            boolean ours = !served.isEmpty() || recording.calls().stream().anyMatch(c -> isListenOn(c, change.local()));
            if (!ours) {
                return;
            }
            moment = new Moment(change.timeNanos(), new Moment.What.Reported(change), Side.SERVER);
            moments.add(moment);
            if (change.to() == TcpState.LISTEN) {
                Moment reportedMoment = moment;
                served.forEach(c -> c.add(reportedMoment));
            }
        }
        moment.enter(mark);
        if (change.to() == TcpState.LISTEN) {
            Moment brought = moment;
            served.stream().filter(c -> c.moments().contains(brought)).forEach(c -> c.enter(mark));
        }
    }

    private static boolean isListenOn(Call call, Endpoint local) {
        return call.name() == CallName.LISTEN
                && call.local() != null
                && call.local().port() == local.port();
    }

    private @Nullable Moment began(Call call) {
        for (Moment moment : moments) {
            if (moment.what() instanceof Moment.What.Began(var begun) && begun.equals(call)) {
                return moment;
            }
        }
        return null;
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
                        result.add(new Deduced(change.to().name(), moment));
                    }
                }
            }
        }
        return result;
    }

    private void withKernel(Conversation conversation, Side side, List<Deduced> deduced, List<StateChange> kernel) {
        TcpState before = null;
        for (StateChange change : kernel) {
            boolean replaced = change.to() == TcpState.CLOSED && leavesMiniSocket(before);
            if (replaced) {
                for (Deduced state : after(deduced, before)) {
                    enter(conversation, state.moment(), mark(side, state, sourceOf(conversation, side, state.state())));
                }
            } else {
                Deduced same = find(deduced, change.to());
                if (same != null && isMiniSocket(change) && same.moment().timeNanos() < change.timeNanos()) {
                    enter(conversation, same.moment(), mark(side, same, StateSource.INFERRED));
                } else {
                    StateMark mark = new StateMark(side, change.to(), StateSource.KERNEL, change.timeNanos());
                    enter(conversation, momentOf(conversation, side, change, same), mark);
                }
            }
            before = change.to();
        }
    }

    /// After these the kernel keeps only a small TIME-WAIT socket, and reports the full one as closed
    /// (net/ipv4/tcp_minisocks.c, tcp_time_wait).
    private static boolean leavesMiniSocket(@Nullable TcpState state) {
        return state == TcpState.FIN_WAIT_2 || state == TcpState.CLOSING;
    }

    /// Before the ACK of its SYN-ACK a server's connection is a mini-socket too, and is reported when the ACK comes.
    private static boolean isMiniSocket(StateChange change) {
        return change.to() == TcpState.SYN_RECEIVED;
    }

    private static List<Deduced> after(List<Deduced> deduced, @Nullable TcpState state) {
        for (int i = deduced.size() - 1; i >= 0; i--) {
            if (deduced.get(i).state() == state) {
                return deduced.subList(i + 1, deduced.size());
            }
        }
        return List.of();
    }

    private void withoutKernel(Conversation conversation, Side side, List<Deduced> deduced, List<StateChange> sampled) {
        for (Deduced state : deduced) {
            boolean seen = sampled.stream().anyMatch(c -> c.to() == state.state());
            StateSource source = seen ? StateSource.SAMPLED : sourceOf(conversation, side, state.state());
            enter(conversation, state.moment(), mark(side, state, source));
        }
        if (deduced.isEmpty()) {
            for (StateChange change : sampled) {
                StateMark mark = new StateMark(side, change.to(), change.source(), change.timeNanos());
                Moment moment = new Moment(change.timeNanos(), new Moment.What.Reported(change), side);
                moments.add(moment);
                conversation.add(moment);
                enter(conversation, moment, mark);
            }
        }
    }

    /// SAMPLED when a reading of the socket table showed the end in this state.
    private StateSource sourceOf(Conversation conversation, Side side, TcpState state) {
        for (SocketRow row : recording.socketRows()) {
            if (row.state() == state
                    && row.local().equals(conversation.endpoint(side))
                    && conversation.endpoint(side.other()).equals(row.peer())) {
                return StateSource.SAMPLED;
            }
        }
        return StateSource.INFERRED;
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
                .filter(m -> m.what() instanceof Moment.What.Began(var c) && bringsAbout(c.name(), change.to()))
                .max(Comparator.comparingLong(Moment::timeNanos))
                .orElse(null);
        if (call != null) {
            return call;
        }
        if (same != null) {
            return same.moment();
        }
        Moment reportedMoment = new Moment(change.timeNanos(), new Moment.What.Reported(change), side);
        moments.add(reportedMoment);
        conversation.add(reportedMoment);
        return reportedMoment;
    }

    private static boolean bringsAbout(CallName call, TcpState state) {
        return switch (state) {
            case SYN_SENT -> call == CallName.CONNECT;
            case FIN_WAIT_1, LAST_ACK -> call == CallName.CLOSE || call == CallName.SHUTDOWN;
            case CLOSED -> call == CallName.CLOSE;
            default -> false;
        };
    }

    private static void enter(Conversation conversation, Moment moment, StateMark mark) {
        moment.enter(mark);
        conversation.enter(mark);
    }
}
