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
import soquete.wire.SeqNum;

/// RFC 9293's state diagram as one who watches the wire can follow it. Pure: no clock, no input or output.
public final class Transitions {

    private Transitions() {}

    /// @param to      the state entered
    /// @param section of RFC 9293 that says so
    public record Transition(EndpointState to, String section) {}

    /// What `event` makes of `state`; null when it stays.
    public static @Nullable Transition next(EndpointState state, TcpEvent event) {
        return switch (event) {
            case TcpEvent.Sent(var segment) when segment.rst() -> onSentReset(state, segment);
            case TcpEvent.Sent(var segment) -> onSent(state, segment);
            case TcpEvent.ResetReceived(var segment) -> onReset(state, segment);
            case TcpEvent.SynReceived() -> onSyn(state);
            case TcpEvent.AckReceived ack -> onAck(state, ack);
            case TcpEvent.SynAcknowledged() ->
                state instanceof Unknown ? new Transition(new Established(), "§3.10.7.3") : null;
            case TcpEvent.FinReceived(var finEnd) -> onFin(state, finEnd);
        };
    }

    /// A reset is sent by an endpoint that gives up or is not there, and also, before it is synchronized, by one that
    /// answers an ACK that is none of its own and stays as it is: then the reset has that ACK's number.
    private static @Nullable Transition onSentReset(EndpointState state, Segment segment) {
        return switch (state) {
            case Closed(), Listen() -> null;
            case Unknown() -> new Transition(new Closed(), "§3.5.2");
            case SynSent(var synEnd, var next)
            when !segment.ack() && !segment.sequence().equals(synEnd) -> null;
            case SynReceived(var synEnd)
            when !segment.ack() && !segment.sequence().equals(synEnd) -> null;
            default -> new Transition(new Closed(), "§3.10.5");
        };
    }

    private static @Nullable Transition onSent(EndpointState state, Segment segment) {
        return switch (state) {
            case Unknown(), Closed(), Listen(), TimeWait() -> onSentBeforeOpen(state, segment);
            case SynSent(var synEnd, var next) ->
                segment.syn() && segment.ack() ? new Transition(new SynReceived(synEnd), "§3.10.7.3") : null;
            case SynReceived(var synEnd) ->
                segment.fin() ? new Transition(new FinWait1(segment.end()), "§3.10.4") : null;
            case Established() -> segment.fin() ? new Transition(new FinWait1(segment.end()), "§3.10.4") : null;
            case CloseWait(var peerFinEnd) -> segment.fin() ? onSentFin(segment, peerFinEnd) : null;
            default -> null; // our FIN is sent: nothing more that we send changes the state
        };
    }

    /// DEVIATION: RFC 9293 has no way from CLOSE-WAIT to FIN-WAIT-1. It corrects what the wire seemed to say: the FINs
    /// crossed, and this end had not received the other's (§3.6, case 3).
    private static Transition onSentFin(Segment segment, SeqNum peerFinEnd) {
        boolean crossed = segment.ack() && segment.acknowledgment().isBefore(peerFinEnd);
        return crossed
                ? new Transition(new FinWait1(segment.end()), "§3.6")
                : new Transition(new LastAck(segment.end()), "§3.10.4");
    }

    private static @Nullable Transition onSentBeforeOpen(EndpointState state, Segment segment) {
        if (segment.syn()) {
            SeqNum synEnd = segment.sequence().plus(1);
            return segment.ack()
                    ? new Transition(new SynReceived(synEnd), "§3.10.7.2")
                    : new Transition(new SynSent(synEnd, segment.end()), "§3.10.1");
        }
        if (!(state instanceof Unknown)) {
            return null;
        }
        if (segment.fin()) {
            return new Transition(new FinWait1(segment.end()), "§3.10.4");
        }
        // an ACK alone could come from any state, TIME-WAIT included; who sends text has opened and has not closed
        return segment.textLength() > 0 ? new Transition(new Established(), "§3.3.2") : null;
    }

    private static @Nullable Transition onReset(EndpointState state, Segment segment) {
        return switch (state) {
            case Closed(), Listen() -> null;
            case SynSent(var synEnd, var next) ->
                segment.ack() && within(segment.acknowledgment(), synEnd, next)
                        ? new Transition(new Closed(), "§3.10.7.3")
                        : null;
            default -> new Transition(new Closed(), "§3.10.7.4");
        };
    }

    private static @Nullable Transition onSyn(EndpointState state) {
        return state instanceof SynSent(var synEnd, var next)
                ? new Transition(new SynReceived(synEnd), "§3.10.7.3")
                : null;
    }

    private static @Nullable Transition onAck(EndpointState state, TcpEvent.AckReceived ack) {
        SeqNum number = ack.acknowledgment();
        return switch (state) {
            case SynSent(var synEnd, var next)
            when ack.withSyn() && within(number, synEnd, next) -> new Transition(new Established(), "§3.10.7.3");
            case SynReceived(var synEnd)
            when !number.isBefore(synEnd) -> new Transition(new Established(), "§3.10.7.4");
            case FinWait1(var finEnd) when !number.isBefore(finEnd) -> new Transition(new FinWait2(), "§3.10.7.4");
            case Closing(var finEnd) when !number.isBefore(finEnd) -> new Transition(new TimeWait(), "§3.10.7.4");
            case LastAck(var finEnd) when !number.isBefore(finEnd) -> new Transition(new Closed(), "§3.10.7.4");
            default -> null;
        };
    }

    private static @Nullable Transition onFin(EndpointState state, SeqNum peerFinEnd) {
        return switch (state) {
            case Unknown(), Established() -> new Transition(new CloseWait(peerFinEnd), "§3.10.7.4");
            case SynReceived(var synEnd) -> new Transition(new CloseWait(peerFinEnd), "§3.10.7.4");
            case FinWait1(var finEnd) -> new Transition(new Closing(finEnd), "§3.10.7.4");
            case FinWait2() -> new Transition(new TimeWait(), "§3.10.7.4");
            default -> null;
        };
    }

    private static boolean within(SeqNum number, SeqNum first, SeqNum last) {
        return !number.isBefore(first) && !number.isAfter(last);
    }
}
