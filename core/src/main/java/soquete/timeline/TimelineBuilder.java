package soquete.timeline;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.tcp.Connection;
import soquete.tcp.ConnectionTable;
import soquete.tcp.Segment;
import soquete.trace.CapturedPacket;
import soquete.trace.Recording;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.ArpView;
import soquete.wire.Decoder;
import soquete.wire.Endpoint;
import soquete.wire.IpProtocol;
import soquete.wire.Layers;
import soquete.wire.QuotedHeader;
import soquete.wire.TcpView;

/// Builds a timeline in steps: packets, calls, states, links, numbers. Each step only adds.
final class TimelineBuilder {

    private final Recording recording;
    private final Conversations conversations = new Conversations();
    private final List<Frame> frames = new ArrayList<>();
    private final List<Moment> moments = new ArrayList<>();
    private final Map<Connection, Conversation> byConnection = new HashMap<>();

    /// Of the packets in the file they come from; empty when the recording is that file.
    private final List<Integer> numbers;

    TimelineBuilder(Recording recording) {
        this(recording, List.of());
    }

    TimelineBuilder(Recording recording, List<Integer> numbers) {
        this.recording = recording;
        this.numbers = List.copyOf(numbers);
    }

    Timeline build() {
        takePackets();
        CallPlacement calls = new CallPlacement(recording, conversations, moments);
        calls.place();
        placeArp();
        conversations.all().forEach(Conversation::sort);
        StatePlacement states = new StatePlacement(recording, conversations, moments, calls);
        states.place();
        conversations.all().forEach(Conversation::sort);
        conversations.all().forEach(Links::join);
        dropReturnsThatSayNothing();
        number();
        return new Timeline(recording, frames, conversations.all(), moments, states.foreign());
    }

    private void takePackets() {
        ConnectionTable table = new ConnectionTable();
        for (CapturedPacket packet : recording.packets()) {
            Layers layers = Decoder.decode(
                            packet.linkType(), MemorySegment.ofArray(packet.bytes()), packet.originalLength())
                    .layers()
                    .trimmed();
            Connection.Step step = null;
            TcpView tcp = layers.tcp();
            Endpoint source = layers.sourceEndpoint();
            Endpoint destination = layers.destinationEndpoint();
            if (tcp != null && source != null && destination != null) {
                step = table.accept(source, destination, Segment.of(tcp, layers.payloadLength()));
            }
            Frame frame = new Frame(nextNumber(), packet, layers, step);
            frames.add(frame);
            Conversation conversation = conversationOf(frame);
            Side side = conversation == null ? null : sender(frame, conversation);
            Moment moment = new Moment(packet.timeNanos(), new Moment.What.Seen(frame), side);
            moments.add(moment);
            if (conversation != null) {
                conversation.add(moment);
            }
        }
    }

    private int nextNumber() {
        return numbers.isEmpty() ? frames.size() + 1 : numbers.get(frames.size());
    }

    private @Nullable Conversation conversationOf(Frame frame) {
        long nanos = frame.packet().timeNanos();
        Connection.Step step = frame.step();
        if (step != null) {
            Connection connection = step.connection();
            return byConnection.computeIfAbsent(
                    connection, c -> conversations.open(Protocol.TCP, c.client(), c.server(), nanos));
        }
        Layers layers = frame.layers();
        Endpoint source = layers.sourceEndpoint();
        Endpoint destination = layers.destinationEndpoint();
        if (source != null && destination != null && layers.udp() != null) {
            Conversation known = conversations.current(Protocol.UDP, source, destination);
            return known != null ? known : conversations.open(Protocol.UDP, source, destination, nanos);
        }
        return quotedConversation(layers);
    }

    /// An ICMP error belongs to the conversation of the datagram or segment it quotes.
    private @Nullable Conversation quotedConversation(Layers layers) {
        QuotedHeader quoted = layers.quoted();
        Endpoint source = quoted == null ? null : quoted.sourceEndpoint();
        Endpoint destination = quoted == null ? null : quoted.destinationEndpoint();
        if (quoted == null || source == null || destination == null) {
            return null;
        }
        Protocol protocol = quoted.protocol() == IpProtocol.TCP.value() ? Protocol.TCP : Protocol.UDP;
        return conversations.current(protocol, source, destination);
    }

    /// An ARP packet belongs to the next conversation between the two addresses: it is asked for the sake of its first
    /// packet. After the last one has begun, to that.
    private void placeArp() {
        for (Moment moment : moments) {
            Frame frame = moment.frame();
            ArpView arp = frame == null ? null : frame.layers().arp();
            InetAddress sender = arp == null ? null : arp.senderProtocol();
            InetAddress target = arp == null ? null : arp.targetProtocol();
            if (sender != null && target != null) {
                Conversation conversation = conversations.nearest(sender, target, moment.timeNanos());
                if (conversation != null) {
                    Side side = conversation.client().address().equals(sender) ? Side.CLIENT : Side.SERVER;
                    moment.side(side);
                    conversation.add(moment);
                }
            }
        }
    }

    private static @Nullable Side sender(Frame frame, Conversation conversation) {
        Layers layers = frame.layers();
        Endpoint source = layers.sourceEndpoint();
        if (source != null) {
            return conversation.sideOf(source);
        }
        QuotedHeader quoted = layers.quoted();
        Endpoint failed = quoted == null ? null : quoted.sourceEndpoint();
        Side wrote = failed == null ? null : conversation.sideOf(failed);
        return wrote == null ? null : wrote.other();
    }

    /// A return directly after its begin, with nothing between in any conversation it belongs to, is told by the
    /// begin's own line.
    private void dropReturnsThatSayNothing() {
        Set<Moment> telling = new HashSet<>();
        for (Conversation conversation : conversations.all()) {
            Moment before = null;
            for (Moment moment : conversation.moments()) {
                if (moment.what() instanceof Moment.What.Returned(var call)) {
                    boolean adjacent = before != null && call.equals(before.call());
                    if (!adjacent || !moment.states().isEmpty()) {
                        telling.add(moment);
                    }
                }
                before = moment;
            }
        }
        for (Moment moment : moments) {
            if (moment.what() instanceof Moment.What.Returned && !telling.contains(moment)) {
                moment.causes().getFirst().absorb(moment); // the first cause of a return is its own beginning
            }
        }
        moments.removeIf(m -> m.what() instanceof Moment.What.Returned && !telling.contains(m));
        conversations.all().forEach(c -> c.keepReturns(telling));
    }

    private void number() {
        moments.sort(Timeline.ORDER);
        for (int i = 0; i < moments.size(); i++) {
            Frame frame = moments.get(i).frame();
            moments.get(i).number(numbers.isEmpty() || frame == null ? i + 1 : frame.number());
        }
    }
}
