package soquete.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// Makes events of the lines that strace writes of a program: what the kernel's tracepoints tell root, for who is not.
///
/// strace tells of a call when it is over, or when another thread has something to tell meanwhile; of a receive, its
/// length only when it is over. The beginning is given then, with the time that it had, and at the end of the trace for
/// one that is still open. Not safe for several threads.
public final class StraceEvents {

    private static final Set<String> MAKES = Set.of("clone", "clone3", "fork", "vfork");

    /// What strace has to be asked for; the calls are those of [Syscall] and those that make processes.
    public static final List<String> OPTIONS = List.of(
            "-f", // threads and children
            "-q",
            "-X",
            "raw",
            "-yy",
            "-s",
            "0",
            "--seccomp-bpf",
            "--absolute-timestamps=format:unix,precision:ns",
            "--syscall-times=ns",
            "-e",
            "signal=none",
            "-e",
            "trace=" + traced());

    /// Calls whose arguments are told when they are over.
    private static final Set<Syscall> TOLD_LATE = Set.of(
            Syscall.RECVFROM, Syscall.RECVMSG, Syscall.RECVMMSG, Syscall.READ, Syscall.READV, Syscall.GETSOCKOPT);

    /// include/linux/errno.h
    private static final Map<String, Integer> RESTARTS =
            Map.of("ERESTARTSYS", 512, "ERESTARTNOINTR", 513, "ERESTARTNOHAND", 514, "ERESTART_RESTARTBLOCK", 516);

    /// In the place of a length that is not told.
    private static final String UNKNOWN = String.valueOf(Arguments.UNKNOWN);

    /// Lines of a thread whose maker has not been told yet.
    private static final int MOST_EARLY = 10_000;

    private final long offsetNanos;
    private final int program;
    private final String name;
    private final Consumer<KernelEvent> sink;
    private final Set<Integer> threads = new TreeSet<>();
    private final Map<Integer, Begun> begun = new HashMap<>();
    private final Map<Integer, List<String>> early = new LinkedHashMap<>();
    private int waiting;
    private long unreadable;

    /// @param entered whether the beginning was given on already
    private record Begun(long timeNanos, String text, boolean entered) {}

    /// @param program     the id that its calls get
    /// @param name        what its threads are called
    /// @param offsetNanos REALTIME − MONOTONIC
    public StraceEvents(int program, String name, long offsetNanos, Consumer<KernelEvent> sink) {
        this.program = program;
        this.name = name;
        this.offsetNanos = offsetNanos;
        this.sink = sink;
    }

    private static String traced() {
        Set<String> names = new TreeSet<>(MAKES);
        names.add("execve");
        for (Syscall each : Syscall.values()) {
            names.add(each == Syscall.SENDFILE64 ? "sendfile" : each.toString());
        }
        return "?" + String.join(",?", names); // whatever of them this processor has
    }

    /// Lines that made no sense, or came of threads that nobody had made.
    public long unreadable() {
        return unreadable + waiting;
    }

    /// The next line, without its end.
    public void line(String written) {
        StraceLine line = StraceLine.of(written);
        if (line == null) {
            unreadable++;
            return;
        }
        if (threads.isEmpty()) {
            threads.add(line.thread());
            sink.accept(new KernelEvent.Present(time(line), line.thread(), line.thread(), program, name, false));
        }
        if (!threads.contains(line.thread())) {
            if (waiting++ < MOST_EARLY) {
                early.computeIfAbsent(line.thread(), t -> new ArrayList<>()).add(written);
            }
            return;
        }
        try {
            take(line);
        } catch (IllegalArgumentException e) {
            unreadable++;
        }
    }

    /// There is nothing more: gives on what never came back.
    public void end() {
        begun.forEach((thread, call) -> {
            Syscall known = call.entered() ? null : syscall(call.text());
            if (known != null) {
                int open = call.text().indexOf('(');
                List<String> words =
                        new ArrayList<>(StraceLine.words(call.text().substring(open + 1)));
                while (words.size() < 3) {
                    words.add(words.size() == 2 ? UNKNOWN : "0");
                }
                enter(thread, call.timeNanos(), known, words);
            }
        });
        begun.clear();
    }

    private long time(StraceLine line) {
        return line.timeNanos() - offsetNanos;
    }

    private void take(StraceLine line) {
        int thread = line.thread();
        if (line.text().startsWith("+++ ")) {
            begun.remove(thread);
            threads.remove(thread);
            sink.accept(new KernelEvent.Ended(time(line), thread));
            return;
        }
        if (line.isUnfinished()) {
            begin(line);
            return;
        }
        String resumed = line.resumed();
        Begun before = resumed == null ? null : begun.remove(thread);
        String text = before == null ? line.text() : before.text() + resumed;
        StraceLine.Whole whole = StraceLine.whole(text);
        if (whole == null || resumed != null && before == null) {
            unreadable++;
            return;
        }
        whole(line, before, whole);
    }

