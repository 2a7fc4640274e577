package soquete.reading;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.flow.Depth;
import soquete.flow.Flow;
import soquete.flow.Job;
import soquete.flow.Packet;
import soquete.flow.PacketBatch;
import soquete.flow.Transport;
import soquete.pcap.CaptureInterface;
import soquete.timeline.Timeline;
import soquete.trace.CapturedPacket;
import soquete.trace.RecordingFile;

/// Keeps the packets of chosen conversations, ICMP errors about them included, to draw their ladders. What is kept is
/// bounded by the memory that Java was given.
public final class ChosenPackets implements Job {
    /// Memory that the timeline of a packet takes beside its bytes, measured and rounded up.
    private static final int OVERHEAD = 1_500;

    private static final long MOST = Runtime.getRuntime().maxMemory() / 2;

    private final Map<StreamNumber, Kept> chosen = new LinkedHashMap<>();
    private long size;
    private boolean complete = true;

    /// The packets of one conversation, and their numbers in the capture.
    private static final class Kept {
        private final List<CapturedPacket> packets = new ArrayList<>();
        private final List<Integer> numbers = new ArrayList<>();
        private long lastTime;
    }

    public ChosenPackets(List<StreamNumber> streams) {
        streams.forEach(s -> chosen.put(s, new Kept()));
    }

    /// Whether there was room for all of them.
    public boolean complete() {
        return complete;
    }

    /// Null when the capture has no such conversation.
    public @Nullable Timeline timeline(StreamNumber stream) {
        Kept kept = chosen.get(stream);
        return kept == null || kept.packets.isEmpty()
                ? null
                : Timeline.of(RecordingFile.ofPackets(stream.toString(), kept.packets), kept.numbers);
    }

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
                    keep(batch.packet(i));
                }
            }
        };
    }

    private void keep(Packet packet) {
        for (int i = 0; i < packet.transports(); i++) {
            Transport transport = packet.transport(i);
            Flow flow = transport.flow();
            Kept kept = flow == null ? null : chosen.get(StreamNumber.of(flow));
            if (kept != null && packet.number() <= Integer.MAX_VALUE) {
                keep(packet, kept);
                return;
            }
        }
    }

    private void keep(Packet packet, Kept kept) {
        if (size > MOST) {
            complete = false;
            return;
        }
        CaptureInterface on = packet.captureInterface();
        MemorySegment whole = packet.frame();
        byte[] bytes = whole.toArray(ValueLayout.JAVA_BYTE);
        long nanos = packet.epochNanos() == Long.MIN_VALUE ? kept.lastTime : packet.epochNanos();
        kept.lastTime = nanos;
        kept.packets.add(new CapturedPacket(
                nanos, on.name(), on.linkType(), Math.max(bytes.length, packet.wireLength()), bytes));
        kept.numbers.add((int) packet.number());
        size += bytes.length + OVERHEAD;
    }
}
