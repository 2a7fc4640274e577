package soquete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import soquete.pcap.CaptureReader;
import soquete.pcap.CaptureRecord;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PcapWriter;
import soquete.wire.EthernetBuilder;
import soquete.wire.Frames;
import soquete.wire.HeaderBuilder;
import soquete.wire.Ipv4Builder;
import soquete.wire.LinkType;
import soquete.wire.SeqNum;
import soquete.wire.TcpBuilder;

/// Packets taken one by one are what the engine makes of them.
class WalkTest {
    private static final int PACKETS = 60;
    private static final int CONNECTIONS = 7;

    @Test
    void saysWhatTheEngineSays() throws IOException, InterruptedException {
        List<String> walked = new ArrayList<>();
        try (CaptureReader reader = capture()) {
            Walk walk = new Walk(new Tracker(), true);
            CaptureRecord record = reader.next();
            while (record != null) {
                walked.add(said(walk.next(record)));
                record = reader.next();
            }
        }
        List<String> run = new ArrayList<>();
        try (CaptureReader reader = capture()) {
            new Engine(new Tracker(), new Said(run), 2).run(reader);
        }
        assertThat(walked).hasSize(PACKETS).isEqualTo(run);
        assertThat(walked.getLast()).startsWith("60 3 ");
    }

    private static String said(Packet packet) {
        Transport segment = Objects.requireNonNull(packet.transport());
        return "%d %d %d %d"
                .formatted(
                        packet.number(),
                        Objects.requireNonNull(segment.flow()).number(),
                        segment.relativeSequence(),
                        segment.analysis());
    }

    /// Each fourth segment of a connection comes again.
    private static CaptureReader capture() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapWriter out = new PcapWriter(file, PcapWriter.Format.of(LinkType.ETHERNET))) {
            for (int i = 0; i < PACKETS; i++) {
                int turn = i / CONNECTIONS;
                TcpBuilder segment = new TcpBuilder(1000 + i % CONNECTIONS, 80)
                        .sequence(new SeqNum((turn - (turn % 4 == 3 ? 1 : 0)) * 100))
                        .flags(0x18);
                byte[] frame = HeaderBuilder.frame(
                        new byte[100], new EthernetBuilder(), new Ipv4Builder(Frames.A, Frames.B), segment);
                out.packet(i * 1_000_000_000L, CapturedBytes.whole(frame));
            }
        }
        return CaptureReader.open(new ByteArrayInputStream(file.toByteArray()));
    }

    private record Said(List<String> said) implements Job {
        @Override
        public Depth depth() {
            return Depth.FLAGS;
        }

        @Override
        public Work begin() {
            return new Work() {
                @Override
                public void each(PacketBatch batch) {}

                @Override
                public void inOrder(PacketBatch batch) {
                    for (int i = 0; i < batch.size(); i++) {
                        said.add(WalkTest.said(batch.packet(i)));
                    }
                }
            };
        }
    }
}
