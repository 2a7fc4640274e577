package soquete.tcp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The RFC 9293 state of one end of a connection, flat: for captures of millions of segments.
///
/// It says what [Connection] with [Transitions] says, which allocate and stay as the plain reading of
/// the RFC; a test holds the two together. It allocates only when a segment arrives beyond a hole. Not safe for use by
/// several threads.
///
/// DEVIATION from [Connection]: text that joins what is already there beyond a hole takes no room of
/// its own, so that the bound of [#MOST_RANGES] counts holes and not segments.
public class EndState {
    /// Pieces kept beyond holes in one direction; farther ones are forgotten, and the other end's ACKs
    /// say what arrived.
    public static final int MOST_RANGES = 64;

    /// With the largest window scale, 14 (RFC 7323 §2.3).
    private static final int LARGEST_WINDOW = 0xFFFF << 14;

    private static final int OPENS_OR_CLOSES = Segment.SYN | Segment.FIN | Segment.RST;

    private static final int FIRST_RANGES = 4;

    private static final int SYN_SEEN = 1;
    private static final int NUMBERS_KNOWN = 2;
    private static final int FIN_SENT = 4;
    private static final int ACKNOWLEDGED_KNOWN = 8;
    private static final int OPENED_ACTIVELY = 16;

    private @Nullable TcpState state;
    /// What the state's next decision needs: the number after our SYN (SYN-SENT, SYN-RECEIVED),
    /// after our FIN (FIN-WAIT-1, CLOSING, LAST-ACK), after the other end's FIN (CLOSE-WAIT).
    private int mark;
    /// Everything before it has been seen or was acknowledged.
    private int contiguous;
    /// The number after its FIN.
    private int finEnd;
    /// The farthest number the other end asked for.
    private int acknowledged;
    /// Pieces beyond a hole: how many, then start and end of each.
    private int @Nullable [] beyond;
    /// What SYN-SENT carried beside the SYN (TCP Fast Open, RFC 7413); a SYN is one packet, so it
    /// fits.
    private char sentWithSyn;
    /// ESTABLISHED, no FIN, no hole: segments in order change nothing but numbers.
    private boolean plain;
    /// Which of the bits below hold.
    private byte facts;

    /// Null while nothing tells it.
    public final @Nullable TcpState state() {
        return state;
    }

    /// Takes the next segment in the order of capture, which this end sent.
    ///
    /// @param receiver       the other end; this one, if a socket is connected to its own address (RFC 9293 §3.5)
    /// @param acknowledgment as it stands in the header; not read without the ACK bit
    /// @param flags          as in [soquete.wire.TcpView#flags()]
    /// @param textLength     bytes of payload on the wire
    public final void sendsTo(EndState receiver, int sequence, int acknowledgment, int flags, int textLength) {
        if (!plain
                || !receiver.plain
                || (flags & OPENS_OR_CLOSES) != 0
                || textLength != 0 && isAfter(sequence, contiguous)) {
            unusual(this, receiver, sequence, acknowledgment, flags, textLength);
            judgePlain();
            receiver.judgePlain();
            return;
        }
        if ((flags & Segment.ACK) != 0) {
            receiver.noteAcknowledgment(acknowledgment);
            if (isAfter(acknowledgment, receiver.contiguous)) {
                receiver.contiguous = acknowledgment;
            }
        }
        int end = sequence + textLength;
        if (textLength > 0 && isAfter(end, contiguous)) {
            contiguous = end;
        }
    }

    private static void unusual(
            EndState sender, EndState receiver, int sequence, int acknowledgment, int flags, int textLength) {
        boolean syn = (flags & Segment.SYN) != 0;
        boolean ack = (flags & Segment.ACK) != 0;
        boolean rst = (flags & Segment.RST) != 0;
        sender.numbersSeen(sequence, syn);
        if (ack) {
            receiver.numbersSeen(acknowledgment, false);
        }
        boolean believed = rst && !sender.isOutsideWindow(sequence);
        boolean finWasThere = sender.finArrived();
        int end = sequence + textLength + (syn ? 1 : 0) + ((flags & Segment.FIN) != 0 ? 1 : 0);
        sending(sender, receiver, sequence, acknowledgment, flags, end);
        if (!rst && end != sequence) {
            sender.sent(sequence, end, flags);
        }
        if (finWasThere) {
            receiver.finReceived(sender.finEnd);
        }
        if (rst) {
            if (believed) {
                receiver.resetReceived(ack, acknowledgment);
            }
        } else if (syn && !ack) {
            receiver.synReceived();
            if (receiver.knows(OPENED_ACTIVELY)) {
                sender.synReceived(); // the SYNs cross: each gets the other's (§3.5)
            }
        } else if (ack) {
            receiver.ackReceived(acknowledgment, syn);
        }
        if (sender.finArrived()) {
            receiver.finReceived(sender.finEnd);
        }
    }

