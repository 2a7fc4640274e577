package soquete.tcp;

import soquete.wire.SeqNum;

/// What happens to one endpoint, as one who watches the wire can tell. One segment is several events, in the order in
/// which RFC 9293 §3.10.7.4 has its receiver look at it: RST, SYN, ACK, FIN.
public sealed interface TcpEvent {

    /// This endpoint sent the segment.
    record Sent(Segment segment) implements TcpEvent {}

    /// A reset whose number is acceptable to this endpoint.
    record ResetReceived(Segment segment) implements TcpEvent {}

    /// A SYN without ACK arrived. (A SYN with ACK is an [AckReceived] to an endpoint in SYN-SENT.)
    record SynReceived() implements TcpEvent {}

    /// @param withSyn whether the segment is a SYN too: without it no ACK opens a connection from SYN-SENT
    record AckReceived(SeqNum acknowledgment, boolean withSyn) implements TcpEvent {}

    /// This endpoint acknowledges the other's SYN, so that it has opened, whether its own SYN was seen or not.
    record SynAcknowledged() implements TcpEvent {}

    /// The other end's FIN arrived and every byte before it has.
    ///
    /// @param finEnd the number after that FIN
    record FinReceived(SeqNum finEnd) implements TcpEvent {}
}
