package soquete.text;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/// Where text goes: its width, and whether colours are understood (`NO_COLOR`, not a terminal, a dumb one: no).
///
/// @param out      UTF-8, whatever the locale says: arrows and Portuguese are part of the text
/// @param columns  of the terminal; 100 where there is none
public record Screen(PrintStream out, int columns, boolean colour) {

    private static final int COLUMNS_WITHOUT_TERMINAL = 100;

    /// Standard output.
    public static Screen standard() {
        return on(FileDescriptor.out);
    }

    /// Standard error: for a command whose standard output is another program's.
    public static Screen error() {
        return on(FileDescriptor.err);
    }

    private static Screen on(FileDescriptor descriptor) {
        PrintStream out = new Output(descriptor);
        boolean terminal = isTerminal(System.console());
        if (!terminal) {
            return new Screen(out, COLUMNS_WITHOUT_TERMINAL, false);
        }
        boolean plain = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
        return new Screen(out, terminalColumns(), !plain);
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

    /// @throws UncheckedIOException when nobody reads any more, or the disk is full
    public void line(String text) {
        out.println(text);
        if (out.checkError()) {
            IOException why = out instanceof Output output ? output.failure() : null;
            throw new UncheckedIOException(why == null ? new IOException("closed") : why);
        }
    }

    /// Breaks `text` at spaces so that every line fits, the first after `first`, the others after as many spaces.
    public void wrapped(String first, String text) {
        int width = columns - first.length();
        StringBuilder current = new StringBuilder();
        String lead = first;
        for (String word : text.split(" ", -1)) {
            if (!current.isEmpty() && current.length() + 1 + word.length() > width) {
                line(lead + current);
                lead = " ".repeat(first.length());
                current.setLength(0);
            }
            current.append(current.isEmpty() ? "" : " ").append(word);
        }
        line(lead + current);
    }
}
