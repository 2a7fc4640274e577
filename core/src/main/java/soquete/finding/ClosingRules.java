package soquete.finding;

import java.util.List;
import soquete.flow.AnalysisFlag;
import soquete.flow.Direction;
import soquete.flow.Outstanding;
import soquete.flow.Reset;
import soquete.flow.TcpFlow;
import soquete.tcp.TcpState;

/// Connections that broke off, that one end left, or that nobody closed. RFC 9293 §3.5.2, §3.6.
final class ClosingRules {
    /// A FIN that was not answered for so long is remarkable.
    private static final long CLOSING_NANOS = 2_000_000_000;

    private static final int GIVES_UP = 3;
    /// Of no use to tell a path's MTU below it: IPv6's least, less headers.
    private static final int BIG_SEGMENT = 1000;

    private static final boolean[] ENDS = {true, false};

    private ClosingRules() {}

    /// A RST after the opening, by what stood open then.
    static void reset(TcpCase it) {
        if (!it.bothSeen() || (it.client().syns() > 0 && it.server().syns() == 0)) {
            return; // refused
        }
        for (boolean ofClient : ENDS) {
            Reset reset = it.flow().reset(ofClient);
            if (reset == null || isSecond(it, reset, ofClient) || opening(it, ofClient)) {
                continue;
            }
            Direction other = it.flow().direction(!ofClient);
            String key = kind(it, reset, other);
            boolean late = key.equals("reset.late");
            it.add(
                    key,
                    late ? Severity.REMARK : Severity.FAILURE,
                    reset.is(Reset.OTHERS_UNACKNOWLEDGED) || reset.is(Reset.OWN_UNACKNOWLEDGED) ? 2 : 1,
                    List.of(evidenceBefore(it, reset, ofClient), reset.packet()),
                    it.about(ofClient, other.textBytes()));
        }
    }

    /// What it answers or takes back.
    private static long evidenceBefore(TcpCase it, Reset reset, boolean ofClient) {
        long text = it.flow().lastTextPacketOf(!ofClient);
        return text < reset.packet() ? text : 0;
    }

    /// Both ends may send one; the first tells the story.
    private static boolean isSecond(TcpCase it, Reset reset, boolean ofClient) {
        Reset others = it.flow().reset(!ofClient);
        return others != null && others.packet() < reset.packet();
    }

    private static boolean opening(TcpCase it, boolean ofClient) {
        return ofClient
                && it.server().syns() > 0
                && it.client().syns() + 1 >= it.flow().clientPackets();
    }

    private static String kind(TcpCase it, Reset reset, Direction other) {
        if (reset.is(Reset.OTHER_SPOKE_AFTER_FIN)) {
            return "reset.after-close";
        }
        boolean ended = reset.is(Reset.AFTER_OWN_FIN) || reset.is(Reset.AFTER_OTHERS_FIN);
        boolean lost = reset.is(Reset.OWN_UNACKNOWLEDGED)
                || (reset.is(Reset.OTHERS_UNACKNOWLEDGED) && reset.is(Reset.OTHER_SPOKE_LAST));
        if (ended && !lost) {
            return "reset.late";
        }
        if (!reset.is(Reset.WITH_ACK)) {
            return ended ? "reset.late" : "reset.unknown";
        }
        if (reset.is(Reset.OTHER_SPOKE_LAST) && other.textBytes() > 0) {
            return "reset.unread";
        }
        return "reset.abort";
    }

    /// What one end sent again and again while the other was silent.
    static void vanished(TcpCase it) {
        if (!it.bothSeen() || it.survey().icmp().explains(it.flow())) {
            return;
        }
        for (boolean ofClient : ENDS) {
            Outstanding left = it.flow().outstanding(ofClient);
            if (left == null || left.times() < GIVES_UP || left.relativeStart() == 0) {
                continue;
            }
            boolean silent = it.flow().lastPacketOf(!ofClient) < left.firstPacket();
            boolean noneOfItsSize = left.length() >= BIG_SEGMENT && left.relativeStart() - 1 < left.length();
            List<Long> packets = List.of(left.firstPacket(), left.lastPacket());
            List<Object> arguments =
                    it.about(ofClient, left.times(), left.length(), TcpCase.nanos(left.lastTime() - left.firstTime()));
            if (silent) {
                it.add("vanished", Severity.FAILURE, left.times(), packets, arguments);
            } else if (noneOfItsSize) {
                it.add("black-hole", Severity.FAILURE, left.times(), packets, arguments);
            }
        }
    }

    /// One end closed, the other knows it and does not.
    static void neverClosed(TcpCase it) {
        TcpFlow flow = it.flow();
        if (!it.bothSeen()) {
            return;
        }
        for (boolean ofClient : ENDS) {
            TcpState state = ofClient ? flow.clientState() : flow.serverState();
            Direction closed = flow.direction(!ofClient);
            if (state != TcpState.CLOSE_WAIT || closed.finPacket() == 0 || flow.reset(true) != null) {
                continue;
            }
            boolean spokeSince = flow.lastTextPacketOf(ofClient) > closed.finPacket();
            long since = it.quietSince(spokeSince ? flow.lastTextTimeOf(ofClient) : flow.lastTime());
            if (since >= CLOSING_NANOS && flow.reset(false) == null) {
                it.add(
                        "never-closed",
                        Severity.TROUBLE,
                        since,
                        List.of(closed.finPacket(), flow.lastPacket()),
                        it.about(ofClient, TcpCase.nanos(since)));
            }
        }
    }

    /// Keep-alives, RFC 9293 §3.8.4.
    static void keepAlive(TcpCase it) {
        TcpFlow flow = it.flow();
        for (boolean ofClient : ENDS) {
            int probes = flow.count(AnalysisFlag.KEEP_ALIVE, ofClient);
            long first = flow.first(AnalysisFlag.KEEP_ALIVE, ofClient);
            boolean windowProbes = flow.direction(!ofClient).windowClosedNanos() > 0;
            if (probes < 2 || !it.bothSeen() || windowProbes) {
                continue;
            }
            boolean unanswered = flow.lastPacketOf(!ofClient) < first;
            it.add(
                    unanswered ? "keep-alive.unanswered" : "keep-alive",
                    unanswered ? Severity.FAILURE : Severity.REMARK,
                    probes,
                    List.of(first, flow.lastPacketOf(ofClient)),
                    it.about(ofClient, probes));
        }
    }
}
