package soquete.flow;

import java.util.List;
import java.util.function.Consumer;
import soquete.wire.Reassembler;
import soquete.wire.TcpView;

/// Gives each packet of a capture its conversation and its analysis, in the order of the capture. Several captures that
/// follow each other may share one.
public final class Tracker {
    /// Connections remembered, and UDP conversations too, when nothing else is asked for: some 1.5 GB of them.
    public static final int MOST_CONNECTIONS = 1_000_000;

    private final FlowTable<TcpFlow> tcp;
    private final FlowTable<UdpFlow> udp;
    private final Consumer<Flow> closing;
    private final int most;
    private boolean measuring = true;
    private long closedOut;
    private long garbage;
    private long start;
    private final Reassembler reassembler = new Reassembler();
    private final Dissection fragments = new Dissection();

    public Tracker() {
        this(MOST_CONNECTIONS, flow -> {});
    }

    /// @param most    TCP connections that are remembered, and UDP conversations; beyond that those that were silent
    ///                longest are closed out: if they go on, they are new ones
    /// @param closing is given each conversation that is closed out
    public Tracker(int most, Consumer<Flow> closing) {
        this.tcp = new FlowTable<>(most);
        this.udp = new FlowTable<>(most);
        this.closing = closing;
        this.most = most;
    }

    /// Whether [TcpMeasures] are taken.
    void measuring(boolean wanted) {
        measuring = wanted;
    }

    /// How many conversations were closed out because there were too many.
    public long closedOut() {
        return closedOut;
    }

