package soquete.ladder;

import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;
import soquete.ladder.Row.State;
import soquete.text.Paint;
import soquete.text.Screen;
import soquete.timeline.Side;

/// Draws a ladder in a terminal: number, milliseconds, the client's state, between the two life lines calls
/// (each at its own side) and packets (as arrows), the server's state. It takes the screen's width, 80
/// columns at least.
public final class TerminalLadder {

    private static final int NUMBER = 4;
    private static final int TIME = 10;
    private static final int STATE = 13;
    private static final int FEWEST_COLUMNS = 80;

    private final Screen screen;
    private final int middle;
    private final Locale locale;

    public TerminalLadder(Screen screen, Locale locale) {
        this.screen = screen;
        this.locale = locale;
        this.middle = Math.max(FEWEST_COLUMNS, screen.columns()) - NUMBER - TIME - 2 * STATE - 4;
    }

    /// @param mostRows rows drawn at most: what is more is left out in the middle
    /// @param leftOut  says so, given their number
    public void draw(Ladder ladder, int mostRows, IntFunction<String> leftOut) {
        head(pad("#", NUMBER, true) + pad("ms", TIME, true), ladder.clientName(), ladder.serverName());
        head(" ".repeat(NUMBER + TIME), ladder.client(), ladder.server());
        int size = ladder.rows().size();
        int half = size <= mostRows ? size : mostRows / 2;
        ladder.rows().subList(0, half).forEach(this::draw);
        if (half < size) {
            screen.line(screen.paint(Paint.QUIET, "  ⋮ " + leftOut.apply(size - 2 * half)));
            ladder.rows().subList(size - half, size).forEach(this::draw);
        }
    }

    private void head(String first, String left, String right) {
        if (left.isEmpty() && right.isEmpty()) {
            return;
        }
        int lane = middle + 2;
        String gap = " ".repeat(Math.max(1, lane - left.length() - right.length()));
        screen.line(screen.paint(Paint.QUIET, first + " ".repeat(STATE + 1))
                + screen.paint(Paint.CLIENT, left)
                + gap
                + screen.paint(Paint.SERVER, right));
    }

    private void draw(Row row) {
        String head = pad(String.valueOf(row.number()), NUMBER, true)
                + pad(String.format(locale, "%.3f", row.millis()), TIME, true)
                + " ";
        screen.line(screen.paint(Paint.QUIET, head)
                + state(row.client(), true)
                + screen.paint(Paint.QUIET, "│")
                + middle(row)
                + screen.paint(Paint.QUIET, "│")
                + state(row.server(), false).stripTrailing());
    }

    private String state(State state, boolean left) {
        String text = left ? pad(state.label(), STATE, true) : " " + pad(state.label(), STATE - 1, false);
        return screen.paint(state.changed() ? Paint.STATE : Paint.QUIET, text);
    }

    private String middle(Row row) {
        return switch (row.kind()) {
            case CALL -> call(row);
            case PACKET -> arrow(row);
            case STATE -> " ".repeat(middle);
        };
    }

    private String call(Row row) {
        String lead = row.source().isEmpty() ? "" : row.source() + " ";
        if (lead.length() + shortest(row.text()) > middle) {
            lead = lead.substring(lead.lastIndexOf(':')); // the program's name stands above
        }
        String text = cutArguments(row.text(), middle - lead.length());
        Paint paint =
                row.text().contains("−1 ") ? Paint.ERROR : row.side() == Side.SERVER ? Paint.SERVER : Paint.CLIENT;
        String shown = screen.paint(Paint.QUIET, lead) + screen.paint(paint, text);
        String space = " ".repeat(Math.max(0, middle - lead.length() - text.length()));
        return row.side() == Side.SERVER ? space + shown : shown + space;
    }

    private String arrow(Row row) {
        String label = row.text();
        if (!row.shown().isEmpty()) {
            label += " \"" + row.shown() + "\"";
        }
        label = cut(label, middle - 6);
        String line = "─".repeat(Math.max(0, middle - label.length() - 5));
        Paint paint = paint(row);
        String drawn = row.side() == Side.SERVER ? "◀" + line + " " + label + " ──" : "── " + label + " " + line + "▶";
        return screen.paint(paint, drawn);
    }

    private static Paint paint(Row row) {
        return switch (PacketKind.of(row)) {
            case BROKEN -> Paint.ERROR;
            case CONTROL -> Paint.CONTROL;
            case DATA -> Paint.DATA;
            case OTHER -> Paint.NONE;
        };
    }

    private static String pad(String text, int width, boolean right) {
        String space = " ".repeat(Math.max(0, width - text.length()));
        return right ? space + text : text + space;
    }

    /// How short a call can be made without losing what it gave back.
    private static int shortest(String text) {
        int begin = text.indexOf('(');
        return begin < 0 ? text.length() : text.length() - (text.lastIndexOf(')') - begin - 1) + 1;
    }

    /// Cuts inside the parentheses first: what the call gave back is worth more than its arguments.
    private static String cutArguments(String text, int width) {
        int end = text.lastIndexOf(')');
        int begin = text.indexOf('(');
        int over = text.length() - width;
        if (over <= 0 || begin < 0 || end - begin - 1 <= over) {
            return cut(text, width);
        }
        return text.substring(0, end - over - 1) + "…" + text.substring(end);
    }

    private static String cut(String text, int width) {
        Objects.requireNonNull(text);
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
    }
}
