package soquete.explain;

import java.util.ArrayList;
import java.util.List;
import soquete.timeline.Conversation;
import soquete.timeline.Timeline;
import soquete.trace.SocketRow.Protocol;

/// Explains conversations: every rule of a table is asked, and what it finds is told in
/// the order of the table: how the conversation opens, what it carries, how it ends.
public final class Explainer {

    private Explainer() {}

    /// One thing that can be found in a conversation. Adds nothing when it is not there.
    @FunctionalInterface
    interface Rule {
        void find(Facts facts, List<Sentence> found);
    }

    private static final List<Rule> TCP = List.of(
            LinkRules::addressResolution,
            OpeningRules::listening,
            OpeningRules::handshake,
            OpeningRules::handshakeBeforeAccept,
            OpeningRules::fourTuple,
            OpeningRules::refused,
            OpeningRules::unanswered,
            IcmpRules::error,
            DataRules::waitedForReader,
            DataRules::stream,
            DataRules::acknowledgments,
            ClosingRules::endOfStream,
            ClosingRules::firstToClose,
            ClosingRules::reset,
            ClosingRules::timeWait);

    private static final List<Rule> UDP = List.of(
            LinkRules::addressResolution,
            DatagramRules::noConnection,
            DatagramRules::boundaries,
            IcmpRules::error,
            DatagramRules::unanswered);

    /// What can be said of the conversation.
    public static List<Sentence> explain(Timeline timeline, Conversation conversation) {
        Facts facts = new Facts(timeline, conversation);
        List<Sentence> found = new ArrayList<>();
        for (Rule rule : conversation.protocol() == Protocol.TCP ? TCP : UDP) {
            rule.find(facts, found);
        }
        return found;
    }
}
