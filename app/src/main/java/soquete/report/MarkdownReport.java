package soquete.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import soquete.explain.Explainer;
import soquete.explain.Sentence;
import soquete.lab.LossText;
import soquete.lab.Part;
import soquete.lab.SceneTeller;
import soquete.ladder.CallText;
import soquete.ladder.Ladder;
import soquete.ladder.PacketText;
import soquete.ladder.StateText;
import soquete.ladder.SvgLadder;
import soquete.tcp.TcpState;
import soquete.text.Messages;
import soquete.timeline.Conversation;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.Timeline;
import soquete.trace.Call;
import soquete.trace.Loss;
import soquete.trace.SocketRow.Protocol;

/// The report as Markdown, in the order of the assignment: the server, the client and the states, the source, the
/// packets, and what the scene is about.
final class MarkdownReport {

    private static final int MOST_PACKETS = 60;

    private final Report report;
    private final Timeline timeline;
    private final Messages texts;
    private final Messages lab;
    private final Messages explanations;
    private final StringBuilder out = new StringBuilder();
    private int sections;

    private final PacketComments comments;

    MarkdownReport(Report report, PacketComments comments) {
        this.comments = comments;
        this.report = report;
        this.timeline = report.timeline();
        this.texts = Messages.of("soquete.report.report", report.locale());
        this.lab = Messages.of("soquete.lab.lab", report.locale());
        this.explanations = Messages.of("soquete.explain.explain", report.locale());
    }

    /// @param pictures receives the ladders, SVG by file name
    String text(Map<String, String> pictures) throws IOException {
        About about = report.about();
        line("# Soquete · " + about.name() + ": " + about.title());
        if (!about.about().isEmpty()) {
            line(about.about());
        }
        server();
        client();
        source();
        packets();
        told(pictures);
        evidence();
        return out.toString();
    }

    private void line(String text) {
        out.append(text).append("\n\n");
    }

    private void section(String key) {
        line("## " + ++sections + ". " + texts.text(key));
    }

    private void server() {
        List<Call> calls = firstCalls(Side.SERVER);
        if (!calls.isEmpty()) {
            section("server");
            callTable(calls);
        }
    }

    /// The calls of one side in the first conversation whose program was watched there.
    private List<Call> firstCalls(Side side) {
        return timeline.conversations().stream()
                .filter(c -> c.program(side) != null)
                .findFirst()
                .map(c -> c.moments().stream()
                        .filter(m -> m.side() == side && m.what() instanceof Moment.What.Began)
                        .map(Moment::call)
                        .filter(Objects::nonNull)
                        .toList())
                .orElse(List.of());
    }

    private void callTable(List<Call> calls) {
        List<List<String>> rows = new ArrayList<>();
        for (Call call : calls) {
            rows.add(List.of(
                    call.source() == null ? "" : call.source().toString(),
                    "`" + call.name() + "(" + call.arguments() + ")`",
                    call.outcome() == null ? texts.text("not-returned") : CallText.result(call)));
        }
        table(List.of(texts.text("line"), texts.text("call"), texts.text("result")), rows);
    }

    private void client() throws IOException {
        section("client");
        List<Call> calls = firstCalls(Side.CLIENT);
        if (!calls.isEmpty()) {
            callTable(calls);
        }
        for (About.Printed printed : report.about().printed()) {
            line(printed.program());
            line("```\n" + printed.text() + "\n```");
        }
        List<List<String>> rows = new ArrayList<>();
        for (Conversation conversation : timeline.conversations()) {
            if (conversation.protocol() == Protocol.TCP) {
                rows.add(List.of(
                        conversation.client().toString(),
                        StateText.sequence(conversation.states(Side.CLIENT)),
                        StateText.sequence(conversation.states(Side.SERVER))));
            }
        }
        if (rows.isEmpty()) {
            line(texts.text("no-states"));
        } else {
            table(List.of(texts.text("end"), texts.text("states.client"), texts.text("states.server")), rows);
            line(lab.text("legend"));
            meanings();
        }
    }

    /// What each state that was entered means.
    private void meanings() {
        Set<TcpState> entered = new TreeSet<>();
        for (Conversation conversation : timeline.conversations()) {
            for (Side side : Side.values()) {
                entered.addAll(conversation.stateNames(side));
            }
        }
        for (TcpState state : entered) {
            out.append("- **")
                    .append(state)
                    .append("**: ")
                    .append(texts.text("state." + state))
                    .append('\n');
        }
        out.append('\n');
    }

