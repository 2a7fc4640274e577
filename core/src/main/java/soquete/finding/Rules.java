package soquete.finding;

import java.util.List;
import java.util.function.Predicate;
import soquete.flow.Flow;
import soquete.flow.TcpFlow;
import soquete.flow.Tracker;
import soquete.flow.UdpFlow;

/// The table of rules.
final class Rules {
    private static final List<TcpRule> TCP = List.of(
            OpeningRules::refused,
            OpeningRules::unanswered,
            OpeningRules::neverAcknowledged,
            OpeningRules::ackIgnored,
            OpeningRules::slow,
            OpeningRules::reused,
            ClosingRules::reset,
            ClosingRules::vanished,
            ClosingRules::neverClosed,
            ClosingRules::keepAlive,
            LossRules::loss,
            LossRules::spurious,
            LossRules::order,
            LossRules::duplicateAcks,
            LossRules::missedByCapture,
            CaptureRules::twice,
            CaptureRules::oneWay,
            CaptureRules::middle);

    /// Whose a wait was can only be told when both directions are there.
    private static final List<TcpRule> WAITS = List.of(
            WaitingRules::windowZero,
            WaitingRules::windowFull,
            WaitingRules::delayedAck,
            WaitingRules::slowServer,
            WaitingRules::slowClient,
            WaitingRules::slowPath,
            WaitingRules::unansweredRequest);

    private Rules() {}

    static Findings apply(Survey survey, Tracker tracker, Predicate<Flow> told) {
        Findings found = new Findings();
        for (TcpFlow flow : tracker.tcpFlows()) {
            if (told.test(flow)) {
                look(survey, flow, found);
            }
        }
        CaptureRules.whole(survey, tracker, found, told);
        return found;
    }

    private static void look(Survey survey, TcpFlow flow, Findings found) {
        TcpCase it = new TcpCase(flow, survey, found);
        for (TcpRule rule : TCP) {
            rule.look(it);
        }
        if (it.bothSeen()) {
            for (TcpRule rule : WAITS) {
                rule.look(it);
            }
        }
    }

    static Findings apply(Survey survey, Flow flow) {
        Findings found = new Findings();
        if (flow instanceof TcpFlow connection) {
            look(survey, connection, found);
        } else {
            PathRules.datagrams(survey, (UdpFlow) flow, found);
        }
        if (survey.icmp().explains(flow)) {
            PathRules.errors(survey, found, f -> f == flow);
        }
        return found;
    }
}
