package soquete.finding;

import java.util.List;
import java.util.function.Predicate;
import soquete.flow.Flow;
import soquete.flow.TcpFlow;
import soquete.flow.Tracker;

/// What this capture cannot show, or shows as it was not.
final class CaptureRules {
    private static final int SOME = 3;

    private CaptureRules() {}

    /// Packets that were captured twice look like retransmissions.
    static void twice(TcpCase it) {
        long[] known = it.survey().twice(it.flow());
        if (known != null && it.survey().seenTwice(it.flow())) {
            it.add("captured-twice", Severity.TROUBLE, known[0], List.of(known[1]), it.about(true, known[0]));
        }
    }

    /// A conversation of which one end alone is in the capture.
    static void oneWay(TcpCase it) {
        TcpFlow flow = it.flow();
        boolean client = flow.serverPackets() == 0;
        long packets = client ? flow.clientPackets() : flow.serverPackets();
        boolean hears = packets > it.flow().direction(client).syns() && !it.bothSeen();
        if (hears && packets >= SOME && flow.reset(client) == null) {
            it.add(
                    "one-way",
                    Severity.REMARK,
                    packets,
                    List.of(flow.firstPacket(), flow.lastPacket()),
                    it.about(client, packets));
        }
    }

    /// A conversation that had begun before the capture.
    static void middle(TcpCase it) {
        boolean opening = it.client().syns() + it.server().syns() > 0;
        if (!opening && it.flow().clientPackets() + it.flow().serverPackets() >= SOME && it.bothSeen()) {
            it.add("middle", Severity.REMARK, 1, List.of(it.flow().firstPacket()), it.about(true));
        }
    }

    /// Packets of which only the beginning was kept.
    static void cut(Survey survey, Findings found) {
        if (survey.cut() > 0) {
            found.add(new Finding(
                    "cut",
                    Severity.REMARK,
                    survey.cut(),
                    null,
                    List.of(survey.firstCut()),
                    List.of(1, "", "", survey.cut(), survey.packets(), survey.shortestCut())));
        }
    }

    /// Everything that is of no single connection.
    static void whole(Survey survey, Tracker tracker, Findings found, Predicate<Flow> told) {
        cut(survey, found);
        PathRules.errors(survey, found, told);
        PathRules.arp(survey, found);
        tracker.udpFlows().stream().filter(told).forEach(f -> PathRules.datagrams(survey, f, found));
    }
}
