package soquete.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.explain.Sentence;
import soquete.finding.Severity;
import soquete.tcp.TcpState;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.trace.StateSource;
import soquete.wire.Endpoint;

/// Addresses that are taken, or are not those that others use.
final class AddressRules {

    private AddressRules() {}

    /// An address that a program asked for and could not have.
    private record Asked(
            Evidence evidence,
            SocketUse use,
            Call call,
            @Nullable Endpoint address) {

        Protocol protocol() {
            return use.datagram() ? Protocol.UDP : Protocol.TCP;
        }

        int port() {
            return address == null ? 0 : address.port();
        }

        Fault fault(String key, List<Moment> also, Object... more) {
            List<Moment> shown = new ArrayList<>(List.of(evidence.moment(call)));
            shown.addAll(also);
            List<Object> arguments = new ArrayList<>();
            arguments.add(evidence.name(use.program()));
            arguments.add(address == null ? "?" : address.toString());
            arguments.add(Calls.at(call));
            arguments.addAll(List.of(more));
            return new Fault(new Sentence(key, arguments, shown), Severity.FAILURE, 1, null, call);
        }
    }

    static void inUse(Evidence evidence, List<Fault> found) {
        for (SocketUse use : evidence.uses()) {
            for (Call call : use.of(n -> n == CallName.BIND || n == CallName.LISTEN)) {
                if (Calls.error(call).equals("EADDRINUSE")) {
                    found.add(inUse(new Asked(evidence, use, call, address(use, call))));
                }
            }
        }
    }

    /// What the call names, or else what its socket was bound to.
    private static @Nullable Endpoint address(SocketUse use, Call call) {
        Endpoint local = call.local();
        if (local != null && local.port() != 0) {
            return local;
        }
        return call.name() == CallName.BIND && call.peer() != null ? call.peer() : use.local();
    }

    private static Fault inUse(Asked asked) {
        if (asked.port() == 0) {
            return asked.fault("in-use.somewhere", List.of());
        }
        Call bound = holder(asked);
        if (bound != null) {
            return asked.fault(
                    "in-use.program",
                    List.of(asked.evidence().moment(bound)),
                    asked.evidence().name(bound.program()),
                    Calls.at(bound),
                    bound.program() == asked.use().program() ? 1 : 0);
        }
        SocketRow row = row(asked);
        TcpState state = row == null ? null : row.state();
        if (row != null && (state == TcpState.LISTEN || asked.protocol() == Protocol.UDP)) {
            return asked.fault("in-use.listener", List.of(), row.local().toString(), String.valueOf(row.uid()));
        }
        boolean reuses = asked.use().sets("SO_REUSEADDR");
        Left left = left(asked);
        if (row != null && state != null && !changed(row, left)) {
            boolean waits = state == TcpState.TIME_WAIT;
            return asked.fault(
                    waits ? "in-use.time-wait" : "in-use.connection",
                    List.of(),
                    connection(row.local(), row.peer()),
                    state.toString(),
                    row.expiresMillis() / 1000.0,
                    reuses ? 1 : 0);
        }
        if (left != null) {
            return asked.fault(
                    left.mark().state() == TcpState.TIME_WAIT ? "in-use.time-wait" : "in-use.connection",
                    left.entered(),
                    connection(left.conversation().endpoint(left.mark().side()), peer(left)),
                    left.mark().state().toString(),
                    0.0,
                    reuses ? 1 : 0);
        }
        return asked.fault("in-use", List.of());
    }

    /// Whether the row was read when the state was no longer that of the call's time.
    private static boolean changed(SocketRow row, @Nullable Left left) {
        return left != null
                && left.mark().source() != StateSource.SAMPLED
                && left.mark().state() != row.state()
                && left.conversation().endpoint(left.mark().side()).equals(row.local());
    }

    private static Endpoint peer(Left left) {
        return left.conversation().endpoint(left.mark().side().other());
    }

    private static String connection(Endpoint local, @Nullable Endpoint peer) {
        return peer == null ? local.toString() : local + " ↔ " + peer;
    }

    /// The call by which a watched program has the address.
    private static @Nullable Call holder(Asked asked) {
        for (SocketUse other : asked.evidence().uses()) {
            Call bind = other.firstSuccess(CallName.BIND);
            Call made = bind != null ? bind : other.firstSuccess(CallName.LISTEN);
            Endpoint local = other.local();
            if (made != null
                    && local != null
                    && other != asked.use()
                    && other.datagram() == asked.use().datagram()
                    && asked.evidence().together(other.program(), asked.use().program())
                    && made.beginNanos() < asked.call().beginNanos()
                    && asked.call().beginNanos() < other.closedNanos()
                    && conflicts(local, asked.address())) {
                return made;
            }
        }
        return null;
    }

