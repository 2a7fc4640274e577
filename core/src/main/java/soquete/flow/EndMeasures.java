package soquete.flow;

import org.jspecify.annotations.Nullable;
import soquete.tcp.RoundTrips;

/// What [TcpMeasures] notes of one end of a TCP connection. Packets are numbers, 0 where there is none.
final class EndMeasures {
    static final long NEVER = Long.MIN_VALUE;

    /// How long the other end took to acknowledge what this one sent.
    final RoundTrips roundTrips = new RoundTrips();

    /// Bytes of text, with and without what was sent before.
    long textBytes;

    long textBytesAgain;
    /// The first segment with text, and the times of the first and the last.
    long firstTextPacket;

    long firstTextTime;
    long lastTextTime;
    /// Of the last segment that took sequence numbers, NEVER when there is none.
    long lastSentTime = NEVER;

    /// The last segment with text, and the last of any kind.
    long lastTextPacket;

    long lastPacket;
    int largestFlight;
    boolean sackPermitted;
    int syns;
    long firstSynPacket;
    long finPacket;
    long resetPacket;
    /// What was known when this end sent its first RST: bits of [Reset].
    int resetFacts;

    /// The times when this end gave no window; null while it never did.
    @Nullable
    ClosedWindow closedWindow;
}
