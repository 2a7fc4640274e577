package soquete.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;
import soquete.live.Choice.Key;

/// The terminal at standard error and input, taken over: its alternate screen, keys as they are pressed. When it is
/// closed, and when the program ends without that, all is as before.
final class LiveTerminal implements AutoCloseable {

    /// After which Escape is a key and not the beginning of one.
    private static final long ESCAPE_MILLIS = 50;

    private final Terminal terminal;
    private final Attributes before;
    private final BindingReader keys;
    private final KeyMap<Key> map;
    private final Thread restore = new Thread(this::restore);
    private Size size = new Size(0, 0);
    private List<String> drawn = List.of();
    private boolean restored;

    /// Takes the terminal over.
    ///
    /// @throws IOException when it cannot be used so
    LiveTerminal() throws IOException {
        try {
            terminal = TerminalBuilder.builder()
                    .system(true)
                    .systemOutput(SystemOutput.ForcedSysErr)
                    .encoding(StandardCharsets.UTF_8)
                    .stdoutEncoding(StandardCharsets.UTF_8)
                    .stderrEncoding(StandardCharsets.UTF_8)
                    .nativeSignals(false) // Ctrl-C is the watch's
                    .dumb(false)
                    .build();
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
        before = terminal.enterRawMode();
        Runtime.getRuntime().addShutdownHook(restore);
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        raw.setControlChar(Attributes.ControlChar.VSUSP, 0); // a view that is stopped would leave the terminal so
        terminal.setAttributes(raw);
        keys = new BindingReader(terminal.reader());
        map = map();
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
    }

    /// Whether there is a terminal that can be taken over: at standard input and at standard error, and no dumb one.
    static boolean isThere() {
        return !"dumb".equals(System.getenv("TERM"))
                && name(SystemStream.Input) != null
                && name(SystemStream.Error) != null;
    }

    /// Whether standard output is the same terminal as standard error.
    static boolean takesOutput() {
        String output = name(SystemStream.Output);
        return output != null && output.equals(name(SystemStream.Error));
    }

    /// The device; null when it is no terminal.
    private static @Nullable String name(SystemStream stream) {
        try {
            List<TerminalProvider> providers =
                    TerminalBuilder.builder().getProviders(null, new IllegalStateException("no provider"));
            TerminalProvider first = providers.isEmpty() ? null : providers.getFirst();
            if (first == null || !first.isSystemStream(stream)) {
                return null;
            }
            String name = first.systemStreamName(stream);
            return name == null ? "terminal" : name;
        } catch (IllegalStateException e) {
            return null;
        }
    }

    private static KeyMap<Key> map() {
        KeyMap<Key> map = new KeyMap<>();
        map.setAmbiguousTimeout(ESCAPE_MILLIS);
        map.bind(Key.UP, "\u001b[A", "\u001bOA", "k");
        map.bind(Key.DOWN, "\u001b[B", "\u001bOB", "j");
        map.bind(Key.PAGE_UP, "\u001b[5~", "b");
        map.bind(Key.PAGE_DOWN, "\u001b[6~", " ");
        map.bind(Key.ENTER, "\r", "\n");
        map.bind(Key.ESCAPE, "\u001b");
        map.bind(Key.LOG, "l");
        map.bind(Key.QUIT, "q");
        return map;
    }

    /// The next key that was pressed; null when there is none.
    @Nullable
    Key key() {
        try {
            boolean more = terminal.reader().peek(1) >= 0;
            return more ? keys.readBinding(map, null, false) : null;
        } catch (IOException e) {
            return Key.QUIT; // the terminal is gone
        }
    }

    /// Whether its size has changed since the last time.
    boolean resized() {
        Size now = terminal.getSize();
        if (now.equals(size)) {
            return false;
        }
        size = now;
        drawn = List.of();
        terminal.puts(Capability.clear_screen);
        return true;
    }

    int columns() {
        return Math.max(20, size.getColumns());
    }

    int rows() {
        return Math.max(3, size.getRows());
    }

    /// Writes the lines that are others than those that stand there.
    void draw(List<String> lines) {
        for (int i = 0; i < Math.max(lines.size(), drawn.size()); i++) {
            String line = i < lines.size() ? lines.get(i) : "";
            if (i >= drawn.size() || !line.equals(drawn.get(i))) {
                terminal.puts(Capability.cursor_address, i, 0);
                terminal.puts(Capability.clr_eol);
                terminal.writer().print(line);
            }
        }
        drawn = List.copyOf(lines);
        terminal.flush();
    }

    private synchronized void restore() {
        if (!restored) {
            restored = true;
            terminal.puts(Capability.cursor_normal);
            terminal.puts(Capability.exit_ca_mode);
            terminal.flush();
            terminal.setAttributes(before);
        }
    }

    @Override
    public void close() throws IOException {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(restore);
        } catch (IllegalStateException e) {
            return; // the program is ending: the terminal library closes it too
        }
        terminal.close();
    }
}
