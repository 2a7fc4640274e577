package soquete.flow;

import soquete.wire.TcpView;

/// Wireshark's TCP sequence analysis: the same flags for the same segments (User's Guide §7.5; the rules
/// and their order as in version 4.0). Each segment is held against what was seen before it in both
/// directions; nothing is looked up later.
///
/// Sequence numbers are compared around the circle. "0 means not seen" is Wireshark's, kept so that the flags agree.
final class TcpAnalysis {
    private static final int NO_DATA_FLAGS = TcpView.SYN | TcpView.FIN | TcpView.RST;

    /// A retransmission this soon after a duplicate ACK was caused by it.
    private static final long FAST_RETRANSMISSION_NANOS = 20_000_000;
    /// What came so soon after the highest segment was overtaken by it, where the round trip is not known.
    private static final long OUT_OF_ORDER_NANOS = 3_000_000;

    private static final int RETRANSMISSION = AnalysisFlag.RETRANSMISSION.bit();
    private static final int FAST_RETRANSMISSION = AnalysisFlag.FAST_RETRANSMISSION.bit();
    private static final int SPURIOUS_RETRANSMISSION = AnalysisFlag.SPURIOUS_RETRANSMISSION.bit();
    private static final int OUT_OF_ORDER = AnalysisFlag.OUT_OF_ORDER.bit();
    private static final int DUPLICATE_ACK = AnalysisFlag.DUPLICATE_ACK.bit();
    private static final int LOST_SEGMENT = AnalysisFlag.LOST_SEGMENT.bit();
    private static final int ACK_LOST_SEGMENT = AnalysisFlag.ACK_LOST_SEGMENT.bit();
    private static final int ZERO_WINDOW = AnalysisFlag.ZERO_WINDOW.bit();
    private static final int ZERO_WINDOW_PROBE = AnalysisFlag.ZERO_WINDOW_PROBE.bit();
    private static final int ZERO_WINDOW_PROBE_ACK = AnalysisFlag.ZERO_WINDOW_PROBE_ACK.bit();
    private static final int WINDOW_FULL = AnalysisFlag.WINDOW_FULL.bit();
    private static final int WINDOW_UPDATE = AnalysisFlag.WINDOW_UPDATE.bit();
    private static final int KEEP_ALIVE = AnalysisFlag.KEEP_ALIVE.bit();
    private static final int KEEP_ALIVE_ACK = AnalysisFlag.KEEP_ALIVE_ACK.bit();

    private TcpAnalysis() {}

    /// Judges one segment of known length and remembers it.
    static void segment(
            TcpFlow flow,
            Transport segment,
            TcpEnd sender,
            TcpEnd receiver,
            long frame,
            long time,
            SpareArrays spares) {
        boolean text = segment.length() != 0;
        boolean takesNumbers = text || segment.has(TcpView.SYN | TcpView.FIN);
        if (segment.has(TcpView.ACK)) {
            receiver.flightKnown = true;
        }
        int flags = segment.analysis | numbersAndWindow(segment, sender, receiver);
        if (!text && (flags & (ZERO_WINDOW_PROBE | KEEP_ALIVE_ACK | ZERO_WINDOW_PROBE_ACK)) == 0) {
            flags |= duplicateAck(segment, sender);
        }
        if (segment.acknowledgment() != sender.lastAcknowledgment) {
            sender.lastNewAcknowledgmentFrame = frame;
            sender.duplicates = 0;
        }
        flags |= acknowledgesUnseen(segment, receiver);
        if (takesNumbers && (flags & KEEP_ALIVE) == 0) {
            flags |= sentAgain(flow, segment, sender, receiver, time);
        }
        segment.analysis = flags;
        segment.analyzed |= flags != 0;
        remember(segment, takesNumbers, sender, frame, time, spares);
        if (!receiver.unacknowledged().isEmpty()) {
            receiver.unacknowledged().acknowledge(segment, time, spares);
        }
        if (text && sender.flightKnown && !sender.unacknowledged().isEmpty()) {
            bytesInFlight(segment, sender, receiver);
        }
    }

    private static int numbersAndWindow(Transport segment, TcpEnd sender, TcpEnd receiver) {
        int length = segment.length();
        int next = sender.nextSequence;
        if (length == 1 && segment.sequence() == next && receiver.window == 0) {
            return ZERO_WINDOW_PROBE;
        }
        boolean plain = (segment.flags() & NO_DATA_FLAGS) == 0;
        int flags = 0;
        if (segment.window() == 0 && plain) {
            flags |= ZERO_WINDOW;
        }
        if (next != 0 && segment.sequence() - next > 0 && !segment.has(TcpView.RST)) {
            flags |= LOST_SEGMENT;
            sender.flightKnown = false;
        }
        if (!plain) {
            return flags;
        }
        if (length <= 1 && segment.sequence() == next - 1) {
            flags |= KEEP_ALIVE;
        }
        if (length > 0 && receiver.windowScale != TcpEnd.SCALE_UNKNOWN && fillsWindow(segment, receiver)) {
            flags |= WINDOW_FULL;
        }
        if (length == 0 && segment.sequence() == next && segment.acknowledgment() == sender.lastAcknowledgment) {
            flags |= repeatsAcknowledgment(segment, sender, receiver);
        }
        return flags;
    }

    private static boolean fillsWindow(Transport segment, TcpEnd receiver) {
        int shift = receiver.onlySyn || receiver.windowScale < 0 ? 0 : receiver.windowScale;
        return segment.sequence() + segment.length() == receiver.lastAcknowledgment + (receiver.window << shift);
    }

