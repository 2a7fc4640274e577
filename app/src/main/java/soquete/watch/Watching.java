package soquete.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.host.CallWatch;
import soquete.host.Host;
import soquete.host.Platform;
import soquete.host.Programs;
import soquete.host.SocketTable;
import soquete.host.StateWatch;
import soquete.host.Unavailable;
import soquete.lab.Scratch;
import soquete.lab.Stage;
import soquete.trace.Call;
import soquete.trace.CapturedPacket;
import soquete.trace.Loss;
import soquete.trace.Program;
import soquete.trace.Recording;
import soquete.trace.SourceLines;
import soquete.trace.StateChange;

/// Programs of any language under observation: their calls as the kernel sees them, with the lines of source that shims
/// see, and what of the machine's packets and states is theirs. What cannot be observed here is noted, not invented.
///
/// One thread starts programs, asks for news and finishes; the observers have threads of their own.
public final class Watching implements AutoCloseable {

    /// Calls that only shims see; the message bundle holds `missing.NAME`.
    public static final String NO_KERNEL_CALLS = "kernel-calls";

    /// Calls of other programs that strace sees.
    public static final String STRACE_CALLS = "strace-calls";

    /// The memory of a watch has room for so many.
    public static final int MOST_CALLS = 60_000;

    private static final int MOST_LINES = 200_000;
    private static final int MOST_ROWS = 20_000;
    /// Calls that nobody has looked at yet.
    private static final int MOST_FRESH = 200_000;

    private final Platform platform;
    private final List<Host> places;
    private final Tables tables = new Tables();
    private final Scratch scratch;
    private final Path own;
    private final Ours ours = new Ours();
    private final Queue<Call> fresh = new LinkedBlockingQueue<>(MOST_FRESH);
    private final LongAdder callsOverrun = new LongAdder();
    private final SourceLines lines = new SourceLines(MOST_LINES);
    private final int most;
    private final Kept kept;
    private final Packets packets;
    private final Sieve<StateChange> states;
    private final List<Subject> subjects = new ArrayList<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private final List<Loss> losses = new ArrayList<>();
    private volatile @Nullable Consumer<StateChange> listener;
    private volatile boolean restsWhenFull;
    private long returned;
    private volatile boolean rests;
    private @Nullable CallWatch calls;
    private @Nullable Background background;
    private @Nullable CallWatch strace;
    private final List<StateWatch> sampled = new ArrayList<>();
    private @Nullable Readings readings;

