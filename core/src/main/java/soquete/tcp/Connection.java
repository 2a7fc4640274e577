package soquete.tcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import soquete.tcp.TcpEvent.AckReceived;
import soquete.tcp.TcpEvent.FinReceived;
import soquete.tcp.TcpEvent.ResetReceived;
import soquete.tcp.TcpEvent.Sent;
import soquete.tcp.TcpEvent.SynAcknowledged;
import soquete.tcp.TcpEvent.SynReceived;
import soquete.tcp.Transitions.Transition;
import soquete.wire.Endpoint;
import soquete.wire.SeqNum;

/// One TCP connection as seen on the wire: both endpoints with their states. The client is the end that sent the SYN;
/// where no SYN was seen, the end that was seen first. A socket connected to its own address is a client alone.
public final class Connection {

    private final int number;
    private final boolean openingSeen;
    private final Side client;
    private final Side server;

    Connection(int number, Endpoint client, Endpoint server, boolean openingSeen) {
        this.number = number;
        this.openingSeen = openingSeen;
        this.client = new Side(client);
        this.server = client.equals(server) ? this.client : new Side(server);
    }

    /// From 0, in order of appearance.
    public int number() {
        return number;
    }

    public Endpoint client() {
        return client.endpoint;
    }

    public Endpoint server() {
        return server.endpoint;
    }

    /// Whether its first SYN is in the capture, so that client and server are known and not assumed.
    public boolean openingSeen() {
        return openingSeen;
    }

    public EndpointState clientState() {
        return client.state;
    }

    public EndpointState serverState() {
        return server.state;
    }

    /// One state change of one endpoint.
    ///
    /// @param ofClient which endpoint changed
    /// @param section  of RFC 9293
    public record Change(boolean ofClient, EndpointState from, EndpointState to, String section) {}

    /// What one segment did.
    ///
    /// @param relativeSequence       from the sender's initial sequence number (0 is the SYN); where the SYN
    ///                               was not seen, the first number seen counts as 1
    /// @param relativeAcknowledgment the same for the other end; 0 without the ACK bit
    /// @param changes                in the order in which they happen
    public record Step(
            Connection connection,
            boolean fromClient,
            Segment segment,
            long relativeSequence,
            long relativeAcknowledgment,
            List<Change> changes) {}

    Step accept(Segment segment, boolean fromClient) {
        Side sender = fromClient ? client : server;
        Side receiver = fromClient ? server : client;
        List<Change> changes = new ArrayList<>(2);
        sender.numbersSeen(segment.sequence(), segment.syn());
        if (segment.ack()) {
            receiver.numbersSeen(segment.acknowledgment(), false);
        }
        boolean acceptable = !segment.rst() || !sender.isOutsideWindow(segment.sequence());
        boolean finWasThere = sender.finArrived();
        sending(sender, receiver, segment, changes);
        sender.sent(segment);
        if (finWasThere) {
            apply(receiver, sender.finReceived(), changes);
        }
        if (segment.rst()) {
            if (acceptable) {
                apply(receiver, new ResetReceived(segment), changes);
            }
        } else if (segment.syn() && !segment.ack()) {
            apply(receiver, new SynReceived(), changes);
            if (receiver.openedActively()) {
                apply(sender, new SynReceived(), changes); // the SYNs cross: each gets the other's (§3.5)
            }
        } else if (segment.ack()) {
            apply(receiver, new AckReceived(segment.acknowledgment(), segment.syn()), changes);
        }
        if (sender.finArrived()) {
            apply(receiver, sender.finReceived(), changes);
        }
        return new Step(
                this,
                fromClient,
                segment,
                sender.relative(segment.sequence()),
                segment.ack() ? receiver.relative(segment.acknowledgment()) : 0,
                List.copyOf(changes));
    }

    /// What a segment tells of the end that sent it: first what that end must have received, then what it sends.
    private void sending(Side sender, Side receiver, Segment segment, List<Change> changes) {
        if (segment.ack() && receiver.acknowledgedByPeer(segment)) {
            // It acknowledges the other end's FIN: it has it, even where the capture missed a segment.
            apply(sender, receiver.finReceived(), changes);
        }
        if (segment.ack() && !segment.rst() && receiver.synIsAcknowledged(segment.acknowledgment())) {
            apply(sender, new SynAcknowledged(), changes);
        }
        apply(sender, new Sent(segment), changes);
    }

