package soquete.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import soquete.explain.Explainer;
import soquete.explain.Sentence;
import soquete.ladder.Ladder;
import soquete.ladder.StateText;
import soquete.ladder.TerminalLadder;
import soquete.text.Grid;
import soquete.text.Messages;
import soquete.text.Paint;
import soquete.text.Screen;
import soquete.timeline.CausalOrder;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.Timeline;
import soquete.trace.Loss;
import soquete.trace.Recording;

/// Tells a scene in the terminal.
public final class SceneTeller {

    /// A longer ladder is cut in the middle; the report has all of it.
    private static final int MOST_ROWS = 80;

    private static final int MOST_RANGES = 8;

    private final Screen screen;
    private final Messages texts;
    private final Messages explanations;
    private final int mostRows;
    private final String cutKey;

    /// Tells scenes of the lab, whose report shows longer ladders.
    public SceneTeller(Screen screen, Locale locale) {
        this(screen, locale, MOST_ROWS, "ladder.cut");
    }

    /// @param mostRows of a ladder; `cutKey` names the text that says how many were left out
    public SceneTeller(Screen screen, Locale locale, int mostRows, String cutKey) {
        this.mostRows = mostRows;
        this.cutKey = cutKey;
        this.screen = screen;
        this.texts = Messages.of("soquete.lab.lab", locale);
        this.explanations = Messages.of("soquete.explain.explain", locale);
    }

    public void heading(Scene scene) {
        String title = scene.name() + " · " + texts.text("scene." + scene.name()) + " ";
        int rest = Math.max(3, screen.columns() - title.length() - 3);
        screen.line("");
        screen.line(screen.paint(Paint.HEADING, "━━ " + title + "━".repeat(rest)));
        screen.wrapped("", texts.text("scene." + scene.name() + ".about"));
    }

    public void tell(Timeline timeline, List<Part> parts) {
        for (Part part : parts) {
            screen.line("");
            switch (part) {
                case Part.Text(var text) -> screen.wrapped("", text);
                case Part.Grid grid -> grid(grid);
                case Part.Told told -> told(timeline, told);
            }
        }
        screen.line("");
        evidence(timeline);
    }

    /// A conversation with its title, ladder and explanation.
    public void told(Timeline timeline, Part.Told told) {
        if (!told.title().isEmpty()) {
            screen.wrapped("", screen.paint(Paint.HEADING, told.title()));
        }
        Ladder ladder = Ladder.of(timeline, told.conversation());
        new TerminalLadder(screen, texts.locale()).draw(ladder, mostRows, left -> texts.text(cutKey, left));
        sequences(told.conversation());
        screen.line("");
        int number = 1;
        for (Sentence sentence : Explainer.explain(timeline, told.conversation())) {
            String text = explanations.text(sentence.key(), sentence.arguments().toArray());
            screen.wrapped(String.format("%3d. ", number++), text + " " + evidence(sentence));
        }
    }

    private void sequences(Conversation conversation) {
        for (Side side : Side.values()) {
            String states = StateText.sequence(conversation.states(side));
            if (!states.isEmpty()) {
                String key = side == Side.CLIENT ? "states.client" : "states.server";
                screen.wrapped("  ", texts.text(key, states));
            }
        }
    }

    /// `[3, 5–8]`: the moments a sentence rests on.
    public static String evidence(Sentence sentence) {
        List<Integer> numbers = sentence.evidence().stream()
                .map(Moment::number)
                .distinct()
                .sorted()
                .toList();
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < numbers.size(); ) {
            int end = i;
            while (end + 1 < numbers.size() && numbers.get(end + 1) == numbers.get(end) + 1) {
                end++;
            }
            ranges.add(
                    end - i < 2
                            ? numbers.subList(i, end + 1).stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", "))
                            : numbers.get(i) + "–" + numbers.get(end));
            i = end + 1;
        }
        if (ranges.size() > MOST_RANGES) {
            ranges = new ArrayList<>(ranges.subList(0, MOST_RANGES));
            ranges.add("… " + numbers.getLast());
        }
        return "[" + String.join(", ", ranges) + "]";
    }

    private void grid(Part.Grid grid) {
        screen.wrapped("", screen.paint(Paint.HEADING, grid.title()));
        new Grid(grid.header(), grid.rows()).lines(screen.columns()).forEach(screen::line);
        if (!grid.note().isEmpty()) {
            screen.wrapped("", grid.note());
        }
    }

    /// What was observed, what was lost and what could not be seen.
    public void evidence(Timeline timeline) {
        Recording recording = timeline.recording();
        long lost = recording.losses().stream().mapToLong(Loss::count).sum();
        screen.wrapped(
                "",
                texts.text(
                        "observed",
                        recording.packets().size(),
                        recording.calls().size(),
                        recording.stateChanges().size(),
                        lost));
        for (Loss loss : recording.losses()) {
            if (loss.count() > 0) {
                screen.wrapped(
                        "  ", screen.paint(Paint.ERROR, texts.text("lost", LossText.of(loss, texts), loss.count())));
            }
        }
        boolean packetsAlone =
                recording.programs().isEmpty() && recording.stateChanges().isEmpty();
        if (packetsAlone && recording.missing().contains("calls")) {
            screen.wrapped("", texts.text("missing.all-but-packets"));
        } else {
            recording.missing().forEach(missing -> screen.wrapped("", texts.text("missing." + missing)));
        }
        List<CausalOrder.Edge> edges = timeline.conversations().stream()
                .flatMap(c -> CausalOrder.of(c).stream())
                .toList();
        if (!edges.isEmpty()
                && !(recording.calls().isEmpty() && recording.stateChanges().isEmpty())) {
            long violated = edges.stream().filter(CausalOrder.Edge::violated).count();
            screen.wrapped("", texts.text("causal-order", edges.size(), violated));
        }
        screen.wrapped("", texts.text("legend"));
    }
}
