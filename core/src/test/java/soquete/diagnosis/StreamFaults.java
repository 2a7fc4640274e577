package soquete.diagnosis;

import static org.junit.jupiter.params.provider.Arguments.arguments;
import static soquete.Script.CLIENT;
import static soquete.Script.SERVER;
import static soquete.Script.did;
import static soquete.diagnosis.Trial.C;
import static soquete.diagnosis.Trial.C2;
import static soquete.diagnosis.Trial.MS;
import static soquete.diagnosis.Trial.S;
import static soquete.diagnosis.Trial.client;
import static soquete.diagnosis.Trial.connected;
import static soquete.diagnosis.Trial.listening;
import static soquete.diagnosis.Trial.opened;

import java.util.List;
import org.junit.jupiter.params.provider.Arguments;
import soquete.Script;
import soquete.Script.Did;
import soquete.Talk;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow;
import soquete.wire.Endpoint;

/// Recordings of TCP programs, each with the faults that must be found, and the calls to look at.
final class StreamFaults {

    private StreamFaults() {}

    static List<Arguments> scenes() {
        return List.of(
                arguments("accept: waiting for it", served(), ""),
                arguments("accept: never called", never(), "accept.never@listen:11"),
                arguments("accept: never called, busy", neverBusy(), "accept.never@connect:14"),
                arguments("accept: late", late(400), "accept.late@setsockopt:12"),
                arguments("accept: a little late", late(50), ""),
                arguments("accept: full queue", full(2, 2), "accept.full@listen:11"),
                arguments("accept: full queue, SYN lost", full(0, 4), "accept.full@listen:11"),
                arguments("accept: queue not full", full(1, 1), "accept.late@listen:11"),
                arguments("one at a time", oneAtATime(0, 911), "one-at-a-time@recv:14"),
                arguments("one at a time, still", oneAtATime(0, -1), "one-at-a-time.still@recv:14"),
                arguments("a thread for each", oneAtATime(1, 11), ""),
                arguments("closed with unread data", unread(4), "reset.unread@close:18"),
                arguments("closed when all was read", unread(10), ""),
                arguments("end not noticed", peerClosed(4_000, false), "peer-closed.unread@recv:15"),
                arguments("end noticed, kept", peerClosed(4_000, true), "peer-closed.kept@recv:16"),
                arguments("end noticed, closed", peerClosed(20, true), ""),
                arguments("CLOSE-WAIT that grows", leaking(3, false), "leak.close-wait@recv:15"),
                arguments("CLOSE-WAIT, closed", leaking(3, true), ""),
                arguments("dead sockets", dead(3, false), "refused@connect:7 leak.sockets@socket:7"),
                arguments("dead sockets closed", dead(3, true), "refused@connect:7"),
                arguments("pieces that wait", nagle(40, ""), "nagle@send:16"),
                arguments("pieces that wait often", nagle(150, ""), "nagle@send:16"),
                arguments("pieces that do not wait", nagle(0, ""), ""),
                arguments("pieces with TCP_NODELAY", nagle(40, "IPPROTO_TCP, TCP_NODELAY"), ""),
                arguments("tiny sends", tiny(1, ""), "tiny-sends@send:17"),
                arguments("tiny sends, each a packet", tiny(1, "TCP_NODELAY, true"), "tiny-sends@send:17"),
                arguments("tiny sends, gathered", tiny(1, "IPPROTO_TCP, TCP_CORK"), ""),
                arguments("large sends", tiny(500, ""), ""),
                arguments("part taken for the whole", part(4, 0), "recv.part@recv:16"),
                arguments("the whole in two receives", part(4, 6), ""),
                arguments("the whole at once", part(10, 0), ""),
                arguments("pieces taken for messages", pieces(3), "recv.pieces@recv:16"),
                arguments("a stream sent back", pieces(5), ""));
    }

    /// A client that is served as it should be.
    static Script served() {
        return connected(listening())
                .packets(opened().client("PA", 5)
                        .server("A")
                        .server("PA", 5)
                        .client("A")
                        .closing())
                .call(CLIENT, 9, 3 * MS, 4 * MS, did(CallName.SEND, 5), C, S)
                .call(SERVER, 2, 3 * MS, 4 * MS, new Did(CallName.RECV, "1024", 5), S, C)
                .call(SERVER, 2, 4 * MS, 4 * MS + 10, did(CallName.SEND, 5), S, C)
                .call(CLIENT, 9, 4 * MS, 5 * MS, new Did(CallName.RECV, "1024", 5), C, S)
                .call(CLIENT, 9, 5 * MS, 6 * MS, did(CallName.CLOSE, 0), C, S)
                .call(SERVER, 2, 5 * MS, 6 * MS, new Did(CallName.RECV, "1024", 0), S, C)
                .call(SERVER, 2, 6 * MS, 7 * MS, did(CallName.CLOSE, 0), S, C);
    }

