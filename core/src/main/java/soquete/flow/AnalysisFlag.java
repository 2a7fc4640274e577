package soquete.flow;

/// What Wireshark's TCP analysis says of a segment, each under Wireshark's name (User's Guide §7.5, "TCP Analysis").
public enum AnalysisFlag {
    RETRANSMISSION("retransmission"),
    FAST_RETRANSMISSION("fast_retransmission"),
    SPURIOUS_RETRANSMISSION("spurious_retransmission"),
    OUT_OF_ORDER("out_of_order"),
    DUPLICATE_ACK("duplicate_ack"),
    LOST_SEGMENT("lost_segment"),
    ACK_LOST_SEGMENT("ack_lost_segment"),
    ZERO_WINDOW("zero_window"),
    ZERO_WINDOW_PROBE("zero_window_probe"),
    ZERO_WINDOW_PROBE_ACK("zero_window_probe_ack"),
    WINDOW_FULL("window_full"),
    WINDOW_UPDATE("window_update"),
    KEEP_ALIVE("keep_alive"),
    KEEP_ALIVE_ACK("keep_alive_ack"),
    REUSED_PORTS("reused_ports");

    private final String text;

    AnalysisFlag(String text) {
        this.text = text;
    }

    /// The last part of the name: `retransmission` of `tcp.analysis.retransmission`.
    public String text() {
        return text;
    }

    /// A bit of its own, for a set of flags in an `int`.
    @SuppressWarnings("EnumOrdinal") // never stored: only a place in a set
    public int bit() {
        return 1 << ordinal();
    }

    public boolean in(int flags) {
        return (flags & bit()) != 0;
    }
}
