package soquete;

import static soquete.Script.did;

import soquete.Script.Did;
import soquete.tcp.TcpState;
import soquete.trace.CallName;
import soquete.wire.Endpoint;

/// Recordings that several tests look at.
public final class Scenes {
    public static final Endpoint C = Talk.CLIENT;
    public static final Endpoint S = Talk.SERVER;

    private Scenes() {}

    /// Packets every microsecond from 1000: the handshake until 3000, "hello" at 4000 and its ACK, the echo at 6000 and
    /// its ACK, the client's FIN at 8000, the last ACK at 11000.
    public static Talk echoPackets() {
        return Talk.begin()
                .handshake()
                .client("PA", 5)
                .server("A")
                .server("PA", 5)
                .client("A")
                .closing();
    }

    /// Two programs and what they called; no states.
    public static Script echoCalls() {
        return new Script()
                .listener(S)
                .call(Script.SERVER, 1, 200, 3300, did(CallName.ACCEPT, 2), S, C)
                .call(Script.CLIENT, 9, 900, 2500, new Did(CallName.CONNECT, S.toString(), 0), C, S)
                .call(Script.CLIENT, 9, 3900, 4100, did(CallName.SEND, 5), C, S)
                .call(Script.SERVER, 2, 3400, 4300, did(CallName.RECV, 5), S, C)
                .call(Script.SERVER, 2, 5900, 6100, did(CallName.SEND, 5), S, C)
                .call(Script.CLIENT, 9, 4200, 6300, did(CallName.RECV, 5), C, S)
                .call(Script.CLIENT, 9, 7900, 8100, did(CallName.CLOSE, 0), C, S)
                .call(Script.SERVER, 2, 6200, 8400, did(CallName.RECV, 0), S, C)
                .call(Script.SERVER, 2, 9900, 10100, did(CallName.CLOSE, 0), S, C);
    }

    /// All three kinds of evidence, as Linux gives them.
    public static Script echo() {
        return echoCalls()
                .packets(echoPackets())
                .state(125, 500, S, null, TcpState.CLOSED, TcpState.LISTEN)
                .state(950, 501, new Endpoint(C.address(), 0), S, TcpState.CLOSED, TcpState.SYN_SENT)
                .state(2200, 501, C, S, TcpState.SYN_SENT, TcpState.ESTABLISHED)
                .state(3100, 502, S, C, TcpState.LISTEN, TcpState.SYN_RECEIVED)
                .state(3101, 502, S, C, TcpState.SYN_RECEIVED, TcpState.ESTABLISHED)
                .state(7950, 501, C, S, TcpState.ESTABLISHED, TcpState.FIN_WAIT_1)
                .state(8200, 502, S, C, TcpState.ESTABLISHED, TcpState.CLOSE_WAIT)
                .state(9200, 501, C, S, TcpState.FIN_WAIT_1, TcpState.FIN_WAIT_2)
                .state(9950, 502, S, C, TcpState.CLOSE_WAIT, TcpState.LAST_ACK)
                .state(10200, 501, C, S, TcpState.FIN_WAIT_2, TcpState.CLOSED)
                .state(11200, 502, S, C, TcpState.LAST_ACK, TcpState.CLOSED);
    }
}
