package soquete.flow;

import org.jspecify.annotations.Nullable;

/// A TCP connection: what the analysis remembers of it, and what can be said of it as a whole.
public final class TcpFlow extends Flow {
    /// Bits of `tcp.completeness`, Wireshark's User's Guide §7.5.
    public static final int SAW_SYN = 1;

    public static final int SAW_SYN_ACK = 2;
    public static final int SAW_ACK = 4;
    public static final int SAW_DATA = 8;
    public static final int SAW_FIN = 16;
    public static final int SAW_RST = 32;

    final TcpEnd client = new TcpEnd();
    final TcpEnd server = new TcpEnd();

    int completeness;
    /// Of the last SYN, 0 when there was none.
    long synTime;
    /// From the last SYN to the first ACK after it, 0 when not seen.
    long initialRoundTrip;

    long previousTime;
    private @Nullable FlagTally tally;

    TcpFlow(int number, Transport first, boolean fromClient, long packet, long time) {
        super(number, first, fromClient, packet, time);
        previousTime = time;
    }

    /// `tcp.completeness`: which of opening, data and closing were seen.
    public int completeness() {
        return completeness;
    }

    /// From SYN to the ACK that ends the handshake, in nanoseconds; 0 when not seen (`tcp.analysis.initial_rtt`).
    public long initialRoundTrip() {
        return initialRoundTrip;
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