    /// What a segment tells of the end that sent it: first what that end must have received, then what
    /// it sends.
    private static void sending(
            EndState sender, EndState receiver, int sequence, int acknowledgment, int flags, int end) {
        boolean ack = (flags & Segment.ACK) != 0;
        boolean rst = (flags & Segment.RST) != 0;
        if (ack && receiver.acknowledgedByPeer(acknowledgment, rst)) {
            // It acknowledges the other end's FIN: it has it, even where the capture missed a segment.
            sender.finReceived(receiver.finEnd);
        }
        if (ack && !rst && receiver.synIsAcknowledged(acknowledgment) && sender.state == null) {
            sender.enter(TcpState.ESTABLISHED, 0); // §3.10.7.3
        }
        if (rst) {
            sender.sendsReset(sequence, ack);
        } else {
            sender.sends(sequence, acknowledgment, flags, end);
        }
    }

    /// As [soquete.wire.SeqNum#isAfter].
    private static boolean isAfter(int number, int other) {
        return other - number < 0;
    }

    /// As [soquete.wire.SeqNum#isBefore].
    private static boolean isBefore(int number, int other) {
        return other - number > 0;
    }

    private boolean knows(int fact) {
        return (facts & fact) != 0;
    }

    private void learn(int fact) {
        facts |= (byte) fact;
    }

    /// To what arrives, an end of which nothing is known is as if it were established. (A switch that takes null
    /// would say so, too: it is linked at run time, and the first compiler does not inline it.)
    private TcpState assumed() {
        TcpState known = state;
        return known == null ? TcpState.ESTABLISHED : known;
    }

    private void judgePlain() {
        int needed = NUMBERS_KNOWN | ACKNOWLEDGED_KNOWN;
        plain = state == TcpState.ESTABLISHED
                && (facts & (needed | FIN_SENT)) == needed
                && (beyond == null || beyond[0] == 0);
    }

    private void enter(TcpState next, int number) {
        state = next;
        mark = number;
    }

    private void numbersSeen(int number, boolean syn) {
        if (syn && !knows(SYN_SEEN)) {
            learn(SYN_SEEN | NUMBERS_KNOWN);
            contiguous = number;
        } else if (!knows(NUMBERS_KNOWN)) {
            learn(NUMBERS_KNOWN);
            contiguous = number;
        }
    }

    private void sent(int start, int end, int flags) {
        if ((flags & (Segment.SYN | Segment.ACK)) == Segment.SYN) {
            learn(OPENED_ACTIVELY);
        }
        if ((flags & Segment.FIN) != 0) {
            learn(FIN_SENT);
            finEnd = end;
        }
        if (isAfter(start, contiguous)) {
            keep(start, end);
        } else {
            advanceTo(end);
        }
    }

    private void keep(int start, int end) {
        if (beyond == null) {
            beyond = new int[1 + 2 * FIRST_RANGES];
        }
        int used = 1 + 2 * beyond[0];
        if (beyond[0] > 0 && beyond[used - 1] == start) {
            beyond[used - 1] = end;
            return;
        }
        if (beyond[0] == MOST_RANGES) {
            return;
        }
        if (used == beyond.length) {
            beyond = Arrays.copyOf(beyond, 1 + 4 * beyond[0]);
        }
        beyond[used] = start;
        beyond[used + 1] = end;
        beyond[0]++;
    }

    private void advanceTo(int end) {
        if (isAfter(end, contiguous)) {
            contiguous = end;
        }
        int[] pieces = beyond;
        if (pieces == null) {
            return;
        }
        int at = 1;
        while (at < 1 + 2 * pieces[0]) {
            if (isAfter(pieces[at], contiguous)) {
                at += 2;
                continue;
            }
            if (isAfter(pieces[at + 1], contiguous)) {
                contiguous = pieces[at + 1];
            }
            System.arraycopy(pieces, at + 2, pieces, at, 2 * pieces[0] - at - 1);
            pieces[0]--;
            at = 1;
        }
    }

    private void noteAcknowledgment(int number) {
        if (!knows(ACKNOWLEDGED_KNOWN) || isAfter(number, acknowledged)) {
            learn(ACKNOWLEDGED_KNOWN);
            acknowledged = number;
        }
    }

    /// Notes the other end's ACK; true when it covers this end's FIN. A reset's ACK only echoes
    /// what it answers.
    private boolean acknowledgedByPeer(int number, boolean byReset) {
        if (!byReset) {
            noteAcknowledgment(number);
            if (isAfter(number, contiguous)) {
                advanceTo(number);
            }
        }
        return knows(FIN_SENT) && !isBefore(number, finEnd);
    }

    private boolean finArrived() {
        return knows(FIN_SENT) && knows(NUMBERS_KNOWN) && !isBefore(contiguous, finEnd);
    }

    private boolean synIsAcknowledged(int number) {
        return state == TcpState.SYN_RECEIVED && !isBefore(number, mark);
    }

