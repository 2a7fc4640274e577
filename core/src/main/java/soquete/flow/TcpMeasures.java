package soquete.flow;

import soquete.tcp.RetransmissionKind;
import soquete.wire.TcpView;

/// What Wireshark's flags do not say of a connection: states of both ends, round trips, kinds of retransmission,
/// closed windows, whose each pause was. Fed with each segment after [TcpAnalysis] has judged it.
final class TcpMeasures {
    private static final int SENT_AGAIN = AnalysisFlag.RETRANSMISSION.bit()
            | AnalysisFlag.FAST_RETRANSMISSION.bit()
            | AnalysisFlag.SPURIOUS_RETRANSMISSION.bit();
    private static final int NO_PROGRESS = AnalysisFlag.KEEP_ALIVE.bit() | AnalysisFlag.ZERO_WINDOW_PROBE.bit();

    private TcpMeasures() {}

    static void segment(TcpFlow flow, Transport segment, long packet, long time) {
        boolean fromClient = segment.fromClient;
        TcpEnd sender = fromClient ? flow.client : flow.server;
        TcpEnd receiver = fromClient ? flow.server : flow.client;
        boolean again = (segment.analysis & SENT_AGAIN) != 0;
        if (again) {
            retransmission(flow, segment, sender, receiver, time);
        }
        if (segment.roundTrip > 0) {
            receiver.roundTrips.add(segment.roundTrip);
        }
        flow.pauses.segment(
                packet,
                time,
                fromClient,
                segment.sequence,
                segment.acknowledgment,
                segment.flags,
                segment.length,
                segment.scaledWindow,
                again,
                flow.smallestRoundTrip());
        flow.states.segment(fromClient, segment.sequence, segment.acknowledgment, segment.flags, segment.length);
        if (segment.length > 0) {
            text(segment, sender, again, packet, time);
        }
        if ((segment.flags & (TcpView.SYN | TcpView.FIN | TcpView.RST)) != 0) {
            control(flow, segment, sender, packet, time);
        }
        window(segment, sender, packet, time);
        boolean closing = (sender.finPacket | sender.resetPacket | receiver.finPacket | receiver.resetPacket) != 0;
        if (closing && flow.isOver()) {
            sender.unacknowledged.release();
            receiver.unacknowledged.release();
        }
    }

    /// Notes what stood open when an end sends its first RST; before the RST itself is judged.
    static void reset(Transport reset, TcpEnd sender, TcpEnd receiver) {
        boolean spokeLast = receiver.lastTextPacket > sender.lastTextPacket;
        boolean spokeAfterFin = sender.finPacket != 0 && receiver.lastTextPacket > sender.finPacket;
        sender.resetFacts = (reset.has(TcpView.ACK) ? Reset.WITH_ACK : 0)
                | (sender.finPacket != 0 ? Reset.AFTER_OWN_FIN : 0)
                | (receiver.finPacket != 0 ? Reset.AFTER_OTHERS_FIN : 0)
                | (!sender.unacknowledged.isEmpty() ? Reset.OWN_UNACKNOWLEDGED : 0)
                | (!receiver.unacknowledged.isEmpty() ? Reset.OTHERS_UNACKNOWLEDGED : 0)
                | (spokeLast ? Reset.OTHER_SPOKE_LAST : 0)
                | (spokeAfterFin ? Reset.OTHER_SPOKE_AFTER_FIN : 0);
    }

    private static void text(Transport segment, TcpEnd sender, boolean again, long packet, long time) {
        sender.textBytes += segment.length;
        if (again) {
            sender.textBytesAgain += segment.length;
        }
        if (sender.firstTextPacket == 0 && (segment.analysis & NO_PROGRESS) == 0) {
            sender.firstTextPacket = packet;
            sender.firstTextTime = time;
        }
        sender.lastTextTime = time;
        sender.lastTextPacket = packet;
        sender.lastSentTime = time;
        sender.largestFlight = Math.max(sender.largestFlight, segment.bytesInFlight);
    }

    private static void control(TcpFlow flow, Transport segment, TcpEnd sender, long packet, long time) {
        if (segment.has(TcpView.SYN)) {
            sender.lastSentTime = time;
            sender.sackPermitted = segment.sackPermitted;
            if (sender.syns++ == 0) {
                sender.firstSynPacket = packet;
                if (segment.has(TcpView.ACK)) {
                    flow.synAckTime = time;
                } else {
                    flow.firstSynTime = time;
                }
            }
        }
        if (segment.has(TcpView.FIN)) {
            sender.lastSentTime = time;
            if (sender.finPacket == 0) {
                sender.finPacket = packet;
            }
        }
        if (segment.has(TcpView.RST) && sender.resetPacket == 0) {
            sender.resetPacket = packet;
        }
    }

    private static void window(Transport segment, TcpEnd sender, long packet, long time) {
        boolean closed = segment.window == 0 && (segment.flags & (TcpView.SYN | TcpView.FIN | TcpView.RST)) == 0;
        ClosedWindow times = sender.closedWindow;
        if (times == null && closed) {
            times = new ClosedWindow();
            sender.closedWindow = times;
        }
        if (times != null) {
            times.segment(closed, packet, time);
        }
    }

    private static void retransmission(TcpFlow flow, Transport segment, TcpEnd sender, TcpEnd receiver, long time) {
        int times = sender.unacknowledged.times(segment.sequence);
        if (times < 2) {
            flow.retransmitted(RetransmissionKind.UNKNOWN, segment.fromClient);
            return;
        }
        long sinceSent = sender.lastSentTime == TcpEnd.NEVER ? Long.MAX_VALUE : time - sender.lastSentTime;
        long sinceAck = receiver.baseKnown && receiver.lastAcknowledgmentTime != 0
                ? time - receiver.lastAcknowledgmentTime
                : Long.MAX_VALUE;
        int taken = segment.length + (segment.has(TcpView.SYN | TcpView.FIN) ? 1 : 0);
        flow.retransmitted(
                RetransmissionKind.of(new RetransmissionKind.Resend(
                        time - sender.unacknowledged.time(segment.sequence, 0),
                        time - sender.unacknowledged.time(segment.sequence, times - 2),
                        sinceSent,
                        sinceAck,
                        flow.smallestRoundTrip(),
                        Math.max(0, receiver.duplicates),
                        receiver.sackedBytes,
                        times - 2,
                        receiver.lastAcknowledgment == segment.sequence,
                        sender.nextSequence == segment.sequence + taken,
                        sender.sackPermitted && receiver.sackPermitted)),
                segment.fromClient);
    }
}
