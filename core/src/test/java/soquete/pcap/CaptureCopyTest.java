package soquete.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import soquete.wire.LinkType;

/// Records copied to a new file are there what they were.
class CaptureCopyTest {

    static List<Path> seeds() throws IOException {
        return Seeds.files(Seeds.READERS);
    }

    private static byte[] copy(List<byte[]> files, IntPredicate kept) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<CaptureReader> readers = new ArrayList<>();
        for (byte[] file : files) {
            readers.add(CaptureReader.over(ByteSource.of(new ByteArrayInputStream(file), false)));
        }
        int number = 0;
        try (CaptureCopy copy = CaptureCopy.to(Channels.newChannel(out), readers)) {
            for (CaptureReader reader : readers) {
                for (CaptureRecord next = reader.next(); next != null; next = reader.next()) {
                    if (kept.test(number++)) {
                        copy.keep(next);
                    }
                }
            }
        }
        return out.toByteArray();
    }

    /// All but what a copy cannot keep: blocks that may not be copied.
    @ParameterizedTest
    @MethodSource("seeds")
    void aWholeCopySaysTheSame(Path seed) throws IOException {
        byte[] file = Files.readAllBytes(seed);
        List<String> records = new ArrayList<>(CaptureFiles.read(file).records());
        records.removeIf(record -> record.startsWith("custom") && record.contains("false"));
        CaptureFiles.Content copied = CaptureFiles.read(copy(List.of(file), number -> true));
        assertThat(copied.problem()).isNull();
        if (!seed.toString().endsWith("all-blocks-be.pcapng")
                && !seed.toString().contains("two-sections")) {
            List<String> times = new ArrayList<>(copied.records());
            assertThat(times).hasSameSizeAs(records);
            for (int i = 0; i < times.size(); i++) {
                // A packet without a time gets 0, and a section has one clock for what was counted.
                assertThat(times.get(i)).isEqualTo(records.get(i).replace("-9223372036854775808", "100000000000"));
            }
        }
    }

    @Test
    void neighboursOfAPcapAreCopiedAsTheyLie(@TempDir Path directory) throws IOException {
        byte[] file = pcap(10_000, true);
        Path path = Files.write(directory.resolve("large"), file);
        for (int every : new int[] {1, 2, 3, 5_000}) {
            IntPredicate kept = number -> number % every == 0 || number % 1_000 < 600;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            int number = 0;
            try (CaptureReader reader = CaptureReader.open(path);
                    CaptureCopy copy = CaptureCopy.to(Channels.newChannel(out), List.of(reader))) {
                for (PacketRecord next = reader.nextPacket(); next != null; next = reader.nextPacket()) {
                    if (kept.test(number++)) {
                        copy.keep(next);
                    }
                }
                copy.flush();
                assertThat(copy.pcapng()).isFalse();
            }
            assertThat(out.toByteArray()).isEqualTo(copy(List.of(file), kept));
            List<String> expected = new ArrayList<>();
            List<String> all = CaptureFiles.read(file).records();
            for (int i = 0; i < all.size(); i++) {
                if (kept.test(i)) {
                    expected.add(all.get(i));
                }
            }
            assertThat(CaptureFiles.read(out.toByteArray()).records()).isEqualTo(expected);
            assertThat(every != 1 || out.size() == file.length).isTrue();
        }
    }

    @Test
    void severalInputsBecomePcapWhenTheyAreAlikeElsePcapng() throws IOException {
        byte[] nanos = CaptureFiles.pcap(ByteOrder.LITTLE_ENDIAN, true);
        byte[] otherOrder = CaptureFiles.pcap(ByteOrder.BIG_ENDIAN, true);
        byte[] micros = CaptureFiles.pcap(ByteOrder.LITTLE_ENDIAN, false);
        byte[] alike = copy(List.of(nanos, otherOrder), number -> true);
        assertThat(alike[0]).isEqualTo((byte) 0x4D);
        assertThat(CaptureFiles.read(alike).records())
                .hasSize(4)
                .contains(CaptureFiles.read(nanos).records().get(1));
        byte[] mixed = copy(List.of(nanos, micros, CaptureFiles.pcapng(ByteOrder.BIG_ENDIAN)), number -> true);
        assertThat(mixed[0]).isEqualTo((byte) 0x0A);
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(mixed))) {
            assertThat(CaptureFiles.read(reader).records()).hasSize(8).anyMatch(r -> r.contains("um comentário"));
            assertThat(reader.interfaces())
                    .extracting(CaptureInterface::linkType)
                    .containsExactly(LinkType.LINUX_SLL2, LinkType.LINUX_SLL2, LinkType.ETHERNET, LinkType.LINUX_SLL2);
        }
    }

    private static byte[] pcap(int packets, boolean nanos) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapWriter.Format format = new PcapWriter.Format(ByteOrder.BIG_ENDIAN, nanos, LinkType.RAW, 65535);
        try (PcapWriter writer = new PcapWriter(out, format)) {
            for (int i = 0; i < packets; i++) {
                writer.packet(i * 1_000_003L, CapturedBytes.whole(CaptureFiles.frame(i % 1400)));
            }
        }
        return out.toByteArray();
    }
}
