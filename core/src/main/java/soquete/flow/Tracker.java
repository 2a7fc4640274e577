package soquete.flow;

import java.util.List;
import soquete.wire.Reassembler;
import soquete.wire.TcpView;

/// Gives each packet of a capture its conversation and its analysis. Several captures that follow each other may share
/// one.
///
/// It takes two steps, so that several threads have work: conversations are found and numbered for a whole batch at a
/// time, in the order of the capture; then each is followed in its lane, and lanes are independent of each other.
public final class Tracker {
    private static final int MOST_CONNECTIONS = 1_000_000;

    /// A connection takes some 1.2 kB with all that is measured of it, a UDP conversation less.
    private static final int BYTES_PER_CONNECTION = 2048;

    /// What reading takes besides: packets under way, and the memory that they lie in.
    private static final int BYTES_OF_READING = 8 << 20;

    private final FlowTable<TcpFlow> tcp;
    private final FlowTable<UdpFlow> udp;
    private final int most;
    private Depth depth = Depth.FLAGS;
    private long closedOut;
    private long garbage;
    private long start;
    private final Reassembler reassembler = new Reassembler();
    private final Dissection fragments = new Dissection();

    public Tracker() {
        this(mostConnections());
    }

    /// Connections remembered, and UDP conversations too, when nothing else is asked for: a million, or as many as the
    /// JVM has memory for.
    public static int mostConnections() {
        long room = Math.max(BYTES_OF_READING, Runtime.getRuntime().maxMemory() - BYTES_OF_READING);
        return (int) Math.min(MOST_CONNECTIONS, room / BYTES_PER_CONNECTION);
    }

    /// @param most TCP connections that are remembered, and UDP conversations; beyond that those that were silent
    ///             longest are closed out: if they go on, they are new ones
    public Tracker(int most) {
        this.tcp = new FlowTable<>(most);
        this.udp = new FlowTable<>(most);
        this.most = most;
    }

    /// How much is told of each connection that begins from here on.
    void depth(Depth wanted) {
        depth = wanted;
    }

    /// How many conversations were closed out because there were too many.
    public long closedOut() {
        return closedOut;
    }

    private void makeRoom(FlowTable<? extends Flow> table) {
        if (table.isFull()) {
            int closed = table.closeOut();
            closedOut += closed;
            collect(closed);
        }
    }

    /// Old objects are garbage now. The collector would let memory grow to its bound before it looks at
    /// them; to ask for a collection each time twice as many were closed out as live costs less than making
    /// them did.
    private void collect(int closed) {
        garbage += closed;
        if (garbage >= 2L * most) {
            garbage = 0;
            System.gc();
        }
    }

    /// When the first packet was captured, nanoseconds since 1970-01-01 UTC; 0 when there was none.
    public long start() {
        return start;
    }

    /// In order of appearance.
    public List<TcpFlow> tcpFlows() {
        return tcp.all();
    }

    /// In order of appearance.
    public List<UdpFlow> udpFlows() {
        return udp.all();
    }

    /// IP datagrams of which fragments are still missing.
    public int unfinishedDatagrams() {
        return reassembler.unfinished();
    }

    /// Puts IP fragments together, in the order of the capture: the packet that completes a datagram becomes the
    /// datagram. A fragment that was not captured whole stays what it is.
    void reassemble(Packet packet) {
        while (packet.fragment && fragments.wholeFragment(packet)) {
            Reassembler.Whole whole = reassembler.accept(fragments.layers(), packet.epochNanos);
            if (whole == null) {
                break;
            }
            packet.become(whole);
            fragments.dissect(packet);
        }
    }

    /// Finds the conversation of each packet, in the order of the capture.
    void find(PacketBatch batch) {
        batch.clearLanes();
        for (int i = 0; i < batch.size(); i++) {
            Packet packet = batch.packet(i);
            if (packet.number == 1) {
                start = packet.epochNanos;
            }
            for (int k = 0; k < packet.transports(); k++) {
                Transport transport = packet.transport(k);
                transport.makeKey();
                transport.beginTracking();
                if (transport.tcp()) {
                    findConnection(packet, transport);
                } else {
                    findDatagrams(packet, transport);
                }
                batch.add(lane(transport, batch.lanes()), transport);
            }
        }
    }

    private static int lane(Transport transport, int lanes) {
        return (int) ((transport.hash & 0xFFFF_FFFFL) * lanes >>> 32);
    }

    private void findDatagrams(Packet packet, Transport datagram) {
        Ends ends = udp.find(datagram);
        if (ends == null) {
            makeRoom(udp);
            UdpFlow flow = new UdpFlow(udp.nextNumber(), datagram, packet.number, packet.epochNanos);
            udp.put(flow, datagram);
            ends = flow.ends;
        }
        datagram.flow = ends.flow;
        datagram.fromClient = ends.fromClient(datagram);
        if (!datagram.quoted()) {
            ends.lastPacket = packet.number;
        }
    }

    private void findConnection(Packet packet, Transport segment) {
        Ends ends = tcp.find(segment);
        segment.isFirst = ends == null;
        if (ends == null) {
            ends = open(packet, segment).ends;
        }
        segment.fromClient = ends.fromClient(segment);
        if (segment.has(TcpView.SYN) && ends.baseKnown(segment.fromClient)) {
            ends = againOpened(ends, packet, segment);
            segment.fromClient = ends.fromClient(segment);
        }
        segment.flow = ends.flow;
        if (!segment.quoted()) {
            ends.lastPacket = packet.number;
            ends.relate(segment);
        }
    }

    /// A SYN of an end that has sent before: with another number it opens a new connection between the same
    /// ports, with the same one it is the old SYN again. A SYN-ACK with another number answers in this one.
    private Ends againOpened(Ends ends, Packet packet, Transport segment) {
        if (segment.sequence() == ends.base(segment.fromClient)) {
            segment.opensAgain = segment.opens();
            return ends;
        }
        segment.analysis = AnalysisFlag.REUSED_PORTS.bit();
        segment.analyzed = true;
        if (segment.opens()) {
            TcpFlow next = open(packet, segment);
            next.completeness = TcpFlow.SAW_SYN;
            return next.ends;
        }
        ends.base(segment.fromClient, segment.sequence());
        return ends;
    }

    private TcpFlow open(Packet packet, Transport segment) {
        makeRoom(tcp);
        TcpFlow flow = new TcpFlow(
                tcp.nextNumber(), segment, !segment.answersOpening(), packet.number, packet.epochNanos, depth);
        tcp.put(flow, segment);
        return flow;
    }

    /// Follows the conversations of one lane through a batch. Batches come in the order of the capture, one at a time.
    static void follow(PacketBatch batch, int lane, SpareArrays spares) {
        int count = batch.inLane(lane);
        Transport[] transports = batch.lane(lane);
        for (int i = 0; i < count; i++) {
            follow(transports[i].packet, transports[i], spares);
        }
    }

    private static void follow(Packet packet, Transport transport, SpareArrays spares) {
        Flow flow = transport.flow;
        if (flow instanceof TcpFlow connection) {
            Segments.follow(connection, packet, transport, spares);
        } else if (flow != null && !transport.quoted()) {
            flow.count(transport.fromClient, packet.originalLength, packet.epochNanos);
        }
    }
}
