package soquete.diagnosis;

import static org.junit.jupiter.params.provider.Arguments.arguments;
import static soquete.Script.CLIENT;
import static soquete.Script.SERVER;
import static soquete.Script.did;
import static soquete.diagnosis.Trial.C;
import static soquete.diagnosis.Trial.MS;
import static soquete.diagnosis.Trial.S;
import static soquete.diagnosis.Trial.client;

import java.util.List;
import org.junit.jupiter.params.provider.Arguments;
import soquete.Script;
import soquete.Script.Did;
import soquete.Talk;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// Recordings of UDP programs, each with the faults that must be found, and the calls to look at.
final class DatagramFaults {

    private DatagramFaults() {}

    static List<Arguments> scenes() {
        return List.of(
                arguments("datagrams dropped", flood(20, 7, End.TIME_LIMIT), "datagram.dropped@recvfrom:12"),
                arguments("datagrams dropped, waiting", flood(20, 7, End.WAITS), "datagram.dropped@recvfrom:12"),
                arguments("datagrams dropped, poll", flood(20, 7, End.POLL), "datagram.dropped@recvfrom:12"),
                arguments("all datagrams received", flood(7, 7, End.WAITS), ""),
                arguments("datagrams left at close", flood(20, 7, End.CLOSE), "datagram.unread@recvfrom:12"),
                arguments("datagrams counted", counted(flood(20, 7, End.CLOSE), 13), "datagram.counted@recvfrom:12"),
                arguments(
                        "datagrams dropped and counted",
                        counted(flood(20, 7, End.POLL), 13),
                        "datagram.dropped@recvfrom:12"),
                arguments("no datagram counted", counted(flood(7, 7, End.CLOSE), 0), ""),
                arguments("nothing left at close", flood(7, 7, End.CLOSE), ""),
                arguments("datagram cut", cut(100, 10), "datagram.cut@recvfrom:11"),
                arguments("one of two datagrams cut", cutAndLost(), "datagram.cut@recvfrom:11"),
                arguments("datagram not cut", cut(10, 10), ""),
                arguments("datagram sockets not closed", sockets(6, false), "leak.datagram@socket:7"),
                arguments("datagram sockets closed", sockets(6, true), ""),
                arguments("a few datagram sockets", sockets(4, false), ""));
    }

    private enum End {
        TIME_LIMIT,
        WAITS,
        POLL,
        CLOSE
    }

    /// Datagrams come while the program is away for a second.
    private static Script flood(int sent, int received, End end) {
        Talk talk = Talk.begin().at(MS);
        for (int i = 0; i < sent; i++) {
            talk.datagram(true, 5);
        }
        Script script = new Script()
                .packets(talk)
                .call(SERVER, 1, 100, 200, did(CallName.BIND, 0), S)
                .call(SERVER, 1, 900_000, 900_010, new Did(CallName.SETSOCKOPT, "SO_RCVTIMEO", 0), S);
        long now = 1_000 * MS;
        for (int i = 0; i < received; i++) {
            script.call(SERVER, 1, now, now + 1_000, new Did(CallName.RECVFROM, "1024", 5), S, C);
            now += 2_000;
        }
        return switch (end) {
            case TIME_LIMIT ->
                script.call(SERVER, 1, now, now + 500 * MS, new Did(CallName.RECVFROM, "1024", "EAGAIN"), S);
            case WAITS -> script.call(SERVER, 1, now, Call.NOT_RETURNED, new Did(CallName.RECVFROM, "1024", 0), S);
            case POLL ->
                script.call(SERVER, 0, now, now + 500 * MS, new Did(CallName.POLL, "nfds=1, timeout=500", 0))
                        .call(SERVER, 1, now + 500 * MS, now + 501 * MS, did(CallName.CLOSE, 0), S);
            case CLOSE -> script.call(SERVER, 1, now, now + 1_000, did(CallName.CLOSE, 0), S);
        };
    }

    /// The kernel's own count is read while the program is away.
    private static Script counted(Script script, long drops) {
        return script.row(new SocketRow(500 * MS, Protocol.UDP, null, S, null, 0, 0, 0, 9, 10, 1000, 0, drops));
    }

    private static Script cut(int length, int room) {
        return new Script()
                .packets(Talk.begin().at(MS).datagram(true, length))
                .call(SERVER, 1, 100, 200, did(CallName.BIND, 0), S)
                .call(SERVER, 1, 300, 2 * MS, new Did(CallName.RECVFROM, String.valueOf(room), room), S, C);
    }

    /// Two came, one was received: no link says which.
    private static Script cutAndLost() {
        return new Script()
                .packets(Talk.begin().at(MS).datagram(true, 100).datagram(true, 90))
                .call(SERVER, 1, 100, 200, did(CallName.BIND, 0), S)
                .call(SERVER, 1, 300, 2 * MS, new Did(CallName.RECVFROM, "10", 10), S, C);
    }

    /// A program that makes a socket for each question, and goes on for two seconds.
    private static Script sockets(int times, boolean closes) {
        Script script = new Script().line(7);
        Talk talk = Talk.between(C, S);
        for (int i = 0; i < times; i++) {
            Endpoint client = client(i);
            long from = (1 + 100L * i) * MS;
            talk = talk.then(client, S).at(from).datagram(true, 5).datagram(false, 6);
            script.call(CLIENT, 90 + i, from - 200, from - 150, new Did(CallName.SOCKET, "AF_INET, SOCK_DGRAM", 0))
                    .call(CLIENT, 90 + i, from, from + 1_500, did(CallName.SENDTO, 5), client, S)
                    .call(CLIENT, 90 + i, from + 1_600, from + 3_000, new Did(CallName.RECVFROM, "1024", 6), client, S);
            if (closes) {
                script.call(CLIENT, 90 + i, from + 10_000, from + 11_000, did(CallName.CLOSE, 0), client);
            }
        }
        return script.packets(talk).call(CLIENT, 5, 2_500 * MS, 2_501 * MS, did(CallName.POLL, 0));
    }
}
