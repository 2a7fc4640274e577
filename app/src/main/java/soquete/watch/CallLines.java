package soquete.watch;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.Set;
import soquete.ladder.CallText;
import soquete.text.Paint;
import soquete.text.Screen;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Program;
import soquete.trace.SourceLine;

/// Calls as lines of a log, while they happen: when, who, what and from which line of source.
public final class CallLines {
    private static final int TIME = 11;
    private static final int CALL = 58;

    /// What a program expects of a socket that does not block: no failure.
    private static final Set<String> EXPECTED = Set.of("EAGAIN", "EWOULDBLOCK", "EINPROGRESS");

    /// Of which it is remembered that their end was told.
    private static final int MOST_TOLD = 10_000;

    private final SequencedSet<List<Long>> told = new LinkedHashSet<>();
    private final Screen screen;
    private final long startNanos;

    /// @param startNanos what times count from
    public CallLines(Screen screen, long startNanos) {
        this.screen = screen;
        this.startNanos = startNanos;
    }

    /// A call that has returned, or one that has begun and stays open. An end that was told is not told again when the
    /// socket's ends are known better.
    public void line(Call call, List<Program> programs) {
        boolean again = call.name() == CallName.CONNECT || call.name() == CallName.ACCEPT;
        if (!again || !call.returned() || told.add(List.of((long) call.program(), call.id()))) {
            screen.line(text(call, programs));
        }
        if (told.size() > MOST_TOLD) {
            told.removeFirst();
        }
    }

    /// The same as text.
    public String text(Call call, List<Program> programs) {
        int width = programs.stream().mapToInt(p -> p.name().length()).max().orElse(0);
        long nanos = (call.returned() ? call.endNanos() : call.beginNanos()) - startNanos;
        String time = String.format(Locale.ROOT, "%" + TIME + ".6f", nanos / 1e9);
        Program program = programs.get(call.program() - 1);
        String who = padded(program.name(), width);
        String what = CallText.called(call) + (call.returned() ? CallText.returned(call) : " …");
        SourceLine source = call.source();
        Paint side = call.program() % 2 == 1 ? Paint.SERVER : Paint.CLIENT;
        return screen.paint(Paint.QUIET, time)
                + "  "
                + screen.paint(side, who)
                + "  "
                + screen.paint(isFailure(call) ? Paint.ERROR : Paint.NONE, padded(what, source == null ? 0 : CALL))
                + (source == null ? "" : "  " + screen.paint(Paint.QUIET, source + " " + source.method()));
    }

    private static boolean isFailure(Call call) {
        return call.outcome() != null
                && call.outcome().error() != null
                && !EXPECTED.contains(call.outcome().error());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
