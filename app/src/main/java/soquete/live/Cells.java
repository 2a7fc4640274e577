package soquete.live;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.WCWidth;

/// Text in the cells of a terminal: how many it takes, and cut to fit.
final class Cells {

    /// What moves the cursor or colours: CSI and OSC sequences, and the shorter ones (ECMA-48 §5.3, §5.4).
    private static final Pattern ESCAPES =
            Pattern.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[ -/]*[0-~])");

    private Cells() {}

    /// The cells that plain text takes.
    static int width(String text) {
        return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }

    /// Plain text of exactly so many cells: cut at its end with …, or filled with spaces.
    static String fit(String text, int cells) {
        String cut = cut(text, cells);
        return cut + " ".repeat(cells - width(cut));
    }

    /// The same at the right.
    static String fitRight(String text, int cells) {
        String cut = cut(text, cells);
        return " ".repeat(cells - width(cut)) + cut;
    }

    /// Cut at its beginning: what tells addresses apart is their end.
    static String fitEnd(String text, int cells) {
        int over = width(text) - cells;
        if (over <= 0 || cells == 0) {
            return fit(text, cells);
        }
        int at = 0;
        int left = width(text);
        while (left > cells - 1) {
            int point = text.codePointAt(at);
            left -= Math.max(0, WCWidth.wcwidth(point));
            at += Character.charCount(point);
        }
        return fit("…" + text.substring(at), cells);
    }

    static String cut(String text, int cells) {
        if (width(text) <= cells) {
            return text;
        }
        StringBuilder cut = new StringBuilder();
        int left = cells - 1;
        int at = 0;
        while (at < text.length() && left >= 0) {
            int point = text.codePointAt(at);
            left -= Math.max(0, WCWidth.wcwidth(point));
            if (left >= 0) {
                cut.appendCodePoint(point);
            }
            at += Character.charCount(point);
        }
        return cells < 1 ? "" : cut.append('…').toString();
    }

    /// Text that is painted already, cut at so many cells.
    static String cutPainted(String text, int cells) {
        StringBuilder cut = new StringBuilder();
        Matcher escape = ESCAPES.matcher(text);
        int left = cells;
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == '\u001b' && escape.find(at) && escape.start() == at) {
                cut.append(escape.group());
                at = escape.end();
            } else {
                int point = text.codePointAt(at);
                left -= Math.max(0, WCWidth.wcwidth(point));
                if (left >= 0) {
                    cut.appendCodePoint(point);
                }
                at += Character.charCount(point);
            }
        }
        return cut.toString();
    }

    /// What a program wrote, without what would move the cursor.
    static String plain(String written) {
        String text = ESCAPES.matcher(written).replaceAll("").replace("\t", "    ");
        int carriage = text.stripTrailing().lastIndexOf('\r');
        String last = carriage < 0 ? text : text.substring(carriage + 1); // a line that rewrites itself
        return last.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
