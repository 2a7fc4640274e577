package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.host.Platform;
import soquete.lab.Scene;
import soquete.lab.Scenes;
import soquete.lab.Stage;
import soquete.tcp.TcpState;
import soquete.timeline.CausalOrder;
import soquete.timeline.Conversation;
import soquete.timeline.Side;
import soquete.timeline.StateMark;
import soquete.timeline.Timeline;
import soquete.trace.Recording;
import soquete.trace.RecordingFile;
import soquete.trace.SocketRow.Protocol;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Endpoint;

/// Scenes played for real, held against the kernel. `-Dsoquete.runs=200` plays `echo` that often.
class LabTest {

    private static final int RUNS = Integer.getInteger("soquete.runs", 5);

    @TempDir
    private Path folder;

    private static Recording play(String name) throws Exception {
        try (Platform platform = Platform.current()) {
            assumeTrue(Tier.of(platform) == Tier.ROOT, "needs root with namespaces, captures and tracefs");
            Scene scene = Scenes.named(name).orElseThrow();
            try (Stage stage = new Stage(platform, name, scene.ports())) {
                scene.play(stage);
                return stage.finish();
            }
        }
    }

    @Test
    void whatIsPrintedOfEchoIsWhatTheKernelReported() throws Exception {
        List<String> differences = new ArrayList<>();
        List<CausalOrder.Edge> edges = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            Recording recording = play("echo");
            Timeline timeline = Timeline.of(recording);
            assertThat(timeline.conversations()).hasSize(1);
            Conversation conversation = timeline.conversations().getFirst();
            edges.addAll(CausalOrder.of(conversation));
            for (Side side : Side.values()) {
                List<TcpState> printed = conversation.stateNames(side);
                List<TcpState> reported = reported(recording, conversation, side);
                if (!printed.equals(reported)
                        || !conversation.states(side).stream().allMatch(LabTest::isTheKernels)) {
                    differences.add("run " + run + " " + side + ": printed " + printed + ", reported " + reported);
                }
            }
            StateMark last = conversation.states(Side.CLIENT).getLast();
            if (last.state() != TcpState.TIME_WAIT || last.source() != StateSource.SAMPLED) {
                differences.add("run " + run + ": the socket table did not show TIME-WAIT but " + last);
            }
        }
        System.out.println(RUNS + " runs of echo, " + differences.size() + " differences " + differences);
        System.out.println(edges.size() + " causal pairs, "
                + edges.stream().filter(CausalOrder.Edge::violated).count() + " violated");
        assertThat(differences).isEmpty();
        assertThat(edges).isNotEmpty().noneMatch(CausalOrder.Edge::violated);
    }

    /// The kernel's own words for one end, chosen by the 4-tuple; the mini-socket's TIME-WAIT is what
    /// follows FIN-WAIT-2, where the tracepoint says CLOSED.
    private static List<TcpState> reported(Recording recording, Conversation conversation, Side side) {
        Endpoint local = conversation.endpoint(side);
        Endpoint peer = conversation.endpoint(side.other());
        List<TcpState> states = new ArrayList<>();
        if (side == Side.SERVER) {
            states.add(TcpState.LISTEN);
        }
        for (StateChange change : recording.stateChanges()) {
            boolean opens = change.to() == TcpState.SYN_SENT && change.local().port() == 0;
            if (peer.equals(change.peer()) && (opens || local.equals(change.local()))) {
                boolean miniSocket = change.to() == TcpState.CLOSED && change.from() == TcpState.FIN_WAIT_2;
                states.add(miniSocket ? TcpState.TIME_WAIT : change.to());
            }
        }
        return states;
    }

    /// Every state but the mini-sockets' is printed as the kernel's own.
    private static boolean isTheKernels(StateMark mark) {
        return mark.source() == StateSource.KERNEL
                || mark.state() == TcpState.SYN_RECEIVED
                || mark.state() == TcpState.TIME_WAIT;
    }

    @Test
    void inferenceAloneGivesTheKernelsStates() throws Exception {
        for (String scene : List.of("greeting", "echo", "multi")) {
            Recording recording = play(scene);
            List<Conversation> observed = tcp(Timeline.of(recording));
            List<Conversation> inferred = tcp(Timeline.of(recording.withoutStates()));
            assertThat(inferred).hasSameSizeAs(observed).isNotEmpty();
            for (int i = 0; i < observed.size(); i++) {
                for (Side side : Side.values()) {
                    // LISTEN is the listener's own state: no segment tells it
                    List<TcpState> kernel = observed.get(i).stateNames(side).stream()
                            .filter(s -> s != TcpState.LISTEN)
                            .toList();
                    assertThat(inferred.get(i).stateNames(side))
                            .as("%s, conversation %d, %s", scene, i, side)
                            .isEqualTo(kernel);
                    assertThat(inferred.get(i).states(side)).allMatch(m -> m.source() == StateSource.INFERRED);
                }
            }
        }
    }

    private static List<Conversation> tcp(Timeline timeline) {
        return timeline.conversations().stream()
                .filter(c -> c.protocol() == Protocol.TCP)
                .toList();
    }

    @Test
    void theFileAloneReplaysTheTimeline() throws Exception {
        Recording recording = play("udp");
        Path file = folder.resolve("capture.pcapng");
        try (var out = Files.newOutputStream(file)) {
            RecordingFile.write(out, recording, "soquete", i -> List.of("packet " + i));
        }
        RecordingFile.Read read = RecordingFile.read(file);
        assertThat(read.problem()).isNull();
        Timeline before = Timeline.of(recording);
        Timeline after = Timeline.of(read.recording());
        assertThat(after.moments()).hasSameSizeAs(before.moments());
        for (int i = 0; i < before.moments().size(); i++) {
            assertThat(after.moments().get(i).timeNanos())
                    .isEqualTo(before.moments().get(i).timeNanos());
            assertThat(after.moments().get(i).call())
                    .isEqualTo(before.moments().get(i).call());
        }
    }

    @Test
    void everyFileOfTheWholeLabIsReadByTshark() throws Exception {
        assumeTrue(onPath("tshark"), "needs tshark");
        Cli.Outcome outcome = new Cli().run("lab", "-o", folder.toString());
        assumeTrue(outcome.out().contains("kernel states, packets, hosts"), "needs root");
        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
        try (Stream<Path> reports = Files.list(folder)) {
            List<Path> all = reports.toList();
            assertThat(all).hasSize(Scenes.all().size());
            for (Path report : all) {
                readByTshark(report);
                selfContained(report);
            }
        }
    }

    private static void readByTshark(Path report) throws IOException, InterruptedException {
        Path file = report.resolve("capture.pcapng");
        int packets = RecordingFile.read(file).recording().packets().size();
        Path out = Files.createTempFile("tshark", ".txt");
        Path err = Files.createTempFile("tshark", ".err");
        Process tshark = new ProcessBuilder(
                        "tshark", "-r", file.toString(), "-T", "fields", "-e", "frame.number", "-e", "frame.comment")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(tshark.waitFor()).as(Files.readString(err)).isZero();
        assertThat(Files.readString(err).lines().filter(l -> !l.startsWith("Running as user")))
                .isEmpty();
        List<String> frames = Files.readString(out).lines().toList();
        assertThat(frames.size()).as("packets, then blocks of evidence").isGreaterThan(packets);
        assertThat(frames.subList(0, packets)).allMatch(l -> l.split("\t", -1)[1].startsWith("["));
        Files.delete(out);
        Files.delete(err);
    }

    private static void selfContained(Path report) throws IOException {
        String html = Files.readString(report.resolve("report.html"));
        assertThat(html).doesNotContain("<script", "<img", "<link");
        String markdown = Files.readString(report.resolve("report.md"));
        assertThat(markdown).contains("## 1. ", "## 2. ", "## 3. ");
        for (String line : markdown.lines().filter(l -> l.startsWith("![")).toList()) {
            assertThat(report.resolve(line.substring(line.indexOf("](") + 2, line.length() - 1)))
                    .exists();
        }
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1)).anyMatch(d -> Files.isExecutable(Path.of(d, program)));
    }
}
