package soquete.reading;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import soquete.filter.Filter;
import soquete.flow.Depth;
import soquete.flow.Job;
import soquete.flow.Packet;
import soquete.flow.PacketBatch;
import soquete.flow.PacketFields;
import soquete.pcap.CaptureCopy;

/// Copies the records of one capture that are meant, as they lie, each run of neighbours at once.
final class CutJob implements Job {
    private final Cut.Choice choice;
    private final CaptureCopy copy;
    private final boolean tracking;
    private long kept;

    CutJob(Cut.Choice choice, CaptureCopy copy) {
        this.choice = choice;
        this.copy = copy;
        this.tracking = Reading.analyses(choice.filter());
    }

    @Override
    public Depth depth() {
        return tracking ? Depth.FLAGS : Depth.PACKETS;
    }

    long kept() {
        return kept;
    }

    @Override
    public Work begin() {
        return new Runs();
    }

    private final class Runs implements Work {
        private final PacketFields fields = new PacketFields();
        private final Filter filter = choice.filter();
        private final TimeRange times = choice.times();
        private final boolean anyTime = times.everything();
        private final boolean any = filter.fields().isEmpty();
        /// Begin and end of each run, and the memory it lies in.
        private long[] bounds = new long[256];

        private final List<MemorySegment> segments = new ArrayList<>();
        private int runs;
        private int packets;

        @Override
        public void each(PacketBatch batch) {
            runs = 0;
            packets = 0;
            segments.clear();
            MemorySegment last = MemorySegment.NULL;
            for (int i = 0; i < batch.size(); i++) {
                Packet packet = batch.packet(i);
                if (packet.isPacket() && inTime(packet) && (any || filter.matches(fields.of(packet)))) {
                    long begin = packet.recordOffset();
                    MemorySegment segment = packet.recordSegment();
                    boolean same = runs > 0 && segment.equals(last);
                    if (!same || bounds[2 * runs - 1] != begin) {
                        room();
                        bounds[2 * runs] = begin;
                        segments.add(segment);
                        last = segment;
                        runs++;
                    }
                    bounds[2 * runs - 1] = begin + packet.recordLength();
                    packets++;
                }
            }
        }

        private boolean inTime(Packet packet) {
            return anyTime || times.contains(packet.epochNanos(), packet.sinceStart());
        }

        private void room() {
            if (2 * runs + 2 > bounds.length) {
                bounds = Arrays.copyOf(bounds, bounds.length * 2);
            }
        }

        @Override
        public void inOrder(PacketBatch batch) throws IOException {
            for (int i = 0; i < runs; i++) {
                copy.keepRun(segments.get(i), bounds[2 * i], bounds[2 * i + 1]);
            }
            kept += packets;
        }
    }
}
