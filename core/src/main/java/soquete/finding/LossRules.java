package soquete.finding;

import java.util.List;
import soquete.flow.AnalysisFlag;
import soquete.flow.Direction;
import soquete.flow.TcpFlow;
import soquete.tcp.Pauses.Cause;
import soquete.tcp.RetransmissionKind;

/// What was lost on the way, came late, or was only thought to be lost.
final class LossRules {
    private static final int SOME_DUPLICATES = 3;
    private static final boolean[] ENDS = {true, false};

    private LossRules() {}

    /// Segments sent again, by what made their sender do so.
    static void loss(TcpCase it) {
        if (it.survey().seenTwice(it.flow())) {
            return;
        }
        for (boolean ofClient : ENDS) {
            if (it.resentText(ofClient) > 0) {
                loss(it, ofClient);
            }
        }
    }

    private static void loss(TcpCase it, boolean ofClient) {
        TcpFlow flow = it.flow();
        Direction sender = flow.direction(ofClient);
        int openings = Math.max(0, sender.syns() - 1);
        int byTimer = Math.max(0, it.resent(RetransmissionKind.TIMEOUT, ofClient) - openings);
        int byProbe = it.resent(RetransmissionKind.LOSS_PROBE, ofClient);
        int fast = it.resent(RetransmissionKind.FAST, ofClient);
        String key = byTimer > 0 ? "loss.timeout" : byProbe > 0 ? "loss.probe" : fast > 0 ? "loss.fast" : "loss.other";
        if (key.equals("loss.other") && it.survey().icmp().tooBig(flow)) {
            return; // it obeys
        }
        long silence = flow.pauses().totalNanos(Cause.NETWORK);
        boolean waited = (byTimer > 0 || byProbe > 0) && silence > 0;
        double share = sender.textBytes() == 0 ? 0 : 100.0 * sender.textBytesAgain() / sender.textBytes();
        long first = firstOf(
                flow.first(AnalysisFlag.RETRANSMISSION, ofClient),
                flow.first(AnalysisFlag.FAST_RETRANSMISSION, ofClient));
        it.add(
                key,
                waited ? Severity.STALL : Severity.TROUBLE,
                waited ? silence : it.resentText(ofClient),
                List.of(
                        first,
                        waited ? flow.pauses().longestBefore(Cause.NETWORK) : 0,
                        waited ? flow.pauses().longestAfter(Cause.NETWORK) : 0),
                it.about(
                        ofClient,
                        it.resentText(ofClient),
                        sender.textBytesAgain(),
                        share,
                        TcpCase.nanos(flow.pauses().longestNanos(Cause.NETWORK)),
                        flow.count(AnalysisFlag.LOST_SEGMENT, ofClient)));
    }

    private static long firstOf(long a, long b) {
        return a == 0 ? b : b == 0 ? a : Math.min(a, b);
    }

    /// Sent again though it had arrived.
    static void spurious(TcpCase it) {
        flagged(it, AnalysisFlag.SPURIOUS_RETRANSMISSION, "spurious", Severity.TROUBLE);
    }

    /// Segments that overtook each other, none of them lost.
    static void order(TcpCase it) {
        if (it.resentText(true) + it.resentText(false) == 0) {
            flagged(it, AnalysisFlag.OUT_OF_ORDER, "order", Severity.REMARK);
        }
    }

    private static void flagged(TcpCase it, AnalysisFlag flag, String key, Severity severity) {
        if (it.survey().seenTwice(it.flow())) {
            return;
        }
        for (boolean ofClient : ENDS) {
            int count = it.flow().count(flag, ofClient);
            if (count > 0) {
                it.add(key, severity, count, List.of(it.flow().first(flag, ofClient)), it.about(ofClient, count));
            }
        }
    }

    /// ACKs repeated, and nothing sent again that they could have asked for.
    static void duplicateAcks(TcpCase it) {
        if (it.survey().seenTwice(it.flow())) {
            return;
        }
        for (boolean ofClient : ENDS) {
            TcpFlow flow = it.flow();
            int count = flow.count(AnalysisFlag.DUPLICATE_ACK, ofClient);
            boolean answered = it.resentText(!ofClient) > 0
                    || flow.count(AnalysisFlag.OUT_OF_ORDER, !ofClient) > 0
                    || flow.count(AnalysisFlag.SPURIOUS_RETRANSMISSION, !ofClient) > 0;
            if (count >= SOME_DUPLICATES && !answered) {
                it.add(
                        "duplicate-acks",
                        Severity.REMARK,
                        count,
                        List.of(flow.first(AnalysisFlag.DUPLICATE_ACK, ofClient)),
                        it.about(ofClient, count));
            }
        }
    }

    /// Acknowledged and not in the capture: the network carried it.
    static void missedByCapture(TcpCase it) {
        for (boolean ofClient : ENDS) {
            int count = it.flow().count(AnalysisFlag.ACK_LOST_SEGMENT, ofClient);
            if (count > 0 && it.bothSeen()) {
                it.add(
                        "capture-missed",
                        Severity.TROUBLE,
                        count,
                        List.of(it.flow().first(AnalysisFlag.ACK_LOST_SEGMENT, ofClient)),
                        it.about(!ofClient, count));
            }
        }
    }
}
