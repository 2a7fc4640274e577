package soquete.finding;

import java.util.List;
import java.util.function.Predicate;
import soquete.flow.Flow;
import soquete.flow.TcpFlow;
import soquete.flow.Tracker;

/// The table of rules.
final class Rules {
    static final List<TcpRule> TCP = List.of(
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
            WaitingRules::windowZero,
            WaitingRules::windowFull,
            WaitingRules::delayedAck,
            WaitingRules::slowServer,
            WaitingRules::slowClient,
            WaitingRules::slowPath,
            WaitingRules::unansweredRequest,
            LossRules::loss,
            LossRules::spurious,
            LossRules::order,
            LossRules::duplicateAcks,
            LossRules::missedByCapture,
            CaptureRules::twice,
            CaptureRules::oneWay,
            CaptureRules::middle);

    private Rules() {}

    static Findings apply(Survey survey, Tracker tracker, Predicate<Flow> told) {
        Findings found = new Findings();
        for (TcpFlow flow : tracker.tcpFlows()) {
            if (told.test(flow)) {
                TcpCase it = new TcpCase(flow, survey, found);
                for (TcpRule rule : TCP) {
                    rule.look(it);
                }
            }
        }
        CaptureRules.whole(survey, tracker, found, told);
        return found;
    }
}
