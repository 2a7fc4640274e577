package soquete.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static soquete.pcap.CaptureFiles.TIME;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import soquete.pcap.CaptureFiles.Content;
import soquete.pcap.CaptureInterface.Clock;
import soquete.pcap.CaptureProblem.Reason;
import soquete.wire.LinkType;

class CaptureReaderTest {

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void readsThePcapItWrote(boolean big, boolean nanos) throws IOException {
        byte[] file = CaptureFiles.pcap(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, nanos);
        Content content = CaptureFiles.read(file);
        long time = nanos ? TIME : TIME / 1000 * 1000;
        assertThat(content.problem()).isNull();
        assertThat(content.records())
                .containsExactly(
                        "packet 0  " + time + " 5/5 0102030405 []",
                        "packet 0  " + (time + 1000) + " 7/1500 01020304050607 []");
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file))) {
            assertThat(reader.next()).isNotNull();
            assertThat(reader.interfaces())
                    .containsExactly(new CaptureInterface(
                            CaptureInterface.NO_SECTION,
                            0,
                            "",
                            LinkType.LINUX_SLL2,
                            65535,
                            nanos ? Clock.NANOS : Clock.MICROS));
            assertThat(reader.section()).isEqualTo(SectionInfo.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsThePcapngItWrote(boolean big) throws IOException {
        byte[] file = CaptureFiles.pcapng(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        assertThat(file.length % 4).isZero();
        assertThat(CaptureFiles.read(file).problem()).isNull();
        assertThat(CaptureFiles.read(file).records())
                .containsExactly(
                        "packet 0 lo " + TIME + " 5/5 0102030405 [um comentário, another]",
                        "custom 32473 true 0102030405060000",
                        "packet 1  " + (TIME + 1) + " 8/1500 0102030405060708 []",
                        "custom 4294967295 false ",
                        "statistics lo " + (TIME + 2) + " 12 3 -1");
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file))) {
            assertThat(reader.nextPacket()).isNotNull();
            assertThat(reader.section()).isEqualTo(CaptureFiles.SECTION);
            assertThat(reader.interfaces())
                    .containsExactly(
                            new CaptureInterface(0, 0, "lo", LinkType.ETHERNET, 0, Clock.NANOS),
                            new CaptureInterface(0, 1, "", LinkType.LINUX_SLL2, 65535, Clock.NANOS));
        }
    }

    @Test
    void readsSectionsOfBothByteOrders() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(CaptureFiles.pcapng(ByteOrder.BIG_ENDIAN));
        both.write(CaptureFiles.pcapng(ByteOrder.LITTLE_ENDIAN));
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(both.toByteArray()))) {
            assertThat(CaptureFiles.read(reader).records()).hasSize(10);
            assertThat(reader.interfaces())
                    .extracting(CaptureInterface::section)
                    .containsExactly(1, 1);
        }
    }

    @Test
    void aFileIsReadAsAStreamIs(@TempDir Path directory) throws IOException {
        for (byte[] bytes :
                List.of(CaptureFiles.pcap(ByteOrder.LITTLE_ENDIAN, true), CaptureFiles.pcapng(ByteOrder.BIG_ENDIAN))) {
            Path file = Files.write(directory.resolve("capture"), bytes);
            try (CaptureReader reader = CaptureReader.open(file)) {
                assertThat(CaptureFiles.read(reader)).isEqualTo(CaptureFiles.read(bytes));
            }
        }
    }

    @Test
    void aStreamMayGiveOneByteAtATime() throws IOException {
        byte[] file = CaptureFiles.pcapng(ByteOrder.LITTLE_ENDIAN);
        InputStream slow = new ByteArrayInputStream(file) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1));
            }
        };
        try (CaptureReader reader = CaptureReader.open(slow)) {
            assertThat(CaptureFiles.read(reader)).isEqualTo(CaptureFiles.read(file));
        }
    }

    @Test
    void packetsLargerThanTheWindowAreRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapWriter writer = new PcapWriter(out, PcapWriter.Format.of(LinkType.RAW))) {
            writer.packet(TIME, CapturedBytes.whole(new byte[200_000]));
            writer.packet(TIME, CapturedBytes.whole(new byte[100_000]));
        }
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(out.toByteArray()))) {
            assertThat(Objects.requireNonNull(reader.nextPacket()).capturedLength())
                    .isEqualTo(200_000);
            assertThat(Objects.requireNonNull(reader.nextPacket()).capturedLength())
                    .isEqualTo(100_000);
            assertThat(reader.next()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "6,   0, 1500000,    1500000000",
        "9,   0, 1500000000, 1500000000",
        "0,   0, 3,          3000000000",
        "3,   0, 1500,       1500000000",
        "12,  0, 1500000000000, 1500000000",
        "29,  0, 1500,       0",
        "128, 0, 3,          3000000000",
        "129, 0, 3,          1500000000",
        "138, 0, 1536,       1500000000",
        "192, 0, -1,         999999999",
        "255, 0, -1,         0",
        "6,  -1, 1500000,    500000000",
        "6, 100, 1500000,    101500000000",
        "0,   0, -1,         9223372036854775807",
        "9,   9223372036854775807, 5, 9223372036854775807",
        "9,  -9223372036854775808, 5, -9223372036854775803"
    })
    void convertsTimesOfEveryResolution(int resolution, long offsetSeconds, long ticks, long nanos) {
        assertThat(new Clock(resolution, offsetSeconds).epochNanos(ticks)).isEqualTo(nanos);
    }

    @Test
    void readsResolutionOffsetAndSimplePackets() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x0A0D0D0A)
                .putInt(28)
                .putInt(0x1A2B3C4D)
                .putInt(1)
                .putLong(-1)
                .putInt(28);
        // Interface: raw, 6 bytes of a packet kept, if_tsresol 3, if_tsoffset 100.
        file.putInt(1).putInt(44).putInt(101).putInt(6);
        file.putShort((short) 9).putShort((short) 1).putInt(3);
        file.putShort((short) 14).putShort((short) 8).putLong(100).putInt(0).putInt(44);
        file.putInt(6)
                .putInt(32)
                .putInt(0)
                .putInt(0)
                .putInt(1500)
                .putInt(0)
                .putInt(60)
                .putInt(32);
        file.putInt(3).putInt(24).putInt(60).putLong(0x060504030201L).putInt(24);
        // A block nobody knows is passed over; the old packet block is read.
        file.putInt(4).putInt(16).putInt(0).putInt(16);
        file.putInt(10).putInt(20).putInt(0).putInt(0).putInt(20);
        file.putInt(0x1234).putInt(12).putInt(12);
        file.putInt(2)
                .putInt(36)
                .putInt(0)
                .putInt(0)
                .putInt(1)
                .putInt(4)
                .putInt(4)
                .putInt(9)
                .putInt(36);
        byte[] bytes = new byte[file.position()];
        file.flip().get(bytes);
        Content content = CaptureFiles.read(bytes);
        assertThat(content.problem()).isNull();
        assertThat(content.records())
                .containsExactly(
                        "packet 0  101500000000 0/60  []",
                        "packet 0  " + PacketRecord.NO_TIME + " 6/60 010203040506 []",
                        "names []",
                        "secrets 0 ",
                        "packet 0  100001000000 4/4 09000000 []");
    }

    @Test
    void aCommentTooLongForAnOptionIsCutBetweenCharacters() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngWriter writer = new PcapngWriter(out, SectionInfo.NONE)) {
            CaptureInterface lo = writer.addInterface("lo", LinkType.RAW, 0);
            writer.packet(lo, TIME, CapturedBytes.whole(new byte[1]), List.of("é".repeat(40_000), "next"));
        }
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(out.toByteArray()))) {
            assertThat(Objects.requireNonNull(reader.nextPacket()).comments())
                    .containsExactly("é".repeat(32_767), "next");
        }
    }

    @Test
    void writersRefuseWhatTheFormatCannotHold() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapWriter pcap = new PcapWriter(out, PcapWriter.Format.of(LinkType.RAW));
        assertThatIllegalArgumentException().isThrownBy(() -> pcap.packet(-1, CapturedBytes.whole(new byte[1])));
        assertThatIllegalArgumentException().isThrownBy(() -> new CapturedBytes(MemorySegment.ofArray(new byte[2]), 1));
        PcapngWriter pcapng = new PcapngWriter(out, SectionInfo.NONE);
        CaptureInterface foreign = new CaptureInterface(0, 0, "lo", LinkType.RAW, 0, Clock.NANOS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pcapng.packet(foreign, TIME, CapturedBytes.whole(new byte[1])));
    }

    @Test
    void saysWhenItIsNoCapture(@TempDir Path directory) throws IOException {
        for (byte[] file :
                List.of(new byte[0], new byte[3], new byte[100], "plain text".getBytes(StandardCharsets.UTF_8))) {
            Content content = CaptureFiles.read(file);
            try (CaptureReader mapped = CaptureReader.open(Files.write(directory.resolve("none"), file))) {
                assertThat(CaptureFiles.read(mapped)).isEqualTo(content);
            }
            assertThat(content.records()).isEmpty();
            assertThat(Objects.requireNonNull(content.problem()).reason()).isEqualTo(Reason.UNKNOWN_FORMAT);
        }
    }
}
