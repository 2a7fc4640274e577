package soquete.flow;

/// How much a [Job] must know of each packet. Each depth includes those before it, and costs more.
public enum Depth {
    /// The packets alone.
    PACKETS,
    /// Their conversations, and Wireshark's analysis of segments.
    FLAGS,
    /// The states of both ends of connections (RFC 9293).
    STATES,
    /// All that [TcpFlow] says beyond that: round trips, kinds of retransmission, whose each pause was.
    MEASURES;

    public boolean reaches(Depth other) {
        return compareTo(other) >= 0;
    }
}
