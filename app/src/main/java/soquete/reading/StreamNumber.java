package soquete.reading;

import soquete.flow.Flow;
import soquete.flow.TcpFlow;

/// A conversation by its number among those of TCP, or of UDP, as Wireshark counts them.
public record StreamNumber(boolean tcp, int number) {
    static StreamNumber of(Flow flow) {
        return new StreamNumber(flow instanceof TcpFlow, flow.number());
    }

    /// As a filter names it.
    @Override
    public String toString() {
        return (tcp ? "tcp" : "udp") + ".stream " + number;
    }
}
