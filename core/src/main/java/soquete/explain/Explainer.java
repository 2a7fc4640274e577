package soquete.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Timeline;
import soquete.trace.SocketRow.Protocol;

/// Explains conversations: every rule of a table is asked, and what it finds is told in the order of its evidence.
public final class Explainer {

    private Explainer() {}

    /// One thing that can be found in a conversation. Adds nothing when it is not there.
    @FunctionalInterface
    interface Rule {
        void find(Facts facts, List<Sentence> found);
    }

    private static final List<Rule> TCP = List.of(
            OpeningRules::listening,
            OpeningRules::handshake,
            OpeningRules::handshakeBeforeAccept,
            OpeningRules::fourTuple,
            OpeningRules::refused,
            OpeningRules::unanswered,
            DataRules::stream,
            DataRules::acknowledgments,
            DataRules::waitedForReader,
            ClosingRules::endOfStream,
            ClosingRules::firstToClose,
            ClosingRules::reset,
            ClosingRules::timeWait);

    private static final List<Rule> UDP = List.of(
            DatagramRules::noConnection,
            DatagramRules::boundaries,
            DatagramRules::unreachable,
            DatagramRules::unanswered);

    /// What can be said of the conversation, in the order of the timeline.
    public static List<Sentence> explain(Timeline timeline, Conversation conversation) {
        Facts facts = new Facts(timeline, conversation);
        List<Sentence> found = new ArrayList<>();
        for (Rule rule : conversation.protocol() == Protocol.TCP ? TCP : UDP) {
            rule.find(facts, found);
        }
        found.sort(Comparator.comparingInt(Explainer::lastEvidence));
        return found;
    }

    private static int lastEvidence(Sentence sentence) {
        return sentence.evidence().stream().mapToInt(Moment::number).max().orElse(0);
    }
}
