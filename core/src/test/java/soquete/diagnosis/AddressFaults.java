package soquete.diagnosis;

import static org.junit.jupiter.params.provider.Arguments.arguments;
import static soquete.Script.CLIENT;
import static soquete.Script.SERVER;
import static soquete.Script.did;
import static soquete.diagnosis.Trial.C;
import static soquete.diagnosis.Trial.MS;
import static soquete.diagnosis.Trial.S;
import static soquete.diagnosis.Trial.client;
import static soquete.diagnosis.Trial.endpoint;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import soquete.Script;
import soquete.Script.Did;
import soquete.Talk;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// Recordings of programs that meet at no address or cannot have one, each with the faults that must be found, and the
/// calls to look at.
final class AddressFaults {
    private static final Endpoint LOOPBACK = endpoint("127.0.0.1", S.port());

    private AddressFaults() {}

    static List<Arguments> scenes() {
        return List.of(
                arguments("refused", refused(new Script()), "refused@connect:10"),
                arguments("refused, seen by packets", seenByPackets(), "refused@connect:10"),
                arguments("refused, address not seen", somewhere(), "refused.somewhere@connect:10"),
                arguments("refused: other port", refused(listener(endpoint("0.0.0.0", 80))), "refused.port@connect:12"),
                arguments("refused: bound to 127.0.0.1", refused(listener(LOOPBACK)), "refused.loopback@bind:10"),
                arguments("refused: IPv6", refused(listener(endpoint("::1", 65432))), "refused.loopback@bind:10"),
                arguments(
                        "refused: other address",
                        refused(listener(endpoint("192.0.2.7", S.port()))),
                        "refused.address@bind:10"),
                arguments("refused although listening", refused(listener(S)), "refused.though@connect:12"),
                arguments(
                        "refused: too early",
                        refused(new Script().listener(1, 900 * MS, S)),
                        "refused.early@connect:12"),
                arguments("refused: no longer", refused(ended()), "refused.ended@connect:13"),
                arguments("refused, then the other address", other(), ""),
                arguments("connected", StreamFaults.served(), ""),
                arguments("no route", failed("ENETUNREACH"), "no-route@connect:10"),
                arguments("host unreachable", failed("EHOSTUNREACH"), "host-unreachable@connect:10"),
                arguments("no route for a datagram", datagramRoute(), ""),
                arguments("filtered", unanswered(5_000, "ETIMEDOUT"), "filtered@connect:10"),
                arguments("filtered, given up", unanswered(2_000, "EINPROGRESS"), "filtered@connect:10"),
                arguments("not answered yet", unanswered(300, "EINPROGRESS"), ""),
                arguments("in use by a program", inUse(listener(S), S, ""), "in-use.program@bind:12"),
                arguments("in use by itself", twice(), "in-use.program@bind:12"),
                arguments("in use by others", inUse(row(TcpState.LISTEN), S, ""), "in-use.listener@bind:10"),
                arguments("in TIME-WAIT", inUse(row(TcpState.TIME_WAIT), S, ""), "in-use.time-wait@bind:10"),
                arguments("in CLOSE-WAIT", inUse(row(TcpState.CLOSE_WAIT), S, ""), "in-use.connection@bind:10"),
                arguments("TIME-WAIT seen by states", inUse(timeWait(), S, ""), "in-use.time-wait@bind:10"),
                arguments(
                        "in TIME-WAIT, without SO_REUSEADDR",
                        inUse(row(TcpState.TIME_WAIT), S, "SOL_SOCKET, SO_REUSEADDR"),
                        "in-use.time-wait@bind:11"),
                arguments("in use, no longer by a listener", inUse(noLonger(), S, ""), "in-use@bind:13"),
                arguments("in use, by nobody seen", inUse(new Script(), S, ""), "in-use@bind:10"),
                arguments("in use, address not seen", inUse(new Script(), null, ""), "in-use.somewhere@bind:10"),
                arguments("not in use", listener(S), ""),
                arguments("datagrams to another address", unreachable(LOOPBACK), "datagram.loopback@bind:10"),
                arguments("datagrams to nobody", unreachable(endpoint("127.0.0.1", 80)), ""));
    }

    private static Script listener(Endpoint local) {
        return new Script().listener(local);
    }

    private static Script refused(Script script) {
        return script.packets(Talk.begin().at(500 * MS).client("S").server("RA"))
                .call(CLIENT, 9, 500 * MS, 501 * MS, new Did(CallName.CONNECT, S.toString(), "ECONNREFUSED"), C, S);
    }