    private void source() throws IOException {
        if (report.about().sources().isEmpty()) {
            return;
        }
        section("source");
        for (String program : report.about().sources()) {
            String file = program + ".java";
            try (InputStream in = MarkdownReport.class.getResourceAsStream("/" + file)) {
                if (in != null) {
                    line("### " + file);
                    line("```java\n" + numbered(new String(in.readAllBytes(), StandardCharsets.UTF_8)) + "```");
                }
            }
        }
    }

    /// With line numbers, which the calls name.
    private static String numbered(String source) {
        StringBuilder numbered = new StringBuilder();
        int number = 1;
        for (String line : source.lines().toList()) {
            numbered.append(String.format("%3d  %s", number++, line).stripTrailing())
                    .append('\n');
        }
        return numbered.toString();
    }

    private void packets() {
        section("packets");
        if (timeline.frames().isEmpty()) {
            line(lab.text("missing.packets"));
            return;
        }
        line(texts.text("packets.file"));
        List<List<String>> rows = new ArrayList<>();
        for (Frame frame : timeline.frames().stream().limit(MOST_PACKETS).toList()) {
            rows.add(List.of(
                    String.valueOf(frame.number()),
                    "[" + comments.moment(frame.number() - 1) + "]",
                    String.format(report.locale(), "%.3f", (frame.packet().timeNanos() - timeline.originNanos()) / 1e6),
                    String.valueOf(
                            frame.layers().sourceEndpoint() == null
                                    ? ""
                                    : frame.layers().sourceEndpoint()),
                    "`" + PacketText.label(frame) + "`",
                    comments.inShort(frame.number() - 1)));
        }
        table(
                List.of(
                        "#",
                        texts.text("moment"),
                        "ms",
                        texts.text("from"),
                        texts.text("packet"),
                        texts.text("meaning")),
                rows);
        if (timeline.frames().size() > MOST_PACKETS) {
            line(texts.text("packets.more", timeline.frames().size() - MOST_PACKETS));
        }
    }

    private void told(Map<String, String> pictures) {
        section("timeline");
        for (Part part : report.parts()) {
            switch (part) {
                case Part.Text(var text) -> line(text);
                case Part.Grid grid -> {
                    line("### " + grid.title());
                    table(grid.header(), grid.rows());
                    line(grid.note());
                }
                case Part.Told told -> ladder(told, pictures);
            }
        }
    }

    private void ladder(Part.Told told, Map<String, String> pictures) {
        Conversation conversation = told.conversation();
        if (!told.title().isEmpty()) {
            line("### " + told.title());
        }
        String file = "ladder-" + (pictures.size() + 1) + ".svg";
        Ladder ladder = Ladder.of(timeline, conversation);
        pictures.put(file, SvgLadder.draw(ladder, report.locale(), left -> texts.text("ladder.cut", left)));
        line("![" + conversation.client() + " → " + conversation.server() + "](" + file + ")");
        int number = 1;
        for (Sentence sentence : Explainer.explain(timeline, conversation)) {
            out.append(number++)
                    .append(". ")
                    .append(explanations.text(
                            sentence.key(), sentence.arguments().toArray()))
                    .append(' ')
                    .append(SceneTeller.evidence(sentence))
                    .append('\n');
        }
        out.append('\n');
    }

    private void evidence() {
        line("## " + texts.text("evidence"));
        List<List<String>> rows = new ArrayList<>();
        for (Loss loss : timeline.recording().losses()) {
            rows.add(List.of(LossText.of(loss, lab), String.valueOf(loss.count())));
        }
        if (!rows.isEmpty()) {
            table(List.of(texts.text("observer"), texts.text("lost")), rows);
        }
        for (String missing : timeline.recording().missing()) {
            line(lab.text("missing." + missing));
        }
    }

    private void table(List<String> header, List<List<String>> rows) {
        out.append(row(header))
                .append("|")
                .append(" --- |".repeat(header.size()))
                .append('\n');
        rows.forEach(r -> out.append(row(r)));
        out.append('\n');
    }

    private static String row(List<String> cells) {
        return "| "
                + cells.stream()
                        .map(c -> c.replace("|", "\\|").replace("\n", " "))
                        .collect(Collectors.joining(" | "))
                + " |\n";
    }
}
