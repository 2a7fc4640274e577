package soquete.tcp;

import org.jspecify.annotations.Nullable;
import soquete.tcp.EndpointState.CloseWait;
import soquete.tcp.EndpointState.Closed;
import soquete.tcp.EndpointState.Closing;
import soquete.tcp.EndpointState.Established;
import soquete.tcp.EndpointState.FinWait1;
import soquete.tcp.EndpointState.FinWait2;
import soquete.tcp.EndpointState.LastAck;
import soquete.tcp.EndpointState.Listen;
import soquete.tcp.EndpointState.SynReceived;
import soquete.tcp.EndpointState.SynSent;
import soquete.tcp.EndpointState.TimeWait;
import soquete.tcp.EndpointState.Unknown;

/// RFC 9293's state diagram as one who watches the wire can follow it. Pure: no clock, no input or output.
public final class Transitions {

    private Transitions() {}

    /// @param to      the state entered
    /// @param section of RFC 9293 that says so
    public record Transition(EndpointState to, String section) {}

    /// What `event` makes of `state`; null when it stays.
    public static @Nullable Transition next(EndpointState state, TcpEvent event) {
        return switch (event) {
            case TcpEvent.Sent sent -> onSent(state, sent.segment());
            case TcpEvent.ResetReceived() -> onReset(state);
            case TcpEvent.SynReceived() -> onSyn(state);
            case TcpEvent.AckReceived ack -> onAck(state, ack);
            case TcpEvent.FinReceived() -> onFin(state);
        };
    }

    private static @Nullable Transition onSent(EndpointState state, Segment segment) {
        if (segment.rst()) {
            return state instanceof Closed || state instanceof Listen ? null : new Transition(new Closed(), "§3.10.5");
        }
        return switch (state) {
            case Unknown(), Closed(), Listen(), TimeWait() -> onSentBeforeOpen(state, segment);
            case SynSent(var synEnd) ->
                segment.syn() && segment.ack() ? new Transition(new SynReceived(synEnd), "§3.10.7.3") : null;
            case SynReceived(var synEnd) ->
                segment.fin() ? new Transition(new FinWait1(segment.end()), "§3.10.4") : null;
            case Established() -> segment.fin() ? new Transition(new FinWait1(segment.end()), "§3.10.4") : null;
            case CloseWait() -> segment.fin() ? new Transition(new LastAck(segment.end()), "§3.10.4") : null;
            default -> null; // our FIN is sent: nothing more that we send changes the state
        };
    }

    private static @Nullable Transition onSentBeforeOpen(EndpointState state, Segment segment) {
        if (segment.syn()) {
            return segment.ack()
                    ? new Transition(new SynReceived(segment.end()), "§3.10.7.2")
                    : new Transition(new SynSent(segment.end()), "§3.10.1");
        }
        if (!(state instanceof Unknown)) {
            return null;
        }
        return segment.fin()
                ? new Transition(new FinWait1(segment.end()), "§3.10.4")
                : new Transition(new Established(), "§3.3.2");
    }

    private static @Nullable Transition onReset(EndpointState state) {
        return switch (state) {
            case Closed(), Listen(), TimeWait() -> null;
            default -> new Transition(new Closed(), "§3.10.7.4");
        };
    }

    private static @Nullable Transition onSyn(EndpointState state) {
        return state instanceof SynSent(var synEnd) ? new Transition(new SynReceived(synEnd), "§3.10.7.3") : null;
    }

    private static @Nullable Transition onAck(EndpointState state, TcpEvent.AckReceived ack) {
        return switch (state) {
            case SynSent(var synEnd)
            when ack.acknowledgment().equals(synEnd) -> new Transition(new Established(), "§3.10.7.3");
            case SynReceived(var synEnd)
            when !ack.acknowledgment().isBefore(synEnd) -> new Transition(new Established(), "§3.10.7.4");
            case FinWait1(var finEnd)
            when !ack.acknowledgment().isBefore(finEnd) -> new Transition(new FinWait2(), "§3.10.7.4");
            case Closing(var finEnd)
            when !ack.acknowledgment().isBefore(finEnd) -> new Transition(new TimeWait(), "§3.10.7.4");
            case LastAck(var finEnd)
            when !ack.acknowledgment().isBefore(finEnd) -> new Transition(new Closed(), "§3.10.7.4");
            default -> null;
        };
    }

    private static @Nullable Transition onFin(EndpointState state) {
        return switch (state) {
            case Unknown(), Established() -> new Transition(new CloseWait(), "§3.10.7.4");
            case SynReceived(var synEnd) -> new Transition(new CloseWait(), "§3.10.7.4");
            case FinWait1(var finEnd) -> new Transition(new Closing(finEnd), "§3.10.7.4");
            case FinWait2() -> new Transition(new TimeWait(), "§3.10.7.4");
            default -> null;
        };
    }
}