    private static boolean conflicts(Endpoint held, @Nullable Endpoint wanted) {
        return wanted != null
                && (Evidence.covers(held, wanted) || Evidence.covers(wanted, held) || twice(held, wanted));
    }

    /// `::` takes the port for IPv4 as well.
    private static boolean twice(Endpoint held, Endpoint wanted) {
        return held.port() == wanted.port()
                && held.address().isAnyLocalAddress()
                && wanted.address().isAnyLocalAddress();
    }

    /// The row of the socket table that shows who has the port: of those not read long after the call, a listener's
    /// before others'.
    private static @Nullable SocketRow row(Asked asked) {
        long latest = asked.call().endNanos() + Evidence.LONG_NANOS;
        return asked.evidence().recording().socketRows().stream()
                .filter(r -> r.protocol() == asked.protocol() && r.timeNanos() <= latest)
                .filter(r -> r.timeNanos() >= asked.call().beginNanos() - Evidence.LONG_NANOS)
                .filter(r -> conflicts(r.local(), asked.address()) && !closedSince(asked, r))
                .max(Comparator.comparing((SocketRow r) -> r.state() == TcpState.LISTEN)
                        .thenComparing(r -> r.state() == TcpState.TIME_WAIT)
                        .thenComparing(
                                r -> -Math.abs(r.timeNanos() - asked.call().beginNanos())))
                .orElse(null);
    }

    /// Whether the row is of a watched listener that was closed before the call.
    private static boolean closedSince(Asked asked, SocketRow row) {
        return row.state() == TcpState.LISTEN
                && asked.evidence().listeners().stream()
                        .filter(l -> row.local().equals(l.local()) && l.opened(row.timeNanos()))
                        .anyMatch(l -> l.use().closedNanos() <= asked.call().beginNanos());
    }

    /// An end of an earlier connection that still has the port.
    private record Left(Conversation conversation, StateMark mark) {
        List<Moment> entered() {
            Moment moment = conversation.entered(mark.side(), mark.state());
            return moment == null ? List.of() : List.of(moment);
        }
    }

    /// The last known state of such an end, if it is one that keeps the port.
    private static @Nullable Left left(Asked asked) {
        for (Conversation conversation : asked.evidence().conversations()) {
            for (Side side : Side.values()) {
                boolean ofPort = conversation.protocol() == asked.protocol()
                        && conflicts(conversation.endpoint(side), asked.address());
                StateMark last = !ofPort
                        ? null
                        : conversation.states(side).stream()
                                .filter(m -> m.timeNanos() <= asked.call().beginNanos())
                                .reduce((first, second) -> second)
                                .orElse(null);
                if (last != null && last.state() != TcpState.CLOSED && last.state() != TcpState.LISTEN) {
                    return new Left(conversation, last);
                }
            }
        }
        return null;
    }

    /// Datagrams that nobody took, while a watched program has their port on 127.0.0.1 or ::1 alone.
    static void datagramsToAnotherAddress(Evidence evidence, List<Fault> found) {
        for (Conversation conversation : evidence.conversations()) {
            Moment error = conversation.protocol() != Protocol.UDP
                    ? null
                    : conversation.moments().stream()
                            .filter(m -> m.frame() != null && m.frame().layers().quoted() != null)
                            .findFirst()
                            .orElse(null);
            Call bind = error == null ? null : loopback(evidence, conversation.server(), error.timeNanos());
            if (error != null && bind != null) {
                List<Moment> shown = new ArrayList<>(conversation.calls(Side.CLIENT, CallName::sends));
                shown.add(error);
                shown.add(evidence.moment(bind));
                found.add(new Fault(
                        new Sentence(
                                "datagram.loopback",
                                List.of(
                                        conversation.server().toString(),
                                        evidence.name(bind.program()),
                                        String.valueOf(bind.local()),
                                        Calls.at(bind)),
                                shown),
                        Severity.FAILURE,
                        1,
                        conversation,
                        bind));
            }
        }
    }

    private static @Nullable Call loopback(Evidence evidence, Endpoint target, long nanos) {
        for (SocketUse use : evidence.uses()) {
            Call bind = use.firstSuccess(CallName.BIND);
            Endpoint local = bind == null ? null : bind.local();
            if (bind != null
                    && local != null
                    && use.datagram()
                    && local.address().isLoopbackAddress()
                    && !target.address().isLoopbackAddress()
                    && local.port() == target.port()
                    && bind.beginNanos() <= nanos
                    && nanos < use.closedNanos()) {
                return bind;
            }
        }
        return null;
    }
}
