package soquete.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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
import soquete.tcp.TcpEvent.AckReceived;
import soquete.tcp.TcpEvent.FinReceived;
import soquete.tcp.TcpEvent.ResetReceived;
import soquete.tcp.TcpEvent.Sent;
import soquete.tcp.TcpEvent.SynAcknowledged;
import soquete.tcp.Transitions.Transition;
import soquete.wire.SeqNum;

/// RFC 9293's transitions, row by row. Our numbers: the SYN is 4,294,967,295, so that its end is 0; the FIN ends at
/// 100. The other end's FIN ends at 900.
class TransitionsTest {
    private static final SeqNum SYN_END = SeqNum.of(0);
    private static final SeqNum FIN_END = SeqNum.of(100);
    private static final SeqNum PEER_FIN_END = SeqNum.of(900);

    private static final EndpointState UNKNOWN = new Unknown();
    private static final EndpointState CLOSED = new Closed();
    private static final EndpointState LISTEN = new Listen();
    private static final EndpointState SYN_SENT = new SynSent(SYN_END, SYN_END);
    private static final EndpointState FAST_OPEN = new SynSent(SYN_END, SYN_END.plus(50));
    private static final EndpointState SYN_RECEIVED = new SynReceived(SYN_END);
    private static final EndpointState ESTABLISHED = new Established();
    private static final EndpointState FIN_WAIT_1 = new FinWait1(FIN_END);
    private static final EndpointState FIN_WAIT_2 = new FinWait2();
    private static final EndpointState CLOSE_WAIT = new CloseWait(PEER_FIN_END);
    private static final EndpointState CLOSING = new Closing(FIN_END);
    private static final EndpointState LAST_ACK = new LastAck(FIN_END);
    private static final EndpointState TIME_WAIT = new TimeWait();

    private static final List<EndpointState> ALL = List.of(
            UNKNOWN,
            CLOSED,
            LISTEN,
            SYN_SENT,
            SYN_RECEIVED,
            ESTABLISHED,
            FIN_WAIT_1,
            FIN_WAIT_2,
            CLOSE_WAIT,
            CLOSING,
            LAST_ACK,
            TIME_WAIT);

    private static Segment segment(int flags, long sequence, long acknowledgment, int textLength) {
        return new Segment(SeqNum.of(sequence), SeqNum.of(acknowledgment), flags, 0xFFFF, textLength);
    }

    private static Sent sent(int flags, long sequence, int textLength) {
        return new Sent(segment(flags, sequence, 900, textLength));
    }

    private static AckReceived ack(long number) {
        return new AckReceived(SeqNum.of(number), false);
    }

    private static AckReceived synAck(long number) {
        return new AckReceived(SeqNum.of(number), true);
    }

    private static Arguments row(EndpointState from, TcpEvent event, EndpointState to, String section) {
        return arguments(from, event, to, section);
    }

    private static Arguments stays(EndpointState from, TcpEvent event) {
        return arguments(from, event, from, "");
    }

