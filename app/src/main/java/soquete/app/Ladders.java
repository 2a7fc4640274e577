package soquete.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import soquete.explain.Explainer;
import soquete.explain.Sentence;
import soquete.lab.Part;
import soquete.lab.SceneTeller;
import soquete.text.Json;
import soquete.text.Messages;
import soquete.text.Screen;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.timeline.Timeline;

/// Tells conversations in full: their ladders and sentences, or all of that as JSON.
///
/// @param rows of a ladder at most
record Ladders(Screen screen, Locale locale, int rows, boolean json) {

    void tell(Timeline timeline, Conversation conversation, int stream) {
        if (json) {
            screen.line(Json.line(object(timeline, conversation, stream)));
            return;
        }
        screen.line("");
        String title =
                conversation.protocol() + " " + stream + " · " + conversation.client() + " → " + conversation.server();
        teller().told(timeline, new Part.Told(title, conversation));
    }

    /// What all of it rests on, and the legend.
    void end(Timeline timeline) {
        if (!json) {
            screen.line("");
            teller().evidence(timeline);
        }
    }

    private SceneTeller teller() {
        return new SceneTeller(screen, locale, rows, "ladder.cut.explain");
    }

    /// One JSON object of a conversation.
    Map<String, Object> object(Timeline timeline, Conversation conversation, int stream) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("protocol", conversation.protocol().name());
        fields.put("stream", stream);
        fields.put("client", conversation.client().toString());
        fields.put("server", conversation.server().toString());
        fields.put(
                "packets",
                conversation.moments().stream().filter(m -> m.frame() != null).count());
        fields.put("client_states", states(conversation, Side.CLIENT));
        fields.put("server_states", states(conversation, Side.SERVER));
        Messages explanations = Messages.of("soquete.explain.explain", locale);
        fields.put(
                "findings",
                Explainer.explain(timeline, conversation).stream()
                        .map(s -> sentence(s, explanations))
                        .toList());
        return fields;
    }

    private static List<Map<String, Object>> states(Conversation conversation, Side side) {
        return conversation.states(side).stream().map(Ladders::state).toList();
    }

    private static Map<String, Object> state(StateMark mark) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", mark.state().toString());
        fields.put("known", mark.source().name());
        fields.put("time_nanos", mark.timeNanos());
        return fields;
    }

    private static Map<String, Object> sentence(Sentence sentence, Messages explanations) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", sentence.key());
        fields.put(
                "text", explanations.text(sentence.key(), sentence.arguments().toArray()));
        fields.put("evidence", sentence.evidence().stream().map(Moment::number).toList());
        return fields;
    }
}