    private static Script never() {
        return listening()
                .packets(opened())
                .call(CLIENT, 9, MS - 100, MS + 3_000, new Did(CallName.CONNECT, S.toString(), 0), C, S)
                .call(CLIENT, 9, 2 * MS, 5_000 * MS, new Did(CallName.RECV, "1024", "EAGAIN"), C, S);
    }

    private static Script neverBusy() {
        Endpoint database = new Endpoint(S.address(), 5432);
        return never().call(
                        SERVER, 7, 3 * MS, 4_900 * MS, new Did(CallName.CONNECT, database.toString(), 0), S, database);
    }

    private static Script late(long millis) {
        return listening()
                .call(SERVER, 1, 800, 900, new Did(CallName.SETSOCKOPT, "SO_RCVTIMEO, 1", 0), S)
                .packets(opened())
                .call(SERVER, 1, millis * MS, millis * MS + 1_000, did(CallName.ACCEPT, 2), S, C)
                .call(SERVER, 2, millis * MS + 1_000, Call.NOT_RETURNED, new Did(CallName.RECV, "1024", 0), S, C)
                .call(CLIENT, 9, MS - 100, MS + 3_000, new Did(CallName.CONNECT, S.toString(), 0), C, S)
                .call(CLIENT, 9, 2 * MS, 2_000 * MS, new Did(CallName.RECV, "1024", "EAGAIN"), C, S);
    }

    /// @param waiting connections in the queue of a backlog of 1, as the socket table shows them
    /// @param clients how many come; the SYN of a fourth is dropped
    private static Script full(int waiting, int clients) {
        Script script = new Script()
                .call(SERVER, 1, 100, 110, new Did(CallName.BIND, S.toString(), 0), S)
                .call(SERVER, 1, 120, 130, new Did(CallName.LISTEN, "1", 0), S)
                .row(new SocketRow(
                        300 * MS, SocketRow.Protocol.TCP, TcpState.LISTEN, S, null, waiting, 1, 0, 5, 6, 1000, 0));
        Talk talk = Talk.between(C, S);
        for (int i = 0; i < Math.min(clients, 3); i++) {
            talk = talk.then(client(i), S).at((1 + i) * MS).handshake();
            long accepted = 800 * MS + 100 * i;
            script.call(SERVER, 1, accepted, accepted + 50, did(CallName.ACCEPT, 2 + i), S, client(i));
        }
        if (clients > 3) {
            talk = talk.then(client(4), S).at(4 * MS).client("S");
            talk.at(1_004 * MS).stray(true, "S", -1, 0, 0);
        }
        return script.packets(talk);
    }

    /// One client that keeps silent until 900 ms, another that comes meanwhile.
    ///
    /// @param thread   that serves the first
    /// @param accepted when the other is, in milliseconds; -1 for never
    private static Script oneAtATime(int thread, long accepted) {
        Talk talk = opened();
        talk.then(C2, S).at(10 * MS).handshake();
        talk.at(899 * MS).client("PA", 5);
        Script script = listening()
                .packets(talk)
                .call(SERVER, 1, 500, 2 * MS, did(CallName.ACCEPT, 2), S, C)
                .thread(0)
                .call(CLIENT, 9, 898 * MS, 899 * MS, did(CallName.SEND, 5), C, S)
                .thread(thread)
                .call(SERVER, 2, 3 * MS, 900 * MS, new Did(CallName.RECV, "1024", 5), S, C)
                .call(SERVER, 2, 905 * MS, 910 * MS, did(CallName.CLOSE, 0), S, C)
                .thread(0);
        return accepted < 0
                ? script
                : script.call(SERVER, 1, accepted * MS, accepted * MS + MS, did(CallName.ACCEPT, 3), S, C2);
    }

