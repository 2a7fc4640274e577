package soquete.flow;

import org.jspecify.annotations.Nullable;
import soquete.wire.TcpView;

/// A TCP or UDP header of a packet, with the addresses of the IP packet that carries it, and what the analysis made of
/// it. The engine fills the same one again: it is valid as long as its [PacketBatch] is.
public final class Transport {
    static final int NO_LENGTH = -1;

    final Packet packet;

    boolean tcp;
    boolean ipv6;
    /// Quoted in an ICMP error: it names a connection and is no part of it.
    boolean quoted;

    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int sourcePort;
    int destinationPort;
    /// Whether the source is the greater of the two ends: the direction, whoever spoke first.
    boolean descending;

    int hash;

    int sequence;
    int acknowledgment;
    int flags;
    int window;
    /// Bytes carried on the wire, as the IP header says; NO_LENGTH in a fragment, a quote or an impossible header.
    int length;
    /// Where what it carries begins in [Packet#segment()], and how much of it was captured.
    long payloadPosition;

    int payloadCaptured;

    boolean optionsCut;
    int windowScale;
    int maximumSegmentSize;
    int sackedBytes;
    boolean sackPermitted;
    boolean fastOpenCookie;

    @Nullable
    Flow flow;

    boolean fromClient;
    /// The first packet of its connection.
    boolean isFirst;
    /// The same SYN once more.
    boolean opensAgain;
    int analysis;
    int duplicateNumber;
    long duplicateFrame;
    long acknowledgedFrame;
    /// NO_TIME where there is none.
    long roundTrip;
    int bytesInFlight;
    long timeoutFrame;
    long timeoutNanos;
    boolean analyzed;
    boolean fastOpenAccepted;
    int relativeSequence;
    int relativeAcknowledgment;
    long scaledWindow;
    int completeness;
    /// As far as it is known with this packet, 0 when it is not.
    long initialRoundTrip;

    long sinceFirst;
    long sincePrevious;

    /// No such time.
    static final long NO_TIME = Long.MIN_VALUE;

    Transport(Packet packet) {
        this.packet = packet;
    }

    /// The direction, and a hash that both directions share.
    void makeKey() {
        int order = Long.compare(sourceLow, destinationLow);
        if (order == 0) {
            order = Long.compare(sourceHigh, destinationHigh);
        }
        if (order == 0) {
            order = Integer.compare(sourcePort, destinationPort);
        }
        descending = order > 0;
        long mixed = mixed(sourceHigh, sourceLow, sourcePort) + mixed(destinationHigh, destinationLow, destinationPort);
        hash = (int) (mixed ^ mixed >>> 32);
    }

    /// Multipliers: odd numbers near 2⁶⁴ by the golden ratio and by √2.
    private static long mixed(long high, long low, int port) {
        long bits = (high * 31 + low) * 0x9E37_79B9_7F4A_7C15L + port * 0x6A09_E667_F3BC_C909L;
        return (bits ^ bits >>> 32) * 0x9E37_79B9_7F4A_7C15L;
    }

    void beginTracking() {
        flow = null;
        opensAgain = false;
        analysis = 0;
        duplicateNumber = 0;
        acknowledgedFrame = 0;
        roundTrip = NO_TIME;
        bytesInFlight = 0;
        timeoutFrame = 0;
        analyzed = false;
        fastOpenAccepted = false;
    }

    /// TCP, else UDP.
    public boolean tcp() {
        return tcp;
    }

    public boolean ipv6() {
        return ipv6;
    }

    public boolean quoted() {
        return quoted;
    }

    /// Null before it was tracked, or when the table of connections has no room.
    public @Nullable Flow flow() {
        return flow;
    }

    public boolean fromClient() {
        return fromClient;
    }

    public int sourcePort() {
        return sourcePort;
    }

    public int destinationPort() {
        return destinationPort;
    }

    public int sequence() {
        return sequence;
    }

    public int acknowledgment() {
        return acknowledgment;
    }

    /// Bits of [TcpView].
    public int flags() {
        return flags;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    boolean toItself() {
        return sourcePort == destinationPort && sourceLow == destinationLow && sourceHigh == destinationHigh;
    }

    boolean opens() {
        return (flags & (TcpView.SYN | TcpView.ACK)) == TcpView.SYN;
    }

    boolean answersOpening() {
        return (flags & (TcpView.SYN | TcpView.ACK)) == (TcpView.SYN | TcpView.ACK);
    }

    /// Bytes carried on the wire; −1 where that cannot be said.
    public int length() {
        return length;
    }

    /// Where what it carries begins in [Packet#segment()].
    public long payloadPosition() {
        return payloadPosition;
    }

    /// How many of the bytes it carries were captured.
    public int payloadCaptured() {
        return payloadCaptured;
    }

    /// Bits of [AnalysisFlag].
    public int analysis() {
        return analysis;
    }

    /// From the initial number of its sender, the SYN being 0.
    public int relativeSequence() {
        return relativeSequence;
    }

    public int relativeAcknowledgment() {
        return relativeAcknowledgment;
    }
}
