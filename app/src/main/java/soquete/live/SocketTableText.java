package soquete.live;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.ladder.CallText;
import soquete.live.SocketLine.Phase;
import soquete.text.Messages;
import soquete.text.Paint;
import soquete.text.Screen;
import soquete.trace.Call;
import soquete.trace.SocketRow;
import soquete.wire.Endpoint;

/// The table of sockets as lines: columns as wide as they need; where that is too much, names and addresses are cut,
/// and then columns are left out.
final class SocketTableText {

    private static final String NONE = "–";
    private static final long SECOND = 1_000_000_000L;
    /// The mark of the chosen socket, and the space after it.
    private static final int MARK = 2;

    private enum Column {
        PROGRAM("live.program", 8, 24),
        PROTOCOL("", 3, 3),
        LOCAL("live.local", 15, 47),
        PEER("live.peer", 15, 47),
        STATE("live.state", 12, 12),
        RECEIVE("Recv-Q", 6, 10),
        SEND("Send-Q", 6, 10),
        ROUND_TRIP("live.rtt", 6, 10),
        AGE("live.age", 5, 6),
        CALL("live.last-call", 16, 500);

        private final String key;
        private final int least;
        private final int most;

        Column(String key, int least, int most) {
            this.key = key;
            this.least = least;
            this.most = most;
        }
    }

    /// In the order in which columns go where there is no room for them.
    private static final List<Column> DISPENSABLE = List.of(Column.CALL, Column.AGE, Column.ROUND_TRIP);

    /// In the order in which columns are cut.
    private static final List<Column> CUT = List.of(Column.CALL, Column.PROGRAM, Column.PEER, Column.LOCAL);

    private final Messages texts;
    private final Screen screen;
    private final int columns;

    SocketTableText(Messages texts, Screen screen, int columns) {
        this.texts = texts;
        this.screen = screen;
        this.columns = columns;
    }

