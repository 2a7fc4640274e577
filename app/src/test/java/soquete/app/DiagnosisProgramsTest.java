package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import soquete.diagnosis.Diagnosis;
import soquete.host.Host;
import soquete.host.Platform;
import soquete.host.Platform.InterfaceAddress;
import soquete.text.Messages;
import soquete.timeline.Timeline;
import soquete.trace.Call;
import soquete.trace.Recording;
import soquete.trace.SourceLine;
import soquete.watch.Subject;
import soquete.watch.Watching;

/// Each kind of fault in a small program that has it, and a program like it that has not: the watch finds it by its
/// kind in the first, at the line that is marked there, and finds nothing in the second.
///
/// Each program runs on a host of its own, whose sockets have ports that those of no other program have: the kernel
/// reports the states of the whole machine.
///
/// One kind no program can show: `refused.somewhere` is told where the address that was asked is not known, and where
/// states are seen they name it. A recording that was made up shows it, in `soquete.diagnosis`.
class DiagnosisProgramsTest {

    private static final String MARK = "# <- look here";
    private static final Set<String> IN_NO_PROGRAM = Set.of("refused.somewhere");

    /// What a program shows rightly beside its own kind.
    private static final Map<String, List<String>> RIGHTLY = Map.of("fault_recv_part", List.of("reset.unread"));

    /// Kinds whose programs are run several times at once, each time as another. `held` is not watched.
    private static final Map<String, List<String>> ROLES = Map.of(
            "refused.port", List.of("server", "client"),
            "in-use", List.of("held", "again"),
            "in-use.listener", List.of("held", "again"));

    private static final int AT_ONCE = 6;
    /// A program is run again when events were lost, as they are while others on the machine make connections by the
    /// ten thousand.
    private static final int ATTEMPTS = 3;

    private static final long FAREWELL_NANOS = 500_000_000;
    private static final int FIRST_PORT = 10_000;
    private static final int PORTS = 200;

    private static final Map<String, Future<Seen>> RUNS = new LinkedHashMap<>();
    private static @Nullable ExecutorService lanes;
    private static @Nullable Platform platform;

    /// What the watch told of a program.
    private record Seen(Recording recording, Diagnosis diagnosis, List<String> paragraphs) {
        List<String> kinds() {
            return diagnosis.groups().stream().map(g -> g.worst().key()).toList();
        }

        Diagnosis.Group group(String kind) {
            return diagnosis.groups().stream()
                    .filter(g -> g.worst().key().equals(kind))
                    .findFirst()
                    .orElseThrow();
        }

        /// Whether so much happened on the machine that the kernel's buffers ran over.
        boolean lostEvents() {
            return recording.losses().stream().anyMatch(loss -> loss.count() > 0);
        }

        /// For who reads of a failure.
        String all() {
            return Stream.of(
                            paragraphs.stream(),
                            recording.calls().stream().map(String::valueOf),
                            recording.losses().stream().map(String::valueOf),
                            recording.missing().stream())
                    .flatMap(s -> s)
                    .collect(Collectors.joining("\n", "\n", "\n"));
        }
    }

