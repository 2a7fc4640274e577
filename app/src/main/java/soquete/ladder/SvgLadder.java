package soquete.ladder;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import soquete.ladder.Row.State;
import soquete.timeline.Side;

/// Draws a ladder as a picture: SVG of a fixed width, a row a moment, with its own background so that it can be read on
/// a light and on a dark page.
public final class SvgLadder {

    private static final int WIDTH = 1100;
    private static final int ROW = 22;
    private static final int HEAD = 44;
    private static final int LEFT = 300;
    private static final int RIGHT = WIDTH - 150;
    private static final int MOST_ROWS = 400;

    private static final String STYLE = """
            text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#1c2430}
            .q{fill:#6b7685;font-size:12px}.c{fill:#0b6e8a}.s{fill:#8a2b7a}
            .new{font-weight:bold;fill:#14783c}.ctl{fill:#9a5b00}.err{fill:#b3261e}.data{font-weight:bold}
            line{stroke:#8793a3;stroke-width:1.4}line.life{stroke:#c3cbd6}path{fill:#8793a3}
            """;

    private final StringBuilder svg = new StringBuilder();
    private final Locale locale;

    private SvgLadder(Locale locale) {
        this.locale = locale;
    }

    /// @param leftOut what to say at the end of a ladder that is too long to draw, given the number of rows not drawn
    public static String draw(Ladder ladder, Locale locale, IntFunction<String> leftOut) {
        return new SvgLadder(locale).drawn(ladder, leftOut);
    }

    private String drawn(Ladder ladder, IntFunction<String> leftOut) {
        List<Row> rows =
                ladder.rows().subList(0, Math.min(MOST_ROWS, ladder.rows().size()));
        boolean cut = rows.size() < ladder.rows().size();
        int height = HEAD + ROW * (rows.size() + (cut ? 2 : 1));
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">",
                WIDTH,
                height,
                WIDTH,
                height));
        svg.append("<style>").append(STYLE).append("</style>");
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fbfcfe\"/>");
        text(LEFT, 22, "c", "middle", (ladder.clientName() + " " + ladder.client()).strip());
        text(RIGHT, 22, "s", "end", (ladder.serverName() + " " + ladder.server()).strip());
        line("life", LEFT, HEAD - 12, LEFT, height - 6);
        line("life", RIGHT, HEAD - 12, RIGHT, height - 6);
        int y = HEAD + ROW / 2;
        for (Row row : rows) {
            row(row, y);
            y += ROW;
        }
        if (cut) {
            text(LEFT + 12, y, "q", "start", leftOut.apply(ladder.rows().size() - rows.size()));
        }
        return svg.append("</svg>\n").toString();
    }

    private void row(Row row, int y) {
        text(38, y, "q", "end", String.valueOf(row.number()));
        text(130, y, "q", "end", String.format(locale, "%.3f", row.millis()));
        state(row.client(), LEFT - 12, y, "end");
        state(row.server(), RIGHT + 12, y, "start");
        switch (row.kind()) {
            case CALL -> call(row, y);
            case PACKET -> arrow(row, y);
            case STATE -> {}
        }
    }

    private void state(State state, int x, int y, String anchor) {
        text(x, y, state.changed() ? "new" : "q", anchor, state.label());
    }

    private void call(Row row, int y) {
        boolean server = row.side() == Side.SERVER;
        String text = (row.source().isEmpty() ? "" : row.source() + " ") + row.text();
        String paint = row.text().contains("−1 ") ? "err" : server ? "s" : "c";
        text(server ? RIGHT - 12 : LEFT + 12, y, paint, server ? "end" : "start", text);
    }

    private void arrow(Row row, int y) {
        boolean left = row.side() == Side.SERVER;
        line("", LEFT, y, RIGHT, y);
        int tip = left ? LEFT : RIGHT;
        int back = left ? LEFT + 9 : RIGHT - 9;
        svg.append(String.format(Locale.ROOT, "<path d=\"M%d %dL%d %dL%d %dZ\"/>", tip, y, back, y - 5, back, y + 5));
        String label = row.shown().isEmpty() ? row.text() : row.text() + " \"" + row.shown() + "\"";
        int middle = (LEFT + RIGHT) / 2;
        int width = Math.min(RIGHT - LEFT - 40, label.length() * 8 + 14);
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#fbfcfe\"/>",
                middle - width / 2,
                y - 9,
                width,
                18));
        text(middle, y, paint(row), "middle", label);
    }

    private static String paint(Row row) {
        return switch (PacketKind.of(row)) {
            case BROKEN -> "err";
            case CONTROL -> "ctl";
            case DATA -> "data";
            case OTHER -> "";
        };
    }

    private void text(int x, int y, String style, String anchor, String text) {
        if (!text.isEmpty()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" dy=\".35em\" class=\"%s\" text-anchor=\"%s\">%s</text>",
                    x,
                    y,
                    style,
                    anchor,
                    escaped(text)));
        }
    }

    private void line(String style, int x1, int y1, int x2, int y2) {
        svg.append(String.format(
                Locale.ROOT, "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", style, x1, y1, x2, y2));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
