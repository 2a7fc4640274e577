package soquete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.pcap.CaptureReader;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PcapWriter;
import soquete.wire.EthernetBuilder;
import soquete.wire.Frames;
import soquete.wire.HeaderBuilder;
import soquete.wire.Ipv4Builder;
import soquete.wire.LinkType;
import soquete.wire.SeqNum;
import soquete.wire.TcpBuilder;

/// A job that does not read the bytes of packets lets them be overwritten, and loses nothing; one that does has them as
/// they were. In a file, a pipe and a compressed one, of many chunks.
class OverwrittenBytesTest {
    private static final int PACKETS = 4000;

    @TempDir
    private Path folder;

    @Test
    void whatIsFoundDoesNotDependOnIt() throws IOException, InterruptedException {
        byte[] capture = capture();
        Path file = Files.write(folder.resolve("a.pcap"), capture);
        Path gzip = Files.write(folder.resolve("a.pcap.gz"), compressed(capture));
        List<String> expected = found(CaptureReader.open(file));
        assertThat(expected).hasSize(100);
        assertThat(found(CaptureReader.open(new ByteArrayInputStream(capture)))).isEqualTo(expected);
        assertThat(found(CaptureReader.open(gzip))).isEqualTo(expected);
        CRC32 payloads = new CRC32();
        for (int i = 0; i < PACKETS; i++) {
            payloads.update(payload(i));
        }
        for (CaptureReader reader : List.of(
                CaptureReader.open(file),
                CaptureReader.open(new ByteArrayInputStream(capture)),
                CaptureReader.open(gzip))) {
            CRC32 read = new CRC32();
            Job sum = new EachPacket(
                    Depth.MEASURES,
                    packet -> read.update(packet.layers().payload().asByteBuffer()));
            assertThat(found(reader, sum)).isEqualTo(expected);
            assertThat(read.getValue()).isEqualTo(payloads.getValue());
        }
    }

    private static List<String> found(CaptureReader reader) throws IOException, InterruptedException {
        return found(reader, Job.nothing(Depth.MEASURES));
    }

    /// The conversations.
    private static List<String> found(CaptureReader reader, Job job) throws IOException, InterruptedException {
        Tracker tracker = new Tracker();
        try (reader) {
            new Engine(tracker, job, 2).run(reader);
        }
        List<String> found = new ArrayList<>();
        for (TcpFlow flow : tracker.tcpFlows()) {
            found.add("%s %s %d %d %d %d %s"
                    .formatted(
                            flow.client(),
                            flow.server(),
                            flow.clientPackets(),
                            flow.clientBytes(),
                            flow.lastTime(),
                            flow.count(AnalysisFlag.LOST_SEGMENT, true),
                            flow.direction(true)));
        }
        return found;
    }

    private static byte[] capture() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapWriter out = new PcapWriter(file, PcapWriter.Format.of(LinkType.ETHERNET))) {
            for (int i = 0; i < PACKETS; i++) {
                TcpBuilder segment = new TcpBuilder(1000 + i % 100, 80)
                        .sequence(new SeqNum(i * 1000))
                        .flags(0x18);
                byte[] frame = HeaderBuilder.frame(
                        payload(i), new EthernetBuilder(), new Ipv4Builder(Frames.A, Frames.B), segment);
                out.packet(i * 1_000_000L, CapturedBytes.whole(frame));
            }
        }
        return file.toByteArray();
    }

    private static byte[] payload(int i) {
        byte[] payload = new byte[300 + i * 37 % 900];
        Arrays.fill(payload, (byte) i);
        return payload;
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(bytes);
        }
        return gzip.toByteArray();
    }
}
