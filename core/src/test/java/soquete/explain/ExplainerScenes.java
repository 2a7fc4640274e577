package soquete.explain;

import static org.junit.jupiter.params.provider.Arguments.arguments;
import static soquete.Scenes.C;
import static soquete.Scenes.S;
import static soquete.Script.did;

import java.net.Inet4Address;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;
import soquete.Scenes;
import soquete.Script;
import soquete.Script.Did;
import soquete.Talk;
import soquete.tcp.TcpState;
import soquete.trace.CallName;
import soquete.wire.Addresses;
import soquete.wire.ArpBuilder;
import soquete.wire.ArpView;
import soquete.wire.Endpoint;
import soquete.wire.EthernetBuilder;
import soquete.wire.Icmpv6Builder;
import soquete.wire.Ipv4Builder;
import soquete.wire.Ipv6Builder;
import soquete.wire.MacAddress;
import soquete.wire.UdpBuilder;

/// Conversations, each with the sentences it must be told in.
final class ExplainerScenes {

    private ExplainerScenes() {}

    static Script packets(Talk talk) {
        return new Script().packets(talk);
    }

    static Script connecting(Talk talk, Object outcome) {
        return packets(talk).call(Script.CLIENT, 9, 900, 2_500, did(CallName.CONNECT, outcome), C, S);
    }

    static Talk arp(boolean broadcast, boolean answered) {
        MacAddress mine = new MacAddress(0x02_00_00_00_00_01L);
        MacAddress theirs = new MacAddress(0x02_00_00_00_00_02L);
        Inet4Address client = (Inet4Address) C.address();
        Inet4Address server = (Inet4Address) S.address();
        Talk talk = Talk.begin();
        for (int i = 0; i < 2; i++) {
            talk.frame(
                    new byte[0],
                    new EthernetBuilder().source(mine).destination(broadcast ? MacAddress.BROADCAST : theirs),
                    new ArpBuilder(ArpView.REQUEST).sender(mine, client).target(MacAddress.ZERO, server));
        }
        if (answered) {
            talk.frame(
                    new byte[0],
                    new EthernetBuilder().source(theirs).destination(mine),
                    new ArpBuilder(ArpView.REPLY).sender(theirs, server).target(mine, client));
        }
        return talk.client("S");
    }

    static Talk keptAlive(Talk talk) {
        return talk.stray(true, "A", -1, 0, 1)
                .server("A")
                .stray(true, "A", -1, 0, 0)
                .server("A");
    }

    static Talk toMany(String address) {
        return Talk.between(C, new Endpoint(Addresses.literal(address), 5353)).datagram(true, 7);
    }

    static Talk icmpv6(int type, int code) {
        Endpoint client = new Endpoint(Addresses.literal("2001:db8::1"), 49152);
        Endpoint server = new Endpoint(Addresses.literal("2001:db8::2"), 5353);
        Talk talk = Talk.between(client, server).datagram(true, 7);
        byte[] quote = Arrays.copyOfRange(talk.packets().getLast().bytes(), 14, 14 + 48);
        return talk.frame(
                quote,
                new EthernetBuilder(),
                new Ipv6Builder(server.address(), client.address()),
                new Icmpv6Builder(type, code));
    }

    static Talk toTheWholeLink() {
        return Talk.begin()
                .frame(
                        new byte[7],
                        new EthernetBuilder().destination(MacAddress.BROADCAST),
                        new Ipv4Builder(C.address(), S.address()),
                        new UdpBuilder(C.port(), S.port()));
    }

    static Talk crossing() {
        Talk talk = Talk.begin().handshake().client("FA");
        return talk.stray(false, "FA", 0, -1, 0).stray(true, "A", 0, 1, 0).stray(false, "A", 1, 0, 0);
    }

    static Script lateAccept(Talk talk) {
        return packets(talk)
                .listener(S)
                .call(Script.SERVER, 1, 9_000, 9_100, did(CallName.ACCEPT, 2), S, C)
                .state(3_100, 502, S, C, TcpState.LISTEN, TcpState.SYN_RECEIVED)
                .state(3_101, 502, S, C, TcpState.SYN_RECEIVED, TcpState.ESTABLISHED);
    }

    static Script askedInVain(Did... failed) {
        Script script = packets(Talk.begin().datagram(true, 7).portUnreachable())
                .call(Script.CLIENT, 9, 900, 1_100, did(CallName.SENDTO, 7), C, S);
        for (Did call : failed) {
            script.call(Script.CLIENT, 9, 1_200, 5_000, call, C);
        }
        return script;
    }

