package soquete.flow;

import org.jspecify.annotations.Nullable;
import soquete.tcp.Pauses;
import soquete.tcp.RetransmissionKind;
import soquete.tcp.RoundTrips;
import soquete.tcp.TcpState;

/// A TCP connection: what the analysis remembers of it, and what can be said of it as a whole. What lies beyond the
/// [Depth] of the reading is as if nothing had been seen.
public final class TcpFlow extends Flow {
    /// Bits of `tcp.completeness`, Wireshark's User's Guide §7.5.
    public static final int SAW_SYN = 1;

    public static final int SAW_SYN_ACK = 2;
    public static final int SAW_ACK = 4;
    public static final int SAW_DATA = 8;
    public static final int SAW_FIN = 16;
    public static final int SAW_RST = 32;

    private static final TcpMeasures NO_MEASURES = new TcpMeasures();

    final TcpEnd client = new TcpEnd();
    final TcpEnd server = new TcpEnd();

    int completeness;
    /// Of the last SYN, 0 when there was none.
    long synTime;
    /// From the last SYN to the first ACK after it, 0 when not seen.
    long initialRoundTrip;

    /// Whether the states of its ends are told.
    final boolean states;

    /// Whether a socket is connected to its own address: then the client has the state of both ends.
    final boolean toItself;
    final @Nullable TcpMeasures measures;
    private @Nullable FlagTally tally;

    TcpFlow(int number, Transport first, boolean fromClient, long packet, long time, Depth depth) {
        super(number, first, fromClient, packet, time);
        states = depth.reaches(Depth.STATES);
        toItself = first.toItself();
        measures = depth.reaches(Depth.MEASURES) ? new TcpMeasures() : null;
    }

    TcpEnd end(boolean ofClient) {
        return ofClient ? client : server;
    }

    private TcpMeasures measured() {
        return measures == null ? NO_MEASURES : measures;
    }

    private EndMeasures measured(boolean ofClient) {
        return ofClient ? measured().client : measured().server;
    }

    /// Null when it cannot be said.
    public @Nullable TcpState clientState() {
        return client.state();
    }

    /// Null when it cannot be said.
    public @Nullable TcpState serverState() {
        return end(toItself).state();
    }

    /// The silences of the connection and whose they were.
    public Pauses pauses() {
        return measured().pauses;
    }

    /// From a segment of that end to its acknowledgment, as far as the capture shows it.
    public RoundTrips roundTrips(boolean ofClient) {
        return measured(ofClient).roundTrips;
    }

    /// The numbers of one direction.
    public Direction direction(boolean ofClient) {
        return new Direction(measured(ofClient), end(ofClient).maximumSegmentSize, lastTime());
    }

    /// The first RST of that end and what stood open then; null when it sent none.
    public @Nullable Reset reset(boolean ofClient) {
        EndMeasures end = measured(ofClient);
        return end.resetPacket == 0 ? null : new Reset(end.resetPacket, end.resetFacts);
    }

    /// The oldest thing that end sent and that was never acknowledged; null when there is none.
    public @Nullable Outstanding outstanding(boolean ofClient) {
        Unacknowledged waiting = end(ofClient).unacknowledged();
        return waiting.isEmpty() ? null : waiting.oldest(ends.base(ofClient));
    }

    /// The number of that end's last packet; 0 when it sent none.
    public long lastPacketOf(boolean ofClient) {
        return measured(ofClient).lastPacket;
    }

    /// That end's last segment with text; 0 when it sent none.
    public long lastTextPacketOf(boolean ofClient) {
        return measured(ofClient).lastTextPacket;
    }

    /// When that end sent its last segment with text; only when it sent one.
    public long lastTextTimeOf(boolean ofClient) {
        return measured(ofClient).lastTextTime;
    }

    /// From the first SYN to the first SYN-ACK, in nanoseconds; 0 when not seen.
    public long answerNanos() {
        TcpMeasures it = measured();
        return it.firstSynTime == 0 || it.synAckTime == 0 ? 0 : it.synAckTime - it.firstSynTime;
    }

    /// From the client's first byte of text to the server's first after it, in nanoseconds; 0 when not seen.
    public long firstByteNanos() {
        EndMeasures asks = measured(true);
        EndMeasures answers = measured(false);
        return asks.firstTextPacket == 0 || answers.firstTextPacket < asks.firstTextPacket
                ? 0
                : answers.firstTextTime - asks.firstTextTime;
    }

    /// How many retransmissions of that end were of that kind.
    public int retransmissions(RetransmissionKind kind, boolean ofClient) {
        return measured().retransmissions(kind, ofClient);
    }

    /// `tcp.completeness`: which of opening, data and closing were seen.
    public int completeness() {
        return completeness;
    }

    /// From SYN to the ACK that ends the handshake, in nanoseconds; 0 when not seen (`tcp.analysis.initial_rtt`).
    public long initialRoundTrip() {
        return initialRoundTrip;
    }

    /// Whether any flag was given.
    public boolean flagged() {
        return tally != null;
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
