package soquete.flow;

import org.jspecify.annotations.Nullable;
import soquete.tcp.Pauses;
import soquete.tcp.RetransmissionKind;
import soquete.wire.TcpView;

/// What neither Wireshark's flags nor the states of its ends say of a connection: round trips, kinds of retransmission,
/// closed windows, whose each pause was. Fed with each segment after [TcpAnalysis] has judged it.
final class TcpMeasures {
    private static final int SENT_AGAIN = AnalysisFlag.RETRANSMISSION.bit()
            | AnalysisFlag.FAST_RETRANSMISSION.bit()
            | AnalysisFlag.SPURIOUS_RETRANSMISSION.bit();
    private static final int NO_PROGRESS = AnalysisFlag.KEEP_ALIVE.bit() | AnalysisFlag.ZERO_WINDOW_PROBE.bit();
    private static final int KINDS = RetransmissionKind.values().length;

    final EndMeasures client = new EndMeasures();
    final EndMeasures server = new EndMeasures();
    final Pauses pauses = new Pauses();
    /// Of the first SYN and the first SYN-ACK, 0 when there was none.
    long firstSynTime;

    long synAckTime;
    private int @Nullable [] kinds;

    void segment(TcpFlow flow, Transport segment, long packet, long time) {
        boolean fromClient = segment.fromClient;
        EndMeasures sender = fromClient ? client : server;
        boolean again = (segment.analysis & SENT_AGAIN) != 0;
        if (again) {
            retransmission(flow, segment, time);
        }
        if (segment.roundTrip > 0) {
            (fromClient ? server : client).roundTrips.add(segment.roundTrip);
        }
        pauses.segment(
                packet,
                time,
                fromClient,
                segment.sequence(),
                segment.acknowledgment(),
                segment.flags(),
                segment.length(),
                segment.scaledWindow,
                again,
                smallestRoundTrip());
        if (segment.length() > 0) {
            text(segment, sender, again, packet, time);
        }
        if ((segment.flags() & (TcpView.SYN | TcpView.FIN | TcpView.RST)) != 0) {
            control(segment, sender, packet, time);
        }
        window(segment, sender, packet, time);
    }

    /// Both halves of the path together, 0 while neither is known: what acknowledges the server's segments and what
    /// acknowledges the client's, seen from where the capture was taken.
    private long smallestRoundTrip() {
        return Math.max(0, client.roundTrips.min()) + Math.max(0, server.roundTrips.min());
    }

    /// Notes a packet, and what stood open when an end sends its first RST; before the segment itself is judged.
    void before(TcpFlow flow, Transport segment, long packet) {
        boolean fromClient = segment.fromClient;
        EndMeasures sender = fromClient ? client : server;
        sender.lastPacket = packet;
        if (segment.has(TcpView.RST) && sender.resetPacket == 0) {
            sender.resetFacts = resetFacts(flow, segment, sender, fromClient ? server : client);
        }
    }

    private static int resetFacts(TcpFlow flow, Transport reset, EndMeasures sender, EndMeasures receiver) {
        boolean spokeLast = receiver.lastTextPacket > sender.lastTextPacket;
        boolean spokeAfterFin = sender.finPacket != 0 && receiver.lastTextPacket > sender.finPacket;
        return (reset.has(TcpView.ACK) ? Reset.WITH_ACK : 0)
                | (sender.finPacket != 0 ? Reset.AFTER_OWN_FIN : 0)
                | (receiver.finPacket != 0 ? Reset.AFTER_OTHERS_FIN : 0)
                | (flow.end(reset.fromClient).unacknowledged().isEmpty() ? 0 : Reset.OWN_UNACKNOWLEDGED)
                | (flow.end(!reset.fromClient).unacknowledged().isEmpty() ? 0 : Reset.OTHERS_UNACKNOWLEDGED)
                | (spokeLast ? Reset.OTHER_SPOKE_LAST : 0)
                | (spokeAfterFin ? Reset.OTHER_SPOKE_AFTER_FIN : 0);
    }

    private static void text(Transport segment, EndMeasures sender, boolean again, long packet, long time) {
        sender.textBytes += segment.length();
        if (again) {
            sender.textBytesAgain += segment.length();
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

    private void control(Transport segment, EndMeasures sender, long packet, long time) {
        if (segment.has(TcpView.SYN)) {
            sender.lastSentTime = time;
            sender.sackPermitted = segment.sackPermitted;
            if (sender.syns++ == 0) {
                sender.firstSynPacket = packet;
                if (segment.has(TcpView.ACK)) {
                    synAckTime = time;
                } else {
                    firstSynTime = time;
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

    private static void window(Transport segment, EndMeasures sender, long packet, long time) {
        boolean closed = segment.window() == 0 && (segment.flags() & (TcpView.SYN | TcpView.FIN | TcpView.RST)) == 0;
        ClosedWindow times = sender.closedWindow;
        if (times == null && closed) {
            times = new ClosedWindow();
            sender.closedWindow = times;
        }
        if (times != null) {
            times.segment(closed, packet, time);
        }
    }

    private void retransmission(TcpFlow flow, Transport segment, long time) {
        TcpEnd sender = flow.end(segment.fromClient);
        TcpEnd receiver = flow.end(!segment.fromClient);
        int times = sender.unacknowledged().times(segment.sequence());
        if (times < 2) {
            count(RetransmissionKind.UNKNOWN, segment.fromClient);
            return;
        }
        long lastSentTime = (segment.fromClient ? client : server).lastSentTime;
        long sinceSent = lastSentTime == EndMeasures.NEVER ? Long.MAX_VALUE : time - lastSentTime;
        long sinceAck = receiver.lastAcknowledgmentTime != 0 ? time - receiver.lastAcknowledgmentTime : Long.MAX_VALUE;
        int taken = segment.length() + (segment.has(TcpView.SYN | TcpView.FIN) ? 1 : 0);
        count(
                RetransmissionKind.of(new RetransmissionKind.Resend(
                        time - sender.unacknowledged().time(segment.sequence(), 0),
                        time - sender.unacknowledged().time(segment.sequence(), times - 2),
                        sinceSent,
                        sinceAck,
                        smallestRoundTrip(),
                        Math.max(0, receiver.duplicates),
                        receiver.sackedBytes,
                        times - 2,
                        receiver.lastAcknowledgment == segment.sequence(),
                        sender.nextSequence == segment.sequence() + taken,
                        client.sackPermitted && server.sackPermitted)),
                segment.fromClient);
    }

    /// How many retransmissions of that end were of that kind.
    int retransmissions(RetransmissionKind kind, boolean ofClient) {
        return kinds == null ? 0 : kinds[place(kind, ofClient)];
    }

    private void count(RetransmissionKind kind, boolean ofClient) {
        if (kinds == null) {
            kinds = new int[2 * KINDS];
        }
        kinds[place(kind, ofClient)]++;
    }

    @SuppressWarnings("EnumOrdinal") // never stored: only a place in the array
    private static int place(RetransmissionKind kind, boolean ofClient) {
        return kind.ordinal() + (ofClient ? 0 : KINDS);
    }
}
