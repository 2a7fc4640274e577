package soquete.finding;

import static soquete.finding.Story.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import soquete.wire.IcmpBuilder;

/// The table of captures with a known story, at least one for each rule.
final class Stories {

    private Stories() {}

    /// @param first  key of the first finding
    record Told(String name, String first, Consumer<Story> story) {
        @Override
        public String toString() {
            return name + " → " + first;
        }
    }

    static List<Told> all() {
        List<Told> all = new ArrayList<>();
        all.addAll(openings());
        all.addAll(closings());
        all.addAll(waits());
        all.addAll(losses());
        all.addAll(paths());
        all.addAll(captures());
        return all;
    }

    private static List<Told> openings() {
        return List.of(
                new Told("nobody listens", "refused", s -> s.client("S").server("RA")),
                new Told(
                        "a firewall drops",
                        "unanswered",
                        s -> s.client("S").after(1000).again(1).after(2000).again(1)),
                new Told("the capture ends at once", "unanswered.yet", s -> s.client("S")),
                new Told(
                        "the last ACK never comes",
                        "half-open",
                        s -> s.client("S")
                                .server("SA")
                                .after(1000)
                                .again(2)
                                .after(2000)
                                .again(2)),
                new Told(
                        "a port scan",
                        "opening-reset",
                        s -> s.client("S").server("SA").client("R")),
                new Told(
                        "the accept queue is full",
                        "synack-again",
                        s -> s.handshake().after(300).again(2).client("A")),
                new Told(
                        "the first SYN is lost",
                        "opening-slow",
                        s -> s.client("S")
                                .after(1000)
                                .again(1)
                                .server("SA")
                                .client("A")
                                .client("PA", 5)
                                .server("A")
                                .closing()),
                new Told(
                        "the same ports",
                        "reused",
                        s -> s.handshake()
                                .closing()
                                .between(endpoint("192.0.2.1", 49152), endpoint("192.0.2.2", 65432))
                                .handshake()
                                .closing()));
    }

    private static List<Told> closings() {
        return List.of(
                new Told(
                        "closed with unread data",
                        "reset.unread",
                        s -> s.handshake().client("PA", 500).server("A").server("RA")),
                new Told(
                        "written after the close",
                        "reset.after-close",
                        s -> s.handshake()
                                .server("FA")
                                .client("A")
                                .client("PA", 5)
                                .server("R")),
                new Told(
                        "the server was restarted",
                        "reset.unknown",
                        s -> s.handshake()
                                .client("PA", 5)
                                .server("A")
                                .server("PA", 5)
                                .client("A")
                                .after(500)
                                .client("PA", 5)
                                .server("R")),
                new Told(
                        "linger 0",
                        "reset.abort",
                        s -> s.handshake()
                                .client("PA", 5)
                                .server("A")
                                .server("PA", 5)
                                .client("A")
                                .server("RA")),
                new Told(
                        "a RST that hurts nobody",
                        "reset.late",
                        s -> s.handshake()
                                .client("PA", 5)
                                .server("PA", 5)
                                .client("A")
                                .server("FA")
                                .client("A")
                                .client("RA")),
                new Told("the cable is cut", "vanished", s -> {
                    s.handshake().client("PA", 5).server("A").server("PA", 5).client("A");
                    s.client("PA", 9);
                    int lost = s.size();
                    s.after(200).again(lost).after(400).again(lost).after(800).again(lost);
                }),
                new Told(
                        "the program forgets close",
                        "never-closed",
                        s -> s.handshake()
                                .client("PA", 5)
                                .server("PA", 5)
                                .client("A")
                                .client("FA")
                                .server("A")
                                .between(endpoint("192.0.2.1", 49153), endpoint("192.0.2.2", 65432))
                                .after(5000)
                                .handshake()
                                .closing()),
                new Told(
                        "nobody answers the keep-alive",
                        "keep-alive.unanswered",
                        s -> s.handshake()
                                .client("PA", 5)
                                .server("PA", 5)
                                .client("A")
                                .after(7000)
                                .stray(true, "A", -1, 0)
                                .after(1000)
                                .stray(true, "A", -1, 0)
                                .after(1000)
                                .stray(true, "A", -1, 0)),
                new Told(
                        "an idle connection",
                        "keep-alive",
                        s -> s.handshake()
                                .after(7000)
                                .stray(true, "A", -1, 0)
                                .server("A")
                                .after(7000)
                                .stray(true, "A", -1, 0)
                                .server("A")));
    }

