package soquete.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.Scenes;
import soquete.Script;
import soquete.Script.Did;
import soquete.Talk;
import soquete.pcap.CaptureInterface;
import soquete.pcap.CaptureReader;
import soquete.pcap.CaptureRecord;
import soquete.pcap.CaptureRecord.CustomBlock;
import soquete.pcap.CaptureRecord.Statistics;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PacketRecord;
import soquete.pcap.PcapngWriter;
import soquete.pcap.SectionInfo;
import soquete.tcp.TcpState;
import soquete.timeline.Timeline;
import soquete.wire.LinkType;
import soquete.wire.Octets;

/// A recording written and read again.
class RecordingFileTest {
    private static final IntFunction<List<String>> NO_COMMENTS = i -> List.of();
    private static final SectionInfo SECTION = new SectionInfo("", "", "test", List.of());

    @TempDir
    Path folder;

    private RecordingFile.Read read(byte[] bytes) throws IOException {
        Path file = folder.resolve("recording.pcapng");
        Files.write(file, bytes);
        return RecordingFile.read(file);
    }

    private static byte[] written(Recording recording) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordingFile.write(out, recording, "test", NO_COMMENTS);
        return out.toByteArray();
    }

    private static void assertSame(Recording read, Recording written) {
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    private static Recording everything() {
        return Scenes.echo()
                .row(12_000, Scenes.C, Scenes.S, TcpState.TIME_WAIT, 59_000)
                .call(Script.CLIENT, 9, 20_000, Call.NOT_RETURNED, new Did(CallName.RECV, "a\tb\\c\nd\re\0f", 0))
                .call(Script.CLIENT, 9, 30_000, 30_010, new Did(CallName.SEND, "ção", "EPIPE"), Scenes.C, Scenes.S)
                .recording();
    }

    @Test
    void isReadBackAsItWas() throws IOException {
        Recording recording = everything();

        RecordingFile.Read read = read(written(recording));

        assertSame(read.recording(), recording);
        assertThat(read.problem()).isNull();
        assertThat(read.complete()).isTrue();
        assertThat(Timeline.of(read.recording()).moments())
                .hasSameSizeAs(Timeline.of(recording).moments());
    }

    @Test
    void severalBlocksOfEvidenceAreOneRecording() throws IOException {
        Script script = new Script();
        for (int i = 0; i < 300; i++) {
            script.call(Script.SERVER, 1, i, i + 1, new Did(CallName.SEND, "x".repeat(8_000), 1));
        }
        Recording recording = script.recording();
        byte[] bytes = written(recording);

        assertSame(read(bytes).recording(), recording);
        try (CaptureReader reader = CaptureReader.open(folder.resolve("recording.pcapng"))) {
            int blocks = 0;
            for (CaptureRecord next = reader.next(); next != null; next = reader.next()) {
                blocks += next instanceof CustomBlock ? 1 : 0;
            }
            assertThat(blocks).isEqualTo(3);
        }
    }

    @Test
    void cutAnywhereItIsReadAsFarAsItGoes() throws IOException {
        Recording recording = everything();
        byte[] bytes = written(recording);
        int most = 0;
        for (int length = 0; length <= bytes.length; length++) {
            RecordingFile.Read read = read(Arrays.copyOf(bytes, length));
            int packets = read.recording().packets().size();
            assertThat(packets).isBetween(most, recording.packets().size());
            most = packets;
            Timeline.of(read.recording());
        }
        assertThat(most).isEqualTo(recording.packets().size());
    }

    @Test
    void flippedBytesNeverThrow() throws IOException {
        byte[] good = written(everything());
        Random random = new Random(42);
        for (int round = 0; round < 1_500; round++) {
            byte[] bad = good.clone();
            for (int i = 0; i < 3; i++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            Timeline.of(read(bad).recording());
        }
    }

    @Test
    void packetsKeepTheirFrameNumbers() throws IOException {
        Recording recording = everything();
        read(written(recording));
        List<Boolean> packets = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(folder.resolve("recording.pcapng"))) {
            for (CaptureRecord next = reader.next(); next != null; next = reader.next()) {
                packets.add(next instanceof PacketRecord);
            }
        }
        int count = recording.packets().size();
        assertThat(packets.subList(0, count)).containsOnly(true);
        assertThat(packets.subList(count, packets.size()))
                .as("statistics and evidence after the last packet")
                .hasSizeGreaterThanOrEqualTo(2)
                .containsOnly(false);
    }

    @Test
    void commentsAndLossesShowInAnyReader() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordingFile.write(out, everything(), "test", i -> List.of("packet " + i));
        Files.write(folder.resolve("f"), out.toByteArray());
        try (CaptureReader reader = CaptureReader.open(folder.resolve("f"))) {
            PacketRecord first = reader.nextPacket();
            assertThat(first).isNotNull().matches(p -> p.comments().equals(List.of("packet 0")));
            CaptureRecord next = reader.next();
            while (next instanceof PacketRecord) {
                next = reader.next();
            }
            assertThat(next)
                    .isInstanceOfSatisfying(
                            Statistics.class, s -> assertThat(s.dropped()).isEqualTo(3));
        }
    }

    @Test
    void twoInterfacesOfOneNameKeepTheirKinds() throws IOException {
        CapturedPacket ethernet = Talk.begin().handshake().packets().getFirst();
        CapturedPacket raw = new CapturedPacket(2_000, "lo", LinkType.RAW, 3, new byte[] {1, 2, 3});
        Recording recording = new Recording(
                "", 5, List.of(), List.of(), List.of(ethernet, raw), List.of(), List.of(), List.of(), List.of());

        assertSame(read(written(recording)).recording(), recording);
    }

    private static byte[] withEvidence(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapngWriter writer = new PcapngWriter(out, SECTION);
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        writer.custom(new CustomBlock(RecordingFile.ENTERPRISE, true, Octets.of(data)));
        writer.close();
        return out.toByteArray();
    }

    @Test
    void strangeLinesAreCountedAndTheRestIsRead() throws IOException {
        String lines = String.join(
                "\n",
                "soquete 1",
                "base\t0\tname",
                "nonsense",
                "",
                "call\t1\tx",
                "program\t1\tserver\tServer\tmachine\t10",
                "state\t1\t2\tnowhere\t\t\tLISTEN\tKERNEL",
                "state\t1\t2\t\t\t\tLISTEN\tKERNEL",
                "state\t1\t2\t192.0.2.1:70000\t\t\tLISTEN\tKERNEL",
                "row\t1\tTCP\tWAITING\t192.0.2.1:7\t\t0\t0\t0\t0\t0\t0",
                "state\t1\t2\t[::1]:80\t\t\tLISTEN\tKERNEL",
                "");

        Recording recording = read(withEvidence(lines)).recording();

        assertThat(recording.programs()).hasSize(1);
        assertThat(recording.stateChanges()).hasSize(1);
        assertThat(recording.losses()).containsExactly(new Loss("evidence", 7));
    }

    @Test
    void othersBlocksOfTheSameNumberAreNotOurs() throws IOException {
        Recording recording =
                read(withEvidence("something else\nbase\t0\tname\n")).recording();

        assertThat(recording.name()).isEqualTo("recording.pcapng");
        assertThat(recording.losses()).isEmpty();
        assertThat(recording.missing()).containsExactly("calls", "kernel-states");
    }

    @Test
    void aForeignCaptureIsARecordingOfPacketsAndOfWhatItSaysItLost() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapngWriter writer = new PcapngWriter(out, SECTION);
        CaptureInterface on = writer.addInterface("eth0", LinkType.ETHERNET, 0);
        writer.packet(on, 1_700_000_000_000_000_000L, CapturedBytes.whole(new byte[60]));
        writer.statistics(new Statistics(on, 1_700_000_001_000_000_000L, 10, 4, Statistics.UNKNOWN));
        writer.close();

        Recording recording = read(out.toByteArray()).recording();

        assertThat(recording.packets()).hasSize(1);
        assertThat(recording.packets().getFirst().timeNanos()).isEqualTo(1_700_000_000_000_000_000L);
        assertThat(recording.missing()).containsExactly("calls", "kernel-states");
        assertThat(recording.losses()).containsExactly(new Loss("packets eth0", 4));
    }

    @Test
    void withoutStatesTheRestStays() {
        Recording bare = everything().withoutStates();

        assertThat(bare.stateChanges()).isEmpty();
        assertThat(bare.socketRows()).isEmpty();
        assertThat(bare.calls()).hasSameSizeAs(everything().calls());
    }
}
