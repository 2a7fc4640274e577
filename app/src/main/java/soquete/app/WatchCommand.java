package soquete.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jline.reader.SyntaxError;
import org.jline.reader.impl.DefaultParser;
import org.jspecify.annotations.Nullable;
import soquete.command.Command;
import soquete.command.Options;
import soquete.host.Platform;
import soquete.host.Unavailable;
import soquete.lab.RoleText;
import soquete.live.LiveView;
import soquete.reading.Interruption;
import soquete.text.Messages;
import soquete.text.Screen;
import soquete.text.Span;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Program;
import soquete.watch.CallLines;
import soquete.watch.Hosts;
import soquete.watch.Subject;
import soquete.watch.Watching;

/// `soquete watch -- COMMAND …`: any program's socket calls, states and packets, while it runs and as a whole.
///
/// Standard output, standard input and the exit code are the program's own; what Soquete says goes to standard error.
final class WatchCommand implements Command {

    private static final int TICK_MILLIS = 20;
    /// How long a program has to end by itself after Ctrl-C, which its terminal gave it too.
    private static final long GRACE_NANOS = 2_000_000_000;
    /// How long a server has when its clients have ended, or the time is over.
    private static final long FAREWELL_NANOS = 500_000_000;

    private List<String> clients = List.of();

    private boolean hosts;

    private @Nullable Long pid;

    private @Nullable Duration duration;

    private @Nullable Duration idle;

    private int keep = 20_000;

    private boolean live;

    private boolean quiet;

    private @Nullable Path json;

    private Path output = Path.of("reports");

    private List<String> command = List.of();

    private final Screen screen = Screen.error();
    private final Messages texts = Messages.of("soquete.watch.watch", Locale.getDefault());
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final long start = System.nanoTime();
    private final CallLines lines = new CallLines(screen, start);
    private long lastNews = start;
    private @Nullable LiveView view;
    private boolean asked;
    private boolean background;

    @Override
    public String texts() {
        return "soquete.app.app";
    }

    @Override
    public void options(Options options) {
        options.values("CLIENT", "soquete.watch.with", it -> clients = it, "--with");
        options.flag("soquete.watch.hosts", it -> hosts = it, "--hosts");
        options.value("N", "soquete.watch.pid", Long::valueOf, it -> pid = it, "--pid");
        options.value("D", "soquete.watch.for", Span::parse, it -> duration = it, "--for");
        options.consumed("idle D", "soquete.watch.until", new UntilIdle(), (Duration it) -> idle = it, "--until");
        options.value("N", "soquete.watch.keep", Integer::valueOf, it -> keep = it, "--keep");
        options.flag("soquete.watch.live", it -> live = it, "--live");
        options.flag("soquete.watch.quiet", it -> quiet = it, "-q", "--quiet");
        options.value("FILE", "soquete.watch.json", Path::of, it -> json = it, "--json");
        options.value("DIR", "soquete.lab.output", Path::of, it -> output = it, "-o", "--output");
        options.arguments("COMMAND", "soquete.watch.command", it -> command = it);
    }

    @Override
    public Integer call() throws Exception {
        if (command.isEmpty() == (pid == null)) {
            throw Failure.wrongUse("error.watch-what");
        }
        if (keep < 1 || keep > Watching.MOST_CALLS) {
            throw Failure.wrongUse("error.keep", Watching.MOST_CALLS);
        }
        List<List<String>> others = new ArrayList<>();
        for (String client : clients) {
            others.add(hosts ? Hosts.named(words(client)) : words(client));
        }
        checkHosts();
        checkStarts(others);
        if (live && !LiveView.isPossible()) {
            throw new Failure("error.no-live-terminal");
        }
        LabCommand.writable(output);
        checkJson();
        try (Platform platform = Platform.current()) {
            return hosts && Tier.of(platform) == Tier.NAMESPACE && !Tier.relaunched()
                    ? Tier.relaunch(platform)
                    : watch(platform, others);
        }
    }

