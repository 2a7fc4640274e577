package soquete.flow;

import org.jspecify.annotations.Nullable;
import soquete.wire.TcpView;
import soquete.wire.TransportHeader;

/// A TCP or UDP header of a packet, and what the analysis made of it. The engine fills the same one again: it is valid
/// as long as its [PacketBatch] is.
public final class Transport extends TransportHeader {
    final Packet packet;

    /// Whether the source is the greater of the two ends: the direction, whoever spoke first.
    boolean descending;

    int hash;

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
        descending = sourceLow() != destinationLow() ? sourceLow() > destinationLow() : descendingByTheRest();
        long mixed = mixed(sourceHigh(), sourceLow(), sourcePort())
                * mixed(destinationHigh(), destinationLow(), destinationPort());
        hash = (int) (mixed ^ mixed >>> 32);
    }

    /// Where the lower halves of the addresses are alike.
    private boolean descendingByTheRest() {
        return sourceHigh() != destinationHigh() ? sourceHigh() > destinationHigh() : sourcePort() > destinationPort();
    }

    /// Odd, so that nothing is lost when it is multiplied. Multipliers: odd numbers near 2⁶⁴ by the golden ratio and
    /// by √2.
    private static long mixed(long high, long low, int port) {
        long bits = (high * 31 + low) * 0x9E37_79B9_7F4A_7C15L + port * 0x6A09_E667_F3BC_C909L;
        return bits ^ bits >>> 32 | 1;
    }

    void beginTracking() {
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

    /// Null when the reading does not track conversations ([Depth#PACKETS]).
    public @Nullable Flow flow() {
        return flow;
    }

    public boolean fromClient() {
        return fromClient;
    }

    boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    boolean toItself() {
        return sourcePort() == destinationPort()
                && sourceLow() == destinationLow()
                && sourceHigh() == destinationHigh();
    }

    boolean opens() {
        return (flags() & (TcpView.SYN | TcpView.ACK)) == TcpView.SYN;
    }

    boolean answersOpening() {
        return (flags() & (TcpView.SYN | TcpView.ACK)) == (TcpView.SYN | TcpView.ACK);
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