    static List<Arguments> opening() {
        int syn = Segment.SYN;
        int synAck = Segment.SYN | Segment.ACK;
        return List.of(
                row(UNKNOWN, sent(syn, 0xFFFF_FFFFL, 0), SYN_SENT, "§3.10.1"),
                row(CLOSED, sent(syn, 0xFFFF_FFFFL, 0), SYN_SENT, "§3.10.1"),
                row(UNKNOWN, sent(syn, 0xFFFF_FFFFL, 50), FAST_OPEN, "§3.10.1"),
                stays(SYN_SENT, sent(syn, 0xFFFF_FFFFL, 0)), // retransmitted
                row(UNKNOWN, sent(synAck, 0xFFFF_FFFFL, 0), SYN_RECEIVED, "§3.10.7.2"),
                row(LISTEN, sent(synAck, 0xFFFF_FFFFL, 0), SYN_RECEIVED, "§3.10.7.2"),
                stays(SYN_RECEIVED, sent(synAck, 0xFFFF_FFFFL, 0)), // retransmitted
                row(SYN_SENT, synAck(0), ESTABLISHED, "§3.10.7.3"),
                row(FAST_OPEN, synAck(0), ESTABLISHED, "§3.10.7.3"), // its text is not accepted
                row(FAST_OPEN, synAck(50), ESTABLISHED, "§3.10.7.3"),
                stays(FAST_OPEN, synAck(51)),
                stays(SYN_SENT, synAck(1)),
                stays(SYN_SENT, synAck(0xFFFF_FFFFL)),
                stays(SYN_SENT, ack(0)), // an ACK alone opens nothing
                row(SYN_SENT, new TcpEvent.SynReceived(), SYN_RECEIVED, "§3.10.7.3"), // simultaneous open
                row(SYN_SENT, sent(synAck, 0xFFFF_FFFFL, 0), SYN_RECEIVED, "§3.10.7.3"),
                stays(LISTEN, new TcpEvent.SynReceived()), // until it answers
                row(SYN_RECEIVED, ack(0), ESTABLISHED, "§3.10.7.4"),
                row(SYN_RECEIVED, ack(7), ESTABLISHED, "§3.10.7.4"),
                stays(SYN_RECEIVED, ack(0xFFFF_FFFFL)),
                row(UNKNOWN, new SynAcknowledged(), ESTABLISHED, "§3.10.7.3"),
                stays(SYN_SENT, new SynAcknowledged()));
    }

    static List<Arguments> inTheMiddle() {
        return List.of(
                row(UNKNOWN, sent(Segment.ACK, 5, 1), ESTABLISHED, "§3.3.2"),
                stays(UNKNOWN, sent(Segment.ACK, 5, 0)), // it could be in TIME-WAIT
                stays(UNKNOWN, ack(5)),
                row(UNKNOWN, sent(Segment.FIN | Segment.ACK, 99, 0), FIN_WAIT_1, "§3.10.4"),
                row(UNKNOWN, new FinReceived(PEER_FIN_END), CLOSE_WAIT, "§3.10.7.4"),
                stays(ESTABLISHED, sent(Segment.ACK, 5, 1)),
                stays(ESTABLISHED, ack(5)),
                stays(CLOSE_WAIT, sent(Segment.ACK, 5, 1)), // half-closed: it may still send
                stays(FIN_WAIT_2, ack(5)),
                stays(TIME_WAIT, sent(Segment.ACK, 5, 0)));
    }

    static List<Arguments> closing() {
        int fin = Segment.FIN | Segment.ACK;
        Sent crossed = new Sent(segment(fin, 99, 899, 0));
        return List.of(
                row(ESTABLISHED, sent(fin, 99, 0), FIN_WAIT_1, "§3.10.4"),
                row(ESTABLISHED, sent(fin, 90, 9), FIN_WAIT_1, "§3.10.4"), // with text
                row(SYN_RECEIVED, sent(fin, 99, 0), FIN_WAIT_1, "§3.10.4"),
                stays(FIN_WAIT_1, sent(fin, 99, 0)), // retransmitted
                stays(FIN_WAIT_1, ack(99)), // of the text, not of the FIN
                row(FIN_WAIT_1, ack(100), FIN_WAIT_2, "§3.10.7.4"),
                row(FIN_WAIT_1, new FinReceived(PEER_FIN_END), CLOSING, "§3.10.7.4"),
                row(FIN_WAIT_2, new FinReceived(PEER_FIN_END), TIME_WAIT, "§3.10.7.4"),
                row(ESTABLISHED, new FinReceived(PEER_FIN_END), CLOSE_WAIT, "§3.10.7.4"),
                row(SYN_RECEIVED, new FinReceived(PEER_FIN_END), CLOSE_WAIT, "§3.10.7.4"),
                stays(SYN_SENT, new FinReceived(PEER_FIN_END)), // §3.10.7.4: it cannot be validated
                stays(CLOSED, new FinReceived(PEER_FIN_END)),
                stays(CLOSE_WAIT, new FinReceived(PEER_FIN_END)),
                stays(TIME_WAIT, new FinReceived(PEER_FIN_END)),
                row(CLOSE_WAIT, sent(fin, 99, 0), LAST_ACK, "§3.10.4"),
                row(CLOSE_WAIT, crossed, FIN_WAIT_1, "§3.6"),
                stays(LAST_ACK, ack(99)),
                row(LAST_ACK, ack(100), CLOSED, "§3.10.7.4"),
                stays(CLOSING, ack(99)),
                row(CLOSING, ack(100), TIME_WAIT, "§3.10.7.4"));
    }

