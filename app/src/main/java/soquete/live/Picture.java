package soquete.live;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import soquete.live.Shown.Mode;
import soquete.text.Messages;
import soquete.text.Paint;
import soquete.text.Screen;
import soquete.trace.Program;

/// Draws what is shown as the lines of a terminal: a title, the page, what the programs wrote, the keys. It knows no
/// terminal but its size.
final class Picture {

    private static final int MOST_OUTPUT = 8;
    private static final int FEWEST_PAGE = 3;

    private final Messages texts;
    private final Screen screen;
    private final int columns;
    private final int rows;

    /// @param screen says whether colours are understood
    Picture(Messages texts, Screen screen, int columns, int rows) {
        this.texts = texts;
        this.screen = screen;
        this.columns = columns;
        this.rows = rows;
    }

    /// As many lines as the terminal has rows, none wider than it.
    List<String> lines(Shown shown) {
        List<String> lines = new ArrayList<>();
        lines.add(screen.paint(Paint.HEADING, Cells.fit(title(shown), columns)));
        int output = outputRows(shown.output().size());
        int page = Math.max(0, rows - 2 - output);
        lines.addAll(shown.mode() == Mode.SOCKETS ? sockets(shown, page) : text(shown, page));
        while (lines.size() < rows - 1 - output) {
            lines.add("");
        }
        if (output > 0) {
            lines.add(screen.paint(Paint.QUIET, rule(texts.text("live.output"))));
            List<String> last = shown.output();
            last.subList(Math.max(0, last.size() - output + 1), last.size())
                    .forEach(line -> lines.add(Cells.cut(line, columns)));
        }
        lines.add(screen.paint(
                Paint.QUIET, Cells.cut(texts.text("live.keys." + shown.mode().name()), columns)));
        return lines.subList(0, Math.min(rows, lines.size()));
    }

    /// How many lines of text fit a page, given how many lines the programs wrote.
    int pageRows(int written) {
        return Math.max(1, rows - 2 - outputRows(written));
    }

    /// With the line above it; 0 when nothing was written, or there is no room.
    private int outputRows(int written) {
        int room = Math.min(MOST_OUTPUT, rows / 4);
        boolean fits = written > 0 && room > 1 && rows - 2 - room >= FEWEST_PAGE;
        return fits ? Math.min(written + 1, room) : 0;
    }

    private String title(Shown shown) {
        String names = shown.programs().stream().map(Program::name).collect(Collectors.joining(", "));
        String numbers = texts.text(
                "live.title",
                SocketTableText.age(shown.nanos(), texts.locale()),
                shown.sockets().size(),
                shown.calls());
        int room = Math.max(8, columns - Cells.width(numbers) - 3);
        return Cells.cut(names, room) + " · " + numbers;
    }

    private String rule(String label) {
        String text = "── " + label + " ";
        return Cells.cut(text + "─".repeat(Math.max(0, columns - Cells.width(text))), columns);
    }

    private List<String> sockets(Shown shown, int page) {
        List<String> lines = new ArrayList<>();
        SocketTableText table = new SocketTableText(texts, screen, columns);
        if (shown.sockets().isEmpty()) {
            lines.add(Cells.cut(texts.text("live.no-sockets"), columns));
            return lines;
        }
        int detail = page > 4 ? 1 : 0;
        int heading = page > 1 ? 1 : 0;
        int room = Math.max(1, page - heading - detail);
        int size = shown.sockets().size();
        boolean all = room == 1 || size <= room && shown.forgotten() == 0;
        int rowsShown = Math.min(size, all ? room : room - 1);
        int first = Math.clamp(shown.chosen() - rowsShown / 2L, 0, size - rowsShown);
        int end = first + rowsShown;
        List<String> drawn = table.lines(shown, first, end);
        lines.addAll(drawn.subList(1 - heading, drawn.size()));
        if (!all) {
            long more = size - rowsShown + shown.forgotten();
            lines.add(screen.paint(Paint.QUIET, Cells.cut(texts.text("live.more", more), columns)));
        }
        if (detail > 0) {
            lines.add(table.chosen(shown));
        }
        return lines;
    }

    private List<String> text(Shown shown, int page) {
        List<String> text = shown.text();
        int last = Math.max(0, text.size() - page);
        int first = Math.min(shown.top(), last);
        return text.subList(first, Math.min(text.size(), first + page)).stream()
                .map(line -> Cells.cutPainted(line, columns))
                .toList();
    }
}