    private int watch(Platform platform, List<List<String>> others) throws Exception {
        try (Hosts made = hosts ? Hosts.make(platform, others.size()) : null;
                Watching watching =
                        new Watching(platform, made == null ? List.of(platform.machine()) : made.all(), keep);
                Interruption stop = new Interruption(interrupted::countDown, "INT", "TERM")) {
            if (!watching.seesEveryCall()) {
                screen.wrapped("", texts.text(watching.seesByStrace() ? "watch.by-strace" : "watch.without-kernel"));
            }
            if (made != null) {
                Messages lab = Messages.of("soquete.lab.lab", Locale.getDefault());
                screen.wrapped("", texts.text("watch.hosts", made.text(role -> RoleText.of(role, lab))));
            }
            Subject first;
            boolean ownEnd;
            try (LiveView opened = live ? LiveView.open(watching, screen, start) : null) {
                view = opened;
                first = begin(watching);
                ownEnd = run(watching, first, others);
                tell(watching, watching.stop());
            }
            tellAll(watching, first.program().name());
            return exitCode(first, ownEnd, stop.happened() || asked);
        }
    }

    private Watching.Streams streams(ProcessBuilder.Redirect input) {
        return view == null ? Watching.Streams.from(input) : view.streams();
    }

    private void tellAll(Watching watching, String name) throws IOException {
        for (Subject subject : watching.subjects()) {
            for (String why : subject.stoppedShims()) {
                screen.wrapped(
                        "", texts.text("watch.shim-stopped", subject.program().name(), why));
            }
        }
        Story story = new Story(screen, texts, watching.recording(name));
        if (story.isEmpty()) {
            screen.line(texts.text("watch.no-sockets", name));
        } else {
            story.tell();
            screen.line(texts.text("watch.files", story.write(output)));
        }
        if (json != null) {
            story.writeObjects(json);
            screen.line(texts.text("watch.json", json));
        }
    }

    private void checkHosts() throws Failure {
        if (hosts && (clients.isEmpty() || clients.size() > Hosts.MOST_CLIENTS)) {
            throw Failure.wrongUse("error.hosts-clients", Hosts.MOST_CLIENTS);
        }
    }

    private void checkStarts(List<List<String>> others) throws Failure {
        List<List<String>> all = new ArrayList<>(others);
        if (!command.isEmpty()) {
            all.add(command);
        }
        for (List<String> one : all) {
            if (one.isEmpty() || !isThere(one.getFirst())) {
                throw new Failure("error.no-command", one.isEmpty() ? "" : one.getFirst());
            }
        }
    }

    /// Tried before the program runs: what was seen would be lost.
    private void checkJson() throws Failure {
        if (json == null) {
            return;
        }
        if (json.toString().equals("-")) {
            throw Failure.wrongUse("error.json-dash");
        }
        try {
            Files.newOutputStream(json).close();
        } catch (IOException e) {
            throw new Failure("error.not-writable", json, Failures.reason(e), "--json");
        }
    }

