package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import soquete.diagnosis.Fault;
import soquete.host.Host;
import soquete.host.Platform;
import soquete.host.Platform.InterfaceAddress;
import soquete.trace.Call;
import soquete.trace.SourceLine;

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

    /// Kinds whose programs are run several times at once, each time as another. `held` is not watched. The others are
    /// told an address of their host.
    private static final Map<String, List<String>> ROLES = Map.of(
            "refused.port", List.of("server", "client"),
            "in-use", List.of("held", "again"),
            "in-use.listener", List.of("held", "again"));

    private static final int AT_ONCE = 6;

    /// A program is run again when events were lost, as they are while others make connections by the
    /// ten thousand, and when it shows anything else than it should: where a thread is kept from running
    /// for a tenth of a second, what waits for it is told, rightly.
    private static final int ATTEMPTS = 3;

    private static final int FIRST_PORT = 10_000;
    private static final int PORTS = 200;
    private static final Map<String, Future<WatchedRun>> RUNS = new HashMap<>();
    private static @Nullable ExecutorService lanes;
    private static @Nullable Platform platform;

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
    static void start() {
        Platform hosts = Platform.current();
        platform = hosts;
        WatchedRun.needsKernelAndPython(hosts);
        ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofPlatform().daemon().factory());
        lanes = threads;
        for (String kind : kinds().toList()) {
            for (String name : List.of("fault_" + file(kind), "sound_" + file(kind))) {
                int number = RUNS.size();
                RUNS.put(name, threads.submit(() -> run(hosts, number, kind, name)));
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
        RUNS.clear();
    }

    private static WatchedRun run(Platform hosts, int number, String kind, String name) throws Exception {
        try (Host host = hosts.newHost("p" + number);
                Host beside = hosts.newHost("b" + number)) {
            hosts.join(host, address("198.51.100.1"), beside, address("198.51.100.2"));
            int from = FIRST_PORT + number * PORTS;
            String ports = from + " " + (from + PORTS - 1);
            WatchedRun run = host.call(() -> {
                Files.writeString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"), ports);
                return watched(kind, name);
            });
            for (int attempt = 1; !isAsExpected(run, kind, name) && attempt < ATTEMPTS; attempt++) {
                run = host.call(() -> watched(kind, name));
            }
            return run;
        }
    }

    private static boolean isAsExpected(WatchedRun run, String kind, String name) {
        return !run.lostEvents() && Set.copyOf(run.kinds()).equals(Set.copyOf(expected(kind, name)));
    }

    private static List<String> expected(String kind, String name) {
        List<String> expected = new ArrayList<>(RIGHTLY.getOrDefault(name, List.of()));
        if (name.startsWith("fault_")) {
            expected.add(kind);
        }
        return expected;
    }

    private static InterfaceAddress address(String text) {
        return new InterfaceAddress(InetAddress.ofLiteral(text), 24);
    }

    private static WatchedRun watched(String kind, String name) throws Exception {
        Path program = program(name);
        List<String> roles = new ArrayList<>(ROLES.getOrDefault(kind, List.of("198.51.100.1")));
        Process held = null;
        if (roles.remove("held")) {
            held = new ProcessBuilder("python3", program.toString(), "held").start();
            BufferedReader out = held.inputReader(StandardCharsets.UTF_8);
            assertThat(out.readLine()).isEqualTo("held");
        }
        try {
            return WatchedRun.of(program, roles);
        } finally {
            if (held != null) {
                held.destroyForcibly().waitFor();
            }
        }
    }

    private static Path program(String name) throws Exception {
        return WatchedRun.program("/soquete/diagnosis/" + name + ".py");
    }

    private static WatchedRun seen(String name) throws Exception {
        WatchedRun run = Objects.requireNonNull(RUNS.get(name), name).get(300, TimeUnit.SECONDS);
        assumeTrue(!run.lostEvents(), "others on this machine make connections faster than their states can be read");
        return run;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isFoundAtItsLine(String kind) throws Exception {
        String name = "fault_" + file(kind);
        WatchedRun run = seen(name);
        assertThat(run.kinds()).as(run::all).containsExactlyInAnyOrderElementsOf(expected(kind, name));
        int place = run.kinds().indexOf(kind);
        Fault fault = run.diagnosis().groups().get(place).worst();
        Call look = fault.look();
        SourceLine source = look == null ? null : look.source();
        int line = markedLine(name);
        String expectedLine = line == 0 ? "null" : name + ".py:" + line;
        assertThat(String.valueOf(source)).as(run::all).isEqualTo(expectedLine);
        if (line != 0) {
            assertThat(run.paragraphs().get(place)).contains("(" + expectedLine + ")");
        }
    }

    /// The number of the line with the mark; 0 where a program has none, since its line cannot be known.
    private static int markedLine(String name) throws Exception {
        List<String> lines = Files.readAllLines(program(name));
        int marked = 0;
        for (int i = 0; i < lines.size(); i++) {
            marked = lines.get(i).endsWith(MARK) ? i + 1 : marked;
        }
        return marked;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isNotFoundWhereItIsNot(String kind) throws Exception {
        String name = "sound_" + file(kind);
        WatchedRun run = seen(name);
        assertThat(run.recording().calls()).isNotEmpty();
        assertThat(run.kinds()).as(run::all).isEmpty();
    }
}
