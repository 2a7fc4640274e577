package soquete.app;

import static java.util.stream.Collectors.joining;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import soquete.explain.Explainer;
import soquete.explain.Sentence;
import soquete.filter.Filter;
import soquete.lab.Part;
import soquete.lab.SceneTeller;
import soquete.pcap.CaptureProblem;
import soquete.text.Json;
import soquete.text.Messages;
import soquete.text.Screen;
import soquete.timeline.Conversation;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.timeline.Timeline;
import soquete.trace.RecordingFile;
import soquete.wire.Layers;

/// `soquete explain FILE [FILTER]`: any capture, conversation by conversation; a file of the lab's with its calls and
/// states too.
@Command(name = "explain", resourceBundle = "soquete.app.app")
final class ExplainCommand implements Callable<Integer> {

    @Option(names = "--json", descriptionKey = "option.json")
    private boolean json;

    @Option(names = "--most", paramLabel = "N", descriptionKey = "soquete.explain.most")
    private @Nullable Integer most;

    @Option(names = "--rows", paramLabel = "N", descriptionKey = "soquete.explain.rows")
    private int rows = 80;

    @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "soquete.explain.file")
    private Path file = Path.of("");

    @Parameters(index = "1..*", paramLabel = "FILTER", descriptionKey = "soquete.explain.filter")
    private List<String> filterWords = List.of();

    private static final int MOST_CONVERSATIONS = 10;

    private final Screen screen = Screen.standard();
    private final Messages texts = Failures.texts();

    @Override
    public Integer call() throws Exception {
        Filter filter = FilterArgument.parse(filterWords);
        if ((most != null && most < 1) || rows < 2) {
            throw Failure.wrongUse("error.bad-number", rows < 2 ? "--rows" : "--most");
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (Files.isDirectory(file)) {
            throw new Failure("error.is-folder", file);
        }
        RecordingFile.Read read = RecordingFile.read(file);
        if (read.problem() != null && read.problem().reason() == CaptureProblem.Reason.UNKNOWN_FORMAT) {
            throw new Failure("error.not-a-capture", file);
        }
        Timeline timeline = Timeline.of(read.recording());
        List<Conversation> matching = timeline.conversations().stream()
                .filter(c -> filterWords.isEmpty() || matches(c, filter))
                .toList();
        if (json) {
            long told = most == null ? Long.MAX_VALUE : most;
            matching.stream().limit(told).forEach(c -> screen.line(Json.line(object(timeline, c))));
        } else {
            tell(timeline, matching);
        }
        if (!read.complete()) {
            throw new Failure("error.file-too-long");
        }
        if (read.problem() != null) {
            throw new Failure("error.file-damaged", read.problem().text(Locale.getDefault()));
        }
        return 0;
    }

    private static boolean matches(Conversation conversation, Filter filter) {
        return conversation.moments().stream()
                .anyMatch(m -> m.frame() != null && filter.matches(m.frame().layers()));
    }

    private void tell(Timeline timeline, List<Conversation> matching) {
        screen.line(texts.text(
                "explain.conversations",
                timeline.frames().size(),
                timeline.conversations().size()));
        SceneTeller teller = new SceneTeller(screen, texts.locale(), rows, "ladder.cut.explain");
        int told = most == null ? MOST_CONVERSATIONS : most;
        for (Conversation conversation : matching.stream().limit(told).toList()) {
            screen.line("");
            String title = conversation.protocol() + " " + conversation.number() + " · " + conversation.client() + " → "
                    + conversation.server();
            teller.told(timeline, new Part.Told(title, conversation));
        }
        screen.line("");
        if (matching.isEmpty()) {
            screen.line(texts.text("explain.nothing"));
        } else {
            teller.evidence(timeline);
        }
        if (matching.size() > told) {
            screen.wrapped("", texts.text("explain.more", matching.size() - told));
        }
        undecoded(timeline);
    }

    /// Packets in which neither a port nor ARP or ICMP was found: of link types and tunnels that are not read yet.
    private void undecoded(Timeline timeline) {
        List<Frame> frames =
                timeline.frames().stream().filter(f -> isUndecoded(f.layers())).toList();
        if (!frames.isEmpty()) {
            String types = frames.stream()
                    .map(f -> String.valueOf(f.packet().linkType().value()))
                    .distinct()
                    .collect(joining(", "));
            screen.wrapped("", texts.text("explain.undecoded", frames.size(), types));
        }
    }

    private static boolean isUndecoded(Layers layers) {
        return layers.sourceEndpoint() == null
                && layers.arp() == null
                && layers.icmp() == null
                && layers.icmpv6() == null;
    }

    private static Map<String, Object> object(Timeline timeline, Conversation conversation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("protocol", conversation.protocol().name());
        fields.put("stream", conversation.number());
        fields.put("client", conversation.client().toString());
        fields.put("server", conversation.server().toString());
        fields.put(
                "packets",
                conversation.moments().stream().filter(m -> m.frame() != null).count());
        fields.put("client_states", states(conversation, Side.CLIENT));
        fields.put("server_states", states(conversation, Side.SERVER));
        Messages explanations = Messages.of("soquete.explain.explain", Locale.getDefault());
        fields.put(
                "findings",
                Explainer.explain(timeline, conversation).stream()
                        .map(s -> finding(s, explanations))
                        .toList());
        return fields;
    }

    private static List<Map<String, Object>> states(Conversation conversation, Side side) {
        return conversation.states(side).stream().map(ExplainCommand::state).toList();
    }

    private static Map<String, Object> state(StateMark mark) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", mark.state().toString());
        fields.put("known", mark.source().name());
        fields.put("time_nanos", mark.timeNanos());
        return fields;
    }

    private static Map<String, Object> finding(Sentence sentence, Messages explanations) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", sentence.key());
        fields.put(
                "text", explanations.text(sentence.key(), sentence.arguments().toArray()));
        fields.put("evidence", sentence.evidence().stream().map(Moment::number).toList());
        return fields;
    }
}