    static List<Arguments> resets() {
        int rst = Segment.RST;
        int rstAck = Segment.RST | Segment.ACK;
        return List.of(
                row(SYN_SENT, new ResetReceived(segment(rstAck, 0, 0, 0)), CLOSED, "§3.10.7.3"), // refused
                stays(SYN_SENT, new ResetReceived(segment(rstAck, 0, 5, 0))), // of another SYN
                stays(SYN_SENT, new ResetReceived(segment(rst, 0, 0, 0))), // no ACK: dropped
                stays(SYN_SENT, sent(rst, 77, 0)), // answers a foreign ACK (§3.10.7.3)
                row(SYN_SENT, sent(rst, 0, 0), CLOSED, "§3.10.5"), // answers our SYN's own ACK: it is gone
                stays(SYN_RECEIVED, sent(rst, 77, 0)),
                row(SYN_RECEIVED, sent(rst, 0, 0), CLOSED, "§3.10.5"),
                row(SYN_RECEIVED, sent(rstAck, 0, 0), CLOSED, "§3.10.5"),
                row(UNKNOWN, sent(rstAck, 0, 0), CLOSED, "§3.5.2"),
                stays(CLOSED, sent(rst, 5, 0)),
                stays(LISTEN, sent(rst, 5, 0)),
                stays(CLOSED, new ResetReceived(segment(rst, 5, 0, 0))),
                stays(LISTEN, new ResetReceived(segment(rst, 5, 0, 0)))); // §3.10.7.2: ignored
    }

    @ParameterizedTest
    @MethodSource({"opening", "inTheMiddle", "closing", "resets"})
    void becomes(EndpointState from, TcpEvent event, EndpointState to, String section) {
        Transition transition = Transitions.next(from, event);

        assertThat(transition).isEqualTo(section.isEmpty() ? null : new Transition(to, section));
    }

    @Test
    void aResetEndsEverySynchronizedState() {
        for (EndpointState state : ALL) {
            boolean open = !List.of(CLOSED, LISTEN, SYN_SENT).contains(state);
            ResetReceived received = new ResetReceived(segment(Segment.RST, 900, 0, 0));
            if (open) {
                assertThat(Transitions.next(state, received))
                        .as("%s", state)
                        .isEqualTo(new Transition(CLOSED, "§3.10.7.4"));
            }
        }
    }

    @Test
    void whoHasSentItsFinSendsNothingThatChangesItButAReset() {
        for (EndpointState state : List.of(FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK)) {
            for (int flags = 0; flags < 64; flags++) {
                Transition transition = Transitions.next(state, sent(flags, 100, 3));
                assertThat(transition).isEqualTo((flags & Segment.RST) == 0 ? null : new Transition(CLOSED, "§3.10.5"));
            }
        }
    }

    @Test
    void everyStateButUnknownHasTheNameOfTheRfc() {
        assertThat(ALL.stream().skip(1).map(s -> s.name().toString()))
                .containsExactly(
                        "CLOSED",
                        "LISTEN",
                        "SYN-SENT",
                        "SYN-RECEIVED",
                        "ESTABLISHED",
                        "FIN-WAIT-1",
                        "FIN-WAIT-2",
                        "CLOSE-WAIT",
                        "CLOSING",
                        "LAST-ACK",
                        "TIME-WAIT");
    }
}