    /// As execvp(3) finds a command.
    private static boolean isThere(String name) {
        if (name.contains("/")) {
            return Files.isExecutable(Path.of(name));
        }
        for (String folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            if (Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder, name))) {
                return true;
            }
        }
        return false;
    }

    /// The words of a command line, quoted as in a shell.
    private static List<String> words(String line) throws Failure {
        try {
            return new DefaultParser()
                    .parse(line, 0).words().stream()
                            .filter(word -> !word.isEmpty())
                            .toList();
        } catch (SyntaxError e) {
            throw Failure.wrongUse("error.bad-command", line);
        }
    }

    private Subject begin(Watching watching) throws IOException, Unavailable, Failure {
        if (pid == null) {
            return watching.start(
                    clients.isEmpty() ? "program" : "server",
                    hosts ? Hosts.named(command) : command,
                    streams(ProcessBuilder.Redirect.INHERIT));
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            throw new Failure("error.no-process", String.valueOf(pid));
        }
        return watching.attach(process.get());
    }

    /// Returns when the watch is over; true when it was Soquete that ended the first program.
    private boolean run(Watching watching, Subject first, List<List<String>> others)
            throws IOException, InterruptedException, Failure {
        if (!others.isEmpty()) {
            startClients(watching, first, others);
        }
        if (quiet && !live && idle == null) {
            watching.restWhenFull(); // not before: that a server listens is told by its calls
        }
        long end = duration == null ? Long.MAX_VALUE : start + duration.toNanos();
        boolean over = false;
        while (!over) {
            over = interrupted.await(TICK_MILLIS, TimeUnit.MILLISECONDS);
            tell(watching, watching.poll());
            tellBackground(watching, first);
            long now = System.nanoTime();
            over |= asked
                    || now >= end
                    || idle != null && now - lastNews >= idle.toNanos()
                    || others.isEmpty() && !watching.isAlive(first)
                    || !others.isEmpty() && watching.subjects().stream().skip(1).noneMatch(Subject::isAlive);
        }
        return stop(watching, first);
    }

    private void startClients(Watching watching, Subject first, List<List<String>> others)
            throws IOException, InterruptedException, Failure {
        long end = duration == null ? Long.MAX_VALUE : start + duration.toNanos();
        while (!first.listens()) {
            if (asked || System.nanoTime() >= end || interrupted.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            tell(watching, watching.poll());
            if (!first.listens() && !watching.isAlive(first)) {
                throw new Failure("error.never-listened", first.program().name());
            }
        }
        int number = 1;
        for (List<String> other : others) {
            watching.start("client " + number++, other, streams(ProcessBuilder.Redirect.PIPE));
        }
    }

    /// Ends what still runs. Programs first have a moment to end by themselves: after Ctrl-C, which they got too, and a
    /// server whose clients have left it.
    private boolean stop(Watching watching, Subject first) throws IOException, InterruptedException {
        long grace = System.nanoTime() + (interrupted.getCount() == 0 ? GRACE_NANOS : FAREWELL_NANOS);
        while (System.nanoTime() < grace && watching.subjects().stream().anyMatch(watching::isAlive)) {
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
            tell(watching, watching.poll());
        }
        boolean alive = first.isAlive();
        watching.end();
        tell(watching, watching.poll());
        tellLeft(watching);
        return alive;
    }

    /// Says once that the program itself is over and what it started in the background is watched.
    private void tellBackground(Watching watching, Subject first) {
        if (!background
                && view == null
                && !first.isAlive()
                && !watching.inBackground(first).isEmpty()) {
            background = true;
            screen.wrapped("", texts.text("watch.background", first.program().name()));
        }
    }

    /// Says what goes on: who went into the background is not ended with its starter.
    private void tellLeft(Watching watching) {
        for (Subject subject : watching.subjects()) {
            List<ProcessHandle> left = watching.inBackground(subject);
            if (!left.isEmpty()) {
                String pids =
                        left.stream().map(p -> String.valueOf(p.pid())).sorted().collect(Collectors.joining(", "));
                screen.wrapped("", texts.text("watch.goes-on", subject.program().name(), left.size(), pids));
            }
        }
    }

    private void tell(Watching watching, List<Call> news) throws IOException {
        if (news.stream().anyMatch(call -> call.name() != CallName.POLL)) { // who only waits is idle
            lastNews = System.nanoTime();
        }
        if (view != null) {
            view.calls(news);
            asked |= !view.work();
        } else if (!quiet) {
            List<Program> programs =
                    watching.subjects().stream().map(Subject::program).toList();
            news.forEach(call -> lines.line(call, programs));
        }
    }

    private static int exitCode(Subject first, boolean ownEnd, boolean stopped) {
        if (stopped) {
            return Failures.INTERRUPTED;
        }
        return ownEnd ? 0 : first.exitCode().orElse(0);
    }
}
