package soquete.finding;

import java.util.List;
import soquete.flow.AnalysisFlag;
import soquete.flow.Direction;
import soquete.flow.Reset;
import soquete.flow.TcpFlow;

/// Connections that did not open, or not at once. RFC 9293 §3.5.
final class OpeningRules {
    /// An opening that took longer was waited for.
    private static final long SLOW_NANOS = 500_000_000;

    private OpeningRules() {}

    /// SYN → RST.
    static void refused(TcpCase it) {
        Direction client = it.client();
        Reset reset = it.flow().reset(false);
        if (client.syns() > 0
                && it.server().syns() == 0
                && reset != null
                && it.server().textBytes() == 0) {
            it.add(
                    "refused",
                    Severity.FAILURE,
                    client.syns(),
                    List.of(client.firstSynPacket(), reset.packet()),
                    it.about(true, client.syns(), port(it)));
        }
    }

    /// SYNs alone. An ICMP error that explains them is told by a rule of its own.
    static void unanswered(TcpCase it) {
        Direction client = it.client();
        TcpFlow flow = it.flow();
        boolean silent = flow.serverPackets() == 0 && client.syns() == flow.clientPackets() && client.syns() > 0;
        if (!silent || it.survey().icmp().explains(flow)) {
            return;
        }
        boolean waitedFor = client.syns() > 1 || it.over();
        it.add(
                waitedFor ? "unanswered" : "unanswered.yet",
                waitedFor ? Severity.FAILURE : Severity.REMARK,
                flow.lastTime() - flow.firstTime(),
                List.of(client.firstSynPacket(), flow.lastPacket()),
                it.about(true, client.syns(), TcpCase.nanos(flow.lastTime() - flow.firstTime()), port(it)));
    }

    /// The server's SYN-ACK, and nothing more from the client; or its RST.
    static void neverAcknowledged(TcpCase it) {
        Direction server = it.server();
        Reset reset = it.flow().reset(true);
        boolean halfOpen = server.syns() > 0 && it.client().syns() == it.flow().clientPackets();
        if (halfOpen && it.client().syns() > 0 && (server.syns() > 1 || it.over())) {
            it.add(
                    "half-open",
                    Severity.FAILURE,
                    server.syns(),
                    List.of(
                            it.client().firstSynPacket(),
                            server.firstSynPacket(),
                            it.flow().lastPacket()),
                    it.about(false, server.syns()));
        }
        boolean rejected = server.syns() > 0
                && reset != null
                && it.client().syns() > 0
                && it.client().syns() + 1 >= it.flow().clientPackets();
        if (rejected && reset != null) {
            it.add(
                    "opening-reset",
                    Severity.FAILURE,
                    1,
                    List.of(it.client().firstSynPacket(), server.firstSynPacket(), reset.packet()),
                    it.about(true));
        }
    }

    /// The client's ACK came and the server sent its SYN-ACK again: its accept queue was full, or the ACK was lost.
    static void ackIgnored(TcpCase it) {
        boolean acknowledged =
                it.client().syns() < it.flow().clientPackets() && it.client().syns() > 0;
        if (it.server().syns() > 1 && acknowledged && it.flow().reset(true) == null) {
            it.add(
                    "synack-again",
                    Severity.TROUBLE,
                    it.server().syns(),
                    List.of(it.server().firstSynPacket(), it.flow().first(AnalysisFlag.RETRANSMISSION, false)),
                    it.about(false, it.server().syns()));
        }
    }

    /// It opened, and only after a wait.
    static void slow(TcpCase it) {
        long nanos = it.flow().answerNanos();
        if (nanos >= SLOW_NANOS && it.client().syns() > 0) {
            it.add(
                    "opening-slow",
                    Severity.STALL,
                    nanos,
                    List.of(it.client().firstSynPacket(), it.server().firstSynPacket()),
                    it.about(true, it.client().syns(), TcpCase.nanos(nanos)));
        }
    }

    /// The 4-tuple of an earlier connection.
    static void reused(TcpCase it) {
        if (it.flow().count(AnalysisFlag.REUSED_PORTS, true) > 0) {
            it.add(
                    "reused",
                    Severity.REMARK,
                    1,
                    List.of(it.flow().first(AnalysisFlag.REUSED_PORTS, true)),
                    it.about(true));
        }
    }

    private static String port(TcpCase it) {
        return String.valueOf(it.flow().server().port());
    }
}