    private void makeRoom(FlowTable<? extends Flow> table) {
        if (table.isFull()) {
            List<? extends Flow> closed = table.closeOut();
            closedOut += closed.size();
            closed.forEach(closing);
            collect(closed.size());
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

    /// Puts IP fragments together: the packet that completes a datagram becomes the datagram. A fragment that was not
    /// captured whole stays what it is.
    void reassemble(PacketBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            Packet packet = batch.packet(i);
            while (packet.fragment && fragments.wholeFragment(packet)) {
                Reassembler.Whole whole = reassembler.accept(fragments.layers(), packet.epochNanos);
                if (whole == null) {
                    break;
                }
                packet.become(whole);
                fragments.dissect(packet);
            }
        }
    }

    void track(Packet packet) {
        if (packet.number == 1) {
            start = packet.epochNanos;
        }
        for (int i = 0; i < packet.transports(); i++) {
            Transport transport = packet.transport(i);
            transport.beginTracking();
            if (transport.tcp) {
                segment(packet, transport);
            } else {
                datagram(packet, transport);
            }
        }
    }

    private void datagram(Packet packet, Transport datagram) {
        UdpFlow flow = udp.find(datagram);
        if (flow == null) {
            makeRoom(udp);
            flow = new UdpFlow(udp.nextNumber(), datagram, packet.number, packet.epochNanos);
            udp.put(flow, datagram);
        }
        datagram.flow = flow;
        datagram.fromClient = datagram.descending == flow.clientDescending;
        if (!datagram.quoted) {
            flow.count(datagram.fromClient, packet.originalLength, packet.number, packet.epochNanos);
        }
    }

    private void segment(Packet packet, Transport segment) {
        TcpFlow flow = tcp.find(segment);
        boolean isNew = flow == null;
        if (flow == null) {
            flow = open(packet, segment);
        }
        boolean fromClient = segment.descending == flow.clientDescending;
        TcpEnd sender = fromClient ? flow.client : flow.server;
        if (segment.has(TcpView.SYN) && sender.baseKnown) {
            flow = againOpened(flow, sender, packet, segment);
        }
        segment.flow = flow;
        segment.fromClient = segment.descending == flow.clientDescending;
        if (!segment.quoted) {
            flow.count(segment.fromClient, packet.originalLength, packet.number, packet.epochNanos);
            follow(flow, isNew, packet, segment);
        }
        segment.completeness = flow.completeness;
        segment.initialRoundTrip = flow.initialRoundTrip;
    }

    /// A SYN of an end that has sent before: with another number it opens a new connection between the same
    /// ports, with the same one it is the old SYN again. A SYN-ACK with another number answers in this one.
    private TcpFlow againOpened(TcpFlow flow, TcpEnd sender, Packet packet, Transport segment) {
        if (segment.sequence == sender.baseSequence) {
            if (segment.opens()) {
                sender.nextSequence = sender.highestContiguous; // a reset may have moved it
            }
            return flow;
        }
        segment.analysis = AnalysisFlag.REUSED_PORTS.bit();
        segment.analyzed = true;
        if (segment.opens()) {
            TcpFlow next = open(packet, segment);
            next.completeness = TcpFlow.SAW_SYN;
            return next;
        }
        sender.baseSequence = segment.sequence;
        return flow;
    }

    private TcpFlow open(Packet packet, Transport segment) {
        makeRoom(tcp);
        TcpFlow flow =
                new TcpFlow(tcp.nextNumber(), segment, !segment.answersOpening(), packet.number, packet.epochNanos);
        tcp.put(flow, segment);
        return flow;
    }

    private void follow(TcpFlow flow, boolean isNew, Packet packet, Transport segment) {
        TcpEnd sender = segment.fromClient ? flow.client : flow.server;
        TcpEnd receiver = segment.fromClient ? flow.server : flow.client;
        long time = packet.epochNanos;
        segment.sinceFirst = time - flow.firstTime;
        segment.sincePrevious = time - flow.previousTime;
        flow.previousTime = time;
        sender.sackedBytes = 0;
        segment.relativeSequence = segment.sequence;
        segment.relativeAcknowledgment = segment.acknowledgment;
        sender.lastPacket = packet.number;
        if (segment.has(TcpView.RST) && sender.resetPacket == 0) {
            TcpMeasures.reset(segment, sender, receiver);
        }
        if (segment.length >= 0) {
            TcpAnalysis.segment(flow, segment, packet.number, time);
            segment.relativeSequence = sender.relative(segment.sequence);
            segment.relativeAcknowledgment =
                    segment.has(TcpView.ACK) ? receiver.relative(segment.acknowledgment) : segment.acknowledgment;
        }
        segment.scaledWindow = sender.scaledWindow(segment.window, segment.has(TcpView.SYN));
        if (measuring && segment.length >= 0) {
            TcpMeasures.segment(flow, segment, packet.number, time);
        }
        flow.completeness |= completeness(segment, isNew);
        handshake(flow, segment, sender, receiver, time);
        if (segment.analysis != 0) {
            flow.tally(segment.analysis, segment.fromClient, packet.number);
        }
    }

    private static int completeness(Transport segment, boolean isNew) {
        int data = segment.length > 0 ? TcpFlow.SAW_DATA : 0;
        if (isNew) {
            return segment.opens() ? TcpFlow.SAW_SYN | data : 0;
        }
        int seen = segment.has(TcpView.RST) ? TcpFlow.SAW_RST : 0;
        if (segment.answersOpening()) {
            seen |= TcpFlow.SAW_SYN_ACK;
        } else if (segment.has(TcpView.ACK)) {
            seen |= data != 0 ? data : TcpFlow.SAW_ACK;
        }
        return segment.has(TcpView.FIN) && segment.has(TcpView.ACK) ? seen | TcpFlow.SAW_FIN : seen;
    }

    /// What SYN, SYN-ACK and the first ACK settle: times, window scales, sizes.
    private static void handshake(TcpFlow flow, Transport segment, TcpEnd sender, TcpEnd receiver, long time) {
        if (segment.has(TcpView.SYN)) {
            if (!segment.has(TcpView.ACK)) {
                flow.synTime = time;
            } else {
                segment.fastOpenAccepted =
                        segment.length >= 0 && Integer.compareUnsigned(segment.relativeAcknowledgment, 1) > 0;
            }
            sender.onlySyn = true;
            if (segment.windowScale >= 0) {
                sender.windowScale = segment.windowScale;
            }
            if (segment.maximumSegmentSize > 0) {
                sender.maximumSegmentSize = segment.maximumSegmentSize;
            }
            if (!segment.optionsCut) {
                settleScale(segment, sender, receiver);
            }
        } else if (segment.has(TcpView.ACK)) {
            if (flow.synTime != 0 && flow.initialRoundTrip == 0) {
                flow.initialRoundTrip = time - flow.synTime;
            }
            sender.onlySyn = false;
            sender.sackedBytes = segment.sackedBytes;
        }
    }

    /// Windows are scaled only when both SYNs say so (RFC 7323 §2.2). A SYN-ACK whose SYN was not seen decides alone.
    private static void settleScale(Transport segment, TcpEnd sender, TcpEnd receiver) {
        if (sender.windowScale == TcpEnd.SCALE_UNKNOWN) {
            sender.windowScale = TcpEnd.SCALE_NONE;
            receiver.windowScale = TcpEnd.SCALE_NONE;
        } else if (segment.has(TcpView.ACK) && receiver.windowScale == TcpEnd.SCALE_NONE) {
            sender.windowScale = TcpEnd.SCALE_NONE;
        }
    }
}
