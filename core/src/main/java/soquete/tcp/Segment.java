package soquete.tcp;

import soquete.wire.SeqNum;
import soquete.wire.TcpView;

/// What a TCP segment says to a state machine: numbers, control bits and how much text it carries (RFC 9293 §3.1).
///
/// @param flags      the control bits as they stand in the header, FIN lowest
/// @param textLength bytes of payload on the wire, cut off by the capture or not
public record Segment(SeqNum sequence, SeqNum acknowledgment, int flags, int windowField, int textLength) {

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;

    public static Segment of(TcpView view, int textLength) {
        return new Segment(view.sequence(), view.acknowledgment(), view.flags(), view.window(), textLength);
    }

    public boolean fin() {
        return (flags & FIN) != 0;
    }

    public boolean syn() {
        return (flags & SYN) != 0;
    }

    public boolean rst() {
        return (flags & RST) != 0;
    }

    public boolean ack() {
        return (flags & ACK) != 0;
    }

    /// SEG.LEN: sequence numbers it takes, SYN and FIN counting one each (RFC 9293 §3.4).
    public int sequenceLength() {
        return textLength + (syn() ? 1 : 0) + (fin() ? 1 : 0);
    }

    /// The sequence number after its last one.
    public SeqNum end() {
        return sequence.plus(sequenceLength());
    }

    /// The sequence number of its first byte of text.
    public SeqNum textStart() {
        return syn() ? sequence.plus(1) : sequence;
    }

    /// An ACK that takes no sequence number and changes no connection.
    public boolean pureAck() {
        return sequenceLength() == 0 && ack() && !rst();
    }
}
