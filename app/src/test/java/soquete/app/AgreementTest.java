package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import soquete.host.Host;
import soquete.host.Platform;
import soquete.host.Unavailable;
import soquete.tcp.TcpState;
import soquete.timeline.CausalOrder;
import soquete.timeline.Conversation;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.timeline.Timeline;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Program;
import soquete.trace.Recording;
import soquete.trace.RecordingFile;
import soquete.trace.SocketRow.Protocol;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Endpoint;

/// What `soquete watch` says of real programs agrees with `ss` while they run and with tshark on the recording: which
/// connections there were, how many bytes each carried each way, and which states its ends went through.
class AgreementTest {

    private static final int PATIENCE_SECONDS = 100;
    private static final int MOST_RUNS = 3;

    @TempDir
    private Path folder;

    private Platform platform;
    private Host host;
    private int hosts;

    /// What `ss` showed at a time at which no byte moved.
    private record Still(long timeNanos, List<KernelSockets.Row> rows) {}

    private record Seen(Path file, Recording recording, Still still) {}

    @BeforeEach
    void makeHost() throws IOException {
        platform = Platform.current();
        freshHost();
        // for programs that give up their rights
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// One without sockets in TIME-WAIT.
    private void freshHost() throws IOException {
        try {
            host = platform.newHost("test" + ++hosts);
        } catch (Unavailable e) {
            Assumptions.abort("a host of its own needs root");
        }
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @ParameterizedTest
    @EnumSource
    void agrees(RealProgram program, TestReporter reporter) throws Exception {
        for (String command : program.needed()) {
            assumeTrue(!RealProgram.place(command).isEmpty(), command + " is not installed");
        }
        assumeTrue(!RealProgram.place("tshark").isEmpty(), "tshark is not installed");
        assumeTrue(!RealProgram.place("ss").isEmpty(), "ss is not installed");
        Seen seen = seen(program);
        Recording recording = seen.recording();
        assumeTrue(!recording.missing().contains("kernel-calls"), "the kernel's calls need tracefs");
        List<Conversation> told = Timeline.of(recording).conversations().stream()
                .filter(c -> c.protocol() == Protocol.TCP)
                .toList();
        List<WireConnection> wire = WireConnection.of(seen.file());

        assertThat(recording.losses()).as("losses").allMatch(loss -> loss.count() == 0);
        assertThat(told.stream().flatMap(c -> CausalOrder.of(c).stream())).noneMatch(CausalOrder.Edge::violated);
        sameConnections(recording, told, wire);
        for (Conversation conversation : told) {
            WireConnection packets = of(wire, conversation);
            sameBytes(conversation, packets);
            sameStates(recording, conversation, packets);
            hasLines(conversation);
        }
        asSeenOpen(seen.still(), told);
        asLeft(KernelSockets.of(host), told);
        reporter.publishEntry(program.name(), figures(recording, told, wire));
    }

    /// What a watch has recorded, whole if that can be had: what others do on the machine meanwhile may overrun the
    /// kernel's buffers, which is counted, and then a run says nothing of agreement.
    private Seen seen(RealProgram program) throws IOException, InterruptedException {
        for (int run = 1; ; run++) {
            Path place = Files.createDirectory(folder.resolve("run" + run));
            Still still = watch(program, place);
            Path file = recording(place);
            Recording recording = RecordingFile.read(file).recording();
            if (run == MOST_RUNS || recording.losses().stream().allMatch(loss -> loss.count() == 0)) {
                return new Seen(file, recording, still);
            }
            freshHost();
        }
    }

    /// Runs the command as a user does, and lets it end once the sockets have been looked at.
    private Still watch(RealProgram program, Path place) throws IOException, InterruptedException {
        Path goOn = place.resolve(RealProgram.FIFO);
        assertThat(new ProcessBuilder("mkfifo", goOn.toString()).start().waitFor())
                .isZero();
        RealProgram.Started started = program.in(place);
        List<String> arguments =
                new ArrayList<>(List.of("watch", "-o", place.resolve("reports").toString()));
        started.clients().forEach(client -> arguments.addAll(List.of("--with", client)));
        arguments.add("--");
        arguments.addAll(started.server());
        Path out = place.resolve("out");
        Path err = place.resolve("err");
        // read and write at once: opening it waits for nobody
        try (RandomAccessFile line = new RandomAccessFile(goOn.toFile(), "rw")) {
            Process watch = new Cli().on(host).start(out, err, arguments.toArray(String[]::new));
            try {
                Still still = new Still(0, List.of());
                if (program.holds()) {
                    Awaitility.await()
                            .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .until(() -> Files.readString(out).lines().anyMatch("held"::equals) || !watch.isAlive());
                    assertThat(Files.readString(out).lines())
                            .as(() -> said(err))
                            .contains("held");
                    still = still();
                    line.write("go on\n".getBytes(StandardCharsets.UTF_8));
                }
                assertThat(watch.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .as(() -> said(err))
                        .isTrue();
                assertThat(watch.exitValue()).as(() -> said(err)).isZero();
                return still;
            } finally {
                watch.destroyForcibly();
            }
        }
    }

    private static String said(Path err) {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// Looks until two looks are alike: in between no byte moved.
    private Still still() {
        return Awaitility.await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(this::twoLooks, still -> !still.rows().isEmpty());
    }

    private Still twoLooks() throws IOException, InterruptedException {
        List<KernelSockets.Row> rows = KernelSockets.of(host);
        long between = System.nanoTime();
        return new Still(between, rows.equals(KernelSockets.of(host)) ? rows : List.of());
    }

    private static Path recording(Path place) throws IOException {
        try (Stream<Path> found = Files.walk(place.resolve("reports"))) {
            return found.filter(p -> p.endsWith("capture.pcapng")).findFirst().orElseThrow();
        }
    }

    private static WireConnection of(List<WireConnection> wire, Conversation conversation) {
        return wire.stream()
                .filter(w -> name(w.client(), w.server()).equals(name(conversation)))
                .findFirst()
                .orElseThrow();
    }

    private static String name(Conversation conversation) {
        return name(conversation.client(), conversation.server());
    }

    private static String name(@Nullable Endpoint client, @Nullable Endpoint server) {
        return client + " → " + server;
    }

    /// In the timeline, by `connect` alone and by `accept` alone, those of the packets.
    private static void sameConnections(Recording recording, List<Conversation> told, List<WireConnection> wire) {
        List<String> packets =
                wire.stream().map(w -> name(w.client(), w.server())).toList();
        assertThat(packets).isNotEmpty();
        assertThat(told).extracting(AgreementTest::name).containsExactlyInAnyOrderElementsOf(packets);
        assertThat(sockets(recording, CallName.CONNECT).map(c -> name(c.local(), c.peer())))
                .containsExactlyInAnyOrderElementsOf(packets);
        assertThat(sockets(recording, CallName.ACCEPT).map(c -> name(c.peer(), c.local())))
                .containsExactlyInAnyOrderElementsOf(packets);
    }

    /// The calls of that name that made a TCP connection, one of each socket.
    private static Stream<Call> sockets(Recording recording, CallName name) {
        List<Object> streams = recording.calls().stream()
                .filter(c -> c.name() == CallName.SOCKET && c.arguments().matches("AF_INET6?, SOCK_STREAM.*"))
                .map(AgreementTest::socket)
                .toList();
        List<Object> seen = new ArrayList<>();
        return recording.calls().stream().filter(c -> {
            boolean wanted = c.name() == name && streams.contains(socket(c)) && c.peer() != null;
            boolean accepts = name == CallName.ACCEPT;
            return wanted && (accepts || !seen.contains(socket(c)) && seen.add(socket(c)));
        });
    }

    private static Object socket(Call call) {
        return List.of(call.program(), call.socket());
    }

    /// The sums of what the calls gave back, each way. Of a connection that was broken off, the calls gave at least as
    /// much to the kernel as it sent, and took at most as much.
    private static void sameBytes(Conversation conversation, WireConnection packets) {
        for (Side sender : Side.values()) {
            long sent = bytes(conversation, sender, CallName::sends, call -> true);
            long received = bytes(conversation, sender.other(), CallName::receives, call -> true);
            long carried = packets.bytes(sender);
            String which = name(conversation) + ", sent by the " + sender;
            if (packets.reset()) {
                assertThat(sent).as(which).isGreaterThanOrEqualTo(carried);
                assertThat(received).as(which).isLessThanOrEqualTo(carried);
            } else {
                assertThat(sent).as(which).isEqualTo(carried);
                assertThat(received).as(which).isEqualTo(carried);
            }
        }
    }

    private static long bytes(
            Conversation conversation, Side side, Predicate<CallName> wanted, Predicate<Call> counted) {
        return conversation.calls(side, wanted).stream()
                .map(Moment::call)
                .filter(call -> call != null && counted.test(call))
                .mapToLong(Call::bytes)
                .sum();
    }

    /// The states that are told, and those that the kernel reported, are those that the packets say.
    private static void sameStates(Recording recording, Conversation conversation, WireConnection packets) {
        for (Side side : Side.values()) {
            List<TcpState> expected = packets.states(side);
            String which = name(conversation) + ", " + side;
            assertThat(conversation.stateNames(side).stream().filter(s -> s != TcpState.LISTEN))
                    .as("told of %s", which)
                    .containsExactlyElementsOf(expected);
            // no port yet in SYN-SENT; TIME-WAIT is another socket's
            assertThat(reported(recording, conversation, side))
                    .as("reported of %s", which)
                    .containsExactlyElementsOf(expected.stream()
                            .filter(s -> s != TcpState.SYN_SENT)
                            .map(s -> s == TcpState.TIME_WAIT ? TcpState.CLOSED : s)
                            .toList());
        }
    }

    private static List<TcpState> reported(Recording recording, Conversation conversation, Side side) {
        Endpoint local = conversation.endpoint(side);
        Endpoint peer = conversation.endpoint(side.other());
        return recording.stateChanges().stream()
                .filter(c -> c.source() == StateSource.KERNEL && c.local().equals(local) && peer.equals(c.peer()))
                .map(StateChange::to)
                .toList();
    }

    private static void hasLines(Conversation conversation) {
        for (Side side : Side.values()) {
            Program program = conversation.program(side);
            if (program != null && RealProgram.hasAllLines(program.name())) {
                assertThat(conversation.calls(side, n -> n != CallName.POLL))
                        .extracting(Moment::call)
                        .isNotEmpty()
                        .allMatch(call -> call != null && call.source() != null);
            }
        }
    }

    /// Each socket that `ss` showed was in the state that is told of it, and had moved as many bytes as its calls.
    private static void asSeenOpen(Still still, List<Conversation> told) {
        for (KernelSockets.Row row : still.rows()) {
            Conversation conversation = told.stream()
                    .filter(c -> side(c, row) != null)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("not told: " + row));
            Side side = side(conversation, row);
            if (side == null) {
                continue;
            }
            List<StateMark> until = conversation.states(side).stream()
                    .filter(mark -> mark.timeNanos() <= still.timeNanos())
                    .toList();
            assertThat(until).as("%s", row).isNotEmpty();
            assertThat(until.getLast().state().toString())
                    .as("%s", row)
                    .isEqualTo(row.state().equals("ESTAB") ? "ESTABLISHED" : row.state());
            if (row.state().equals("ESTAB")) {
                // what was sent may have arrived before the call returned
                assertThat(bytes(conversation, side, CallName::sends, c -> c.beginNanos() <= still.timeNanos()))
                        .as("sent by %s", row)
                        .isEqualTo(row.sent());
                assertThat(bytes(conversation, side, CallName::receives, c -> c.endNanos() <= still.timeNanos()))
                        .as("received by %s", row)
                        .isEqualTo(row.received() - row.unread());
            }
        }
    }

    private static @Nullable Side side(Conversation conversation, KernelSockets.Row row) {
        for (Side side : Side.values()) {
            if (conversation.endpoint(side).equals(row.local())
                    && conversation.endpoint(side.other()).equals(row.peer())) {
                return side;
            }
        }
        return null;
    }

    /// What the programs left in the kernel is what is told to be in TIME-WAIT.
    private static void asLeft(List<KernelSockets.Row> rows, List<Conversation> told) {
        List<String> expected = new ArrayList<>();
        for (Conversation conversation : told) {
            for (Side side : Side.values()) {
                if (conversation.stateNames(side).getLast() == TcpState.TIME_WAIT) {
                    expected.add("TIME-WAIT " + name(conversation.endpoint(side), conversation.endpoint(side.other())));
                }
            }
        }
        assertThat(rows.stream().map(row -> row.state() + " " + name(row.local(), row.peer())))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String figures(Recording recording, List<Conversation> told, List<WireConnection> wire) {
        return String.format(
                Locale.ROOT,
                "%d connections, %d calls, %d packets, %d bytes",
                told.size(),
                recording.calls().size(),
                wire.stream().mapToInt(WireConnection::packets).sum(),
                wire.stream()
                        .mapToLong(w -> w.bytes(Side.CLIENT) + w.bytes(Side.SERVER))
                        .sum());
    }
}
