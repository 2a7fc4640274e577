package soquete.tcp;

import soquete.wire.SeqNum;

/// The state of one endpoint, each holding what its next decision needs (RFC 9293 §3.3.2).
public sealed interface EndpointState {

    TcpState name();

    /// Nothing known yet: the capture began in the middle, or this end has not spoken.
    record Unknown() implements EndpointState {
        @Override
        public TcpState name() {
            throw new IllegalStateException("an unknown state has no name");
        }
    }

    record Closed() implements EndpointState {
        @Override
        public TcpState name() {
            return TcpState.CLOSED;
        }
    }

    record Listen() implements EndpointState {
        @Override
        public TcpState name() {
            return TcpState.LISTEN;
        }
    }

    /// @param synEnd the number after our SYN: the least that acknowledges it
    /// @param next   the number after all that the SYN carried (TCP Fast Open sends text with it, RFC 7413)
    record SynSent(SeqNum synEnd, SeqNum next) implements EndpointState {
        @Override
        public TcpState name() {
            return TcpState.SYN_SENT;
        }
    }

    /// @param synEnd the number after our SYN
    record SynReceived(SeqNum synEnd) implements EndpointState {
        @Override
        public TcpState name() {
            return TcpState.SYN_RECEIVED;
        }
    }

    record Established() implements EndpointState {
        @Override
        public TcpState name() {
            return TcpState.ESTABLISHED;
        }
    }

    /// @param finEnd the number after our FIN: only an ACK that covers it acknowledges the FIN
    record FinWait1(SeqNum finEnd) implements EndpointState {
        @Override
        public TcpState name() {
            return TcpState.FIN_WAIT_1;
        }
    }

    record FinWait2() implements EndpointState {
        @Override
        public TcpState name() {
            return TcpState.FIN_WAIT_2;
        }
    }

    /// @param peerFinEnd the number after the other end's FIN: a FIN of ours that does not acknowledge it was sent
    ///                   before that one came
    record CloseWait(SeqNum peerFinEnd) implements EndpointState {
        @Override
        public TcpState name() {
            return TcpState.CLOSE_WAIT;
        }
    }

    record Closing(SeqNum finEnd) implements EndpointState {
        @Override
        public TcpState name() {
            return TcpState.CLOSING;
        }
    }

    record LastAck(SeqNum finEnd) implements EndpointState {
        @Override
        public TcpState name() {
            return TcpState.LAST_ACK;
        }
    }

    record TimeWait() implements EndpointState {
        @Override
        public TcpState name() {
            return TcpState.TIME_WAIT;
        }
    }
}