    private static List<Told> waits() {
        return List.of(
                new Told(
                        "the receiver does not read",
                        "window-zero",
                        s -> s.handshake()
                                .client("PA", 1000)
                                .server("A")
                                .serverWindow(1000)
                                .client("PA", 1000)
                                .serverWindow(0)
                                .server("A")
                                .after(400)
                                .stray(true, "A", -1, 0)
                                .server("A")
                                .after(2800)
                                .serverWindow(8192)
                                .server("A")
                                .client("PA", 1000)
                                .server("A")
                                .closing()),
                new Told(
                        "the receiver never reads",
                        "window-zero.still",
                        s -> s.handshake()
                                .client("PA", 1000)
                                .serverWindow(0)
                                .server("A")
                                .after(400)
                                .stray(true, "A", -1, 0)
                                .server("A")),
                new Told("Nagle against delayed ACK", "delayed-ack", s -> {
                    s.handshake();
                    for (int i = 0; i < 5; i++) {
                        s.client("PA", 10)
                                .after(44)
                                .server("A")
                                .client("PA", 10)
                                .server("PA", 4)
                                .client("A");
                    }
                    s.closing();
                }),
                new Told(
                        "a slow server",
                        "server-slow",
                        s -> s.handshake()
                                .client("PA", 5)
                                .server("A")
                                .after(1500)
                                .server("PA", 5)
                                .client("A")
                                .closing()),
                new Told(
                        "a user who thinks",
                        "client-slow",
                        s -> s.handshake()
                                .client("PA", 5)
                                .server("PA", 5)
                                .client("A")
                                .after(4000)
                                .client("PA", 5)
                                .server("PA", 5)
                                .client("A")
                                .closing()),
                new Told("a window that is too small", "window-full", s -> {
                    s.serverWindow(1000).handshake();
                    for (int i = 0; i < 5; i++) {
                        s.client("PA", 1000).serverWindow(10).server("A").after(60);
                        s.serverWindow(1000).server("A");
                    }
                    s.closing();
                }),
                new Told(
                        "a machine that stands still",
                        "path-slow",
                        s -> s.handshake()
                                .client("PA", 5)
                                .after(900)
                                .server("PA", 5)
                                .client("A")
                                .closing()),
                new Told(
                        "the second client of a sequential server",
                        "request-unanswered",
                        s -> s.handshake()
                                .client("PA", 5)
                                .server("A")
                                .between(endpoint("192.0.2.1", 49153), endpoint("192.0.2.2", 65432))
                                .after(2000)
                                .handshake()
                                .closing()));
    }

    private static List<Told> losses() {
        return List.of(
                new Told("the timer repairs", "loss.timeout", s -> {
                    s.handshake().client("PA", 50).server("A").client("A", 60);
                    int lost = s.size();
                    s.client("PA", 70);
                    s.after(250).again(lost).server("A").closing();
                }),
                new Told("a probe repairs", "loss.probe", s -> {
                    s.handshake().client("PA", 50).server("A").client("PA", 60);
                    int lost = s.size();
                    s.after(201)
                            .again(lost)
                            .server("A")
                            .server("PA", 5)
                            .client("A")
                            .closing();
                }),
                new Told("duplicate ACKs repair", "loss.fast", s -> {
                    s.handshake().client("A", 1000);
                    int lost = s.size();
                    s.client("A", 1000).client("A", 1000).client("A", 1000).client("PA", 1000);
                    s.behind(false, 5000)
                            .behind(false, 5000)
                            .behind(false, 5000)
                            .behind(false, 5000);
                    s.again(lost).server("A").closing();
                }),
                new Told("nobody knows why", "loss.other", s -> {
                    s.handshake().client("A", 1000);
                    int lost = s.size();
                    s.client("PA", 1000).after(50).again(lost).server("A").closing();
                }),
                new Told("sent again for nothing", "spurious", s -> {
                    s.handshake().client("PA", 50);
                    int sent = s.size();
                    s.server("A").again(sent).server("A").closing();
                }),
                new Told("one overtakes", "order", s -> {
                    s.handshake().client("A", 1000).client("A", 1000).unseen();
                    s.client("A", 1000)
                            .stray(true, "A", -2000, 1000)
                            .server("A")
                            .closing();
                }),
                new Told(
                        "repeated ACKs alone",
                        "duplicate-acks",
                        s -> s.handshake()
                                .client("PA", 1000)
                                .server("A")
                                .server("A")
                                .server("A")
                                .server("A")
                                .closing()),
                new Told(
                        "the capture missed packets",
                        "capture-missed",
                        s -> s.handshake()
                                .client("PA", 1000)
                                .server("A")
                                .client("PA", 1000)
                                .unseen()
                                .server("A")
                                .client("PA", 1000)
                                .server("A")
                                .closing()));
    }