    static List<Arguments> scenes() {
        Talk half = Talk.begin().handshake().client("FA").server("A");
        String opened = "handshake four-tuple ";
        return List.of(
                arguments(
                        "everything",
                        Scenes.echo().row(12_000, C, S, TcpState.TIME_WAIT, 59_000),
                        "listening handshake.connect syn-received.mini-socket established-before-accept-returned"
                                + " four-tuple.ephemeral stream.calls stream.calls ack.alone ack.alone"
                                + " end-of-stream closed-first.call time-wait"),
                arguments(
                        "everything, a table without timers",
                        Scenes.echo().row(12_000, C, S, TcpState.TIME_WAIT, 0),
                        "listening handshake.connect syn-received.mini-socket established-before-accept-returned"
                                + " four-tuple.ephemeral stream.calls stream.calls ack.alone ack.alone"
                                + " end-of-stream closed-first.call time-wait.no-timer"),
                arguments(
                        "packets",
                        packets(Scenes.echoPackets()),
                        opened + "stream stream ack.alone ack.alone closed-first time-wait.inferred"),
                arguments("calls", Scenes.echoCalls(), "listening.calls"),
                arguments(
                        "late accept",
                        lateAccept(Talk.begin().handshake().client("PA", 5).server("A")),
                        "listening.calls handshake"
                                + " syn-received.mini-socket four-tuple waited-in-queue stream ack.alone"),
                arguments(
                        "late accept, nothing sent",
                        lateAccept(Talk.begin().handshake()),
                        "listening.calls handshake"
                                + " syn-received.mini-socket established-before-accept-called four-tuple"),
                arguments(
                        "piggy-backed",
                        packets(Talk.begin()
                                .handshake()
                                .client("PA", 5)
                                .server("PA", 5)
                                .client("A")),
                        opened + "stream stream ack.piggy-backed ack.alone"),
                arguments(
                        "data that crosses",
                        packets(Talk.begin().handshake().client("PA", 5).stray(false, "PA", 0, -5, 5)),
                        opened + "stream stream"),
                arguments(
                        "a FIN that its end talks over",
                        packets(Talk.begin()
                                .handshake()
                                .stray(false, "FA", 0, 0, 0)
                                .client("PA", 5)
                                .server("PA", 5)),
                        opened + "stream stream ack.piggy-backed"),
                arguments(
                        "a FIN after which text is sent again",
                        packets(Talk.begin()
                                .handshake()
                                .client("PA", 5)
                                .client("FA")
                                .stray(true, "PA", -6, 0, 5)),
                        opened + "stream sent-again closed-first.half"),
                arguments("half-closed", packets(half), opened + "closed-first.half"),
                arguments("crossed FINs", packets(crossing()), opened + "closed-first time-wait.simultaneous"),
                arguments(
                        "crossed SYNs",
                        packets(Talk.begin()
                                .client("S")
                                .server("S")
                                .stray(true, "SA", -1, 0, 0)
                                .stray(false, "SA", -1, 0, 0)),
                        "simultaneous-open four-tuple"),
                arguments("refused", packets(Talk.begin().client("S").stray(false, "RA", 0, 0, 0)), "refused"),
                arguments(
                        "refused connect",
                        connecting(Talk.begin().client("S").stray(false, "RA", 0, 0, 0), "ECONNREFUSED"),
                        "refused.connect"),
                arguments("unanswered", packets(Talk.begin().client("S").stray(true, "S", -1, 0, 0)), "unanswered"),
                arguments(
                        "answers not captured",
                        packets(Talk.begin().client("S").server("SA").unseen().client("A")),
                        ""),
                arguments("filtered", packets(Talk.begin().client("S").icmpError(3, 13)), "icmp-error"),
                arguments("reset", packets(Talk.begin().handshake().server("RA")), opened + "reset"),
                arguments(
                        "reset in the middle",
                        packets(Talk.begin().client("PA", 5).server("RA")),
                        "stream.seen reset.lost"),
                arguments(
                        "reset when all was acknowledged",
                        packets(Talk.begin()
                                .handshake()
                                .client("PA", 5)
                                .server("A")
                                .server("RA")),
                        opened + "stream ack.alone reset"),
                arguments(
                        "reset that nobody believes: another number",
                        packets(Talk.begin()
                                .handshake()
                                .client("PA", 5)
                                .server("A")
                                .stray(false, "R", -9, 0, 0)),
                        opened + "stream ack.alone"),
                arguments(
                        "reset of an ACK that is none of the SYN's",
                        packets(Talk.begin()
                                .client("S")
                                .stray(false, "RA", 9, -9, 0)
                                .server("SA")
                                .client("A")),
                        opened.trim()),
                arguments(
                        "reset that both ends talk over",
                        packets(Talk.begin()
                                .handshake()
                                .stray(false, "RA", 0, 0, 0)
                                .client("PA", 5)
                                .server("PA", 5)),
                        opened + "stream stream ack.piggy-backed"),
                arguments(
                        "reset with text",
                        packets(Talk.begin()
                                .handshake()
                                .client("PA", 5)
                                .server("A")
                                .stray(false, "RA", 0, 0, 9)),
                        opened + "stream ack.alone reset"),
                arguments(
                        "a hole",
                        packets(Talk.begin()
                                .handshake()
                                .client("PA", 5)
                                .client("PA", 7)
                                .unseen()
                                .client("PA", 5)),
                        opened + "stream.seen"),
                arguments(
                        "an ACK on a FIN",
                        packets(Talk.begin().handshake().client("PA", 5).server("FA")),
                        opened + "stream closed-first.half"),
                arguments(
                        "reset by who had closed",
                        packets(Talk.begin()
                                .handshake()
                                .client("FA")
                                .server("PA", 5)
                                .client("R")),
                        opened + "stream closed-first.half reset.after-fin"),
                arguments(
                        "reset by who had not",
                        packets(Talk.begin().handshake().client("FA").server("RA")),
                        opened + "closed-first.half reset"),
                arguments(
                        "sent again",
                        packets(Talk.begin().handshake().client("PA", 5).stray(true, "PA", -5, 0, 5)),
                        opened + "stream sent-again"),
                arguments(
                        "kept alive",
                        packets(Talk.begin().handshake().client("PA", 5).stray(true, "A", -1, 0, 1)),
                        opened + "stream"),
                arguments(
                        "kept alive and answered",
                        packets(keptAlive(keptAlive(
                                Talk.begin().handshake().client("PA", 1).server("A")))),
                        opened + "stream ack.alone"),
                arguments(
                        "one byte sent again",
                        packets(Talk.begin().handshake().client("PA", 1).stray(true, "PA", -1, 0, 1)),
                        opened + "stream sent-again"),
                arguments(
                        "a third segment that is a FIN",
                        packets(Talk.begin().client("S").server("SA").client("FA")),
                        "four-tuple closed-first.half"),
                arguments(
                        "a third segment that acknowledges something else",
                        packets(Talk.begin().client("S").server("SA").stray(true, "A", 0, -1, 0)),
                        "four-tuple"),
                arguments("redirected", packets(Talk.begin().client("S").icmpError(5, 1)), "unanswered icmp-redirect"),
                arguments(
                        "quenched",
                        packets(Talk.begin().datagram(true, 7).icmpError(4, 0)),
                        "udp.no-connection icmp-source-quench udp.unanswered"),
                arguments(
                        "advice and an error",
                        packets(Talk.begin()
                                .client("S")
                                .icmpError(5, 1)
                                .stray(true, "S", -1, 0, 0)
                                .icmpError(3, 1)),
                        "icmp-error"),
                arguments(
                        "unreachable, says another",
                        packets(Talk.begin().datagram(true, 7).icmpError("192.0.2.254", 3, 3)),
                        "udp.no-connection udp.unreachable.between"),
                arguments(
                        "the host unreachable",
                        packets(Talk.begin().datagram(true, 7).icmpError(3, 1)),
                        "udp.no-connection icmp-error"),
                arguments("to all", packets(toMany("255.255.255.255")), "udp.no-connection"),
                arguments("to a group", packets(toMany("224.0.0.251")), "udp.no-connection"),
                arguments("unreachable in IPv6", packets(icmpv6(1, 4)), "udp.no-connection udp.unreachable"),
                arguments("too big in IPv6", packets(icmpv6(2, 0)), "udp.no-connection icmp-error"),
                arguments("a new error in IPv6", packets(icmpv6(100, 0)), "udp.no-connection udp.unanswered"),
                arguments("to the whole link", packets(toTheWholeLink()), "udp.no-connection"),
                arguments("arp", packets(arp(true, true)), "arp unanswered"),
                arguments("arp in vain", packets(arp(true, false)), "arp.unanswered unanswered"),
                arguments("arp to one", packets(arp(false, true)), "unanswered"),
                arguments(
                        "datagrams",
                        packets(Talk.begin().datagram(true, 7).datagram(false, 3))
                                .call(Script.CLIENT, 9, 900, 1_100, did(CallName.SENDTO, 7), C, S)
                                .call(Script.SERVER, 1, 100, 1_300, did(CallName.RECVFROM, 7), S, C),
                        "udp.no-connection udp.boundaries"),
                arguments("no answer", packets(Talk.begin().datagram(true, 7)), "udp.no-connection udp.unanswered"),
                arguments("unreachable", askedInVain(), "udp.no-connection udp.unreachable"),
                arguments(
                        "unreachable, not told",
                        askedInVain(did(CallName.RECVFROM, "EAGAIN")),
                        "udp.no-connection udp.unreachable udp.unreachable.not-told"),
                arguments(
                        "unreachable, told",
                        askedInVain(did(CallName.CONNECT, 0), did(CallName.RECVFROM, "ECONNREFUSED")),
                        "udp.no-connection udp.unreachable udp.unreachable.told"),
                arguments(
                        "unreachable, waiting",
                        askedInVain(did(CallName.CONNECT, 0), did(CallName.RECVFROM, "EAGAIN")),
                        "udp.no-connection udp.unreachable"),
                arguments(
                        "another error",
                        packets(Talk.begin().datagram(true, 7).icmpError(11, 0)),
                        "udp.no-connection icmp-error"));
    }
}
