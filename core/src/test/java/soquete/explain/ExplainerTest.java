package soquete.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static soquete.Scenes.C;
import static soquete.Scenes.S;
import static soquete.Script.did;

import java.io.IOException;
import java.io.Reader;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import soquete.Scenes;
import soquete.Script;
import soquete.Script.Did;
import soquete.Talk;
import soquete.tcp.TcpState;
import soquete.timeline.Timeline;
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

/// What is found in each scene, and that nothing else is.
class ExplainerTest {
    private static final Path BUNDLE = Path.of("src/main/resources/soquete/explain/explain.properties");
    private static final Path PORTUGUESE = Path.of("src/main/resources/soquete/explain/explain_pt_BR.properties");

    private static List<Sentence> explained(Script script) {
        Timeline timeline = Timeline.of(script.recording());
        assertThat(timeline.conversations()).hasSize(1);
        return Explainer.explain(timeline, timeline.conversations().getFirst());
    }

    private static Script packets(Talk talk) {
        return new Script().packets(talk);
    }

    private static Script connecting(Talk talk, Object outcome) {
        return packets(talk).call(Script.CLIENT, 9, 900, 2_500, did(CallName.CONNECT, outcome), C, S);
    }

    private static Talk arp(boolean broadcast, boolean answered) {
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

    private static Talk keptAlive(Talk talk) {
        return talk.stray(true, "A", -1, 0, 1)
                .server("A")
                .stray(true, "A", -1, 0, 0)
                .server("A");
    }

    private static Talk toMany(String address) {
        return Talk.between(C, new Endpoint(Addresses.literal(address), 5353)).datagram(true, 7);
    }

    private static Talk icmpv6(int type, int code) {
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

    private static Talk toTheWholeLink() {
        return Talk.begin()
                .frame(
                        new byte[7],
                        new EthernetBuilder().destination(MacAddress.BROADCAST),
                        new Ipv4Builder(C.address(), S.address()),
                        new UdpBuilder(C.port(), S.port()));
    }

    private static Talk crossing() {
        Talk talk = Talk.begin().handshake().client("FA");
        return talk.stray(false, "FA", 0, -1, 0).stray(true, "A", 0, 1, 0).stray(false, "A", 1, 0, 0);
    }

    private static Script lateAccept(Talk talk) {
        return packets(talk)
                .listener(S)
                .call(Script.SERVER, 1, 9_000, 9_100, did(CallName.ACCEPT, 2), S, C)
                .state(3_100, 502, S, C, TcpState.LISTEN, TcpState.SYN_RECEIVED)
                .state(3_101, 502, S, C, TcpState.SYN_RECEIVED, TcpState.ESTABLISHED);
    }

    private static Script askedInVain(Did... failed) {
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

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void finds(String scene, Script script, String keys) throws IOException {
        List<Sentence> found = explained(script);

        assertThat(found.stream().map(Sentence::key).collect(Collectors.joining(" ")))
                .as(scene)
                .isEqualTo(keys);
        for (Path bundle : List.of(BUNDLE, PORTUGUESE)) {
            Properties texts = texts(bundle);
            for (Sentence sentence : found) {
                String text = texts.getProperty(sentence.key());
                String formatted = new MessageFormat(text, Locale.ROOT)
                        .format(sentence.arguments().toArray());
                assertThat(formatted).doesNotContain("{").doesNotContain("null");
                assertThat(placeholders(text))
                        .as(sentence.key())
                        .allMatch(i -> i < sentence.arguments().size());
            }
        }
    }

    /// The scenes above speak every sentence there is, so that each has been formatted in both languages.
    @Test
    void everySentenceIsSpokenAndHasItsText() throws IOException {
        Set<String> spoken = new TreeSet<>();
        for (Arguments scene : scenes()) {
            explained((Script) scene.get()[1]).forEach(s -> spoken.add(s.key()));
        }
        Set<String> texts = new TreeSet<>(texts(BUNDLE).stringPropertyNames());
        assertThat(spoken).isEqualTo(texts);
        assertThat(texts(PORTUGUESE).stringPropertyNames()).isEqualTo(texts);
    }

    /// [MessageFormat] takes a single one for a quote and drops it.
    @Test
    void everyApostropheIsDoubled() throws IOException {
        for (Path bundle : List.of(BUNDLE, PORTUGUESE)) {
            assertThat(texts(bundle).values())
                    .noneMatch(t -> t.toString().replace("''", "").contains("'"));
        }
    }

    @Test
    void everyKeyInTheSourcesHasAText() throws IOException {
        Set<String> texts = texts(BUNDLE).stringPropertyNames();
        Pattern key = Pattern.compile("\"([a-z]+(?:[-.][a-z-]+)+)\"");
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/soquete/explain"))) {
            for (Path source : sources.toList()) {
                Matcher matcher = key.matcher(Files.readString(source));
                while (matcher.find()) {
                    assertThat(texts).as("%s", source).contains(matcher.group(1));
                }
            }
        }
    }

    @Test
    void bytesSentTwiceAreCountedOnce() {
        Talk talk = Talk.begin().handshake().client("A", 10).client("PA", 10).stray(true, "PA", -15, 0, 15);

        Sentence stream = explained(packets(talk)).stream()
                .filter(s -> s.key().equals("stream"))
                .findFirst()
                .orElseThrow();

        assertThat(stream.arguments()).contains(20L, 3);
        assertThat(stream.evidence()).hasSize(3);
    }

    private static Sentence told(String key, Talk talk) {
        return explained(packets(talk)).stream()
                .filter(s -> s.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyAckThatAcknowledgesNewTextIsCounted() {
        Talk talk = Talk.begin().handshake().client("PA", 10).client("PA", 10);
        talk.stray(false, "A", 0, -10, 0).stray(false, "A", 0, -10, 0).server("A");
        keptAlive(talk).client("FA").server("A");

        assertThat(told("ack.alone", talk).evidence()).hasSize(2);
        assertThat(told("stream", talk).arguments()).contains(20L, 2);
    }

    @Test
    void theHandshakeIsTimedFromTheLastSyn() {
        Talk talk =
                Talk.begin().client("S").stray(true, "S", -1, 0, 0).server("SA").client("A");

        assertThat(told("handshake", talk).arguments()).containsExactly(2 * Talk.STEP / 1e6, 2);
        assertThat(told("handshake", talk).evidence()).hasSize(4);
    }

    @Test
    void onlyAnAcceptMakesTheSocketAnAcceptedOne() {
        assertThat(told("four-tuple", Talk.begin().handshake()).arguments()).endsWith(0);
        assertThat(explained(Scenes.echo()).stream()
                        .filter(s -> s.key().equals("four-tuple.ephemeral"))
                        .map(s -> s.arguments().getLast()))
                .containsExactly(1);
    }

    /// A choice with an argument in it is a message once more: its apostrophes are doubled twice.
    @Test
    void apostrophesInAChoiceAreSaidOnce() throws IOException {
        Object[] arguments = {"a", "b", "1", "2", 1};

        for (String key : List.of("four-tuple", "four-tuple.ephemeral")) {
            String text = texts(BUNDLE).getProperty(key);
            assertThat(new MessageFormat(text, Locale.ROOT).format(arguments))
                    .contains("the accepted socket keeps the server's port 2");
        }
    }

    @Test
    void anEmptyDatagramCarriesNoData() {
        Talk full = Talk.begin().datagram(true, 1);
        Talk empty = Talk.begin().datagram(true, 0);

        assertThat(told("udp.no-connection", full).arguments()).containsExactly(1, 0, C.toString(), S.toString(), 1);
        assertThat(told("udp.no-connection", empty).arguments()).endsWith(0);
    }

    @Test
    void missingBytesAreCounted() {
        Talk talk = Talk.begin().handshake().client("PA", 7).unseen().client("PA", 5);
        talk.client("PA", 3).unseen().client("FA");

        assertThat(told("stream.seen", talk).arguments()).contains(5L, 10L);
    }

    @Test
    void coverageHoldsWhatWasAdded() {
        Coverage seen = new Coverage();
        seen.add(10, 20);

        assertThat(seen.holds(5, 10)).isFalse();
        assertThat(seen.holds(5, 11)).isTrue();
        assertThat(seen.holds(19, 30)).isTrue();
        assertThat(seen.holds(20, 30)).isFalse();
    }

    @Test
    void coverageCountsNewBytesInAnyOrder() {
        Coverage seen = new Coverage();

        assertThat(seen.add(10, 20)).isEqualTo(10);
        assertThat(seen.add(0, 5)).isEqualTo(5);
        assertThat(seen.add(15, 25)).isEqualTo(5);
        assertThat(seen.add(0, 30)).isEqualTo(10);
        assertThat(seen.add(3, 12)).isZero();
    }

    private static List<Integer> placeholders(String text) {
        return Pattern.compile("\\{(\\d+)")
                .matcher(text)
                .results()
                .map(r -> Integer.parseInt(r.group(1)))
                .toList();
    }

    private static Properties texts(Path file) throws IOException {
        Properties texts = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            texts.load(reader);
        }
        return texts;
    }
}
