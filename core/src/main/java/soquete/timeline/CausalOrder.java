package soquete.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Connection;
import soquete.tcp.EndpointState;
import soquete.tcp.Segment;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.StateSource;

/// Whether the clocks of the three kinds of evidence agree: what must come before what, from the call over the kernel's
/// state to the packet and back, compared by time alone.
public final class CausalOrder {

    /// One "must come before". `slackNanos` is negative when the order is violated.
    public record Edge(String name, long earlierNanos, long laterNanos) {
        public long slackNanos() {
            return laterNanos - earlierNanos;
        }

        public boolean violated() {
            return laterNanos < earlierNanos;
        }
    }

    private final Conversation conversation;
    private final List<Edge> edges = new ArrayList<>();

    private CausalOrder(Conversation conversation) {
        this.conversation = conversation;
    }

    /// The edges of which both ends were observed: up to 20 for a connection opened, used and closed.
    public static List<Edge> of(Conversation conversation) {
        CausalOrder order = new CausalOrder(conversation);
        order.opening();
        order.data();
        for (Side side : Side.values()) {
            order.closing(side);
        }
        return order.edges;
    }

    private void opening() {
        Long syn = segment(Side.CLIENT, s -> s.syn() && !s.ack());
        Long synAck = segment(Side.SERVER, s -> s.syn() && s.ack());
        Long ack = establishing();
        Long connect = begin(Side.CLIENT, CallName.CONNECT);
        Long synSent = kernel(Side.CLIENT, TcpState.SYN_SENT);
        Long clientOpen = kernel(Side.CLIENT, TcpState.ESTABLISHED);
        Long serverOpen = kernel(Side.SERVER, TcpState.ESTABLISHED);
        add("connect called → SYN-SENT", connect, synSent);
        add("SYN-SENT → SYN", synSent, syn);
        add("SYN → SYN-ACK", syn, synAck);
        add("SYN-ACK → client ESTABLISHED", synAck, clientOpen);
        add("client ESTABLISHED → ACK", clientOpen, ack);
        add("client ESTABLISHED → connect returned", clientOpen, end(Side.CLIENT, CallName.CONNECT));
        add("SYN → server ESTABLISHED", syn, serverOpen);
        add("ACK → server ESTABLISHED", ack, serverOpen);
        add("server ESTABLISHED → accept returned", serverOpen, end(Side.SERVER, CallName.ACCEPT));
    }

    private void data() {
        for (Moment moment : conversation.moments()) {
            Frame frame = moment.frame();
            if (frame == null || frame.step() == null || frame.step().segment().textLength() == 0) {
                continue;
            }
            for (Moment cause : moment.causes()) {
                if (cause.what() instanceof Moment.What.Began(var call)
                        && call.name().sends()) {
                    add(moment.side() + " send called → data", call.beginNanos(), moment.timeNanos());
                }
            }
            Long read = firstReadAfter(moment);
            add(moment.side() + " data → recv returned", moment.timeNanos(), read);
        }
    }

    /// The end of the recv that took the segment's bytes, as its link says.
    private static @Nullable Long firstReadAfter(Moment data) {
        for (Moment effect : data.effects()) {
            Call call = effect.call();
            if (call != null && call.name().receives() && call.returned()) {
                return call.endNanos();
            }
        }
        return null;
    }

    private void closing(Side side) {
        Long fin = segment(side, Segment::fin);
        TcpState leaving = kernel(side, TcpState.LAST_ACK) == null ? TcpState.FIN_WAIT_1 : TcpState.LAST_ACK;
        Long left = kernel(side, leaving);
        add(side + " close called → " + leaving, firstClose(side), left);
        add(side + " " + leaving + " → FIN", left, fin);
        Long closeWait = kernel(side.other(), TcpState.CLOSE_WAIT);
        add(side + " FIN → peer CLOSE-WAIT", fin, closeWait);
        add("CLOSE-WAIT → recv returned 0", closeWait, endOfStream(side.other()));
        add(side + " FIN → FIN-WAIT-2", fin, kernel(side, TcpState.FIN_WAIT_2));
        add(side + " LAST-ACK → CLOSED", kernel(side, TcpState.LAST_ACK), kernel(side, TcpState.CLOSED));
    }

    private void add(String name, @Nullable Long earlier, @Nullable Long later) {
        if (earlier != null && later != null) {
            edges.add(new Edge(name, earlier, later));
        }
    }

    private @Nullable Long kernel(Side side, TcpState state) {
        for (StateMark mark : conversation.states(side)) {
            if (mark.state() == state && mark.source() == StateSource.KERNEL) {
                return mark.timeNanos();
            }
        }
        return null;
    }

    private @Nullable Long segment(Side sender, Predicate<Segment> wanted) {
        List<Moment> found = conversation.segments(sender, wanted);
        return found.isEmpty() ? null : found.getFirst().timeNanos();
    }

    private @Nullable Long establishing() {
        for (Moment moment : conversation.moments()) {
            Frame frame = moment.frame();
            if (frame != null && frame.step() != null) {
                for (Connection.Change change : frame.step().changes()) {
                    if (!change.ofClient() && change.to() instanceof EndpointState.Established) {
                        return moment.timeNanos();
                    }
                }
            }
        }
        return null;
    }

    private Stream<Call> calls(Side side, CallName name) {
        return conversation.calls(side, name).stream().map(Moment::call).filter(Objects::nonNull);
    }

    private @Nullable Long begin(Side side, CallName name) {
        return calls(side, name).map(Call::beginNanos).findFirst().orElse(null);
    }

    private @Nullable Long firstClose(Side side) {
        for (Moment moment : conversation.moments()) {
            if (moment.side() == side && moment.what() instanceof Moment.What.Began(var call) && closesOurSide(call)) {
                return call.beginNanos();
            }
        }
        return null;
    }

    /// Whether it makes the kernel send a FIN: a close, or a shutdown, but not one of the receiving side.
    static boolean closesOurSide(Call call) {
        return call.closesSocket()
                || call.name() == CallName.SHUTDOWN && !call.arguments().equals("SHUT_RD");
    }

    /// The end of the first that succeeded: a connect that does not wait returns before it is connected.
    private @Nullable Long end(Side side, CallName name) {
        return calls(side, name)
                .filter(c -> c.outcome() != null && c.outcome().error() == null)
                .map(Call::endNanos)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Long endOfStream(Side side) {
        return conversation.calls(side, CallName::receives).stream()
                .map(Moment::call)
                .filter(Objects::nonNull)
                .filter(Call::endOfStream)
                .map(Call::endNanos)
                .findFirst()
                .orElse(null);
    }
}
