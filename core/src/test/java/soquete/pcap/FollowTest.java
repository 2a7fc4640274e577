package soquete.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.pcap.CaptureProblem.Reason;
import soquete.wire.LinkType;

/// Captures that change while they are read, and what lasts of the bytes they gave.
class FollowTest {

    @TempDir
    private Path directory;

    private interface Step {
        void run() throws IOException;
    }

    private CaptureReader follow(Path file, Step pause) throws IOException {
        Runnable step = () -> {
            try {
                pause.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return CaptureReader.over(ByteSource.of(new FollowedFile(file, step), true));
    }

    @Test
    void aFileIsReadAsItGrowsByteByByte() throws IOException {
        for (byte[] whole :
                List.of(CaptureFiles.pcap(ByteOrder.BIG_ENDIAN, true), CaptureFiles.pcapng(ByteOrder.LITTLE_ENDIAN))) {
            Path file = Files.write(directory.resolve("growing"), new byte[0]);
            int[] written = {0};
            Step grow = () -> {
                if (written[0] == whole.length) {
                    throw new IOException("all is written");
                }
                Files.write(file, Arrays.copyOfRange(whole, written[0], ++written[0]), StandardOpenOption.APPEND);
            };
            List<String> expected = CaptureFiles.read(whole).records();
            List<String> records = new ArrayList<>();
            try (CaptureReader reader = follow(file, grow)) {
                while (records.size() < expected.size()) {
                    records.add(CaptureFiles.text(Objects.requireNonNull(reader.next())));
                }
                assertThat(reader.problem()).isNull();
            }
            assertThat(records).isEqualTo(expected);
        }
    }

    @Test
    void aFollowedFileThatShrinksOrIsReplacedIsSaid() throws IOException {
        byte[] whole = CaptureFiles.pcap(ByteOrder.LITTLE_ENDIAN, true);
        Path file = Files.write(directory.resolve("rotated"), whole);
        try (CaptureReader reader = follow(file, () -> Files.write(file, new byte[10]))) {
            assertThat(CaptureFiles.read(reader).records()).hasSize(2);
            assertThat(Objects.requireNonNull(reader.problem()).reason()).isEqualTo(Reason.FILE_SHRANK);
        }
        Files.write(file, whole);
        Path other = Files.write(directory.resolve("other"), whole);
        Step replace = () -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        try (CaptureReader reader = follow(file, replace)) {
            assertThat(CaptureFiles.read(reader).records()).hasSize(2);
            assertThat(Objects.requireNonNull(reader.problem()).reason()).isEqualTo(Reason.FILE_REPLACED);
        }
    }

    @Test
    void aClosedOrInterruptedReaderStopsWaitingAndHasNoProblem() throws IOException {
        byte[] cut = Arrays.copyOf(CaptureFiles.pcap(ByteOrder.LITTLE_ENDIAN, true), 50);
        Path file = Files.write(directory.resolve("waiting"), cut);
        FollowedFile[] followed = new FollowedFile[1];
        followed[0] = new FollowedFile(file, () -> {
            try {
                followed[0].close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (CaptureReader reader = CaptureReader.over(ByteSource.of(followed[0], true))) {
            assertThat(CaptureFiles.read(reader).records()).hasSize(1);
            assertThat(reader.problem()).isNull();
        }
        Thread.currentThread().interrupt();
        try (CaptureReader reader = CaptureReader.follow(file)) {
            assertThat(CaptureFiles.read(reader).records()).hasSize(1);
            assertThat(reader.problem()).isNull();
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aFileThatShrinksEndsInOneSentence() throws IOException {
        byte[] records = new byte[24 + 100_000 * 16];
        byte[] header = CaptureFiles.pcap(ByteOrder.LITTLE_ENDIAN, true);
        System.arraycopy(header, 0, records, 0, 24);
        Path file = Files.write(directory.resolve("shrinking"), records);
        try (CaptureReader reader = CaptureReader.open(file)) {
            assertThat(reader.next()).isNotNull();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(4096);
            }
            CaptureProblem problem = CaptureFiles.read(reader).problem();
            assertThat(Objects.requireNonNull(problem).reason()).isEqualTo(Reason.CUT_PACKET);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void bytesStayAsTheyWereIfThatIsAskedFor() throws IOException {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        try (PcapWriter writer = new PcapWriter(many, PcapWriter.Format.of(LinkType.RAW))) {
            for (int i = 0; i < 20_000; i++) {
                byte[] frame = new byte[100 + i % 500];
                Arrays.fill(frame, (byte) i);
                writer.packet(i, CapturedBytes.whole(frame));
            }
        }
        List<MemorySegment> frames = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(TwoReadingsTest.pieces(many.toByteArray(), 70_001))) {
            reader.lasting();
            for (PacketRecord next = reader.nextPacket(); next != null; next = reader.nextPacket()) {
                frames.add(next.bytes());
            }
        }
        assertThat(frames).hasSize(20_000);
        for (int i = 0; i < frames.size(); i++) {
            byte[] expected = new byte[100 + i % 500];
            Arrays.fill(expected, (byte) i);
            assertThat(frames.get(i).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
        }
    }

    @Test
    void aPacketIsGivenBeforeTheNextHasArrived() throws IOException {
        byte[] file = CaptureFiles.pcap(ByteOrder.LITTLE_ENDIAN, true);
        InputStream slow = new ByteArrayInputStream(file, 0, 45) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                int read = super.read(into, offset, length);
                assertThat(read)
                        .as("nothing more is asked for than what is needed")
                        .isPositive();
                return read;
            }
        };
        try (CaptureReader reader = CaptureReader.open(slow)) {
            assertThat(reader.nextPacket()).isNotNull();
        }
    }

    @Test
    void damagedGzipGivesWhatCameBeforeAndSaysWhere() throws IOException {
        byte[] plain = CaptureFiles.pcap(ByteOrder.LITTLE_ENDIAN, true);
        byte[] gzip = RandomCapture.compressed(plain);
        CaptureFiles.Content cut = CaptureFiles.read(Arrays.copyOf(gzip, gzip.length - 4));
        assertThat(cut.records()).hasSize(2);
        assertThat(cut.problem()).isEqualTo(CaptureProblem.of(Reason.GZIP_CUT, gzip.length - 4L));
        byte[] wrong = gzip.clone();
        wrong[gzip.length - 8] ^= 1;
        assertThat(CaptureFiles.read(wrong).problem())
                .isEqualTo(CaptureProblem.of(Reason.GZIP_CHECK, gzip.length - 8L));
        gzip[10] |= 6; // A block type that does not exist.
        assertThat(Objects.requireNonNull(CaptureFiles.read(gzip).problem()).reason())
                .isEqualTo(Reason.GZIP_DATA);
    }
}
