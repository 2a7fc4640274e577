package soquete.flow;

/// What one end of a TCP connection sent, as far as the capture shows it. Packets are numbers from 1, and 0 where there
/// is none; times are nanoseconds.
///
/// @param textBytes           carried in segments, repetitions included
/// @param textBytesAgain      of them, carried in retransmissions
/// @param firstTextPacket     the first segment with text
/// @param textNanos           from the first segment with text to the last
/// @param largestFlight       bytes sent and not acknowledged, at most
/// @param maximumSegmentSize  that it asked for in its SYN
/// @param syns                SYNs, or SYN-ACKs, that it sent
/// @param windowClosedNanos   for how long the window it gave was 0, up to the connection's last packet
/// @param windowClosedLongest the longest such time
/// @param windowClosedPacket  the packet that began it
/// @param windowStillClosed   whether the window is 0 at the end
public record Direction(
        long textBytes,
        long textBytesAgain,
        long firstTextPacket,
        long textNanos,
        int largestFlight,
        int maximumSegmentSize,
        int syns,
        long firstSynPacket,
        long finPacket,
        long resetPacket,
        long windowClosedNanos,
        long windowClosedLongest,
        long windowClosedPacket,
        boolean windowStillClosed) {

    Direction(EndMeasures end, int maximumSegmentSize, long lastTime) {
        this(
                end.textBytes,
                end.textBytesAgain,
                end.firstTextPacket,
                end.firstTextPacket == 0 ? 0 : end.lastTextTime - end.firstTextTime,
                end.largestFlight,
                maximumSegmentSize,
                end.syns,
                end.firstSynPacket,
                end.finPacket,
                end.resetPacket,
                end.closedWindow == null ? 0 : end.closedWindow.total(lastTime),
                end.closedWindow == null ? 0 : end.closedWindow.longest(lastTime),
                end.closedWindow == null ? 0 : end.closedWindow.longestPacket(lastTime),
                end.closedWindow != null && end.closedWindow.stillClosed());
    }

    /// Bytes of text a second between the first segment with text and the last, repetitions included; 0 for one
    /// segment.
    public double throughput() {
        return perSecond(textBytes);
    }

    /// As [#throughput()], without what was sent again.
    public double goodput() {
        return perSecond(textBytes - textBytesAgain);
    }

    private double perSecond(long bytes) {
        return textNanos <= 0 ? 0 : bytes * 1e9 / textNanos;
    }
}
