package soquete.timeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Segment;
import soquete.tcp.TcpState;
import soquete.trace.CallName;
import soquete.trace.Program;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// Two endpoints that talk, with everything that was seen of it.
public final class Conversation {

    private final int number;
    private final Protocol protocol;
    private final Endpoint client;
    private final Endpoint server;
    private final long firstNanos;
    private @Nullable Program clientProgram;
    private @Nullable Program serverProgram;
    private final List<Moment> moments = new ArrayList<>();
    private final List<StateMark> clientStates = new ArrayList<>();
    private final List<StateMark> serverStates = new ArrayList<>();
    private final List<SocketRow> rows = new ArrayList<>(0);

    Conversation(int number, Protocol protocol, Endpoint client, Endpoint server, long firstNanos) {
        this.number = number;
        this.protocol = protocol;
        this.client = client;
        this.server = server;
        this.firstNanos = firstNanos;
    }

    /// From 0 within its protocol, in order of appearance.
    public int number() {
        return number;
    }

    public Protocol protocol() {
        return protocol;
    }

    public Endpoint client() {
        return client;
    }

    public Endpoint server() {
        return server;
    }

    /// When its first packet or call was seen.
    public long firstNanos() {
        return firstNanos;
    }

    public @Nullable Program program(Side side) {
        return side == Side.CLIENT ? clientProgram : serverProgram;
    }

    public Endpoint endpoint(Side side) {
        return side == Side.CLIENT ? client : server;
    }

    /// In the order of the timeline.
    public List<Moment> moments() {
        return Collections.unmodifiableList(moments);
    }

    /// The states one end entered, in order, each with how it is known.
    public List<StateMark> states(Side side) {
        return Collections.unmodifiableList(side == Side.CLIENT ? clientStates : serverStates);
    }

    /// The first time that one end entered the state; null when it is not known to have.
    public @Nullable StateMark mark(Side side, TcpState state) {
        return states(side).stream().filter(s -> s.state() == state).findFirst().orElse(null);
    }

    /// The first moment that brought one end into the state; null when it is not known to have been in it.
    public @Nullable Moment entered(Side side, TcpState state) {
        return moments.stream()
                .filter(m -> m.states().stream().anyMatch(s -> s.side() == side && s.state() == state))
                .findFirst()
                .orElse(null);
    }

    /// Readings of the socket table that show one of its ends, in order.
    public List<SocketRow> rows() {
        return Collections.unmodifiableList(rows);
    }

    /// The names alone: LISTEN, SYN-RECEIVED, ESTABLISHED, …
    public List<TcpState> stateNames(Side side) {
        return states(side).stream().map(StateMark::state).toList();
    }

    /// The TCP segments that `sender` sent and that are as wanted, in order.
    public List<Moment> segments(Side sender, Predicate<Segment> wanted) {
        return segments(wanted).stream().filter(m -> m.side() == sender).toList();
    }

    /// The TCP segments of either end that are as wanted, in order.
    public List<Moment> segments(Predicate<Segment> wanted) {
        return moments.stream()
                .filter(m -> m.segment() != null && wanted.test(m.segment()))
                .toList();
    }

    /// The beginnings of one end's calls of that name, in order.
    public List<Moment> calls(Side side, CallName name) {
        return calls(side, n -> n == name);
    }

    /// The beginnings of one end's calls of such names, in order: `CallName::sends`.
    public List<Moment> calls(Side side, Predicate<CallName> wanted) {
        return moments.stream()
                .filter(m ->
                        m.side() == side && m.what() instanceof Moment.What.Began(var call) && wanted.test(call.name()))
                .toList();
    }

    boolean joins(Endpoint a, Endpoint b) {
        return (client.equals(a) && server.equals(b)) || (client.equals(b) && server.equals(a));
    }

    @Nullable
    Side sideOf(Endpoint endpoint) {
        return endpoint.equals(client) ? Side.CLIENT : endpoint.equals(server) ? Side.SERVER : null;
    }

    void program(Side side, Program program) {
        if (side == Side.CLIENT) {
            clientProgram = program;
        } else {
            serverProgram = program;
        }
    }

    void add(Moment moment) {
        moments.add(moment);
    }

    void add(SocketRow row) {
        rows.add(row);
    }

    /// When the last thing put into it was seen.
    long lastNanos() {
        return moments.isEmpty()
                ? firstNanos
                : Math.max(firstNanos, moments.getLast().timeNanos());
    }

    void sort() {
        moments.sort(Timeline.ORDER);
    }

    void keepReturns(Set<Moment> telling) {
        moments.removeIf(m -> m.what() instanceof Moment.What.Returned && !telling.contains(m));
    }

    void enter(StateMark mark) {
        (mark.side() == Side.CLIENT ? clientStates : serverStates).add(mark);
    }
}