    /// A segment without data at the next number that acknowledges nothing new.
    private static int repeatsAcknowledgment(Transport segment, TcpEnd sender, TcpEnd receiver) {
        boolean sameWindow = segment.window() == sender.window;
        if (!sameWindow) {
            return segment.window() != 0 ? WINDOW_UPDATE : 0;
        }
        if (segment.window() != 0) {
            return (receiver.lastFlags & KEEP_ALIVE) != 0 ? KEEP_ALIVE_ACK : 0;
        }
        return (receiver.lastFlags & ZERO_WINDOW_PROBE) != 0 ? ZERO_WINDOW_PROBE_ACK : 0;
    }

    private static int duplicateAck(Transport segment, TcpEnd sender) {
        if (segment.window() == 0
                || segment.window() != sender.window
                || segment.sequence() != sender.nextSequence
                || segment.acknowledgment() != sender.lastAcknowledgment
                || (segment.flags() & NO_DATA_FLAGS) != 0) {
            return 0;
        }
        sender.duplicates = sender.duplicates < 0 ? 1 : sender.duplicates + 1;
        segment.duplicateNumber = sender.duplicates;
        segment.duplicateFrame = sender.lastNewAcknowledgmentFrame;
        return DUPLICATE_ACK;
    }

    /// The segment acknowledges beyond what was seen of the other direction. Said once for each such place.
    private static int acknowledgesUnseen(Transport segment, TcpEnd receiver) {
        if (receiver.highestContiguous == 0
                || segment.acknowledgment() - receiver.highestContiguous <= 0
                || !segment.has(TcpView.ACK)) {
            return 0;
        }
        segment.analyzed = true;
        if (receiver.nextSequence - receiver.highestContiguous > 0) {
            receiver.highestContiguous = receiver.nextSequence;
            return ACK_LOST_SEGMENT;
        }
        int flag = receiver.duplicates == 0 ? ACK_LOST_SEGMENT : 0;
        receiver.duplicates = -1;
        return flag;
    }

    /// Retransmitted or out of order: what takes sequence numbers and does not advance them.
    private static int sentAgain(TcpFlow flow, Transport segment, TcpEnd sender, TcpEnd receiver, long time) {
        int next = sender.nextSequence;
        // More than a byte, from one before the next number: a probe of a closed window went before.
        boolean notAdvanced =
                next != 0 && segment.sequence() - next < 0 && !(segment.length() > 1 && next - 1 == segment.sequence());
        if (segment.length() > 0
                && receiver.lastAcknowledgment != 0
                && segment.sequence() + segment.length() - receiver.lastAcknowledgment <= 0) {
            return SPURIOUS_RETRANSMISSION;
        }
        if (!notAdvanced) {
            return 0;
        }
        // -1, after something unseen was acknowledged, counts as many: the number is unsigned in Wireshark.
        if (Integer.compareUnsigned(receiver.duplicates, 2) >= 0
                && receiver.lastAcknowledgment == segment.sequence()
                && Long.compareUnsigned(time - receiver.lastAcknowledgmentTime, FAST_RETRANSMISSION_NANOS) < 0) {
            return FAST_RETRANSMISSION;
        }
        int taken = segment.has(TcpView.SYN | TcpView.FIN) ? 1 : 0;
        long threshold = flow.initialRoundTrip == 0 ? OUT_OF_ORDER_NANOS : flow.initialRoundTrip;
        if (Long.compareUnsigned(time - sender.nextSequenceTime, threshold) < 0
                && next != segment.sequence() + segment.length() + taken) {
            return OUT_OF_ORDER;
        }
        boolean oldestKnown = !sender.unacknowledged().isEmpty();
        segment.timeoutNanos = time - (oldestKnown ? sender.unacknowledged().oldestTime() : sender.nextSequenceTime);
        segment.timeoutFrame = oldestKnown ? sender.unacknowledged().oldestFrame() : sender.nextSequenceFrame;
        return RETRANSMISSION;
    }

    private static void remember(
            Transport segment, boolean takesNumbers, TcpEnd sender, long frame, long time, SpareArrays spares) {
        int next = segment.sequence() + segment.length();
        if (takesNumbers && !sender.unacknowledged().isFull()) {
            next += segment.has(TcpView.SYN | TcpView.FIN) ? 1 : 0;
            sender.unacknowledged().add(segment.sequence(), next, frame, time, spares);
        }
        boolean probe = (segment.analysis & ZERO_WINDOW_PROBE) != 0;
        if (!probe && (next - sender.nextSequence > 0 || sender.nextSequence == 0)) {
            sender.nextSequence = next;
            sender.nextSequenceFrame = frame;
            sender.nextSequenceTime = time;
        }
        if (!probe && (segment.sequence() == sender.highestContiguous || sender.highestContiguous == 0)) {
            sender.highestContiguous = sender.nextSequence;
        }
        sender.window = segment.window();
        sender.lastAcknowledgment = segment.acknowledgment();
        sender.lastAcknowledgmentTime = time;
        sender.lastFlags = segment.analysis;
    }

    /// From the payloads that were seen, less what the other end holds out of order (SACK).
    private static void bytesInFlight(Transport segment, TcpEnd sender, TcpEnd receiver) {
        segment.analyzed = true;
        int inFlight =
                sender.unacknowledged().span(segment.sequence() - segment.relativeSequence) - receiver.sackedBytes;
        if (inFlight > 0 && inFlight < 2_000_000_000) {
            segment.bytesInFlight = inFlight - (segment.has(TcpView.SYN | TcpView.FIN) ? 1 : 0);
        }
    }
}
