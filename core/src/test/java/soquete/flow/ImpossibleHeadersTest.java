package soquete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import soquete.pcap.CaptureReader;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PcapWriter;
import soquete.wire.Frames;
import soquete.wire.HeaderBuilder;
import soquete.wire.Ipv4Builder;
import soquete.wire.LinkType;
import soquete.wire.SeqNum;
import soquete.wire.TcpBuilder;
import soquete.wire.TcpView;
import soquete.wire.UdpBuilder;

/// Transport headers that claim an impossible length, or that the capture cut: what tshark 4.0.17 makes of them.
class ImpossibleHeadersTest {
    private static final int IP_LENGTH = 20;

    /// A segment of a connection; its header claims `words` × 4 bytes.
    private static byte[] segment(int sequence, int words, int payload) {
        byte[] frame = HeaderBuilder.frame(
                new byte[payload],
                new Ipv4Builder(Frames.A, Frames.B),
                new TcpBuilder(1000, 80)
                        .sequence(new SeqNum(sequence))
                        .acknowledgment(new SeqNum(6))
                        .flags(TcpView.PSH));
        frame[IP_LENGTH + 12] = (byte) (words << 4);
        return frame;
    }

    private static Map<String, List<String>> read(List<byte[]> frames, int captured) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapWriter writer =
                new PcapWriter(file, new PcapWriter.Format(ByteOrder.BIG_ENDIAN, true, LinkType.RAW, 65535))) {
            for (byte[] frame : frames) {
                byte[] cut = Arrays.copyOf(frame, Math.min(captured, frame.length));
                writer.packet(1, new CapturedBytes(MemorySegment.ofArray(cut), frame.length));
            }
        }
        return ComparedFields.of(CaptureReader.open(new ByteArrayInputStream(file.toByteArray())))
                .getLast();
    }

    /// After a segment 5 with 10 bytes: number, words of header and bytes of the next one; its relative number and
    /// length.
    @ParameterizedTest
    @CsvSource({
        // sequence, words, bytes; relative number and length
        "15, 4, 10, 11, 14",
        "15, 0, 10, 11, 30",
        "15, 5, 10, 11, 10",
        // 60 bytes of header where there are 30: neither a length nor a place in the stream
        "15, 15, 10, 15,",
    })
    void aHeaderThatClaimsTooLittleIsTakenAtItsWord(
            int sequence, int words, int payload, String relative, @Nullable String length) throws IOException {
        Map<String, List<String>> packet = read(List.of(segment(5, 5, 10), segment(sequence, words, payload)), 65535);
        assertThat(packet).containsEntry("tcp.seq", List.of(relative)).containsEntry("tcp.stream", List.of("0"));
        assertThat(packet.get("tcp.len")).isEqualTo(length == null ? null : List.of(length));
    }

    @Test
    void aSegmentIsOfAConversationFromItsWindowOn() throws IOException {
        List<Integer> known = new ArrayList<>();
        for (int there = 0; there <= 20; there++) {
            Map<String, List<String>> packet = read(List.of(segment(5, 5, 10)), IP_LENGTH + there);
            assertThat(packet.containsKey("tcp.dstport")).isEqualTo(there >= 4);
            assertThat(packet.containsKey("tcp.seq_raw")).isEqualTo(packet.containsKey("tcp.stream"));
            assertThat(packet.containsKey("tcp.len")).isEqualTo(packet.containsKey("tcp.stream"));
            if (packet.containsKey("tcp.stream")) {
                known.add(there);
            }
        }
        assertThat(known).containsExactly(16, 17, 18, 19, 20);
    }

    @Test
    void aDatagramIsOfAConversationWithItsWholeHeader() throws IOException {
        byte[] datagram =
                HeaderBuilder.frame(new byte[4], new Ipv4Builder(Frames.A, Frames.B), new UdpBuilder(1000, 53));
        for (int there = 0; there <= 9; there++) {
            Map<String, List<String>> packet = read(List.of(datagram), IP_LENGTH + there);
            assertThat(packet.containsKey("udp.dstport")).isEqualTo(there >= 4);
            assertThat(packet.containsKey("udp.stream")).isEqualTo(there >= 8);
        }
    }
}
