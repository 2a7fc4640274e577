package soquete.tcp;

import soquete.wire.SeqNum;

/// What happens to one endpoint, as one who watches the wire can tell. One segment is several events, in the order in
/// which RFC 9293 §3.10.7.4 has its receiver look at it: RST, SYN, ACK, FIN.
public sealed interface TcpEvent {

    /// This endpoint sent the segment.
    record Sent(Segment segment) implements TcpEvent {}

    record ResetReceived() implements TcpEvent {}

    /// A SYN without ACK arrived. (A SYN with ACK is an [AckReceived] to an endpoint in SYN-SENT.)
    record SynReceived() implements TcpEvent {}

    record AckReceived(SeqNum acknowledgment) implements TcpEvent {}

    /// The other end's FIN arrived and every byte before it has.
    record FinReceived() implements TcpEvent {}
}
