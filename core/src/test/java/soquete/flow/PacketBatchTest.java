package soquete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import soquete.pcap.CaptureReader;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PcapWriter;
import soquete.wire.LinkType;

/// What lies in memory at once is bounded by bytes, and not by packets alone.
class PacketBatchTest {
    private static final int LARGE = 60_000;

    @Test
    void endsWhereItsPacketsHaveManyBytes() throws IOException, InterruptedException {
        int packets = 3 * PacketBatch.BYTES / LARGE;
        Queue<Long> bytes = new ConcurrentLinkedQueue<>();
        Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(capture(packets)))) {
            new Engine(new Tracker(), new Batches(bytes, sizes), 2).run(reader);
        }
        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(packets);
        assertThat(bytes)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(batch -> assertThat(batch).isLessThan(PacketBatch.BYTES + LARGE));
    }

    private static byte[] capture(int packets) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapWriter out = new PcapWriter(file, PcapWriter.Format.of(LinkType.ETHERNET))) {
            for (int i = 0; i < packets; i++) {
                out.packet(i, CapturedBytes.whole(new byte[LARGE]));
            }
        }
        return file.toByteArray();
    }

    private record Batches(Queue<Long> bytes, Queue<Integer> sizes) implements Job {
        @Override
        public Depth depth() {
            return Depth.FLAGS;
        }

        @Override
        public Work begin() {
            return new Work() {
                @Override
                public void each(PacketBatch batch) {
                    long all = 0;
                    for (int i = 0; i < batch.size(); i++) {
                        all += batch.packet(i).capturedLength();
                    }
                    bytes.add(all);
                    sizes.add(batch.size());
                }

                @Override
                public void inOrder(PacketBatch batch) {}
            };
        }
    }
}
