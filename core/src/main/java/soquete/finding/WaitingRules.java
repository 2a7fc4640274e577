package soquete.finding;

import java.util.List;
import soquete.flow.AnalysisFlag;
import soquete.flow.Direction;
import soquete.flow.TcpFlow;
import soquete.tcp.Pauses;
import soquete.tcp.Pauses.Cause;

/// Waits of open connections, and whose they were: [Pauses].
final class WaitingRules {
    /// A person notices.
    private static final long NOTICED_NANOS = 200_000_000;

    private static final long LONG_NANOS = 1_000_000_000;
    /// Below it a closed window is a receiver that is busy, as in any fast transfer.
    private static final long WINDOW_NANOS = 100_000_000;

    private static final boolean[] ENDS = {true, false};

    private WaitingRules() {}

    /// The receiver's window was 0.
    static void windowZero(TcpCase it) {
        for (boolean ofClient : ENDS) {
            Direction receiver = it.flow().direction(ofClient);
            int probes = it.flow().count(AnalysisFlag.ZERO_WINDOW_PROBE, !ofClient)
                    + it.flow().count(AnalysisFlag.KEEP_ALIVE, !ofClient);
            boolean waited = it.flow().direction(!ofClient).textBytes() > 0;
            if (receiver.windowClosedLongest() >= WINDOW_NANOS && waited) {
                it.add(
                        receiver.windowStillClosed() ? "window-zero.still" : "window-zero",
                        Severity.STALL,
                        receiver.windowClosedNanos(),
                        List.of(
                                receiver.windowClosedPacket(),
                                it.flow().first(AnalysisFlag.ZERO_WINDOW_PROBE, !ofClient)),
                        it.about(
                                ofClient,
                                TcpCase.nanos(receiver.windowClosedLongest()),
                                TcpCase.nanos(receiver.windowClosedNanos()),
                                probes));
            }
        }
    }

    /// The receiver's window was used up, and its sender waited for room.
    static void windowFull(TcpCase it) {
        Pauses pauses = it.flow().pauses();
        long nanos = pauses.totalNanos(Cause.RECEIVER_WINDOW);
        if (nanos < WINDOW_NANOS || longestClosed(it) >= WINDOW_NANOS) {
            return;
        }
        boolean byClient =
                it.flow().count(AnalysisFlag.WINDOW_FULL, true) >= it.flow().count(AnalysisFlag.WINDOW_FULL, false);
        pause(it, "window-full", Cause.RECEIVER_WINDOW, Severity.STALL, byClient);
    }

    private static long longestClosed(TcpCase it) {
        return Math.max(it.client().windowClosedLongest(), it.server().windowClosedLongest());
    }

    /// Nagle's rule against delayed ACKs, RFC 9293 §3.7.4 and §3.8.6.3.
    static void delayedAck(TcpCase it) {
        int count = it.flow().pauses().count(Cause.DELAYED_ACK);
        if (count > 0) {
            pause(it, "delayed-ack", Cause.DELAYED_ACK, count > 1 ? Severity.STALL : Severity.REMARK, true);
        }
    }

    static void slowServer(TcpCase it) {
        Pauses pauses = it.flow().pauses();
        if (pauses.longestNanos(Cause.SERVER_PROGRAM) >= NOTICED_NANOS) {
            pause(it, "server-slow", Cause.SERVER_PROGRAM, Severity.STALL, false);
        }
    }

    /// It may be a person who thinks.
    static void slowClient(TcpCase it) {
        if (it.flow().pauses().longestNanos(Cause.CLIENT_PROGRAM) >= LONG_NANOS) {
            pause(it, "client-slow", Cause.CLIENT_PROGRAM, Severity.REMARK, true);
        }
    }

    /// The path, without a segment sent again.
    static void slowPath(TcpCase it) {
        boolean again = it.resentText(true) + it.resentText(false) + it.count(AnalysisFlag.SPURIOUS_RETRANSMISSION) > 0;
        boolean opening = it.client().syns() > 1 || it.server().syns() > 1;
        if (!again && !opening && it.flow().pauses().longestNanos(Cause.NETWORK) >= NOTICED_NANOS) {
            pause(it, "path-slow", Cause.NETWORK, Severity.STALL, false);
        }
    }

    private static void pause(TcpCase it, String key, Cause cause, Severity severity, boolean ofClient) {
        Pauses pauses = it.flow().pauses();
        it.add(
                key,
                severity,
                pauses.totalNanos(cause),
                List.of(pauses.longestBefore(cause), pauses.longestAfter(cause)),
                it.about(
                        ofClient,
                        pauses.count(cause),
                        TcpCase.nanos(pauses.longestNanos(cause)),
                        TcpCase.nanos(pauses.totalNanos(cause))));
    }

    /// The client's text was acknowledged and never answered.
    static void unansweredRequest(TcpCase it) {
        TcpFlow flow = it.flow();
        Direction server = it.server();
        boolean silent = it.opened() && server.textBytes() == 0 && server.finPacket() == 0 && flow.reset(false) == null;
        if (!silent || it.client().textBytes() == 0 || flow.outstanding(true) != null || server.windowStillClosed()) {
            return;
        }
        long waited = it.quietSince(flow.lastTextTimeOf(true));
        if (waited >= LONG_NANOS) {
            it.add(
                    "request-unanswered",
                    Severity.STALL,
                    waited,
                    List.of(it.client().firstTextPacket(), flow.lastPacketOf(false)),
                    it.about(false, it.client().textBytes(), TcpCase.nanos(waited)));
        }
    }
}
