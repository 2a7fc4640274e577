package soquete.app;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import soquete.command.Command;
import soquete.command.Options;
import soquete.filter.Filter;
import soquete.finding.Findings;
import soquete.finding.Question;
import soquete.finding.Survey;
import soquete.flow.Depth;
import soquete.flow.Flow;
import soquete.flow.Tracker;
import soquete.reading.ChosenPackets;
import soquete.reading.FindingsPage;
import soquete.reading.MatchingFlows;
import soquete.reading.Reading;
import soquete.reading.StreamNumber;
import soquete.reading.Together;
import soquete.text.Json;
import soquete.text.Messages;
import soquete.text.Screen;
import soquete.timeline.Conversation;
import soquete.timeline.Timeline;
import soquete.trace.RecordingFile;

/// `soquete explain FILE… [FILTER]`: what matters in a capture, its conversations, and the ladders of those that are
/// asked for; of a file of the lab's every ladder, with calls and states.
final class ExplainCommand implements Command {

    private final ConnectionLimit limit = new ConnectionLimit();

    private boolean json;

    private @Nullable Integer most;

    private List<String> ladders = List.of();

    private int rows = 80;

    private List<String> words = List.of();

    private static final int MOST_FINDINGS = 10;

    private final Screen screen = Screen.standard();
    private final Messages texts = Failures.texts();

    @Override
    public String texts() {
        return "soquete.app.app";
    }

    @Override
    public void options(Options options) {
        limit.options(options);
        options.flag("option.json", it -> json = it, "--json");
        options.value("N", "soquete.explain.most", Integer::valueOf, it -> most = it, "--most");
        options.valuesWithCommas("N[,N…]", "soquete.explain.ladder", it -> ladders = it, "--ladder");
        options.value("N", "soquete.explain.rows", Integer::valueOf, it -> rows = it, "--rows");
        options.arguments("FILE|FILTER", "option.files-and-filter", it -> words = it);
    }

    @Override
    public Integer call() throws Exception {
        if ((most != null && most < 1) || rows < 2) {
            throw Failure.wrongUse("error.bad-number", rows < 2 ? "--rows" : "--most");
        }
        List<StreamNumber> streams = streams();
        CaptureArguments arguments = CaptureArguments.of(words);
        Survey survey = new Survey();
        MatchingFlows matching = new MatchingFlows(arguments.filter(), Depth.MEASURES);
        ChosenPackets chosen = new ChosenPackets(streams);
        Reading reading = limit.reading(arguments.files());
        Tracker tracker = reading.run(
                new Together(streams.isEmpty() ? List.of(survey, matching) : List.of(survey, matching, chosen)));
        if (survey.packets() == 0 && CaptureArguments.noCapture(reading)) {
            return CaptureArguments.ended(reading);
        }
        Findings found = survey.findings(tracker, matching::has);
        if (!arguments.filter().everything() && !matching.any() && survey.packets() > 0) {
            Question.nothingMatches(arguments.filter(), survey, tracker, found);
        }
        List<Flow> flows = Stream.<Flow>concat(tracker.tcpFlows().stream(), tracker.udpFlows().stream())
                .filter(matching::has)
                .toList();
        boolean recorded = streams.isEmpty() && isRecording(arguments);
        if (json) {
            tellObjects(found.ranked(), streams.isEmpty() && !recorded ? flows : List.of(), survey);
        } else {
            tell(found.ranked(), flows, survey, tracker);
        }
        ladders(streams, chosen);
        if ((recorded && !everything(arguments)) || !chosen.complete()) {
            throw new Failure("error.file-too-long");
        }
        return CaptureArguments.ended(reading);
    }

    /// The conversations of `--ladder`: `5`, `tcp:5`, `udp:2`.
    private List<StreamNumber> streams() throws Failure {
        List<StreamNumber> streams = new ArrayList<>();
        for (String word : ladders) {
            String number = word.strip().replaceFirst("^(tcp|udp):", "");
            if (!number.matches("\\d{1,9}")) {
                throw Failure.wrongUse("error.bad-ladder", word);
            }
            streams.add(new StreamNumber(!word.strip().startsWith("udp:"), Integer.parseInt(number)));
        }
        return streams;
    }