    /// The client sent 10 bytes, the server read some and closed.
    private static Script unread(int read) {
        Talk talk = opened().at(3 * MS).client("PA", 10).server("A").at(9 * MS);
        talk = read == 10 ? talk.server("FA").client("A").client("FA").server("A") : talk.server("RA");
        Script script = connected(listening())
                .packets(talk)
                .call(CLIENT, 9, 3 * MS - 100, 3 * MS + 5_000, did(CallName.SEND, 10), C, S)
                .call(SERVER, 2, 2 * MS, 4 * MS, new Did(CallName.RECV, "4", 4), S, C)
                .call(
                        CLIENT,
                        9,
                        5 * MS,
                        9 * MS + 9_000,
                        new Did(CallName.RECV, "1024", read == 10 ? 0 : "ECONNRESET"),
                        C,
                        S);
        if (read == 10) {
            script.call(SERVER, 2, 4 * MS, 4 * MS + 10, new Did(CallName.RECV, "1024", 6), S, C);
        } else {
            script.call(SERVER, 2, 4 * MS, 4 * MS + 10, new Did(CallName.RECV, "4, MSG_PEEK", 4), S, C);
        }
        return script.call(SERVER, 2, 9 * MS, 9 * MS + 9_000, did(CallName.CLOSE, 0), S, C);
    }

    /// @param millis after which the server closes
    /// @param told   whether it received the end of the stream
    private static Script peerClosed(long millis, boolean told) {
        Talk talk = opened().at(3 * MS)
                .client("PA", 5)
                .server("A")
                .at(5 * MS)
                .client("FA")
                .server("A");
        Script script = connected(listening())
                .call(CLIENT, 9, 3 * MS - 100, 3 * MS + 5_000, did(CallName.SEND, 5), C, S)
                .call(SERVER, 2, 2 * MS, 4 * MS, new Did(CallName.RECV, "1024", 5), S, C);
        if (told) {
            script.call(SERVER, 2, 4 * MS, 6 * MS, new Did(CallName.RECV, "1024", 0), S, C);
        }
        return script.packets(talk.at(millis * MS).server("FA").client("A"))
                .call(CLIENT, 9, 5 * MS, 5 * MS + 10, did(CallName.CLOSE, 0), C, S)
                .call(SERVER, 2, millis * MS, millis * MS + 10_000, did(CallName.CLOSE, 0), S, C);
    }

    /// Clients come and go, and the server goes on.
    private static Script leaking(int clients, boolean closes) {
        Script script = listening();
        Talk talk = Talk.between(C, S);
        for (int i = 0; i < clients; i++) {
            Endpoint client = client(i);
            long from = (1 + 100L * i) * MS;
            talk = talk.then(client, S).at(from).handshake().client("FA").server("A");
            script.call(SERVER, 1, from - 100, from + MS, did(CallName.ACCEPT, 20 + i), S, client)
                    .call(CLIENT, 90 + i, from, from + 2_500, new Did(CallName.CONNECT, S.toString(), 0), client, S)
                    .call(CLIENT, 90 + i, from + 3_100, from + 3_200, did(CallName.CLOSE, 0), client, S)
                    .call(SERVER, 20 + i, from + MS, from + 2 * MS, new Did(CallName.RECV, "1024", 0), S, client);
            if (closes) {
                talk.at(from + 3 * MS).server("FA").client("A");
                script.call(SERVER, 20 + i, from + 3 * MS, from + 4 * MS, did(CallName.CLOSE, 0), S, client);
            }
        }
        return script.packets(talk).call(SERVER, 1, 500 * MS, 2_500 * MS, new Did(CallName.ACCEPT, "", "EAGAIN"), S);
    }

    /// A program that tries again and again.
    private static Script dead(int times, boolean closes) {
        Script script = new Script().line(7);
        Talk talk = Talk.between(C, S);
        for (int i = 0; i < times; i++) {
            Endpoint client = client(i);
            long from = (1 + 100L * i) * MS;
            talk = talk.then(client, S).at(from).client("S").server("RA");
            script.call(CLIENT, 90 + i, from - 200, from - 150, new Did(CallName.SOCKET, "AF_INET, SOCK_STREAM", 0))
                    .call(CLIENT, 90 + i, from, from + 9_000, did(CallName.CONNECT, "ECONNREFUSED"), client, S);
            if (closes) {
                script.call(CLIENT, 90 + i, from + 10_000, from + 11_000, did(CallName.CLOSE, 0), client, S);
            }
        }
        return script.packets(talk).call(CLIENT, 5, 2_000 * MS, 2_001 * MS, did(CallName.POLL, 0));
    }

