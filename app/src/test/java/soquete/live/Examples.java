package soquete.live;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import soquete.live.SocketLine.Phase;
import soquete.tcp.TcpState;
import soquete.text.Messages;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.trace.SourceLine;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// Sockets, calls and rows for the tests of the view.
final class Examples {

    static final long SECOND = 1_000_000_000L;
    static final Endpoint SERVER = end("127.0.0.1", 65432);
    static final Endpoint CLIENT = end("127.0.0.1", 40001);

    private Examples() {}

    static Messages texts(String language) {
        return Messages.of("soquete.watch.watch", Locale.forLanguageTag(language));
    }

    static Endpoint end(String address, int port) {
        return new Endpoint(Addresses.literal(address), port);
    }

    /// A call that has returned.
    static Call call(
            int program,
            long socket,
            CallName name,
            String arguments,
            long begin,
            @Nullable Endpoint local,
            @Nullable Endpoint peer) {
        SourceLine source = new SourceLine("program.py", 7, "main");
        return new Call(
                program,
                begin,
                "main",
                program,
                name,
                arguments,
                source,
                begin,
                begin + 1,
                Outcome.success(0),
                socket,
                local,
                peer);
    }

    /// Accepts a connection as that socket.
    static Call accept(long accepted, long begin, Endpoint peer) {
        return new Call(
                1,
                begin,
                "main",
                1,
                CallName.ACCEPT,
                "",
                null,
                begin,
                begin + 1,
                Outcome.success(accepted),
                3,
                SERVER,
                peer);
    }

    static SocketRow tcp(TcpState state, Endpoint local, @Nullable Endpoint peer, long receiveQueue, long sendQueue) {
        return new SocketRow(1, Protocol.TCP, state, local, peer, receiveQueue, sendQueue, 0, 5, 0, 0, 31);
    }

    static SocketRow udp(Endpoint local) {
        return new SocketRow(1, Protocol.UDP, null, local, null, 768, 0, 0, 6, 0, 0, 0);
    }

    static SocketLine line(long id, Endpoint local, @Nullable Endpoint peer, Phase phase, @Nullable Call last) {
        TcpState state = peer == null ? TcpState.LISTEN : TcpState.ESTABLISHED;
        return new SocketLine(id, 1, Protocol.TCP, local, peer, state, tcp(state, local, peer, 3, 128), 0, last, phase);
    }
}
