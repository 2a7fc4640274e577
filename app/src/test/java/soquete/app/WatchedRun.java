package soquete.app;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import soquete.diagnosis.Diagnosis;
import soquete.host.Platform;
import soquete.text.Messages;
import soquete.timeline.Timeline;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Recording;
import soquete.watch.Subject;
import soquete.watch.Watching;

/// What the watch saw of programs that it started in this JVM, on the host of the calling thread: that host is the
/// machine of what is opened there.
///
/// @param exits of the programs
record WatchedRun(Recording recording, Timeline timeline, Diagnosis diagnosis, List<Integer> exits) {

    private static final long FAREWELL_NANOS = 500_000_000;

    /// Skips the test, and says why, where the kernel's calls or Python are not to be had.
    static void needsKernelAndPython(Platform platform) {
        boolean python = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "python3")));
        Assumptions.assumeTrue(python, "python3 is not installed");
        Assumptions.assumeTrue(
                platform.capabilities().stream()
                        .filter(c -> c.name() == Platform.Capability.Name.KERNEL_STATES)
                        .allMatch(c -> c.missing() == null),
                "the calls of any program need root and tracefs");
    }

    /// A program of the tests' resources.
    static Path program(String name) throws URISyntaxException {
        return Path.of(WatchedRun.class.getResource(name).toURI());
    }

    /// Runs a program of Python once for each role, all at once but clients after a `server` that listens; waits until
    /// the last of them ends.
    static WatchedRun of(Path program, List<String> roles) throws IOException {
        try (Platform machine = Platform.current();
                Watching watching = new Watching(machine, List.of(machine.machine()), 20_000)) {
            for (String role : roles) {
                Subject next = watching.start(role, List.of("python3", program.toString(), role), streams());
                if (role.equals("server")) {
                    until(watching, () -> next.listens() || !next.isAlive());
                }
            }
            List<Subject> subjects = watching.subjects();
            until(watching, () -> subjects.stream().skip(roles.size() - 1).noneMatch(Subject::isAlive));
            long end = System.nanoTime() + FAREWELL_NANOS;
            until(watching, () -> System.nanoTime() > end || subjects.stream().noneMatch(Subject::isAlive));
            watching.end();
            watching.stop();
            Recording recording = watching.recording(String.valueOf(program.getFileName()));
            Timeline timeline = Timeline.of(recording);
            List<Integer> exits =
                    subjects.stream().map(s -> s.exitCode().orElse(-1)).toList();
            return new WatchedRun(recording, timeline, Diagnosis.of(timeline), exits);
        }
    }

    private static Watching.Streams streams() {
        return new Watching.Streams(
                ProcessBuilder.Redirect.from(new File("/dev/null")),
                ProcessBuilder.Redirect.DISCARD,
                ProcessBuilder.Redirect.DISCARD);
    }

    private static void until(Watching watching, BooleanSupplier over) {
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> {
                    watching.poll();
                    return over.getAsBoolean();
                });
    }

    /// Whether so much happened on the machine that the kernel's buffers ran over.
    boolean lostEvents() {
        return recording.losses().stream().anyMatch(loss -> loss.count() > 0);
    }

    /// Whether nothing was lost, and each call has its line.
    boolean isWhole() {
        return !lostEvents() && ownCalls().stream().allMatch(call -> call.source() != null);
    }

    /// The programs' calls. A script in front of python3 looks its user up over AF_UNIX, which has no line.
    List<Call> ownCalls() {
        List<Call> calls = recording.calls();
        Set<Long> local = calls.stream()
                .filter(call ->
                        call.name() == CallName.SOCKET && call.arguments().startsWith("AF_UNIX"))
                .map(Call::socket)
                .collect(Collectors.toSet());
        return calls.stream().filter(call -> !local.contains(call.socket())).toList();
    }

    /// What is wrong, as it is told in English: a paragraph for each kind.
    List<String> paragraphs() {
        return new DiagnosisPage(diagnosis, Messages.of("soquete.watch.watch", Locale.ENGLISH)).paragraphs();
    }

    List<String> kinds() {
        return diagnosis.groups().stream().map(g -> g.worst().key()).toList();
    }

    /// For who reads of a failure.
    String all() {
        return Stream.of(
                        paragraphs().stream(),
                        recording.calls().stream().map(String::valueOf),
                        recording.losses().stream().map(String::valueOf),
                        recording.missing().stream())
                .flatMap(s -> s)
                .collect(Collectors.joining("\n", "\n", "\n"));
    }
}
