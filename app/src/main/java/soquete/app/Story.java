package soquete.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import soquete.diagnosis.Diagnosis;
import soquete.lab.Part;
import soquete.ladder.StateText;
import soquete.report.About;
import soquete.report.Report;
import soquete.text.Grid;
import soquete.text.Messages;
import soquete.text.Paint;
import soquete.text.Screen;
import soquete.timeline.Conversation;
import soquete.timeline.Side;
import soquete.timeline.Timeline;
import soquete.trace.Program;
import soquete.trace.Recording;

/// What a watch or a recording of one tells as a whole: its conversations, what is wrong, the first ladders in full.
final class Story {
    private static final int MOST_ROWS = 20;
    private static final int MOST_LADDERS = 3;
    private static final int LADDER_ROWS = 60;

    private final Screen screen;
    private final Messages texts;
    private final Timeline timeline;
    private final DiagnosisPage diagnosis;

    /// @param recording may hold what other programs of the machine did: that is left out
    Story(Screen screen, Messages texts, Recording recording) {
        this.screen = screen;
        this.texts = texts;
        this.timeline = Timeline.of(recording);
        this.diagnosis = new DiagnosisPage(Diagnosis.of(timeline), texts);
    }

    /// Whether no socket was seen at all.
    boolean isEmpty() {
        return timeline.moments().isEmpty();
    }

    void tell() {
        List<Conversation> conversations = timeline.conversations();
        screen.line("");
        String title = texts.text("story.title", timeline.recording().name(), conversations.size()) + " ";
        screen.line(screen.paint(
                Paint.HEADING, "━━ " + title + "━".repeat(Math.max(3, screen.columns() - title.length() - 3))));
        if (!conversations.isEmpty()) {
            screen.line("");
            table().lines(screen.columns()).forEach(screen::line);
        }
        if (conversations.size() > MOST_ROWS) {
            screen.wrapped("", texts.text("story.more", conversations.size() - MOST_ROWS));
        }
        diagnosis.tell(screen);
        Ladders ladders = new Ladders(screen, texts.locale(), LADDER_ROWS, false);
        for (Conversation conversation : told()) {
            ladders.tell(timeline, conversation, conversation.number());
        }
        ladders.end(timeline);
    }

    /// All of it as JSON lines.
    void tellObjects(Consumer<String> out) {
        Ladders ladders = new Ladders(screen, texts.locale(), LADDER_ROWS, true);
        new StoryLines(timeline, diagnosis, ladders, out).write();
    }

    /// Writes the JSON lines into a file.
    void writeObjects(Path file) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
            tellObjects(out::println);
            if (out.checkError()) {
                throw new IOException(file.toString());
            }
        }
    }

    private List<Conversation> told() {
        return timeline.conversations().stream().limit(MOST_LADDERS).toList();
    }

    private Grid table() {
        List<List<String>> rows = new ArrayList<>();
        for (Conversation each : timeline.conversations()
                .subList(0, Math.min(MOST_ROWS, timeline.conversations().size()))) {
            long packets =
                    each.moments().stream().filter(m -> m.frame() != null).count();
            long calls = each.moments().stream()
                    .filter(m -> m.call() != null)
                    .map(m -> m.call())
                    .distinct()
                    .count();
            rows.add(List.of(
                    each.protocol() + " " + each.number(),
                    end(each, Side.CLIENT),
                    end(each, Side.SERVER),
                    String.valueOf(calls),
                    String.valueOf(packets),
                    millis(each.moments().getLast().timeNanos()
                            - each.moments().getFirst().timeNanos()),
                    StateText.last(each.states(Side.CLIENT)) + " / " + StateText.last(each.states(Side.SERVER))));
        }
        return new Grid(
                List.of(
                        "#",
                        texts.text("story.client"),
                        texts.text("story.server"),
                        texts.text("story.calls"),
                        texts.text("story.packets"),
                        "ms",
                        texts.text("story.states")),
                rows);
    }

    private static String end(Conversation conversation, Side side) {
        Program program = conversation.program(side);
        String address = String.valueOf(side == Side.CLIENT ? conversation.client() : conversation.server());
        return program == null ? address : program.name() + " " + address;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }

    /// Writes the report and gives its folder.
    Path write(Path output) throws IOException {
        String name = "watch-" + timeline.recording().name().replaceAll("[^\\w.-]", "_");
        List<Part> parts = new ArrayList<>();
        diagnosis.paragraphs().forEach(p -> parts.add(new Part.Text(p)));
        told().forEach(c -> parts.add(new Part.Told(c.client() + " → " + c.server(), c)));
        About about = new About(
                name,
                texts.text(
                        "story.title",
                        timeline.recording().name(),
                        timeline.conversations().size()),
                "",
                List.of(),
                List.of());
        return new Report(about, timeline, parts, texts.locale()).write(output);
    }
}
