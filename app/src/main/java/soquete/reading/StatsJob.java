package soquete.reading;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import soquete.filter.Filter;
import soquete.flow.Depth;
import soquete.flow.Flow;
import soquete.flow.Job;
import soquete.flow.Packet;
import soquete.flow.PacketBatch;
import soquete.flow.PacketFields;
import soquete.flow.Transport;
import soquete.pcap.CaptureInterface;
import soquete.pcap.CaptureRecord;
import soquete.pcap.PacketRecord;
import soquete.wire.Decoder;
import soquete.wire.Layers;

/// Counts everything that [StatsText] tells of the packets that a filter lets through.
final class StatsJob implements Job {
    private static final int PORTS = 1 << 16;
    /// Seconds that are still added to when a later one has begun.
    private static final int SECONDS = 1 << 10;

    private static final long NANOS = 1_000_000_000L;

    private final Filter filter;
    private final boolean any;
    private final List<Tally> tallies = new ArrayList<>();
    final Talkers talkers = new Talkers();
    final long[] tcpPortBytes = new long[PORTS];
    final long[] udpPortBytes = new long[PORTS];
    final long[] tcpPortPackets = new long[PORTS];
    final long[] udpPortPackets = new long[PORTS];
    final BitSet tcpFlows = new BitSet();
    final BitSet udpFlows = new BitSet();
    final Map<CaptureInterface, CaptureRecord.Statistics> counted = new IdentityHashMap<>();
    private final long[] second = new long[SECONDS];
    private final long[] secondPackets = new long[SECONDS];
    private final long[] secondBytes = new long[SECONDS];
    long peakPackets;
    long peakBytes;

    StatsJob(Filter filter) {
        this.filter = filter;
        this.any = filter.fields().isEmpty();
    }

    @Override
    public Depth depth() {
        return Depth.FLAGS;
    }

    @Override
    public void aside(CaptureRecord record) {
        if (record instanceof CaptureRecord.Statistics statistics) {
            counted.put(statistics.captureInterface(), statistics);
        }
    }

    /// All threads' sums.
    Tally sum() {
        Tally sum = new Tally();
        tallies.forEach(sum::add);
        return sum;
    }

    @Override
    public Work begin() {
        Counting work = new Counting();
        synchronized (tallies) {
            tallies.add(work.tally);
        }
        return work;
    }

    private final class Counting implements Work {
        private final Tally tally = new Tally();
        private final Decoder decoder = Decoder.reassembling();
        private final PacketFields fields = new PacketFields();
        private final boolean[] chosen = new boolean[PacketBatch.SIZE];
        private final boolean[] network = new boolean[PacketBatch.SIZE];
        private final long[] ends = new long[4 * PacketBatch.SIZE];

        @Override
        public void each(PacketBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                Packet packet = batch.packet(i);
                chosen[i] = any || filter.matches(fields.of(packet));
                if (chosen[i]) {
                    Layers layers = packet.layers(decoder);
                    tally.packet(packet, layers, decoder.problemKind());
                    int ip = layers.networkIndex();
                    network[i] = ip >= 0;
                    if (ip >= 0) {
                        ends[4 * i] = layers.sourceHigh(ip);
                        ends[4 * i + 1] = layers.sourceLow(ip);
                        ends[4 * i + 2] = layers.destinationHigh(ip);
                        ends[4 * i + 3] = layers.destinationLow(ip);
                    }
                }
            }
        }

        @Override
        public void inOrder(PacketBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                Packet packet = batch.packet(i);
                if (chosen[i] && packet.isPacket()) {
                    if (network[i]) {
                        talkers.add(ends[4 * i], ends[4 * i + 1], true, packet.originalLength());
                        talkers.add(ends[4 * i + 2], ends[4 * i + 3], false, packet.originalLength());
                    }
                    transport(packet);
                    second(packet);
                }
            }
        }
    }

    private void transport(Packet packet) {
        Transport transport = packet.transport();
        if (transport == null) {
            return;
        }
        Flow flow = transport.flow();
        if (flow != null) {
            (transport.tcp() ? tcpFlows : udpFlows).set(flow.number());
        }
        int port = transport.fromClient() ? transport.destinationPort() : transport.sourcePort();
        (transport.tcp() ? tcpPortBytes : udpPortBytes)[port] += packet.originalLength();
        (transport.tcp() ? tcpPortPackets : udpPortPackets)[port]++;
    }

    private void second(Packet packet) {
        if (packet.epochNanos() == PacketRecord.NO_TIME) {
            return;
        }
        long of = Math.floorDiv(packet.epochNanos(), NANOS);
        int at = (int) of & SECONDS - 1;
        if (second[at] != of) {
            second[at] = of;
            secondPackets[at] = 0;
            secondBytes[at] = 0;
        }
        peakPackets = Math.max(peakPackets, ++secondPackets[at]);
        secondBytes[at] += packet.originalLength();
        peakBytes = Math.max(peakBytes, secondBytes[at]);
    }
}