    private void tell(List<Findings.Group> groups, List<Flow> flows, Survey survey, Tracker tracker) {
        FindingsPage page = new FindingsPage(screen, texts.locale());
        int conversations = tracker.tcpFlows().size() + tracker.udpFlows().size();
        screen.line(texts.text("explain.conversations", survey.packets(), conversations));
        page.findings(groups, shownMost(), flows.size() < conversations);
        if (!flows.isEmpty()) {
            screen.line("");
            page.conversations(shown(groups, flows), survey);
            more(flows.size() - Math.min(flows.size(), shownMost()));
        }
        if (survey.undecoded() > 0) {
            String types = survey.places().stream()
                    .map(p -> String.valueOf(p.linkType().value()))
                    .distinct()
                    .collect(joining(", "));
            screen.wrapped("", texts.text("explain.undecoded", survey.undecoded(), types));
        }
    }

    private void tellObjects(List<Findings.Group> groups, List<Flow> flows, Survey survey) {
        FindingsPage page = new FindingsPage(screen, texts.locale());
        for (int i = 0; i < Math.min(limit(), groups.size()); i++) {
            screen.line(Json.line(page.object(groups.get(i), i + 1)));
        }
        flows.stream().limit(limit()).forEach(f -> screen.line(Json.line(page.object(f, survey))));
    }

    private void more(int left) {
        if (left > 0) {
            screen.wrapped("", texts.text("explain.more", left));
        }
    }

    private int shownMost() {
        return most == null ? MOST_FINDINGS : most;
    }

    private long limit() {
        return most == null ? Long.MAX_VALUE : most;
    }

    /// Those with findings first, the worst before all others; then those that carried most.
    private List<Flow> shown(List<Findings.Group> groups, List<Flow> flows) {
        Set<Flow> shown = new LinkedHashSet<>();
        groups.stream().map(g -> g.worst().flow()).filter(Objects::nonNull).forEach(shown::add);
        groups.forEach(g -> shown.addAll(g.others()));
        flows.stream()
                .sorted(Comparator.comparingLong((Flow f) -> -f.clientBytes() - f.serverBytes()))
                .limit(shownMost())
                .forEach(shown::add);
        return shown.stream().limit(shownMost()).toList();
    }

    /// Whether it is one file with calls and states, whose whole story is told.
    private static boolean isRecording(CaptureArguments arguments) throws IOException {
        Path file = arguments.files().getFirst();
        return arguments.files().size() == 1 && Files.isRegularFile(file) && RecordingFile.holdsEvidence(file);
    }

    /// The ladders that were asked for.
    private void ladders(List<StreamNumber> streams, ChosenPackets chosen) {
        Ladders teller = new Ladders(screen, texts.locale(), rows, json);
        for (StreamNumber stream : streams) {
            Timeline timeline = chosen.timeline(stream);
            if (timeline != null) {
                timeline.conversations().forEach(c -> teller.tell(timeline, c, stream.number()));
                teller.end(timeline);
            } else if (!json) {
                screen.wrapped("", texts.text("explain.no-stream", stream.toString()));
            }
        }
    }

    /// All ladders of a file of the lab's. False when it does not fit in memory.
    private boolean everything(CaptureArguments arguments) throws IOException {
        Ladders teller = new Ladders(screen, texts.locale(), rows, json);
        RecordingFile.Read read = RecordingFile.read(arguments.files().getFirst());
        Timeline timeline = Timeline.of(read.recording());
        Filter filter = arguments.filter();
        timeline.conversations().stream()
                .filter(c -> filter.everything() || matches(c, filter))
                .limit(json ? limit() : shownMost())
                .forEach(c -> teller.tell(timeline, c, c.number()));
        teller.end(timeline);
        return read.complete();
    }

    private static boolean matches(Conversation conversation, Filter filter) {
        return conversation.moments().stream()
                .anyMatch(m -> m.frame() != null && filter.matches(m.frame().layers()));
    }
}
