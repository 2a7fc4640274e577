package soquete.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import soquete.diagnosis.Diagnosis;
import soquete.diagnosis.Fault;
import soquete.diagnosis.Gap;
import soquete.finding.Severity;
import soquete.lab.SceneTeller;
import soquete.text.Durations;
import soquete.text.Messages;
import soquete.text.Paint;
import soquete.text.Screen;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.trace.Call;

/// What is wrong with how programs use their sockets, in the reader's language.
final class DiagnosisPage {
    private static final String INDENT = "     ";

    private final Diagnosis diagnosis;
    private final Messages texts;
    private final Messages faults;

    /// @param texts of the watch, which say how severe a fault is
    DiagnosisPage(Diagnosis diagnosis, Messages texts) {
        this.diagnosis = diagnosis;
        this.texts = texts;
        this.faults = Messages.of("soquete.diagnosis.diagnosis", texts.locale());
    }

    void tell(Screen screen) {
        int number = 1;
        for (Diagnosis.Group group : diagnosis.groups()) {
            Fault worst = group.worst();
            screen.line("");
            String lead = String.format("%3d. ", number++);
            screen.line(lead + screen.paint(paint(worst.severity()), head(group)));
            screen.wrapped(INDENT, seen(worst));
            screen.wrapped(INDENT + "→ ", next(worst));
        }
        if (!diagnosis.gaps().isEmpty()) {
            screen.line("");
        }
        gaps().forEach(gap -> screen.wrapped("", gap));
    }

    /// The same as paragraphs of Markdown.
    List<String> paragraphs() {
        List<String> paragraphs = new ArrayList<>();
        for (Diagnosis.Group group : diagnosis.groups()) {
            paragraphs.add("**" + head(group) + "**: " + seen(group.worst()) + " → " + next(group.worst()));
        }
        paragraphs.addAll(gaps());
        return paragraphs;
    }

    /// The same as JSON objects.
    List<Map<String, Object>> objects() {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Diagnosis.Group group : diagnosis.groups()) {
            Fault fault = group.worst();
            Map<String, Object> fields = StoryLines.object("fault");
            fields.put("fault", fault.key());
            fields.put("rank", objects.size() + 1);
            fields.put("severity", fault.severity().name());
            Conversation conversation = fault.conversation();
            fields.put(
                    "conversation",
                    conversation == null ? null : conversation.protocol() + " " + conversation.number());
            fields.put("text", faults.text(fault.key(), arguments(fault)));
            fields.put("next", next(fault));
            Call look = fault.look();
            fields.put("look_program", look == null ? null : look.program());
            fields.put("look_call", look == null ? null : look.id());
            fields.put(
                    "evidence",
                    fault.sentence().evidence().stream().map(Moment::number).toList());
            fields.put("count", group.count());
            objects.add(fields);
        }
        for (Gap gap : diagnosis.gaps()) {
            Map<String, Object> fields = StoryLines.object("gap");
            fields.put("gap", gap.key());
            fields.put("text", faults.text(gap.key(), gap.arguments().toArray()));
            objects.add(fields);
        }
        return objects;
    }

    private List<String> gaps() {
        return diagnosis.gaps().stream()
                .map(gap -> faults.text(gap.key(), gap.arguments().toArray()))
                .toList();
    }

    private String head(Diagnosis.Group group) {
        Fault worst = group.worst();
        Conversation conversation = worst.conversation();
        String where = conversation == null ? "" : " · " + conversation.protocol() + " " + conversation.number();
        String times = group.count() > 1 ? " · " + texts.text("diagnosis.times", group.count()) : "";
        return texts.text("severity." + worst.severity()) + " · " + faults.text(worst.key() + ".name") + where + times;
    }

    private String seen(Fault fault) {
        return faults.text(fault.key(), arguments(fault)) + " " + SceneTeller.evidence(fault.sentence());
    }

    private String next(Fault fault) {
        return faults.text(fault.key() + ".next", arguments(fault));
    }

    private Object[] arguments(Fault fault) {
        return Durations.printed(fault.sentence().arguments(), texts.locale());
    }

    private static Paint paint(Severity severity) {
        return switch (severity) {
            case QUESTION, FAILURE -> Paint.ERROR;
            case STALL -> Paint.CONTROL;
            case TROUBLE -> Paint.HEADING;
            case REMARK -> Paint.QUIET;
        };
    }
}