    /// Whether the other end must not believe a reset with this number: it has asked for later
    /// ones, or no window reaches so far (RFC 9293 §3.10.7.4, RFC 7323 §2.3). One less than it
    /// asked for is believed: that reset answers what was sent before a FIN was received.
    private boolean isOutsideWindow(int number) {
        int ahead = number - acknowledged;
        return knows(ACKNOWLEDGED_KNOWN) && (ahead < -1 || ahead > LARGEST_WINDOW);
    }

    /// It gives up or is not there (§3.10.5, §3.5.2); before it is synchronized a reset with the
    /// number of the ACK that it answers says that this ACK was none of its own, and it stays as it
    /// is.
    private void sendsReset(int sequence, boolean ack) {
        boolean opening = state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED;
        boolean answersAStranger = opening && !ack && sequence != mark;
        if (!answersAStranger && state != TcpState.LISTEN) {
            state = TcpState.CLOSED;
        }
    }

    private void sends(int sequence, int acknowledgment, int flags, int end) {
        boolean syn = (flags & Segment.SYN) != 0;
        boolean fin = (flags & Segment.FIN) != 0;
        boolean ack = (flags & Segment.ACK) != 0;
        if (state == null) {
            sendsFirst(sequence, flags, end);
            return;
        }
        switch (state) {
            case CLOSED, LISTEN, TIME_WAIT -> sendsSyn(sequence, flags, end);
            case SYN_SENT -> {
                if (syn && ack) {
                    state = TcpState.SYN_RECEIVED; // §3.10.7.3
                }
            }
            case SYN_RECEIVED, ESTABLISHED -> {
                if (fin) {
                    enter(TcpState.FIN_WAIT_1, end); // §3.10.4
                }
            }
            case CLOSE_WAIT -> {
                if (fin) {
                    // §3.6, case 3: the FINs crossed, and this end had not received the other's
                    boolean crossed = ack && isBefore(acknowledgment, mark);
                    enter(crossed ? TcpState.FIN_WAIT_1 : TcpState.LAST_ACK, end);
                }
            }
            case FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK -> {
                // our FIN is sent: nothing more that we send changes the state
            }
        }
    }

    private void sendsFirst(int sequence, int flags, int end) {
        if ((flags & Segment.SYN) != 0) {
            sendsSyn(sequence, flags, end);
        } else if ((flags & Segment.FIN) != 0) {
            enter(TcpState.FIN_WAIT_1, end); // §3.10.4
        } else if (end != sequence) {
            // an ACK alone could come from any state, TIME-WAIT included; who sends text has opened (§3.3.2)
            enter(TcpState.ESTABLISHED, 0);
        }
    }

    private void sendsSyn(int sequence, int flags, int end) {
        if ((flags & Segment.SYN) == 0) {
            return;
        }
        boolean ack = (flags & Segment.ACK) != 0;
        enter(ack ? TcpState.SYN_RECEIVED : TcpState.SYN_SENT, sequence + 1); // §3.10.7.2, §3.10.1
        sentWithSyn = (char) Math.min(Character.MAX_VALUE, end - sequence - 1);
    }

    private void resetReceived(boolean ack, int acknowledgment) {
        switch (assumed()) {
            case LISTEN -> {}
            case SYN_SENT -> {
                if (ack && acknowledgesSyn(acknowledgment)) {
                    state = TcpState.CLOSED; // §3.10.7.3
                }
            }
            default -> state = TcpState.CLOSED; // §3.10.7.4
        }
    }

    private void synReceived() {
        if (state == TcpState.SYN_SENT) {
            state = TcpState.SYN_RECEIVED; // §3.10.7.3
        }
    }

    private void ackReceived(int number, boolean withSyn) {
        switch (assumed()) {
            case SYN_SENT -> {
                if (withSyn && acknowledgesSyn(number)) {
                    state = TcpState.ESTABLISHED; // §3.10.7.3
                }
            }
            case SYN_RECEIVED -> afterMark(number, TcpState.ESTABLISHED); // from here on §3.10.7.4
            case FIN_WAIT_1 -> afterMark(number, TcpState.FIN_WAIT_2);
            case CLOSING -> afterMark(number, TcpState.TIME_WAIT);
            case LAST_ACK -> afterMark(number, TcpState.CLOSED);
            default -> {}
        }
    }

    private void afterMark(int number, TcpState next) {
        if (!isBefore(number, mark)) {
            state = next;
        }
    }

    private boolean acknowledgesSyn(int number) {
        return !isBefore(number, mark) && !isAfter(number, mark + sentWithSyn);
    }

    /// The other end's FIN and all before it arrived (§3.10.7.4).
    private void finReceived(int peerFinEnd) {
        switch (assumed()) {
            case ESTABLISHED, SYN_RECEIVED -> enter(TcpState.CLOSE_WAIT, peerFinEnd);
            case FIN_WAIT_1 -> state = TcpState.CLOSING;
            case FIN_WAIT_2 -> state = TcpState.TIME_WAIT;
            default -> {}
        }
    }
}
