package soquete.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The reader and a second, naive one say the same of every packet.
class TwoReadingsTest {
    private static final int CAPTURES = 1_000;

    @Test
    void ofRandomCaptures() throws IOException {
        int packets = 0;
        for (int seed = 0; seed < CAPTURES; seed++) {
            byte[] file = RandomCapture.of(seed);
            List<NaiveCapture.Packet> naive = NaiveCapture.packets(file);
            assertThat(read(CaptureReader.over(ByteSource.of(new ByteArrayInputStream(file), false))))
                    .as("capture %d", seed)
                    .isEqualTo(naive);
            packets += naive.size();
        }
        assertThat(packets).isGreaterThan(10 * CAPTURES);
    }

    @Test
    void ofAMappedFileAndOfOneThatComesInPieces(@TempDir Path directory) throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            byte[] file = RandomCapture.of(seed);
            List<NaiveCapture.Packet> naive = NaiveCapture.packets(file);
            Path path = Files.write(directory.resolve("capture"), file);
            assertThat(read(CaptureReader.open(path))).isEqualTo(naive);
            assertThat(read(CaptureReader.open(pieces(file, seed % 7 + 1)))).isEqualTo(naive);
        }
    }

    @Test
    void ofTheSeeds() throws IOException {
        int files = 0;
        for (Path seed : Seeds.files("pcap", "pcapng", "gzip")) {
            byte[] file = Files.readAllBytes(seed);
            if (!seed.getFileName().toString().startsWith("odd-")) {
                assertThat(read(CaptureReader.open(seed))).as(seed.toString()).isEqualTo(NaiveCapture.packets(file));
                files++;
            }
        }
        assertThat(files).isGreaterThan(5);
    }

    static InputStream pieces(byte[] file, int size) {
        return new ByteArrayInputStream(file) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, size));
            }
        };
    }

    private static List<NaiveCapture.Packet> read(CaptureReader opened) throws IOException {
        List<NaiveCapture.Packet> packets = new ArrayList<>();
        try (CaptureReader reader = opened) {
            for (PacketRecord next = reader.nextPacket(); next != null; next = reader.nextPacket()) {
                boolean timed = next.epochNanos() != PacketRecord.NO_TIME;
                packets.add(new NaiveCapture.Packet(
                        (int) next.fileOffset(),
                        next.captureInterface().index(),
                        next.captureInterface().linkType().value(),
                        BigInteger.valueOf(timed ? next.epochNanos() : -1),
                        next.declaredLength(),
                        HexFormat.of().formatHex(next.bytes().toArray(ValueLayout.JAVA_BYTE)),
                        next.comments().toString()));
            }
            assertThat(reader.problem()).isNull();
        }
        return packets;
    }
}
