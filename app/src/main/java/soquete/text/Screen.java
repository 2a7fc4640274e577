package soquete.text;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/// Where text goes: its width, and whether colours are understood (`NO_COLOR`, not a terminal, a dumb one: no).
///
/// @param out      UTF-8, whatever the locale says: arrows and Portuguese are part of the text
/// @param columns  of the terminal; 100 where there is none
public record Screen(PrintStream out, int columns, boolean colour) {

    private static final int COLUMNS_WITHOUT_TERMINAL = 100;
    private static final int FEWEST_COLUMNS = 80;

    /// Standard output.
    public static Screen standard() {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        boolean terminal = isTerminal(System.console());
        if (!terminal) {
            return new Screen(out, COLUMNS_WITHOUT_TERMINAL, false);
        }
        boolean plain = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
        return new Screen(out, Math.max(FEWEST_COLUMNS, terminalColumns()), !plain);
    }

    private static boolean isTerminal(@Nullable Console console) {
        return console != null && console.isTerminal();
    }

    private static int terminalColumns() {
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).dumb(true).build()) {
            return terminal.getSize().getColumns() > 0 ? terminal.getSize().getColumns() : COLUMNS_WITHOUT_TERMINAL;
        } catch (IOException e) {
            return COLUMNS_WITHOUT_TERMINAL; // the width is a courtesy, no reason to fail
        }
    }

    /// `text` in that colour, or just `text`.
    public String paint(Paint paint, String text) {
        return colour && paint != Paint.NONE ? "\u001b[" + paint.code() + "m" + text + "\u001b[0m" : text;
    }

    public void line(String text) {
        out.println(text);
    }

    /// Breaks `text` at spaces so that every line fits, the first after `first`, the others after as many spaces.
    public void wrapped(String first, String text) {
        int width = columns - first.length();
        StringBuilder current = new StringBuilder();
        String lead = first;
        for (String word : text.split(" ", -1)) {
            if (!current.isEmpty() && current.length() + 1 + word.length() > width) {
                out.println(lead + current);
                lead = " ".repeat(first.length());
                current.setLength(0);
            }
            current.append(current.isEmpty() ? "" : " ").append(word);
        }
        out.println(lead + current);
    }
}
