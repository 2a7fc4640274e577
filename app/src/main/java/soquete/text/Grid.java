package soquete.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table as aligned lines. Columns get what they need; where the screen is too narrow the widest ones are broken into
/// several lines.
public record Grid(List<String> header, List<List<String>> rows) {

    private static final String GAP = "  ";
    private static final int NARROWEST = 12;

    public List<String> lines(int columns) {
        int[] widths = widths(columns);
        List<String> lines = new ArrayList<>(cells(header, widths));
        int total = GAP.length() * (widths.length - 1);
        for (int width : widths) {
            total += width;
        }
        lines.add("─".repeat(Math.min(total, columns)));
        rows.forEach(row -> lines.addAll(cells(row, widths)));
        return lines;
    }

    private int[] widths(int columns) {
        int[] widths = new int[header.size()];
        List<List<String>> all = new ArrayList<>(rows);
        all.add(header);
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        int room = columns - GAP.length() * (widths.length - 1);
        shrink(widths, words(all), room);
        int[] narrowest = new int[widths.length];
        Arrays.fill(narrowest, NARROWEST);
        shrink(widths, narrowest, room);
        return widths;
    }

    /// The longest word of each column, and no less than columns are broken to: so wide, it is broken at spaces alone.
    private int[] words(List<List<String>> all) {
        int[] words = new int[header.size()];
        Arrays.fill(words, NARROWEST);
        for (List<String> row : all) {
            for (int i = 0; i < words.length; i++) {
                for (String word : row.get(i).split(" ", -1)) {
                    words[i] = Math.max(words[i], word.length());
                }
            }
        }
        return words;
    }

    /// Takes from the widest columns, as long as they are wider than `least`, until all fit.
    private static void shrink(int[] widths, int[] least, int room) {
        while (sum(widths) > room) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    private static int sum(int[] widths) {
        int sum = 0;
        for (int width : widths) {
            sum += width;
        }
        return sum;
    }

    private static List<String> cells(List<String> row, int[] widths) {
        List<List<String>> broken = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < widths.length; i++) {
            List<String> cell = broken(row.get(i), widths[i]);
            broken.add(cell);
            height = Math.max(height, cell.size());
        }
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < height; line++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String part = line < broken.get(i).size() ? broken.get(i).get(line) : "";
                text.append(i == 0 ? "" : GAP).append(part).repeat(' ', widths[i] - part.length());
            }
            lines.add(text.toString().stripTrailing());
        }
        return lines;
    }

    private static List<String> broken(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            String rest = word;
            if (!current.isEmpty() && current.length() + 1 + rest.length() > width) {
                lines.add(current.toString());
                current.setLength(0);
            }
            current.append(current.isEmpty() ? "" : " ");
            while (current.length() + rest.length() > width) {
                int fits = width - current.length();
                lines.add(current + rest.substring(0, fits));
                rest = rest.substring(fits);
                current.setLength(0);
            }
            current.append(rest);
        }
        lines.add(current.toString());
        return lines;
    }
}