    /// The heading, and the sockets from `first` until before `end`.
    List<String> lines(Shown shown, int first, int end) {
        List<Map<Column, String>> cells = new ArrayList<>();
        for (SocketLine socket : shown.sockets().subList(first, end)) {
            cells.add(cells(shown, socket));
        }
        Map<Column, Integer> widths = widths(cells);
        List<String> lines = new ArrayList<>();
        Map<Column, String> heading = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            heading.put(column, heading(column));
        }
        lines.add(screen.paint(Paint.HEADING, " ".repeat(MARK) + row(heading, widths)));
        for (int i = first; i < end; i++) {
            boolean chosen = i == shown.chosen();
            String line = (chosen ? "▸ " : "  ") + row(cells.get(i - first), widths);
            lines.add(screen.paint(paint(shown.sockets().get(i), chosen), line));
        }
        return lines;
    }

    private String heading(Column column) {
        return column.key.contains(".") ? texts.text(column.key) : column.key;
    }

    private static Paint paint(SocketLine socket, boolean chosen) {
        if (socket.phase() == Phase.CLOSED) {
            return Paint.QUIET;
        }
        return chosen ? Paint.HEADING : socket.program() % 2 == 1 ? Paint.SERVER : Paint.CLIENT;
    }

    private Map<Column, String> cells(Shown shown, SocketLine socket) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        SocketRow row = socket.row();
        cells.put(Column.PROGRAM, Cells.plain(name(shown, socket)));
        cells.put(
                Column.PROTOCOL,
                socket.protocol() == null ? NONE : socket.protocol().name());
        cells.put(Column.LOCAL, end(socket.local()));
        cells.put(Column.PEER, end(socket.peer()));
        cells.put(Column.STATE, socket.state() == null ? NONE : socket.state().toString());
        cells.put(Column.RECEIVE, row == null ? NONE : String.valueOf(row.receiveQueue()));
        cells.put(Column.SEND, row == null ? NONE : String.valueOf(row.sendQueue()));
        cells.put(
                Column.ROUND_TRIP,
                row == null || row.rttMicros() == 0
                        ? NONE
                        : String.format(texts.locale(), "%.3f", row.rttMicros() / 1e3));
        cells.put(Column.AGE, age(shown.nowNanos() - socket.sinceNanos(), texts.locale()));
        cells.put(Column.CALL, call(socket.last()));
        return cells;
    }

    private static String name(Shown shown, SocketLine socket) {
        return shown.programs().get(socket.program() - 1).name();
    }

    private static String end(@Nullable Endpoint end) {
        return end == null ? NONE : end.toString();
    }

    private static String call(@Nullable Call call) {
        if (call == null) {
            return NONE;
        }
        String source = call.source() == null ? "" : "  " + call.source();
        return Cells.plain(CallText.called(call) + CallText.returned(call) + source);
    }

    /// `12.3s`, `3m05s`, `2h07m`.
    static String age(long nanos, Locale locale) {
        long tenths = Math.max(0, nanos) / (SECOND / 10);
        long seconds = tenths / 10;
        if (seconds < 60) {
            return String.format(locale, "%.1fs", tenths / 10.0);
        }
        return seconds < 3600
                ? String.format(locale, "%dm%02ds", seconds / 60, seconds % 60)
                : String.format(locale, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
    }

    private Map<Column, Integer> widths(List<Map<Column, String>> rows) {
        Map<Column, Integer> widths = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            int widest = Cells.width(heading(column));
            for (Map<Column, String> row : rows) {
                widest = Math.max(widest, Cells.width(row.getOrDefault(column, "")));
            }
            widths.put(column, Math.min(widest, column.most));
        }
        for (Column column : CUT) {
            shrink(widths, column);
        }
        for (Column column : DISPENSABLE) {
            if (over(widths) > 0) {
                widths.remove(column);
                grow(widths, rows);
            }
        }
        return widths;
    }

    private void shrink(Map<Column, Integer> widths, Column column) {
        int width = widths.getOrDefault(column, 0);
        widths.put(column, Math.max(Math.min(width, column.least), width - Math.max(0, over(widths))));
    }

    /// Room that a column left goes to the addresses and names that were cut.
    private void grow(Map<Column, Integer> widths, List<Map<Column, String>> rows) {
        for (Column column : CUT.reversed()) {
            int room = -over(widths);
            if (room > 0 && widths.containsKey(column)) {
                int wanted = rows.stream()
                        .mapToInt(row -> Cells.width(row.getOrDefault(column, "")))
                        .max()
                        .orElse(0);
                int width = widths.get(column);
                widths.put(column, Math.max(width, Math.min(Math.min(wanted, column.most), width + room)));
            }
        }
    }

    /// How many cells too wide they are together.
    private int over(Map<Column, Integer> widths) {
        int sum = MARK - 1;
        for (int width : widths.values()) {
            sum += width + 1;
        }
        return sum - columns;
    }

    private String row(Map<Column, String> cells, Map<Column, Integer> widths) {
        StringBuilder line = new StringBuilder();
        widths.forEach((column, width) -> {
            String cell = cells.getOrDefault(column, "");
            line.append(line.isEmpty() ? "" : " ")
                    .append(
                            switch (column) {
                                case RECEIVE, SEND, ROUND_TRIP, AGE -> Cells.fitRight(cell, width);
                                case LOCAL, PEER -> Cells.fitEnd(cell, width);
                                default -> Cells.fit(cell, width);
                            });
        });
        return Cells.cut(line.toString().stripTrailing(), columns - MARK);
    }

    /// The chosen socket's last call in full.
    String chosen(Shown shown) {
        if (shown.sockets().isEmpty()) {
            return "";
        }
        SocketLine socket = shown.sockets()
                .get(Math.clamp(shown.chosen(), 0, shown.sockets().size() - 1));
        Call last = socket.last();
        String function =
                last == null || last.source() == null ? "" : " " + last.source().method();
        return Cells.cut("▸ " + Cells.plain(name(shown, socket) + "  " + call(last) + function), columns);
    }
}