    private static Script seenByPackets() {
        return new Script()
                .packets(Talk.begin().at(500 * MS).client("S").server("RA"))
                .call(CLIENT, 9, 500 * MS, 501 * MS, new Did(CallName.CONNECT, S.toString(), "EINPROGRESS"), C, S);
    }

    private static Script somewhere() {
        return new Script().call(CLIENT, 9, 500 * MS, 501 * MS, did(CallName.CONNECT, "ECONNREFUSED"));
    }

    private static Script ended() {
        return listener(S).call(SERVER, 1, 100 * MS, 101 * MS, did(CallName.CLOSE, 0), S);
    }

    /// `localhost` is tried as ::1 and then as 127.0.0.1.
    private static Script other() {
        Endpoint first = endpoint("::1", S.port());
        return listener(LOOPBACK)
                .call(
                        CLIENT,
                        9,
                        500 * MS,
                        501 * MS,
                        did(CallName.CONNECT, "ECONNREFUSED"),
                        endpoint("::1", 50000),
                        first)
                .call(CLIENT, 8, 502 * MS, 503 * MS, did(CallName.CONNECT, 0), endpoint("127.0.0.1", 50001), LOOPBACK);
    }

    private static Script failed(String error) {
        return new Script().call(CLIENT, 9, 500 * MS, 501 * MS, did(CallName.CONNECT, error), C, S);
    }

    /// As the resolver asks for routes: it sends nothing.
    private static Script datagramRoute() {
        return new Script()
                .call(CLIENT, 9, 499 * MS, 500 * MS, new Did(CallName.SOCKET, "AF_INET6, SOCK_DGRAM", 0))
                .call(CLIENT, 9, 500 * MS, 501 * MS, did(CallName.CONNECT, "ENETUNREACH"), C, S);
    }

    private static Script unanswered(long millis, String error) {
        Talk talk = Talk.begin().at(MS).client("S");
        talk.at(1_001 * MS).stray(true, "S", -1, 0, 0);
        boolean waits = error.equals("ETIMEDOUT");
        Script script = new Script()
                .call(CLIENT, 9, MS, waits ? millis * MS : 2 * MS, did(CallName.CONNECT, error), C, S)
                .packets(millis > 1_000 ? talk : Talk.begin().at(MS).client("S"));
        return waits ? script : script.call(CLIENT, 9, millis * MS, millis * MS + 10, did(CallName.CLOSE, 0), C, S);
    }

    private static Script inUse(Script script, @Nullable Endpoint address, String option) {
        if (!option.isEmpty()) {
            script.call(CLIENT, 9, 99 * MS, 99 * MS + 10, new Did(CallName.SETSOCKOPT, option, 0));
        }
        Endpoint[] local = address == null ? new Endpoint[0] : new Endpoint[] {address};
        return script.call(CLIENT, 9, 100 * MS, 101 * MS, did(CallName.BIND, "EADDRINUSE"), local);
    }

    private static Script twice() {
        return listener(endpoint("0.0.0.0", S.port()))
                .call(SERVER, 5, 100 * MS, 101 * MS, did(CallName.BIND, "EADDRINUSE"), S);
    }

    private static Script row(TcpState state) {
        Endpoint peer = state == TcpState.LISTEN ? null : C;
        return new Script().row(new SocketRow(101 * MS, Protocol.TCP, state, S, peer, 0, 0, 43_000, 5, 6, 1000, 0));
    }

    /// The socket table was read before the listener was closed.
    private static Script noLonger() {
        return listener(S)
                .row(new SocketRow(50 * MS, Protocol.TCP, TcpState.LISTEN, S, null, 0, 0, 0, 5, 6, 1000, 0))
                .call(SERVER, 1, 60 * MS, 61 * MS, did(CallName.CLOSE, 0), S);
    }

    /// The server of an earlier connection closed first.
    private static Script timeWait() {
        return new Script()
                .packets(Talk.begin()
                        .at(MS)
                        .handshake()
                        .server("FA")
                        .client("A")
                        .client("FA")
                        .server("A"));
    }

    private static Script unreachable(Endpoint bound) {
        return new Script()
                .call(SERVER, 1, 100, 200, did(CallName.BIND, 0), bound)
                .call(SERVER, 1, 300, Call.NOT_RETURNED, new Did(CallName.RECVFROM, "1024", 0), bound)
                .packets(Talk.between(client(1), S).at(MS).datagram(true, 5).portUnreachable())
                .call(CLIENT, 9, MS, MS + 2_000, did(CallName.SENDTO, 5), client(1), S);
    }
}
