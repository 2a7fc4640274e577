package soquete.flow;

/// The datagrams between two ends.
public final class UdpFlow extends Flow {
    UdpFlow(int number, Transport first, long packet, long time) {
        super(number, first, true, packet, time);
    }
}
