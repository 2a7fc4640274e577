package soquete.reading;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.finding.Finding;
import soquete.finding.Findings;
import soquete.finding.Severity;
import soquete.finding.Survey;
import soquete.flow.Flow;
import soquete.flow.TcpFlow;
import soquete.tcp.TcpState;
import soquete.text.Durations;
import soquete.text.Grid;
import soquete.text.Messages;
import soquete.text.Paint;
import soquete.text.Screen;

/// What matters in a capture, as text: the findings, the worst first, then a table of conversations.
public final class FindingsPage {
    private static final String INDENT = "     ";

    private final Screen screen;
    private final Messages texts;
    private final Messages findingTexts;

    public FindingsPage(Screen screen, Locale locale) {
        this.screen = screen;
        this.texts = Messages.of("soquete.app.app", locale);
        this.findingTexts = Messages.of("soquete.finding.finding", locale);
    }

    /// Tells the `most` worst kinds of findings, and counts the rest.
    ///
    /// @param chosen whether a filter left conversations out
    public void findings(List<Findings.Group> groups, int most, boolean chosen) {
        int number = 1;
        for (Findings.Group group : groups.subList(0, Math.min(most, groups.size()))) {
            screen.line("");
            tell(number++, group);
        }
        if (groups.isEmpty()) {
            screen.wrapped("", texts.text("explain.nothing-stands-out", chosen ? 1 : 0));
        }
        if (groups.size() > most) {
            screen.line("");
            screen.wrapped("", texts.text("explain.more-findings", groups.size() - most));
        }
    }

    private void tell(int number, Findings.Group group) {
        Finding finding = group.worst();
        String severity = texts.text("severity." + finding.severity());
        String head = severity + " · " + name(finding);
        String place = place(finding);
        String lead = String.format("%3d. ", number);
        int gap = screen.columns() - lead.length() - head.length() - place.length();
        String right = gap > 1 && !place.isEmpty() ? " ".repeat(gap) + screen.paint(Paint.QUIET, place) : "";
        screen.line(lead + screen.paint(paint(finding.severity()), head) + right);
        if (gap <= 1 && !place.isEmpty()) {
            screen.wrapped(INDENT, place);
        }
        screen.wrapped(INDENT, text(finding));
        screen.wrapped(INDENT + "→ ", next(finding));
        if (group.count() > 1) {
            screen.wrapped(INDENT, more(group));
        }
    }

    private String more(Findings.Group group) {
        int further = group.count() - 1;
        if (group.others().isEmpty()) {
            return texts.text("explain.more-of-it", further);
        }
        String named = group.others().stream()
                .map(f -> label(f) + " (" + f.server() + ")")
                .collect(joining(", "));
        return texts.text(
                "explain.also", further, named, further - group.others().size());
    }

    private static Paint paint(Severity severity) {
        return switch (severity) {
            case QUESTION, FAILURE -> Paint.ERROR;
            case STALL -> Paint.CONTROL;
            case TROUBLE -> Paint.HEADING;
            case REMARK -> Paint.QUIET;
        };
    }

    /// Its conversation and its packets.
    private String place(Finding finding) {
        Flow flow = finding.flow();
        String packets = finding.packets().isEmpty()
                ? ""
                : texts.text(
                        "explain.packets",
                        finding.packets().size(),
                        finding.packets().stream().map(String::valueOf).collect(joining(", ")));
        return flow == null ? packets : label(flow) + " · " + packets;
    }

    /// `TCP 5`.
    static String label(Flow flow) {
        return (flow instanceof TcpFlow ? "TCP " : "UDP ") + flow.number();
    }

    private String name(Finding finding) {
        return findingTexts.text(finding.key() + ".name");
    }

    /// What happened.
    private String text(Finding finding) {
        return findingTexts.text(finding.key(), arguments(finding));
    }

    /// What it means and what to look at next.
    private String next(Finding finding) {
        return findingTexts.text(finding.key() + ".next", arguments(finding));
    }

    private Object[] arguments(Finding finding) {
        return Durations.printed(finding.arguments(), texts.locale());
    }

    /// A table of conversations with their states and the names of their findings.
    public void conversations(List<Flow> flows, Survey survey) {
        List<List<String>> rows = new ArrayList<>();
        for (Flow flow : flows) {
            rows.add(List.of(
                    label(flow),
                    flow.client().toString(),
                    flow.server().toString(),
                    String.valueOf(flow.clientPackets() + flow.serverPackets()),
                    bytes(flow.clientBytes() + flow.serverBytes()),
                    Durations.text(flow.lastTime() - flow.firstTime(), texts.locale()),
                    states(flow),
                    survey.findings(flow).ranked().stream()
                            .map(g -> name(g.worst()))
                            .collect(joining(", "))));
        }
        List<String> header = List.of(
                texts.text("column.stream"),
                texts.text("column.client"),
                texts.text("column.server"),
                texts.text("column.packets"),
                texts.text("column.bytes"),
                texts.text("column.time"),
                texts.text("column.last-states"),
                texts.text("column.findings"));
        new Grid(header, rows).lines(screen.columns()).forEach(screen::line);
    }

    private String bytes(long bytes) {
        if (bytes < 10_000) {
            return String.valueOf(bytes);
        }
        return bytes < 10_000_000
                ? String.format(texts.locale(), "%.0f kB", bytes / 1e3)
                : String.format(texts.locale(), "%.0f MB", bytes / 1e6);
    }

    private static String states(Flow flow) {
        return flow instanceof TcpFlow tcp ? state(tcp.clientState()) + " / " + state(tcp.serverState()) : "";
    }

    private static String state(@Nullable TcpState state) {
        return state == null ? "?" : state.toString();
    }

    /// One JSON object of a finding.
    public Map<String, Object> object(Findings.Group group, int rank) {
        Finding finding = group.worst();
        Flow flow = finding.flow();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("finding", finding.key());
        fields.put("rank", rank);
        fields.put("severity", finding.severity().name());
        if (flow != null) {
            fields.put("protocol", flow instanceof TcpFlow ? "TCP" : "UDP");
            fields.put("stream", flow.number());
            fields.put("client", flow.client().toString());
            fields.put("server", flow.server().toString());
        }
        fields.put("packets", finding.packets());
        fields.put("text", text(finding));
        fields.put("next", next(finding));
        fields.put("count", group.count());
        return fields;
    }

    /// One JSON object of a conversation, without its ladder.
    public Map<String, Object> object(Flow flow, Survey survey) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("protocol", flow instanceof TcpFlow ? "TCP" : "UDP");
        fields.put("stream", flow.number());
        fields.put("client", flow.client().toString());
        fields.put("server", flow.server().toString());
        fields.put("packets", flow.clientPackets() + flow.serverPackets());
        if (flow instanceof TcpFlow tcp) {
            fields.put("client_state", state(tcp.clientState()));
            fields.put("server_state", state(tcp.serverState()));
        }
        fields.put(
                "findings",
                survey.findings(flow).ranked().stream()
                        .map(g -> g.worst().key())
                        .toList());
        return fields;
    }
}
