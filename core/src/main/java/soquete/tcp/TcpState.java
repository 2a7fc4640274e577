package soquete.tcp;

/// The states of RFC 9293 §3.3.2 under the RFC's own names.
public enum TcpState {
    LISTEN("LISTEN"),
    SYN_SENT("SYN-SENT"),
    SYN_RECEIVED("SYN-RECEIVED"),
    ESTABLISHED("ESTABLISHED"),
    FIN_WAIT_1("FIN-WAIT-1"),
    FIN_WAIT_2("FIN-WAIT-2"),
    CLOSE_WAIT("CLOSE-WAIT"),
    CLOSING("CLOSING"),
    LAST_ACK("LAST-ACK"),
    TIME_WAIT("TIME-WAIT"),
    CLOSED("CLOSED");

    private final String rfcName;

    TcpState(String rfcName) {
        this.rfcName = rfcName;
    }

    /// As RFC 9293 prints it: `SYN-RECEIVED`.
    @Override
    public String toString() {
        return rfcName;
    }
}
