package soquete.live;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import soquete.host.SocketTable;
import soquete.live.Choice.Key;
import soquete.live.Shown.Mode;
import soquete.text.Messages;
import soquete.text.Screen;
import soquete.trace.Call;
import soquete.trace.Program;
import soquete.trace.StateChange;
import soquete.watch.CallLines;
import soquete.watch.Subject;
import soquete.watch.Watching;

/// A watch on the whole terminal while it runs. One thread tells it of calls and lets it work; what the programs write
/// is kept until it is closed.
public final class LiveView implements AutoCloseable {

    private static final long DRAW_NANOS = 200_000_000;
    /// A reading of the socket table may cost this part of the time, no more.
    private static final int PAUSE_PER_COST = 4;

    private static final int MOST_SOCKETS = 5_000;
    private static final int MOST_LOG = 1_000;
    private static final int MOST_STATES = 10_000;

    private final Watching watching;
    private final SocketTable table;
    private final Messages texts;
    private final boolean colour;
    private final long startNanos;
    private final Spool spool;
    private final boolean takesOutput;
    private final LiveTerminal terminal;
    private final Sockets sockets = new Sockets(MOST_SOCKETS);
    private final Choice choice = new Choice();
    private final ArrayDeque<Call> log = new ArrayDeque<>();
    private final Queue<StateChange> states = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private List<SocketLine> lines = List.of();
    private List<String> ladder = List.of();
    private long calls;
    private long nextReading;
    private long nextDrawing;
    private boolean closed;

    private LiveView(Watching watching, Screen screen, long startNanos) throws IOException {
        this.watching = watching;
        this.table = watching.table();
        this.texts = Messages.of("soquete.watch.watch", Locale.getDefault());
        this.colour = screen.colour();
        this.startNanos = startNanos;
        this.spool = new Spool(watching.folder());
        this.takesOutput = LiveTerminal.takesOutput();
        this.terminal = new LiveTerminal();
        watching.onState(this::state);
    }

    /// Whether there is a terminal for it.
    public static boolean isPossible() {
        return LiveTerminal.isThere();
    }

    /// Takes the terminal over.
    ///
    /// @param screen     says whether colours are understood
    /// @param startNanos what times count from
    public static LiveView open(Watching watching, Screen screen, long startNanos) throws IOException {
        return new LiveView(watching, screen, startNanos);
    }

    /// Where programs read and write meanwhile. Standard output that is no part of this terminal stays what it is.
    public Watching.Streams streams() {
        return new Watching.Streams(spool.input(), takesOutput ? spool.output() : Redirect.INHERIT, spool.output());
    }

    /// On the observer's thread. What finds no room is told by the next reading of the socket table.
    private void state(StateChange change) {
        if (waiting.get() < MOST_STATES) {
            waiting.incrementAndGet();
            states.add(change);
        }
    }

    /// Calls that became known.
    public void calls(List<Call> news) {
        calls += news.stream().filter(Call::returned).count();
        for (Call call : news) {
            sockets.call(call);
            log.add(call);
        }
        while (log.size() > MOST_LOG) {
            log.removeFirst();
        }
        for (StateChange change = states.poll(); change != null; change = states.poll()) {
            waiting.decrementAndGet();
            sockets.state(change);
        }
    }

    /// Takes keys, and draws when it is time to.
    ///
    /// @return false once its user has asked for the end
    public boolean work() throws IOException {
        boolean pressed = false;
        for (Key key = terminal.key(); key != null && !choice.quits(); key = terminal.key()) {
            choice.key(key, lines, page());
            if (key == Key.ENTER && choice.mode() == Mode.LADDER) {
                ladder = ladder();
            }
            pressed = true;
        }
        long now = System.nanoTime();
        if (now >= nextReading) {
            sockets.rows(table.read(), now);
            nextReading = now + Math.max(DRAW_NANOS, PAUSE_PER_COST * (System.nanoTime() - now));
        }
        if (terminal.resized() || pressed || now >= nextDrawing) {
            draw(now);
            nextDrawing = now + DRAW_NANOS;
        }
        return !choice.quits();
    }

    private int page() throws IOException {
        return picture().pageRows(spool.tail().size());
    }

    private Picture picture() {
        return new Picture(texts, screen(), terminal.columns(), terminal.rows());
    }

    private Screen screen() {
        return new Screen(new PrintStream(OutputStream.nullOutputStream()), terminal.columns(), colour);
    }

    private List<String> ladder() {
        SocketLine socket = lines.get(Math.clamp(choice.index(), 0, lines.size() - 1));
        return LadderPage.lines(socket, watching.soFar(), texts, terminal.columns(), colour);
    }

    private void draw(long now) throws IOException {
        lines = sockets.lines(now);
        choice.keepTo(lines);
        List<Program> programs =
                watching.subjects().stream().map(Subject::program).toList();
        List<String> text = switch (choice.mode()) {
            case SOCKETS -> List.of();
            case LADDER -> ladder;
            case LOG -> logLines(programs);
        };
        choice.limit(text.size(), page());
        Shown shown = new Shown(
                choice.mode(),
                now - startNanos,
                now,
                programs,
                calls,
                sockets.forgotten(),
                lines,
                choice.index(),
                spool.tail(),
                text,
                choice.top());
        terminal.draw(picture().lines(shown));
    }

    private List<String> logLines(List<Program> programs) {
        CallLines form = new CallLines(screen(), startNanos);
        List<String> text = new ArrayList<>();
        for (Call call : log) {
            text.add(form.text(call, programs));
        }
        return text;
    }

    /// Gives the terminal back, and to it and to standard output what the programs wrote.
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        watching.onState(null);
        try {
            terminal.close();
        } finally {
            FileDescriptor to = takesOutput ? FileDescriptor.out : FileDescriptor.err;
            spool.pour(new FileOutputStream(to));
        }
    }
}