    /// The client writes 4 bytes and then 6, which leave when the ACK has come.
    private static Script nagle(long held, String option) {
        long sent = 4 * MS;
        Talk talk = opened().at(3 * MS).client("PA", 4);
        talk = held > 0
                ? talk.at(sent + held * MS).server("A").client("PA", 6)
                : talk.at(sent).client("PA", 6);
        Script script = connected(listening())
                .call(
                        CLIENT,
                        9,
                        2 * MS,
                        2 * MS + 10,
                        new Did(CallName.SETSOCKOPT, option.isEmpty() ? "SO_RCVBUF" : option, 0),
                        C,
                        S)
                .call(CLIENT, 9, 3 * MS, 3 * MS + 5_000, new Did(CallName.SEND, "4", 4), C, S)
                .call(CLIENT, 9, sent, sent + 5_000, new Did(CallName.SEND, "6", 6), C, S);
        return script.packets(talk.server("A"))
                .call(SERVER, 2, 2 * MS, 3 * MS + 8_000, new Did(CallName.RECV, "4", 4), S, C)
                .call(SERVER, 2, 3 * MS + 9_000, sent + held * MS + 9_000, new Did(CallName.RECV, "1024", 6), S, C);
    }

    private static Script tiny(int bytes, String option) {
        Talk talk = opened();
        Script script = connected(listening())
                .call(CLIENT, 9, 2 * MS, 2 * MS + 10, new Did(CallName.SOCKET, "AF_INET, SOCK_STREAM", 0), C, S)
                .call(CLIENT, 9, 2 * MS, 2 * MS + 10, new Did(CallName.SETSOCKOPT, option, 0), C, S);
        for (int i = 0; i < 12; i++) {
            long from = 3 * MS + i * 20_000L;
            talk.at(from).client("PA", bytes).server("A");
            script.call(CLIENT, 9, from, from + 5_000, new Did(CallName.SEND, String.valueOf(bytes), bytes), C, S);
        }
        return script.packets(talk).call(SERVER, 2, 2 * MS, 4 * MS, new Did(CallName.RECV, "65536", 12 * bytes), S, C);
    }

    /// The client sends 10 bytes in one send; the server receives once or twice, then answers and closes.
    private static Script part(int first, int second) {
        Talk talk = opened().at(3 * MS)
                .client("PA", 10)
                .server("A")
                .at(6 * MS)
                .server("PA", 2)
                .client("A");
        Script script = connected(listening())
                .packets(talk)
                .call(CLIENT, 9, 3 * MS, 3 * MS + 5_000, did(CallName.SEND, 10), C, S)
                .call(CLIENT, 9, 3 * MS + 6_000, 6 * MS + 5_000, new Did(CallName.RECV, "1024", 2), C, S)
                .call(SERVER, 2, 2 * MS, 4 * MS, new Did(CallName.RECV, String.valueOf(first), first), S, C);
        if (second > 0) {
            script.call(SERVER, 2, 4 * MS, 5 * MS, new Did(CallName.RECV, "1024", second), S, C);
        }
        return script.call(SERVER, 2, 6 * MS, 6 * MS + 5_000, did(CallName.SEND, 2), S, C)
                .call(SERVER, 2, 7 * MS, 7 * MS + 5_000, did(CallName.CLOSE, 0), S, C);
    }

    /// The client sends 10 bytes in one send; the server receives 5 and 5, and answers each.
    private static Script pieces(int answer) {
        Talk talk = opened().at(3 * MS).client("PA", 10).server("A");
        talk.at(5 * MS).server("PA", answer).client("A");
        talk.at(7 * MS).server("PA", answer).client("A");
        return connected(listening())
                .packets(talk)
                .call(CLIENT, 9, 3 * MS, 3 * MS + 5_000, did(CallName.SEND, 10), C, S)
                .call(CLIENT, 9, 3 * MS + 6_000, 5 * MS + 5_000, new Did(CallName.RECV, "1024", answer), C, S)
                .call(SERVER, 2, 2 * MS, 4 * MS, new Did(CallName.RECV, "5", 5), S, C)
                .call(SERVER, 2, 5 * MS, 5 * MS + 5_000, did(CallName.SEND, answer), S, C)
                .call(SERVER, 2, 6 * MS, 6 * MS + 5_000, new Did(CallName.RECV, "5", 5), S, C)
                .call(SERVER, 2, 7 * MS, 7 * MS + 5_000, did(CallName.SEND, answer), S, C)
                .call(SERVER, 2, 7 * MS + 6_000, Call.NOT_RETURNED, new Did(CallName.RECV, "5", 0), S, C);
    }
}
