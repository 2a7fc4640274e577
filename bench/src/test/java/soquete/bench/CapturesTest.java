package soquete.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import soquete.pcap.CaptureReader;
import soquete.pcap.PacketRecord;
import soquete.wire.Decoder;
import soquete.wire.Endpoint;
import soquete.wire.Layers;
import soquete.wire.LinkType;
import soquete.wire.Problem;
import soquete.wire.Protocol;

/// The files are what they claim to be: small ones of each kind.
class CapturesTest {
    @TempDir
    Path folder;

    private static byte[] bytes(Captures kind, long amount, int flows, long seed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        kind.write(out, amount, flows, seed);
        return out.toByteArray();
    }

    /// What a capture holds.
    private record Contents(long packets, Map<Set<String>, Long> flows, boolean ordered) {
        static Contents of(byte[] file) throws IOException {
            try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file))) {
                return of(reader);
            }
        }

        /// Reads all, and fails where a frame or the file is damaged.
        static Contents of(CaptureReader reader) throws IOException {
            Decoder decoder = new Decoder();
            Map<Set<String>, Long> flows = new HashMap<>();
            long count = 0;
            long last = 0;
            boolean ordered = true;
            for (PacketRecord packet = reader.nextPacket(); packet != null; packet = reader.nextPacket()) {
                count++;
                ordered &= packet.epochNanos() >= last;
                last = packet.epochNanos();
                decoder.read(
                        LinkType.ETHERNET,
                        packet.segment(),
                        packet.offset(),
                        packet.capturedLength(),
                        packet.originalLength());
                Problem problem = decoder.problem();
                assertThat(problem == null || packet.capturedLength() < packet.originalLength())
                        .as("packet %s: %s", count, problem)
                        .isTrue();
                flows.merge(ends(decoder.layers()), 1L, Long::sum);
            }
            assertThat(reader.problem()).isNull();
            return new Contents(count, flows, ordered);
        }

        /// Two endpoints, or two addresses where there are no ports.
        private static Set<String> ends(Layers layers) {
            Endpoint source = layers.sourceEndpoint();
            Endpoint destination = layers.destinationEndpoint();
            return source == null || destination == null
                    ? Set.of("s" + layers.source(), "d" + layers.destination())
                    : Set.of(source.toString(), destination.toString());
        }
    }

    @Test
    void shortHasThePacketsAsked() throws IOException {
        Contents contents = Contents.of(bytes(Captures.SHORT, 5000, 0, 1));
        assertThat(contents.packets()).isEqualTo(5000);
        assertThat(contents.ordered()).isTrue();
        assertThat(contents.flows().size()).isBetween(400, 900);
    }

    @Test
    void bulkHasItsFewConnections() throws IOException {
        Contents contents = Contents.of(bytes(Captures.BULK, 8000, 0, 1));
        assertThat(contents.flows()).hasSize(BulkTraffic.CONNECTIONS);
        assertThat(contents.packets()).isBetween(9000L, 20_000L);
        assertThat(contents.ordered()).isTrue();
    }

    @Test
    void mixHasItsFlowsWhateverItsLength() throws IOException {
        byte[] small = bytes(Captures.MIX_100, 1_500_000, 500, 1);
        byte[] large = bytes(Captures.MIX_2G, 6_000_000, 500, 1);
        assertThat((double) large.length / small.length).isBetween(3.2, 4.8);
        Contents few = Contents.of(small);
        Contents many = Contents.of(large);
        assertThat(many.flows().keySet()).isEqualTo(few.flows().keySet());
        assertThat(few.ordered() && many.ordered()).isTrue();
        // An echo's two ways count as two here; no other flow shares its ends.
        assertThat(few.flows().size()).isBetween(500, 520);
    }

    @Test
    void mixHasFlowsOfEachKind() throws IOException {
        byte[] file = bytes(Captures.MIX_500, 2_000_000, 800, 1);
        Decoder decoder = new Decoder();
        Map<Protocol, Long> seen = new HashMap<>();
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file))) {
            for (PacketRecord packet = reader.nextPacket(); packet != null; packet = reader.nextPacket()) {
                decoder.read(
                        LinkType.ETHERNET,
                        packet.segment(),
                        packet.offset(),
                        packet.capturedLength(),
                        packet.originalLength());
                for (int i = 0; i < decoder.layers().depth(); i++) {
                    seen.merge(decoder.layers().protocol(i), 1L, Long::sum);
                }
            }
        }
        assertThat(seen)
                .containsKeys(Protocol.TCP, Protocol.UDP, Protocol.ICMP, Protocol.IPV4, Protocol.IPV6, Protocol.VLAN);
    }

    @Test
    void checksumsAreRight() throws IOException {
        byte[] file = bytes(Captures.MIX_100, 200_000, 60, 3);
        int checked = 0;
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file))) {
            for (PacketRecord packet = reader.nextPacket(); packet != null; packet = reader.nextPacket()) {
                byte[] frame = packet.bytes().toArray(ValueLayout.JAVA_BYTE);
                if (frame[12] == 8 && frame[13] == 0) {
                    int length = frame.length - 34;
                    boolean pseudo = frame[23] != 1;
                    assertThat(sum(frame, 14, 34, 0)).isEqualTo(0xFFFF);
                    long more = pseudo ? (frame[23] & 0xFF) + length + words(frame, 26, 34) : 0;
                    assertThat(sum(frame, 34, frame.length, more)).isEqualTo(0xFFFF);
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(100);
    }

    private static long words(byte[] bytes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += (bytes[i] & 0xFFL) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    /// RFC 1071, as it stands there: 0xFFFF over what has its own checksum in it.
    private static long sum(byte[] bytes, int from, int to, long more) {
        long sum = words(bytes, from, to) + more;
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(
            value = Captures.class,
            names = {"SHORT", "BULK", "MIX_100"})
    void theSameSeedGivesTheSameBytes(Captures kind) throws IOException {
        byte[] first = bytes(kind, 3000, 50, 7);
        assertThat(bytes(kind, 3000, 50, 7)).isEqualTo(first);
        assertThat(bytes(kind, 3000, 50, 8)).isNotEqualTo(first);
    }

    @Test
    void sparseHasARecordEachQuarterOfAMegabyte() throws IOException {
        Path file = Captures.SPARSE.in(folder, 0.001);
        assertThat(Files.size(file)).isEqualTo(24 + 38L * 262_144);
        try (CaptureReader reader = CaptureReader.open(file)) {
            Contents contents = Contents.of(reader);
            assertThat(contents.packets()).isEqualTo(38);
            assertThat(contents.flows()).hasSize(16);
        }
    }

    @Test
    void aFileIsMadeOnceAndAgainWhenItIsNotWhole() throws IOException {
        Path file = Captures.SHORT.in(folder, 0.001);
        byte[] whole = Files.readAllBytes(file);
        byte[] other = whole.clone();
        other[100] ^= 1;
        Files.write(file, other);
        Captures.SHORT.in(folder, 0.001);
        assertThat(Files.readAllBytes(file)).as("kept").isEqualTo(other);
        Files.write(file, Arrays.copyOf(whole, 500));
        Captures.SHORT.in(folder, 0.001);
        assertThat(Files.readAllBytes(file)).as("made again").isEqualTo(whole);
    }
}