    private static List<Told> paths() {
        return List.of(
                new Told(
                        "a datagram to a closed port",
                        "port-unreachable",
                        s -> s.datagram(true, 10).icmp("192.0.2.2", new IcmpBuilder(3, 3))),
                new Told(
                        "a firewall rejects",
                        "prohibited",
                        s -> s.client("S").icmp("192.0.2.254", new IcmpBuilder(3, 13))),
                new Told(
                        "no such machine",
                        "unreachable",
                        s -> s.client("S").icmp("192.0.2.254", new IcmpBuilder(3, 1))),
                new Told("a loop", "ttl", s -> s.client("S").icmp("192.0.2.254", new IcmpBuilder(11, 0))),
                new Told(
                        "the path MTU is found",
                        "path-mtu",
                        s -> s.handshake()
                                .client("A", 1460)
                                .icmp("192.0.2.254", new IcmpBuilder(3, 4).nextHopMtu(1400))
                                .stray(true, "A", -1460, 1360)
                                .server("A")),
                new Told("the path MTU is not believed", "too-big", s -> {
                    s.handshake().client("A", 1460);
                    int big = s.size();
                    s.icmp("192.0.2.254", new IcmpBuilder(3, 4).nextHopMtu(1400));
                    s.after(300).again(big).after(600).again(big);
                }),
                new Told("a black hole", "black-hole", s -> {
                    s.handshake().client("PA", 100).server("A").client("A", 1460);
                    int big = s.size();
                    s.client("PA", 40).behind(false, 1500);
                    s.after(300).again(big).after(600).again(big).after(1200).again(big);
                }),
                new Told(
                        "datagrams into the void",
                        "udp-unanswered",
                        s -> s.datagram(true, 10).after(1000).datagram(true, 10)),
                new Told(
                        "nobody has the address",
                        "arp-unanswered",
                        s -> s.whoHas("192.0.2.1", "192.0.2.9")
                                .after(1000)
                                .whoHas("192.0.2.1", "192.0.2.9")
                                .after(1000)
                                .whoHas("192.0.2.1", "192.0.2.9")));
    }

    private static List<Told> captures() {
        return List.of(
                new Told(
                        "two interfaces",
                        "captured-twice",
                        s -> s.client("S")
                                .twice()
                                .server("SA")
                                .twice()
                                .client("A")
                                .twice()
                                .client("PA", 500)
                                .twice()
                                .server("A")
                                .twice()
                                .client("FA")
                                .twice()
                                .server("FA")
                                .twice()
                                .client("A")
                                .twice()),
                new Told(
                        "one direction",
                        "one-way",
                        s -> s.client("S")
                                .server("SA")
                                .unseen()
                                .client("A")
                                .client("PA", 5)
                                .server("A")
                                .unseen()
                                .client("FA")),
                new Told(
                        "begun in the middle",
                        "middle",
                        s -> s.client("PA", 5).server("PA", 5).client("A").closing()),
                new Told(
                        "a snap length",
                        "cut",
                        s -> s.snap(60)
                                .handshake()
                                .client("PA", 500)
                                .server("PA", 500)
                                .client("A")
                                .closing()));
    }
}
