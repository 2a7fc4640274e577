package soquete.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import soquete.explain.Explainer;
import soquete.explain.Sentence;
import soquete.ladder.StateText;
import soquete.text.Messages;
import soquete.timeline.Conversation;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.timeline.Timeline;
import soquete.trace.Call;

/// What is said of each packet where Wireshark shows comments: the call that sent it, the states it brings about, and
/// the sentences that rest on it.
final class PacketComments {

    private static final int MOST_SENTENCES = 2;

    private final Map<Integer, Integer> moments = new HashMap<>();
    private final Map<Integer, String> shortly = new HashMap<>();
    private final Map<Integer, String> whole = new HashMap<>();
    private final Messages texts;

    PacketComments(Timeline timeline, Locale locale) {
        texts = Messages.of("soquete.report.report", locale);
        Messages explanations = Messages.of("soquete.explain.explain", locale);
        Map<Moment, List<String>> sentences = new HashMap<>();
        for (Conversation conversation : timeline.conversations()) {
            for (Sentence sentence : Explainer.explain(timeline, conversation)) {
                String text =
                        explanations.text(sentence.key(), sentence.arguments().toArray());
                for (Moment moment : sentence.evidence()) {
                    sentences.computeIfAbsent(moment, m -> new ArrayList<>()).add(text);
                }
            }
        }
        for (Moment moment : timeline.moments()) {
            Frame frame = moment.frame();
            if (frame != null) {
                List<String> said = sentences.getOrDefault(moment, List.of());
                moments.put(frame.number() - 1, moment.number());
                shortly.put(frame.number() - 1, brief(moment));
                whole.put(frame.number() - 1, comment(moment, said));
            }
        }
    }

    /// The comments of the packet at that index of the recording.
    List<String> of(int index) {
        String comment = whole.get(index);
        return comment == null ? List.of() : List.of(comment);
    }

    /// The number on the timeline of the packet at that index.
    int moment(int index) {
        return moments.getOrDefault(index, 0);
    }

    /// Without the sentences: the call that sent it and the states it brings about.
    String inShort(int index) {
        return shortly.getOrDefault(index, "");
    }

    private String comment(Moment moment, List<String> sentences) {
        StringJoiner text = new StringJoiner(" ");
        text.add("[" + moment.number() + "]");
        String brief = brief(moment);
        if (!brief.isEmpty()) {
            text.add(brief);
        }
        sentences.stream().limit(MOST_SENTENCES).forEach(text::add);
        if (brief.isEmpty() && sentences.isEmpty()) {
            text.add(texts.text("comment.nothing"));
        }
        return text.toString();
    }

    private String brief(Moment moment) {
        StringJoiner text = new StringJoiner(" ");
        for (Moment cause : moment.causes()) {
            Call call = cause.call();
            if (call != null) {
                String line = call.source() == null ? "" : call.source().toString();
                text.add(texts.text("comment.call", call.name().toString(), line));
            } else if (cause.frame() != null
                    && moment.segment() != null
                    && moment.segment().pureAck()) {
                text.add(texts.text("comment.acknowledges", cause.number()));
            }
        }
        for (StateMark mark : moment.states()) {
            String key = mark.side() == Side.CLIENT ? "comment.client-enters" : "comment.server-enters";
            text.add(texts.text(key, StateText.of(mark.state(), mark.source())));
        }
        return text.toString();
    }
}
