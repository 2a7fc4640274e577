package soquete.flow;

/// What is remembered of one direction of a TCP connection: the numbers its sender has used and the window it gives.
/// Sequence numbers are raw; 0 in one that says so means "not seen", as in Wireshark, whose analysis this is for.
final class TcpEnd extends Unacknowledged {
    static final byte SCALE_UNKNOWN = -1;
    /// The opening was seen and windows are not scaled.
    static final byte SCALE_NONE = -2;

    /// Blocks of a SACK option that count, as in Wireshark: with timestamps a segment has no room for more.
    static final int MOST_SACK_BLOCKS = 3;

    /// After the highest number sent, 0 when nothing was; and the segment that got there.
    int nextSequence;

    long nextSequenceTime;
    long nextSequenceFrame;

    /// The end of what was sent without a hole, 0 when nothing was.
    int highestContiguous;

    int lastAcknowledgment;
    long lastAcknowledgmentTime;
    long lastNewAcknowledgmentFrame;

    /// Repetitions of the last acknowledgment; −1 after the other end acknowledged what was not seen.
    int duplicates;

    /// As in the header, all ones before the first segment.
    int window = -1;

    byte windowScale = SCALE_UNKNOWN;

    /// Only the SYN was seen so far, whose window is not scaled.
    boolean onlySyn;

    /// Whether bytes in flight can be told: not after a hole, until the other end has acknowledged.
    boolean flightKnown = true;

    int lastFlags;
    int sackedBytes;

    /// From its SYN, 0 when there was none.
    char maximumSegmentSize;

    /// What it sent and the other end did not acknowledge. One object with this one, as there are many.
    Unacknowledged unacknowledged() {
        return this;
    }

    /// The window in bytes that a segment of this end gives, as far as its scale is known.
    long scaledWindow(int field, boolean syn) {
        return syn || windowScale < 0 ? field : (long) field << windowScale;
    }
}