    /// Begins to observe; programs come later.
    ///
    /// @param places where each of them runs, in their order: those beyond run on the last, all on a single one
    /// @param most   calls that are kept, and packets; two thirds as many changes of state
    public Watching(Platform platform, List<Host> places, int most) throws IOException {
        this.platform = platform;
        this.most = most;
        this.kept = new Kept(most);
        this.states = new Sieve<>(ours, most / 3 * 2, state -> {});
        this.places = List.copyOf(places);
        this.packets = new Packets(platform, this.places, ours, most);
        this.scratch = Scratch.make();
        this.own = scratch.part("own-");
        try {
            watchCalls();
            watchTable();
            watchPackets();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void watchCalls() throws IOException {
        try {
            calls = platform.calls(this::call, this::state);
            background = new Background(calls);
        } catch (Unavailable noTracepoints) {
            missing.add(watchByStrace() ? STRACE_CALLS : NO_KERNEL_CALLS);
            missing.add(Stage.NO_KERNEL_STATES);
            try {
                for (Host place : places) {
                    sampled.add(platform.sampledStates(place, Set.of(), this::state));
                }
            } catch (Unavailable noTable) {
                missing.add(Stage.NO_STATES);
            }
        }
    }

    private boolean watchByStrace() {
        try {
            strace = platform.straceCalls(scratch.folder(), this::call);
            return true;
        } catch (Unavailable e) {
            return false;
        }
    }

    private void watchTable() {
        try {
            for (Host place : places) {
                tables.add(platform.socketTable(place));
            }
            readings = new Readings(tables, ours, MOST_ROWS);
        } catch (Unavailable e) {
            missing.add(Stage.NO_STATES);
        }
    }

    /// The sockets of all places.
    public SocketTable table() {
        return tables;
    }

    private void watchPackets() throws IOException {
        try {
            packets.capture();
        } catch (Unavailable e) {
            missing.add(Stage.NO_PACKETS);
        }
    }

    private void call(Call call) {
        ours.learn(call);
        returned += call.returned() ? 1 : 0;
        if (restsWhenFull && returned >= most && !rests) {
            rests = true;
            rest();
        }
        if (!fresh.offer(call)) {
            callsOverrun.increment();
        }
    }

    private void state(StateChange change) {
        if (states.isFull()) {
            states.passBy();
        } else {
            states.offer(change, change.timeNanos(), Arrays.asList(change.local(), change.peer()));
        }
        Consumer<StateChange> told = listener;
        if (told != null) {
            told.accept(change);
        }
    }

    /// Where a program's standard streams lead.
    public record Streams(
            ProcessBuilder.Redirect input, ProcessBuilder.Redirect output, ProcessBuilder.Redirect error) {

        /// Output and errors as this process's.
        public static Streams from(ProcessBuilder.Redirect input) {
            return new Streams(input, ProcessBuilder.Redirect.INHERIT, ProcessBuilder.Redirect.INHERIT);
        }
    }

    /// Where what belongs to this watch alone may be written; it goes with it.
    public Path folder() {
        return own;
    }

    /// Who is told of each change of state of any socket of the machine, on the observer's thread.
    public void onState(@Nullable Consumer<StateChange> told) {
        listener = told;
    }

    /// Starts a program.
    ///
    /// @param role `server`, `client 2`
    public Subject start(String role, List<String> command, Streams streams) throws IOException {
        int id = subjects.size() + 1;
        // where the kernel tells the calls, no more lines are wanted of a process than calls are kept
        int written = calls == null ? Shims.ALL : most;
        Shims shims = Shims.unpack(scratch.part(id + "-"), written);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(streams.input())
                .redirectOutput(streams.output())
                .redirectError(streams.error());
        Host place = places.get(Math.min(id, places.size()) - 1);
        Program program = new Program(id, role, Subject.name(command, subjects), place.name(), 0);
        boolean outside = calls != null || strace != null && !shims.reach(command);
        Subject subject = Subject.start(program, command, builder, shims, outside, b -> launch(place, b, id, outside));
        subjects.add(subject);
        scratch.usedBy(subject.program().pid());
        return subject;
    }

    private Process launch(Host place, ProcessBuilder builder, int id, boolean outside) throws IOException {
        CallWatch watch = calls == null ? strace : calls;
        return outside && watch != null ? watch.start(place, builder, id) : place.start(builder);
    }

    /// Watches a process that runs already.
    ///
    /// @throws Unavailable where only its own start could have been watched
    public Subject attach(ProcessHandle process) throws IOException, Unavailable {
        CallWatch watch = calls;
        if (watch == null) {
            throw new Unavailable(Unavailable.Reason.NOT_ROOT, Platform.Capability.Name.KERNEL_STATES);
        }
        int id = subjects.size() + 1;
        watch.attach(process.pid(), id);
        Subject subject = Subject.running(id, process);
        subjects.add(subject);
        return subject;
    }

    /// The calls that became known since the last time, as begun if they stay open, in the order of what is new. None
    /// at rest: nobody waits for them, and a busy machine has better to do until [#stop()].
    public List<Call> poll() throws IOException {
        if (readings != null) {
            readings.readInTime();
        }
        if (rests) {
            return List.of();
        }
        long now = System.nanoTime();
        List<Call> news = take();
        packets.sort();
        news.addAll(lines.settle(now));
        return kept(news);
    }

    private List<Call> kept(List<Call> news) {
        news.sort(Comparator.comparingLong(Watching::newsNanos));
        for (Call call : news) {
            kept.add(call);
            subjects.get(call.program() - 1).saw(call);
        }
        return strace == null ? news : once(news);
    }

    /// Of strace's calls the ends become known a line later: of those told more than once the last.
    private static List<Call> once(List<Call> news) {
        Map<List<Long>, Call> latest = LinkedHashMap.newLinkedHashMap(news.size());
        for (Call call : news) {
            latest.put(List.of((long) call.program(), call.id(), call.returned() ? 1L : 0L), call);
        }
        return new ArrayList<>(latest.values());
    }

    private static long newsNanos(Call call) {
        return call.returned() ? call.endNanos() : call.beginNanos();
    }

    /// What was told by now; the kernel's calls wait for their lines, unless too many came for that.
    private List<Call> take() throws IOException {
        List<Call> news = new ArrayList<>();
        for (Subject subject : subjects) {
            for (Call call : subject.shimCalls()) {
                if (!subject.seenOutside()) {
                    ours.learn(call);
                    news.add(call);
                } else {
                    lines.shim(call);
                }
            }
        }
        for (Call call = fresh.poll(); call != null; call = fresh.poll()) {
            if (kept.isFull()) {
                news.add(call);
            } else {
                lines.kernel(call);
            }
        }
        return news;
    }

    /// Once as many calls have come as are kept, what the programs do is only counted: they run nearly unobserved.
    public void restWhenFull() {
        restsWhenFull = calls != null; // strace stops the programs at each call whether anybody looks or not
    }

    private void rest() {
        packets.rest();
        if (calls != null) {
            calls.rest();
        }
    }

    /// Processes that came of a program and run though its own is gone: a server in the background. None where only
    /// shims see calls.
    public List<ProcessHandle> inBackground(Subject subject) {
        return background == null ? List.of() : background.processes(subject);
    }

    /// Whether the program or anything that came of it still runs. What it started last may be known a moment
    /// later than its end is.
    public boolean isAlive(Subject subject) {
        return subject.isAlive() || background != null && background.runs(subject);
    }

    /// Ends the programs that it started and that still run, servers in the background too.
    public void end() {
        Programs.end(subjects.stream().flatMap(s -> s.started().stream()).toList());
        if (background != null) {
            background.end(subjects);
        }
    }

    public List<Subject> subjects() {
        return List.copyOf(subjects);
    }

    /// Whether the kernel tells every call of every program.
    public boolean seesEveryCall() {
        return calls != null;
    }

    /// Whether strace tells those of programs in which nothing of ours runs.
    public boolean seesByStrace() {
        return strace != null;
    }

    /// Stops observing and gives the calls that are still news. Programs that still run go on, unobserved.
    public List<Call> stop() throws IOException {
        if (readings != null) {
            readings.read();
        }
        if (calls != null) {
            calls.close();
            losses.addAll(calls.losses());
        }
        if (strace != null) {
            strace.close();
            losses.addAll(strace.losses());
        }
        List<Call> news = take();
        news.addAll(lines.rest());
        losses.addAll(packets.stop());
        unkept("arrived-calls", callsOverrun.sum());
        sampled.forEach(StateWatch::close);
        for (Subject subject : subjects) {
            losses.addAll(subject.losses());
        }
        return kept(news);
    }

    /// What was seen by now; nothing of it is settled.
    public Recording soFar() {
        return recording("", packets.soFar(), states.soFar());
    }

    /// What was seen, after [#stop()].
    public Recording recording(String name) {
        List<CapturedPacket> ourPackets = packets.all();
        List<StateChange> ourStates = states.rest();
        unkept("kept-calls", kept.notKept());
        unkept("kept-packets", packets.notKept());
        unkept("kept-states", states.notKept());
        return recording(name, ourPackets, ourStates);
    }

    private Recording recording(String name, List<CapturedPacket> ourPackets, List<StateChange> ourStates) {
        List<CapturedPacket> seen = new ArrayList<>(ourPackets);
        seen.sort(Comparator.comparingLong(CapturedPacket::timeNanos));
        List<StateChange> changes = new ArrayList<>(ourStates);
        changes.sort(Comparator.comparingLong(StateChange::timeNanos));
        List<Program> programs = subjects.stream().map(Subject::program).toList();
        return new Recording(
                name,
                platform.realtimeOffsetNanos(),
                programs,
                kept.all(),
                seen,
                changes,
                readings == null ? List.of() : readings.rows(),
                losses,
                List.copyOf(missing));
    }

    private void unkept(String what, long count) {
        if (count > 0) {
            losses.add(new Loss(what, count));
        }
    }

    /// Ends the programs that it started, and observes no more.
    @Override
    public void close() {
        end();
        packets.close();
        if (calls != null) {
            calls.close();
        }
        if (strace != null) {
            strace.close();
        }
        sampled.forEach(StateWatch::close);
        try {
            for (Subject subject : subjects) {
                subject.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            scratch.close();
        }
    }
}