    private void apply(Side side, TcpEvent event, List<Change> changes) {
        Transition transition = Transitions.next(side.state, event);
        if (transition != null) {
            changes.add(new Change(side == client, side.state, transition.to(), transition.section()));
            side.state = transition.to();
        }
    }

    /// Whether a SYN with this number cannot belong to this connection: the port is being used again.
    boolean isAnotherOpening(Segment syn, boolean fromClient) {
        SeqNum initial = fromClient ? client.initial : server.initial;
        return initial == null || !initial.equals(syn.sequence());
    }

    /// One direction's numbers and its sender's state.
    private static final class Side {
        /// Holes waited for at once in one direction; beyond this the farthest segments are forgotten, and the other
        /// end's ACKs say what arrived.
        private static final int MOST_RANGES = 64;

        /// With the largest window scale, 14 (RFC 7323 §2.3).
        private static final int LARGEST_WINDOW = 0xFFFF << 14;

        private final Endpoint endpoint;
        private EndpointState state = new EndpointState.Unknown();
        /// The SYN's number once it was seen.
        private @Nullable SeqNum initial;
        /// What relative numbers count from.
        private @Nullable SeqNum base;
        /// Everything before it has been seen or was acknowledged.
        private @Nullable SeqNum contiguous;
        private @Nullable SeqNum finEnd;
        private boolean openedActively;
        /// The farthest number the other end asked for.
        private @Nullable SeqNum acknowledged;
        private final List<Range> beyond = new ArrayList<>(0);

        private record Range(SeqNum start, SeqNum end) {}

        Side(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        void numbersSeen(SeqNum number, boolean syn) {
            if (syn && initial == null) {
                initial = number;
                base = number;
                contiguous = number;
            } else if (base == null) {
                base = number.plus(-1);
                contiguous = number;
            }
        }

        long relative(SeqNum number) {
            return base == null ? 0 : Integer.toUnsignedLong(base.distanceTo(number));
        }

        void sent(Segment segment) {
            if (segment.rst() || segment.sequenceLength() == 0) {
                return;
            }
            openedActively |= segment.syn() && !segment.ack();
            if (segment.fin()) {
                finEnd = segment.end();
            }
            arrived(segment.sequence(), segment.end());
        }

        private void arrived(SeqNum start, SeqNum end) {
            if (contiguous == null || !start.isAfter(contiguous)) {
                advanceTo(end);
            } else if (beyond.size() < MOST_RANGES) {
                beyond.add(new Range(start, end));
            }
        }

        private void advanceTo(SeqNum end) {
            if (contiguous == null || end.isAfter(contiguous)) {
                contiguous = end;
            }
            for (int i = 0; i < beyond.size(); i++) {
                Range range = beyond.get(i);
                if (!range.start.isAfter(contiguous)) {
                    beyond.remove(i);
                    advanceTo(range.end);
                    return;
                }
            }
        }

        /// Notes the other end's ACK; true when it covers this end's FIN. A reset's ACK only echoes what it answers.
        boolean acknowledgedByPeer(Segment segment) {
            SeqNum number = segment.acknowledgment();
            if (!segment.rst()) {
                if (acknowledged == null || number.isAfter(acknowledged)) {
                    acknowledged = number;
                }
                if (contiguous != null && number.isAfter(contiguous)) {
                    advanceTo(number);
                }
            }
            return finEnd != null && !number.isBefore(finEnd);
        }

        boolean finArrived() {
            return finEnd != null && contiguous != null && !contiguous.isBefore(finEnd);
        }

        FinReceived finReceived() {
            return new FinReceived(Objects.requireNonNull(finEnd));
        }

        boolean synIsAcknowledged(SeqNum acknowledgment) {
            return state instanceof EndpointState.SynReceived(var synEnd) && !acknowledgment.isBefore(synEnd);
        }

        /// Whether it sent a SYN of its own accord.
        boolean openedActively() {
            return openedActively;
        }

        /// Whether the other end must not believe a reset with this number: it has asked for later ones,
        /// or no window reaches so far (RFC 9293 §3.10.7.4, RFC 7323 §2.3). One less than it asked for is
        /// believed: that reset answers what was sent before a FIN was received.
        boolean isOutsideWindow(SeqNum number) {
            if (acknowledged == null) {
                return false;
            }
            int ahead = acknowledged.distanceTo(number);
            return ahead < -1 || ahead > LARGEST_WINDOW;
        }
    }
}
