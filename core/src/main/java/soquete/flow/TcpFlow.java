package soquete.flow;

import org.jspecify.annotations.Nullable;
import soquete.tcp.Endpoints;
import soquete.tcp.Pauses;
import soquete.tcp.RetransmissionKind;
import soquete.tcp.RoundTrips;
import soquete.tcp.TcpState;

/// A TCP connection: what the analysis remembers of it, and what can be said of it as a whole.
public final class TcpFlow extends Flow {
    /// Bits of `tcp.completeness`, Wireshark's User's Guide §7.5.
    public static final int SAW_SYN = 1;

    public static final int SAW_SYN_ACK = 2;
    public static final int SAW_ACK = 4;
    public static final int SAW_DATA = 8;
    public static final int SAW_FIN = 16;
    public static final int SAW_RST = 32;

    private static final int KINDS = RetransmissionKind.values().length;

    final TcpEnd client = new TcpEnd();
    final TcpEnd server = new TcpEnd();

    int completeness;
    /// Of the last SYN, 0 when there was none.
    long synTime;
    /// From the last SYN to the first ACK after it, 0 when not seen.
    long initialRoundTrip;

    /// Of the first SYN and the first SYN-ACK, 0 when there was none.
    long firstSynTime;

    long synAckTime;
    long previousTime;
    final Endpoints states;
    final Pauses pauses = new Pauses();
    private @Nullable FlagTally tally;
    private int @Nullable [] kinds;

    TcpFlow(int number, Transport first, boolean fromClient, long packet, long time) {
        super(number, first, fromClient, packet, time);
        previousTime = time;
        states = new Endpoints(first.toItself());
    }

    /// Null when it cannot be said.
    public @Nullable TcpState clientState() {
        return states.clientState();
    }

    /// Null when it cannot be said.
    public @Nullable TcpState serverState() {
        return states.serverState();
    }

    /// Whether neither end can send any more.
    boolean isOver() {
        TcpState one = states.clientState();
        TcpState other = states.serverState();
        return (one == TcpState.CLOSED || one == TcpState.TIME_WAIT)
                && (other == TcpState.CLOSED || other == TcpState.TIME_WAIT);
    }

    /// The silences of the connection and whose they were.
    public Pauses pauses() {
        return pauses;
    }

    /// From a segment of that end to its acknowledgment, as far as the capture shows it.
    public RoundTrips roundTrips(boolean ofClient) {
        return end(ofClient).roundTrips;
    }

    /// The numbers of one direction.
    public Direction direction(boolean ofClient) {
        return new Direction(end(ofClient), lastTime());
    }

    /// The first RST of that end and what stood open then; null when it sent none.
    public @Nullable Reset reset(boolean ofClient) {
        TcpEnd end = end(ofClient);
        return end.resetPacket == 0 ? null : new Reset(end.resetPacket, end.resetFacts);
    }

    /// The oldest thing that end sent and that was never acknowledged; null when there is none.
    public @Nullable Outstanding outstanding(boolean ofClient) {
        TcpEnd end = end(ofClient);
        return end.unacknowledged.isEmpty() ? null : end.unacknowledged.oldest(end.baseSequence);
    }

    /// The number of that end's last packet; 0 when it sent none.
    public long lastPacketOf(boolean ofClient) {
        return end(ofClient).lastPacket;
    }

    /// That end's last segment with text; 0 when it sent none.
    public long lastTextPacketOf(boolean ofClient) {
        return end(ofClient).lastTextPacket;
    }

    /// When that end sent its last segment with text; only when it sent one.
    public long lastTextTimeOf(boolean ofClient) {
        return end(ofClient).lastTextTime;
    }

    private TcpEnd end(boolean ofClient) {
        return ofClient ? client : server;
    }

    /// From the first SYN to the first SYN-ACK, in nanoseconds; 0 when not seen.
    public long answerNanos() {
        return firstSynTime == 0 || synAckTime == 0 ? 0 : synAckTime - firstSynTime;
    }

    /// From the client's first byte of text to the server's first after it, in nanoseconds; 0 when not seen.
    public long firstByteNanos() {
        return client.firstTextPacket == 0 || server.firstTextPacket < client.firstTextPacket
                ? 0
                : server.firstTextTime - client.firstTextTime;
    }

    /// Both halves of the path together, 0 while neither is known: what acknowledges the server's segments and what
    /// acknowledges the client's, seen from where the capture was taken.
    long smallestRoundTrip() {
        return Math.max(0, client.roundTrips.min()) + Math.max(0, server.roundTrips.min());
    }

    /// How many retransmissions of that end were of that kind.
    public int retransmissions(RetransmissionKind kind, boolean ofClient) {
        return kinds == null ? 0 : kinds[place(kind, ofClient)];
    }

    void retransmitted(RetransmissionKind kind, boolean ofClient) {
        if (kinds == null) {
            kinds = new int[2 * KINDS];
        }
        kinds[place(kind, ofClient)]++;
    }

    @SuppressWarnings("EnumOrdinal") // never stored: only a place in the array
    private static int place(RetransmissionKind kind, boolean ofClient) {
        return kind.ordinal() + (ofClient ? 0 : KINDS);
    }

    /// `tcp.completeness`: which of opening, data and closing were seen.
    public int completeness() {
        return completeness;
    }

    /// From SYN to the ACK that ends the handshake, in nanoseconds; 0 when not seen (`tcp.analysis.initial_rtt`).
    public long initialRoundTrip() {
        return initialRoundTrip;
    }

    /// How often a flag was given to segments of the client, or of the server.
    public int count(AnalysisFlag flag, boolean ofClient) {
        return tally == null ? 0 : tally.count(flag, ofClient);
    }

    /// The first packet of that end with the flag; 0 when there is none.
    public long first(AnalysisFlag flag, boolean ofClient) {
        return tally == null ? 0 : tally.first(flag, ofClient);
    }

    void tally(int flags, boolean ofClient, long packet) {
        if (tally == null) {
            tally = new FlagTally();
        }
        tally.add(flags, ofClient, packet);
    }
}
