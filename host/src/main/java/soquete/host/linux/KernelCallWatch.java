package soquete.host.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import soquete.host.CallWatch;
import soquete.host.Host;
import soquete.host.Unavailable;
import soquete.kernel.KernelCalls;
import soquete.kernel.KernelEvent;
import soquete.trace.Call;
import soquete.trace.Loss;
import soquete.trace.StateChange;

/// Socket calls of any program from the kernel's trace events: two instances, one of what the programs' threads do, one
/// of what happens to TCP sockets in whoever's time, read as one in the order of time.
final class KernelCallWatch implements CallWatch {

    /// For each cpu. A connection opened, used and closed writes about 1 KiB of calls and 0.7 of states; the reader
    /// comes by every few milliseconds.
    private static final int CALLS_KIB = 8 * 1024;

    private static final int STATES_KIB = 6 * 1024;

    /// All cpus together; each has at least a quarter of what it should have.
    private static final int MOST_KIB = 128 * 1024;

    /// Threads in one write, whose length the kernel bounds by a page.
    private static final int MOST_AT_ONCE = 400;

    private static final int PAUSE_MILLIS = 5;
    private static final int CALLS = 0;

    /// Stops itself, and becomes the command once it is woken.
    private static final String STOPPED = "kill -STOP $$; exec \"$@\"";

    private final Consumer<StateChange> stateSink;
    private final Tracefs callInstance;
    private final Tracefs stateInstance;
    private final CallEvents callEvents;
    private final StateEvents stateEvents;
    private final LibraryProbes probes;
    private final KernelCalls calls;
    private final TraceReader<KernelEvent> reader;
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean enabled;
    private volatile long broken;
    private volatile long unseenRequests;

    KernelCallWatch(Consumer<Call> callSink, Consumer<StateChange> stateSink) throws Unavailable, IOException {
        this.stateSink = stateSink;
        int cpus = Runtime.getRuntime().availableProcessors();
        callInstance = Tracefs.make(Math.clamp(MOST_KIB * 2L / 3 / cpus, CALLS_KIB / 4, CALLS_KIB));
        Tracefs second = null;
        try {
            second = Tracefs.make(Math.clamp(MOST_KIB / 3L / cpus, STATES_KIB / 4, STATES_KIB));
            stateInstance = second;
            if (!callInstance.has("events/syscalls/sys_enter_accept")) {
                throw new Unavailable(Unavailable.Reason.NO_TRACEFS, "events/syscalls");
            }
            callInstance.write("options/event-fork", "1");
            stateInstance.write(StateEvents.EVENT + "/filter", StateEvents.FILTER);
            callEvents = new CallEvents(callInstance);
            stateEvents = new StateEvents(EventFormat.parse(stateInstance.read(StateEvents.EVENT + "/format")));
            probes = new LibraryProbes(callInstance);
            calls = new KernelCalls(callSink);
            reader = new TraceReader<>(
                    "calls of programs",
                    List.of(callInstance, stateInstance),
                    new TraceReader.Reading<>(
                            this::decode,
                            (instance, time) -> new KernelEvent.Missed(time, instance == CALLS),
                            KernelEvent::timeNanos,
                            this::take,
                            this::settle,
                            PAUSE_MILLIS));
        } catch (IOException | Unavailable e) {
            callInstance.close();
            if (second != null) {
                second.close();
            }
            throw e;
        }
    }

    private @Nullable KernelEvent decode(int instance, long timeNanos, MemorySegment data) {
        return instance == CALLS
                ? callEvents.decode(timeNanos, data)
                : CallEvents.changed(stateEvents, timeNanos, data);
    }

    private void take(KernelEvent event) {
        calls.take(event);
        if (event instanceof KernelEvent.Changed changed) {
            stateSink.accept(changed.change());
        }
    }

    private void settle() {
        calls.settle();
        broken = calls.broken();
        unseenRequests = calls.unseenRequests();
    }

