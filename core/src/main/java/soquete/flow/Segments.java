package soquete.flow;

import soquete.tcp.EndState;
import soquete.wire.TcpView;

/// What each segment does to its connection: counts, Wireshark's analysis, states and measures, in this order.
final class Segments {
    private static final int OPENING_CLOSING_OR_ACK = TcpView.SYN | TcpView.FIN | TcpView.RST | TcpView.ACK;

    private Segments() {}

    static void follow(TcpFlow flow, Packet packet, Transport segment, SpareArrays spares) {
        if (!segment.quoted()) {
            judge(flow, segment, packet.number, packet.epochNanos, spares);
            flow.count(segment.fromClient, packet.originalLength, packet.epochNanos);
        }
        segment.completeness = flow.completeness;
        segment.initialRoundTrip = flow.initialRoundTrip;
    }

    private static void judge(TcpFlow flow, Transport segment, long packet, long time, SpareArrays spares) {
        boolean fromClient = segment.fromClient;
        TcpEnd sender = fromClient ? flow.client : flow.server;
        TcpEnd receiver = fromClient ? flow.server : flow.client;
        segment.sinceFirst = time - flow.firstTime;
        segment.sincePrevious = time - flow.lastTime;
        sender.sackedBytes = 0;
        if (segment.opensAgain) {
            sender.nextSequence = sender.highestContiguous; // a reset may have moved it
        }
        TcpMeasures measures = flow.measures;
        if (measures != null) {
            measures.before(flow, segment, packet);
        }
        if (segment.length() >= 0) {
            TcpAnalysis.segment(flow, segment, sender, receiver, packet, time, spares);
        }
        segment.scaledWindow = sender.scaledWindow(segment.window(), segment.has(TcpView.SYN));
        if (segment.length() >= 0) {
            if (measures != null) {
                measures.segment(flow, segment, packet, time);
            }
            if (flow.states) {
                states(flow, segment, sender, receiver);
            }
        }
        flow.completeness |= completeness(segment);
        handshake(flow, segment, sender, receiver, time);
        if (segment.analysis != 0) {
            flow.tally(segment.analysis, segment.fromClient, packet);
        }
    }

    private static void states(TcpFlow flow, Transport segment, TcpEnd sender, TcpEnd receiver) {
        boolean one = flow.toItself;
        EndState sends = one ? flow.client : sender;
        EndState receives = one ? flow.client : receiver;
        sends.sendsTo(receives, segment.sequence(), segment.acknowledgment(), segment.flags(), segment.length());
    }

    private static int completeness(Transport segment) {
        int data = segment.length() > 0 ? TcpFlow.SAW_DATA : 0;
        if (!segment.isFirst && (segment.flags() & OPENING_CLOSING_OR_ACK) == TcpView.ACK) {
            return data != 0 ? data : TcpFlow.SAW_ACK;
        }
        return atTheEnds(segment, data);
    }

    /// What a segment adds that opens or closes, or is the first that was seen.
    private static int atTheEnds(Transport segment, int data) {
        if (segment.isFirst) {
            return segment.opens() ? TcpFlow.SAW_SYN | data : 0;
        }
        int seen = segment.has(TcpView.RST) ? TcpFlow.SAW_RST : 0;
        if (segment.answersOpening()) {
            seen |= TcpFlow.SAW_SYN_ACK;
        } else if (segment.has(TcpView.ACK)) {
            seen |= data != 0 ? data : TcpFlow.SAW_ACK;
        }
        return segment.has(TcpView.FIN) && segment.has(TcpView.ACK) ? seen | TcpFlow.SAW_FIN : seen;
    }

    /// What SYN, SYN-ACK and the first ACK settle: times, window scales, sizes.
    private static void handshake(TcpFlow flow, Transport segment, TcpEnd sender, TcpEnd receiver, long time) {
        if (segment.has(TcpView.SYN)) {
            if (!segment.has(TcpView.ACK)) {
                flow.synTime = time;
            } else {
                segment.fastOpenAccepted =
                        segment.length() >= 0 && Integer.compareUnsigned(segment.relativeAcknowledgment, 1) > 0;
            }
            sender.onlySyn = true;
            if (segment.windowScale >= 0) {
                sender.windowScale = (byte) segment.windowScale;
            }
            if (segment.maximumSegmentSize > 0) {
                sender.maximumSegmentSize = (char) segment.maximumSegmentSize;
            }
            if (!segment.optionsCut) {
                settleScale(segment, sender, receiver);
            }
        } else if (segment.has(TcpView.ACK)) {
            if (flow.synTime != 0 && flow.initialRoundTrip == 0) {
                flow.initialRoundTrip = time - flow.synTime;
            }
            sender.onlySyn = false;
            sender.sackedBytes = segment.sackedBytes;
        }
    }

    /// Windows are scaled only when both SYNs say so (RFC 7323 §2.2). A SYN-ACK whose SYN was not seen decides alone.
    private static void settleScale(Transport segment, TcpEnd sender, TcpEnd receiver) {
        if (sender.windowScale == TcpEnd.SCALE_UNKNOWN) {
            sender.windowScale = TcpEnd.SCALE_NONE;
            receiver.windowScale = TcpEnd.SCALE_NONE;
        } else if (segment.has(TcpView.ACK) && receiver.windowScale == TcpEnd.SCALE_NONE) {
            sender.windowScale = TcpEnd.SCALE_NONE;
        }
    }
}
