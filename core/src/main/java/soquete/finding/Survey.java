package soquete.finding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import soquete.flow.AnalysisFlag;
import soquete.flow.Depth;
import soquete.flow.Flow;
import soquete.flow.Job;
import soquete.flow.Packet;
import soquete.flow.PacketBatch;
import soquete.flow.TcpFlow;
import soquete.flow.Tracker;
import soquete.flow.Transport;
import soquete.pcap.CaptureInterface;
import soquete.pcap.PacketRecord;
import soquete.wire.Decoder;
import soquete.wire.Layers;
import soquete.wire.LinkType;

/// What the rules need to know of a capture besides its conversations: where it was taken, what it cut, which packets
/// stand in it twice, and what ICMP and ARP say. Fill it in one reading, then ask [#findings(Tracker, Predicate)].
public final class Survey implements Job {
    /// What can be remembered of interfaces, and of connections whose packets stand in the capture twice.
    private static final int MOST_PLACES = 64;

    private static final int MOST_TWICE = 100_000;
    private static final List<AnalysisFlag> SUSPICIOUS = List.of(
            AnalysisFlag.RETRANSMISSION,
            AnalysisFlag.SPURIOUS_RETRANSMISSION,
            AnalysisFlag.FAST_RETRANSMISSION,
            AnalysisFlag.OUT_OF_ORDER);
    private static final int SUSPICIOUS_BITS =
            SUSPICIOUS.stream().mapToInt(AnalysisFlag::bit).sum();
    private static final String UNDECODED = "undecoded";

    /// Where packets were captured; the name is empty where the file does not say.
    public record Place(String name, LinkType linkType) {}

    private final IcmpNotes icmp = new IcmpNotes();
    private final ArpNotes arp = new ArpNotes();
    private final Set<Place> places = new LinkedHashSet<>();
    private @Nullable CaptureInterface lastPlace;
    private final Map<Flow, long[]> twice = new HashMap<>();
    private long packets;
    private long undecoded;
    private long lastTime = Long.MIN_VALUE;
    private long cut;
    private long firstCut;
    private int shortestCut = Integer.MAX_VALUE;
    private boolean sawIpv4;
    private boolean sawIpv6;

    @Override
    public Depth depth() {
        return Depth.MEASURES;
    }

    @Override
    public Work begin() {
        return new Look();
    }

    /// One thread's look at batches, which is put together in the order of the capture.
    private final class Look implements Work {
        private final Decoder decoder = Decoder.reassembling();
        private final Doubles doubles = new Doubles();
        private final List<Object> notes = new ArrayList<>();

        @Override
        public void each(PacketBatch batch) {
            notes.clear();
            doubles.clear();
            for (int i = 0; i < batch.size(); i++) {
                Packet packet = batch.packet(i);
                if (!packet.isPacket()) {
                    continue;
                }
                Transport own = packet.transport();
                if (own == null) {
                    note(packet);
                } else if ((own.analysis() & SUSPICIOUS_BITS) != 0) {
                    doubles.look(batch, i);
                }
            }
        }

        private void note(Packet packet) {
            Layers layers = packet.layers(decoder);
            IcmpNotes.Seen error = IcmpNotes.read(layers, packet.number());
            ArpNotes.Seen asked = error == null ? ArpNotes.read(layers.arp(), packet.number()) : null;
            if (error != null) {
                notes.add(error);
            } else if (asked != null) {
                notes.add(asked);
            } else if (layers.sourceEndpoint() == null
                    && layers.arp() == null
                    && layers.icmp() == null
                    && layers.icmpv6() == null) {
                notes.add(UNDECODED);
            }
        }

        @Override
        public void inOrder(PacketBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                Packet packet = batch.packet(i);
                if (packet.isPacket()) {
                    count(packet);
                }
            }
            for (Object note : notes) {
                switch (note) {
                    case IcmpNotes.Seen error -> icmp.add(error);
                    case ArpNotes.Seen asked -> arp.add(asked);
                    case String nothing -> undecoded++;
                    default -> throw new IllegalStateException(note.toString());
                }
            }
            doubles.each(Survey.this::addTwice);
        }
    }

    private void count(Packet packet) {
        packets++;
        if (packet.epochNanos() != PacketRecord.NO_TIME) {
            lastTime = Math.max(lastTime, packet.epochNanos());
        }
        if (packet.capturedLength() < packet.originalLength()) {
            if (cut++ == 0) {
                firstCut = packet.number();
            }
            shortestCut = Math.min(shortestCut, packet.capturedLength());
        }
        CaptureInterface on = packet.captureInterface();
        if (on != lastPlace) {
            lastPlace = on;
            if (places.size() < MOST_PLACES) {
                places.add(new Place(on.name(), on.linkType()));
            }
        }
        Transport transport = packet.transport();
        if (transport != null) {
            sawIpv6 |= transport.ipv6();
            sawIpv4 |= !transport.ipv6();
        }
    }

    private void addTwice(Flow flow, long packet) {
        long[] known = twice.get(flow);
        if (known == null && twice.size() < MOST_TWICE) {
            known = new long[] {0, packet};
            twice.put(flow, known);
        }
        if (known != null) {
            known[0]++;
        }
    }

    /// What matters in the capture that was read.
    ///
    /// @param told which conversations the user asked for
    public Findings findings(Tracker tracker, Predicate<Flow> told) {
        icmp.place(tracker.tcpFlows());
        icmp.place(tracker.udpFlows());
        return Rules.apply(this, tracker, told);
    }

    /// What was found of one conversation, after [#findings(Tracker, Predicate)].
    public Findings findings(Flow flow) {
        return Rules.apply(this, flow);
    }

    /// Whether what looks as if it was sent again stands in the capture twice.
    boolean seenTwice(TcpFlow flow) {
        long[] known = twice.get(flow);
        return known != null && known[0] * 2 >= suspicious(flow);
    }

    private static long suspicious(TcpFlow flow) {
        long count = 0;
        for (AnalysisFlag flag : SUSPICIOUS) {
            count += flow.count(flag, true) + flow.count(flag, false);
        }
        return count;
    }

    /// How many packets of the conversation stand in the capture twice, and the first of them; null without any.
    long @Nullable [] twice(Flow flow) {
        return twice.get(flow);
    }

    IcmpNotes icmp() {
        return icmp;
    }

    ArpNotes arp() {
        return arp;
    }

    public Set<Place> places() {
        return places;
    }

    /// Packets in which no port, ARP or ICMP was found: of other protocols, or of link types that are not read.
    public long undecoded() {
        return undecoded;
    }

    public long packets() {
        return packets;
    }

    /// The latest time of a packet, nanoseconds since 1970-01-01 UTC.
    long lastTime() {
        return lastTime;
    }

    /// How many packets were captured only in part, the first of them, and how much of the shortest was kept.
    long cut() {
        return cut;
    }

    long firstCut() {
        return firstCut;
    }

    int shortestCut() {
        return shortestCut;
    }

    boolean sawIpv4() {
        return sawIpv4;
    }

    boolean sawIpv6() {
        return sawIpv6;
    }
}