    @Override
    public Process start(Host host, ProcessBuilder command, int program) throws IOException {
        LinuxHost where = (LinuxHost) host;
        Process process = where.start(stopped(command));
        ProcessSockets sockets = new ProcessSockets(process.pid());
        try {
            if (sockets.awaitStopped()) {
                watch(process.pid(), program, sockets, false);
                ProcessCalls.kill(process.pid(), ProcessCalls.SIGCONT);
                where.release(process);
            }
            return process;
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static ProcessBuilder stopped(ProcessBuilder command) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", STOPPED, "sh"));
        words.addAll(command.command());
        ProcessBuilder stopped = new ProcessBuilder(words)
                .directory(command.directory())
                .redirectInput(command.redirectInput())
                .redirectOutput(command.redirectOutput())
                .redirectError(command.redirectError())
                .redirectErrorStream(command.redirectErrorStream());
        stopped.environment().clear();
        stopped.environment().putAll(command.environment());
        return stopped;
    }

    @Override
    public void attach(long pid, int program) throws IOException {
        watch(pid, program, new ProcessSockets(pid), true);
    }

    /// Its threads are known before their events can come, and what they have and do takes its place among those.
    private synchronized void watch(long pid, int program, ProcessSockets sockets, boolean started) throws IOException {
        if (closed.get()) {
            throw new IllegalStateException("the watch is closed");
        }
        callEvents.add(probes.probe(pid));
        List<KernelEvent> found = new ArrayList<>();
        reader.suspend(System.nanoTime());
        try {
            Set<Integer> threads = new HashSet<>();
            List<Integer> fresh = fresh(sockets, threads);
            int process = fresh.isEmpty() ? 0 : fresh.getFirst();
            while (!fresh.isEmpty()) {
                // and again, until no thread was made in between
                letThrough(fresh);
                long now = System.nanoTime();
                for (int thread : fresh) {
                    String name = sockets.threadName(thread);
                    found.add(new KernelEvent.Present(now, thread, process, program, name, started));
                }
                threads.addAll(fresh);
                fresh = fresh(sockets, threads);
            }
            if (!enabled) {
                stateInstance.write(StateEvents.EVENT + "/enable", "1");
                callEvents.enable();
                enabled = true;
            }
            found.addAll(sockets.held());
            if (started) {
                found.addAll(sockets.standing());
            }
        } finally {
            reader.resume(found);
        }
    }

    /// The threads that are not among those known, the process's own first.
    private static List<Integer> fresh(ProcessSockets sockets, Set<Integer> known) throws IOException {
        return sockets.threads().stream().filter(t -> !known.contains(t)).toList();
    }

    /// Many in one write: each makes the kernel wait until no cpu looks at the list before.
    private void letThrough(List<Integer> threads) throws IOException {
        for (int from = 0; from < threads.size(); from += MOST_AT_ONCE) {
            callInstance.write(
                    "set_event_pid",
                    threads.subList(from, Math.min(from + MOST_AT_ONCE, threads.size())).stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(" ")));
        }
    }

    @Override
    public Set<Integer> processes(int program) {
        return calls.processes(program);
    }

    @Override
    public void rest() {
        try {
            callEvents.rest();
            reader.rest();
            // last: the kernel takes 10 ms for each
            probes.rest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean readsAddresses() {
        return probes.any();
    }

    @Override
    public List<Loss> losses() {
        List<Loss> losses = new ArrayList<>();
        losses.add(new Loss("kernel-events", reader.lost()));
        losses.add(new Loss("kernel-calls", broken));
        if (unseenRequests > 0) {
            losses.add(new Loss("io_uring", unseenRequests));
        }
        return losses;
    }

    @Override
    public synchronized void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            callInstance.write("events/enable", "0");
            stateInstance.write(StateEvents.EVENT + "/enable", "0");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            reader.close();
            callInstance.close();
            stateInstance.close();
            probes.close();
        }
    }
}