    static Stream<String> kinds() {
        Set<String> kinds = new TreeSet<>();
        for (String key : ResourceBundle.getBundle("soquete.diagnosis.diagnosis", Locale.ENGLISH)
                .keySet()) {
            if (key.endsWith(".name")) {
                kinds.add(key.substring(0, key.length() - ".name".length()));
            }
        }
        kinds.removeAll(IN_NO_PROGRAM);
        return kinds.stream();
    }

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.current();
        boolean python = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "python3")));
        assumeTrue(python, "python3 is not installed");
        assumeTrue(
                platform.capabilities().stream()
                        .filter(c -> c.name() == Platform.Capability.Name.KERNEL_STATES)
                        .allMatch(c -> c.missing() == null),
                "the calls of any program need root and tracefs");
        lanes = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofPlatform().daemon().factory());
        int number = 0;
        for (String kind : kinds().toList()) {
            for (String name : List.of("fault_" + file(kind), "sound_" + file(kind))) {
                int own = number++;
                RUNS.put(name, lanes.submit(() -> run(own, kind, name)));
            }
        }
    }

    private static String file(String kind) {
        return kind.replace('-', '_').replace('.', '_');
    }

    @AfterAll
    static void end() {
        if (lanes != null) {
            lanes.shutdownNow();
        }
        if (platform != null) {
            platform.close();
        }
    }

    private static Seen run(int number, String kind, String name) throws Exception {
        Platform hosts = Objects.requireNonNull(platform);
        try (Host host = hosts.newHost("p" + number);
                Host beside = hosts.newHost("b" + number)) {
            hosts.join(host, address("198.51.100.1"), beside, address("198.51.100.2"));
            Seen seen = host.call(() -> {
                int from = FIRST_PORT + number * PORTS;
                Files.writeString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"), from + " " + (from + PORTS - 1));
                return watched(kind, name);
            });
            for (int attempt = 1; seen.lostEvents() && attempt < ATTEMPTS; attempt++) {
                seen = host.call(() -> watched(kind, name));
            }
            return seen;
        }
    }

    private static InterfaceAddress address(String text) {
        return new InterfaceAddress(InetAddress.ofLiteral(text), 24);
    }

    private static Path program(String name) throws URISyntaxException {
        return Path.of(DiagnosisProgramsTest.class
                .getResource("/soquete/diagnosis/" + name + ".py")
                .toURI());
    }

    /// To be called on a thread of the host: it is the machine of what is opened here.
    private static Seen watched(String kind, String name) throws Exception {
        Path program = Path.of(DiagnosisProgramsTest.class
                .getResource("/soquete/diagnosis/" + name + ".py")
                .toURI());
        List<String> roles = new ArrayList<>(ROLES.getOrDefault(kind, List.of("198.51.100.1")));
        Process held = null;
        if (roles.remove("held")) {
            held = new ProcessBuilder("python3", program.toString(), "held").start();
            BufferedReader out = held.inputReader(StandardCharsets.UTF_8);
            assertThat(out.readLine()).isEqualTo("held");
        }
        try (Platform machine = Platform.current();
                Watching watching = new Watching(machine)) {
            Subject first = null;
            for (String role : roles) {
                Subject next = watching.start(role, List.of("python3", program.toString(), role), streams());
                first = first == null ? next : first;
                Subject server = first;
                if (role.equals("server")) {
                    until(watching, () -> server.listens() || !server.isAlive());
                }
            }
            until(
                    watching,
                    () -> watching.subjects().stream().skip(roles.size() - 1).noneMatch(Subject::isAlive));
            if (roles.size() > 1) {
                farewell(watching);
            }
            watching.stop();
            Recording recording = watching.recording(name);
            Diagnosis diagnosis = Diagnosis.of(Timeline.of(recording));
            List<String> paragraphs =
                    new DiagnosisPage(diagnosis, Messages.of("soquete.watch.watch", Locale.ENGLISH)).paragraphs();
            return new Seen(recording, diagnosis, paragraphs);
        } finally {
            if (held != null) {
                held.destroyForcibly().waitFor();
            }
        }
    }

    private static Watching.Streams streams() {
        return new Watching.Streams(
                ProcessBuilder.Redirect.from(new java.io.File("/dev/null")),
                ProcessBuilder.Redirect.DISCARD,
                ProcessBuilder.Redirect.DISCARD);
    }

    /// A server has a moment to end when its clients have.
    private static void farewell(Watching watching) {
        long end = System.nanoTime() + FAREWELL_NANOS;
        until(
                watching,
                () -> System.nanoTime() > end || watching.subjects().stream().noneMatch(Subject::isAlive));
        watching.end();
    }

    private static void until(Watching watching, java.util.function.BooleanSupplier over) {
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> {
                    watching.poll();
                    return over.getAsBoolean();
                });
    }

    private static Seen seen(String name) throws Exception {
        Seen seen = Objects.requireNonNull(RUNS.get(name), name).get(300, TimeUnit.SECONDS);
        assumeTrue(!seen.lostEvents(), "others on this machine make connections faster than their states can be read");
        return seen;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isFound(String kind) throws Exception {
        String name = "fault_" + file(kind);
        Seen seen = seen(name);
        List<String> expected = new ArrayList<>(List.of(kind));
        expected.addAll(RIGHTLY.getOrDefault(name, List.of()));
        assertThat(seen.kinds()).as(seen::all).containsExactlyInAnyOrderElementsOf(expected);
        int line = markedLine(name);
        Call look = seen.group(kind).worst().look();
        assertThat(look).as(seen::all).isNotNull();
        SourceLine source = look == null ? null : look.source();
        if (line == 0) {
            assertThat(source).as(seen::all).isNull();
        } else {
            assertThat(String.valueOf(source)).as(seen::all).isEqualTo(name + ".py:" + line);
            assertThat(seen.paragraphs().get(seen.kinds().indexOf(kind))).contains("(" + name + ".py:" + line + ")");
        }
    }

    /// The number of the line with the mark; 0 where a program has none, since its line cannot be known.
    private static int markedLine(String name) throws IOException, URISyntaxException {
        List<String> lines = Files.readAllLines(program(name));
        int line = 0;
        for (int i = 0; i < lines.size(); i++) {
            line = lines.get(i).endsWith(MARK) ? i + 1 : line;
        }
        return line;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isNotFoundWhereItIsNot(String kind) throws Exception {
        String name = "sound_" + file(kind);
        Seen seen = seen(name);
        assertThat(seen.kinds())
                .as(seen::all)
                .containsExactlyInAnyOrderElementsOf(RIGHTLY.getOrDefault(name, List.of()));
        assertThat(seen.recording().calls()).isNotEmpty();
    }
}