    private void begin(StraceLine line) {
        String text = line.begun();
        Syscall known = syscall(text);
        boolean tellsNow = known != null && !TOLD_LATE.contains(known);
        begun.put(line.thread(), new Begun(time(line), text, tellsNow));
        if (known != null && tellsNow) {
            enter(line.thread(), time(line), known, StraceLine.words(text.substring(text.indexOf('(') + 1)));
        }
    }

    private void whole(StraceLine line, @Nullable Begun before, StraceLine.Whole call) {
        int thread = line.thread();
        long begin = before == null ? time(line) : before.timeNanos();
        long end = call.tookNanos() >= 0 ? begin + call.tookNanos() : Math.max(begin, time(line));
        Long result = result(call);
        if (MAKES.contains(call.name())) {
            born(thread, end, call);
        } else if (call.name().equals("execve")) {
            if (result != null && result == 0) {
                sink.accept(new KernelEvent.Executed(end, thread, thread));
            }
        } else {
            Syscall known = syscall(call.name() + "(");
            if (known != null && (before == null || !before.entered())) {
                enter(thread, begin, known, call.words());
            }
            if (known != null && result != null) {
                leave(thread, end, known, call, result);
            }
        }
    }

    /// −errno on failure; null where there is none.
    private static @Nullable Long result(StraceLine.Whole call) {
        String error = call.error();
        Integer restart = RESTARTS.get(error);
        if (restart != null) {
            return (long) -restart;
        }
        if (error.isEmpty() || call.result() == null) {
            return call.result();
        }
        int number = ErrorNumber.number(error);
        if (number == 0) {
            throw new IllegalArgumentException(error);
        }
        return (long) -number;
    }

    private static @Nullable Syscall syscall(String text) {
        String called = text.substring(0, Math.max(0, text.indexOf('(')));
        try {
            return called.equals("sendfile") ? Syscall.SENDFILE64 : Syscall.valueOf(called.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void born(int thread, long timeNanos, StraceLine.Whole call) {
        Long child = call.result();
        if (child == null || child <= 0) {
            return;
        }
        long flags = 0;
        for (String word : call.words()) {
            int at = word.indexOf("flags=");
            flags = at < 0 ? flags : StraceLine.number(word.substring(at + 6));
        }
        int made = child.intValue();
        threads.add(made);
        sink.accept(new KernelEvent.Born(timeNanos, thread, made, flags, name));
        List<String> lines = early.remove(made);
        if (lines != null) {
            waiting -= lines.size();
            lines.forEach(this::line);
        }
    }

    private void enter(int thread, long timeNanos, Syscall call, List<String> words) {
        long[] numbers = words.stream().limit(6).mapToLong(StraceLine::number).toArray();
        if (!words.isEmpty()) {
            told(thread, timeNanos, (int) numbers[0], words.getFirst());
        }
        Endpoint address = words.size() < 2 ? null : address(call, words);
        if (call == Syscall.BIND && address != null) {
            sink.accept(new KernelEvent.Named(timeNanos, thread, call, (int) numbers[0], address));
        }
        sink.accept(new KernelEvent.Entered(timeNanos, thread, call, Arguments.of(numbers)));
        boolean sends = call == Syscall.CONNECT || call == Syscall.SENDTO || call == Syscall.SENDMSG;
        if (sends && address != null) {
            for (Protocol each : Protocol.values()) { // that which the socket has counts
                sink.accept(
                        new KernelEvent.Routed(timeNanos, thread, each, new Endpoint(address.address(), 0), address));
            }
        }
    }

    /// The socket's address for bind, else the other end's.
    private static @Nullable Endpoint address(Syscall call, List<String> words) {
        return switch (call) {
            case BIND, CONNECT, SENDMSG -> StraceLine.address(words.get(1));
            case SENDTO, RECVFROM -> words.size() < 5 ? null : StraceLine.address(words.get(4));
            default -> null;
        };
    }

    private void leave(int thread, long timeNanos, Syscall call, StraceLine.Whole whole, long result) {
        sink.accept(new KernelEvent.Left(timeNanos, thread, call, result));
        Endpoint sender = call == Syscall.RECVFROM && result >= 0 ? address(call, whole.words()) : null;
        if (sender != null) {
            int descriptor = (int) StraceLine.number(whole.words().getFirst());
            sink.accept(new KernelEvent.Named(timeNanos, thread, call, descriptor, sender));
        }
        if (result >= 0) {
            told(thread, timeNanos, (int) result, whole.more());
        }
    }

    private void told(int thread, long timeNanos, int descriptor, String word) {
        StraceLine.Ends ends = StraceLine.ends(word);
        if (ends != null) {
            sink.accept(new KernelEvent.Connected(
                    timeNanos, thread, descriptor, ends.datagram(), ends.local(), ends.peer()));
        }
    }
}
