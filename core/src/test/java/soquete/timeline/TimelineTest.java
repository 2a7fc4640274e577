package soquete.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static soquete.Scenes.C;
import static soquete.Scenes.S;
import static soquete.Script.did;

import java.net.Inet4Address;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import soquete.Scenes;
import soquete.Script;
import soquete.Script.Did;
import soquete.Talk;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow.Protocol;
import soquete.trace.StateSource;
import soquete.wire.Addresses;
import soquete.wire.ArpBuilder;
import soquete.wire.ArpView;
import soquete.wire.Endpoint;
import soquete.wire.EthernetBuilder;
import soquete.wire.MacAddress;

/// Where calls, states and packets stand on the line.
class TimelineTest {

    private static Timeline of(Script script) {
        return Timeline.of(script.recording());
    }

    private static Conversation only(Timeline timeline) {
        assertThat(timeline.conversations()).hasSize(1);
        return timeline.conversations().getFirst();
    }

    private static StateMark mark(Conversation conversation, Side side, TcpState state) {
        return conversation.states(side).stream()
                .filter(m -> m.state() == state)
                .findFirst()
                .orElseThrow();
    }

    private static Moment entered(Conversation conversation, Side side, TcpState state) {
        return conversation.moments().stream()
                .filter(m -> m.states().stream().anyMatch(s -> s.side() == side && s.state() == state))
                .findFirst()
                .orElseThrow();
    }

    private static String names(Conversation conversation, Side side) {
        return String.join(
                " ",
                conversation.stateNames(side).stream().map(TcpState::toString).toList());
    }

    @Test
    void theKernelsStatesStandWhereTheyCameFrom() {
        Conversation echo = only(of(Scenes.echo()));

        assertThat(names(echo, Side.CLIENT)).isEqualTo("SYN-SENT ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT");
        assertThat(names(echo, Side.SERVER)).isEqualTo("LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED");
        assertThat(Objects.requireNonNull(
                                entered(echo, Side.SERVER, TcpState.LISTEN).call())
                        .name())
                .isEqualTo(CallName.LISTEN);
        assertThat(Objects.requireNonNull(
                                entered(echo, Side.CLIENT, TcpState.SYN_SENT).call())
                        .name())
                .isEqualTo(CallName.CONNECT);
        assertThat(entered(echo, Side.CLIENT, TcpState.ESTABLISHED).timeNanos()).isEqualTo(2000);
        assertThat(mark(echo, Side.CLIENT, TcpState.ESTABLISHED))
                .isEqualTo(new StateMark(Side.CLIENT, TcpState.ESTABLISHED, StateSource.KERNEL, 2200));
        assertThat(Objects.requireNonNull(
                                entered(echo, Side.CLIENT, TcpState.FIN_WAIT_1).call())
                        .name())
                .isEqualTo(CallName.CLOSE);
        assertThat(entered(echo, Side.SERVER, TcpState.CLOSE_WAIT).timeNanos()).isEqualTo(8000);
        assertThat(entered(echo, Side.SERVER, TcpState.CLOSED).timeNanos()).isEqualTo(11000);
        assertThat(Objects.requireNonNull(echo.program(Side.SERVER)).name()).isEqualTo("Server");
        assertThat(Objects.requireNonNull(echo.program(Side.CLIENT)).name()).isEqualTo("Client");
    }

    @Test
    void timeWaitIsInferredUnlessAReadingShowsIt() {
        assertThat(mark(only(of(Scenes.echo())), Side.CLIENT, TcpState.TIME_WAIT))
                .isEqualTo(new StateMark(Side.CLIENT, TcpState.TIME_WAIT, StateSource.INFERRED, 10200));

        Script seen = Scenes.echo().row(12000, C, S, TcpState.TIME_WAIT, 59_000);
        assertThat(mark(only(of(seen)), Side.CLIENT, TcpState.TIME_WAIT).source())
                .isEqualTo(StateSource.SAMPLED);
        Script ofTheOther = Scenes.echo().row(12000, S, C, TcpState.TIME_WAIT, 59_000);
        assertThat(mark(only(of(ofTheOther)), Side.CLIENT, TcpState.TIME_WAIT).source())
                .isEqualTo(StateSource.INFERRED);
    }

    @Test
    void synReceivedIsReadFromTheSegmentWhereTheKernelReportsItLate() {
        Conversation echo = only(of(Scenes.echo()));

        assertThat(mark(echo, Side.SERVER, TcpState.SYN_RECEIVED))
                .isEqualTo(new StateMark(Side.SERVER, TcpState.SYN_RECEIVED, StateSource.INFERRED, 2000));
        assertThat(mark(echo, Side.SERVER, TcpState.ESTABLISHED))
                .isEqualTo(new StateMark(Side.SERVER, TcpState.ESTABLISHED, StateSource.KERNEL, 3101));
    }

    @Test
    void withoutSegmentsAMiniSocketIsShownByAReadingOrNotAtAll() {
        Script states = new Script()
                .call(Script.CLIENT, 9, 900, 2500, new Did(CallName.CONNECT, S.toString(), 0), C, S)
                .state(2200, 501, C, S, TcpState.SYN_SENT, TcpState.ESTABLISHED)
                .state(9200, 501, C, S, TcpState.FIN_WAIT_1, TcpState.FIN_WAIT_2)
                .state(10200, 501, C, S, TcpState.FIN_WAIT_2, TcpState.CLOSED);
        assertThat(names(only(of(states)), Side.CLIENT)).isEqualTo("ESTABLISHED FIN-WAIT-2");

        Conversation read = only(of(states.row(12000, C, S, TcpState.TIME_WAIT, 59_000)));
        assertThat(mark(read, Side.CLIENT, TcpState.TIME_WAIT))
                .isEqualTo(new StateMark(Side.CLIENT, TcpState.TIME_WAIT, StateSource.SAMPLED, 12000));
    }

    @Test
    void aResetAfterFinWait2IsTheKernelsOwnClosed() {
        Talk talk = Talk.begin().handshake().client("FA").server("A").server("RA");
        Script script = new Script()
                .packets(talk)
                .state(2100, 501, C, S, TcpState.SYN_SENT, TcpState.ESTABLISHED)
                .state(5100, 501, C, S, TcpState.FIN_WAIT_1, TcpState.FIN_WAIT_2)
                .state(6100, 501, C, S, TcpState.FIN_WAIT_2, TcpState.CLOSED);

        assertThat(mark(only(of(script)), Side.CLIENT, TcpState.CLOSED).source())
                .isEqualTo(StateSource.KERNEL);
    }

    @Test
    void crossingFinsLeaveNoCloseWait() {
        Talk talk = Talk.begin().handshake().client("FA");
        talk.stray(false, "FA", 0, -1, 0).stray(true, "A", 0, 1, 0).stray(false, "A", 1, 0, 0);

        Conversation crossed = only(of(new Script().packets(talk)));

        assertThat(names(crossed, Side.SERVER)).isEqualTo("SYN-RECEIVED ESTABLISHED FIN-WAIT-1 CLOSING TIME-WAIT");
        assertThat(names(crossed, Side.CLIENT)).isEqualTo("SYN-SENT ESTABLISHED FIN-WAIT-1 CLOSING TIME-WAIT");
    }

    @Test
    void readingsAloneAreStatesOfTheirOwn() {
        Script script = Scenes.echoCalls()
                .sampled(3500, 501, C, S, TcpState.ESTABLISHED)
                .sampled(8300, 501, C, S, TcpState.FIN_WAIT_2)
                .sampled(9000, 501, C, S, TcpState.CLOSED);

        Conversation read = only(of(script));

        assertThat(names(read, Side.CLIENT)).isEqualTo("ESTABLISHED FIN-WAIT-2 CLOSED");
        assertThat(read.states(Side.CLIENT)).allMatch(m -> m.source() == StateSource.SAMPLED);
        assertThat(read.states(Side.SERVER)).isEmpty();
        assertThat(entered(read, Side.CLIENT, TcpState.FIN_WAIT_2).what()).isInstanceOf(Moment.What.Reported.class);
    }

    @Test
    void aReadingConfirmsWhatTheSegmentsSayAndAddsWhatTheyDoNot() {
        Script script = new Script()
                .packets(Talk.begin().handshake())
                .sampled(2500, 501, C, S, TcpState.ESTABLISHED)
                .sampled(9000, 501, C, S, TcpState.CLOSE_WAIT);

        Conversation read = only(of(script));

        assertThat(names(read, Side.CLIENT)).isEqualTo("SYN-SENT ESTABLISHED CLOSE-WAIT");
        assertThat(mark(read, Side.CLIENT, TcpState.SYN_SENT).source()).isEqualTo(StateSource.INFERRED);
        assertThat(mark(read, Side.CLIENT, TcpState.ESTABLISHED))
                .isEqualTo(new StateMark(Side.CLIENT, TcpState.ESTABLISHED, StateSource.SAMPLED, 2000));
    }

    @Test
    void callsAloneMakeAConversation() {
        Timeline timeline = of(Scenes.echoCalls());
        Conversation echo = only(timeline);

        assertThat(echo.client()).isEqualTo(C);
        assertThat(echo.server()).isEqualTo(S);
        assertThat(echo.states(Side.CLIENT)).isEmpty();
        assertThat(echo.calls(Side.SERVER, CallName.ACCEPT)).hasSize(1);
        assertThat(echo.calls(Side.SERVER, CallName.RECV)).hasSize(2);
        assertThat(timeline.moments().stream().map(Moment::number))
                .isEqualTo(java.util.stream.IntStream.rangeClosed(
                                1, timeline.moments().size())
                        .boxed()
                        .toList());
    }

    @Test
    void callsThatMeetNobodyAreOnTheLineAndInNoConversation() {
        Timeline timeline = of(new Script()
                .listener(S)
                .call(Script.SERVER, 1, 200, Call.NOT_RETURNED, did(CallName.ACCEPT, 0))
                .call(Script.CLIENT, 0, 300, 310, did(CallName.SEND, 5))
                .call(Script.CLIENT, 9, 400, 410, new Did(CallName.CONNECT, "", "ENETUNREACH")));

        assertThat(timeline.conversations()).isEmpty();
        assertThat(timeline.moments()).hasSize(5).allMatch(m -> m.what() instanceof Moment.What.Began);
    }

    /// The kernel reports every namespace of the machine: another lab's server may have the very same address.
    @Test
    void reportsOfOtherNamespacesAreForeign() {
        Endpoint other = new Endpoint(C.address(), 40_999);
        Script script = Scenes.echo()
                .state(300, 900, S, null, TcpState.CLOSED, TcpState.LISTEN)
                .state(400, 901, S, other, TcpState.LISTEN, TcpState.SYN_RECEIVED)
                .state(500, 900, S, null, TcpState.LISTEN, TcpState.CLOSED);

        Timeline timeline = of(script);

        assertThat(timeline.foreign()).extracting(c -> c.socket()).containsExactlyInAnyOrder(900L, 901L, 900L);
        assertThat(names(only(timeline), Side.SERVER))
                .isEqualTo("LISTEN SYN-RECEIVED ESTABLISHED CLOSE-WAIT LAST-ACK CLOSED");
        Timeline own = Timeline.of(timeline.recording().without(timeline.foreign()));
        assertThat(own.foreign()).isEmpty();
        assertThat(own.moments()).hasSameSizeAs(timeline.moments());
    }

    @Test
    void twoListenersOneAfterTheOtherEachServeTheirOwn() {
        Talk talk = Talk.begin().handshake().closing();
        talk.at(100_000).then(new Endpoint(C.address(), 50_000), S).handshake().closing();
        Script script = new Script()
                .packets(talk)
                .listener(1, 100, S)
                .listener(5, 90_000, S); // the first was killed, and never closed

        Timeline timeline = of(script);

        assertThat(timeline.conversations())
                .hasSize(2)
                .allSatisfy(
                        c -> assertThat(c.calls(Side.SERVER, CallName.LISTEN)).hasSize(1));
        assertThat(timeline.conversations().getLast().calls(Side.SERVER, CallName.LISTEN))
                .allMatch(m -> m.timeNanos() == 90_020);
    }

    @Test
    void aListenerThatClosedOrFailedServesNobody() {
        Script script = new Script()
                .packets(Talk.begin().at(50_000).client("S").stray(false, "RA", 0, 0, 0))
                .listener(S)
                .call(Script.SERVER, 1, 400, 410, did(CallName.CLOSE, 0), S)
                .call(Script.SERVER, 7, 450, 460, new Did(CallName.LISTEN, "", "EADDRINUSE"), S);

        Conversation refused = only(of(script));

        assertThat(refused.calls(Side.SERVER, CallName.LISTEN)).isEmpty();
        assertThat(refused.program(Side.SERVER)).isNull();
    }

    @Test
    void theKernelsListenStatesAreToldApartInTimeToo() {
        Talk talk = Talk.begin().handshake().closing();
        talk.at(100_000).then(new Endpoint(C.address(), 50_000), S).handshake();
        Script script = new Script()
                .packets(talk)
                .state(500, 700, S, null, TcpState.CLOSED, TcpState.LISTEN)
                .state(60_000, 700, S, null, TcpState.LISTEN, TcpState.CLOSED)
                .state(70_000, 701, S, null, TcpState.CLOSED, TcpState.LISTEN);

        for (Conversation conversation : of(script).conversations()) {
            assertThat(conversation.stateNames(Side.SERVER).stream().filter(s -> s == TcpState.LISTEN))
                    .hasSize(1);
        }
    }

    @Test
    void aPortUsedAgainAtOnceKeepsItsSocketsApart() {
        Talk talk = Talk.begin().handshake().client("RA");
        talk.at(9_000).then(C, S).handshake();
        Script script = new Script()
                .packets(talk)
                .call(Script.CLIENT, 8, 900, 2_500, did(CallName.CONNECT, 0), C, S)
                .call(Script.CLIENT, 9, 9_900, 11_500, did(CallName.CONNECT, 0), C, S)
                .state(950, 501, C, S, TcpState.CLOSED, TcpState.SYN_SENT)
                .state(2_100, 501, C, S, TcpState.SYN_SENT, TcpState.ESTABLISHED)
                .state(3_950, 501, C, S, TcpState.ESTABLISHED, TcpState.CLOSED)
                .state(9_950, 509, C, S, TcpState.CLOSED, TcpState.SYN_SENT)
                .state(11_100, 509, C, S, TcpState.SYN_SENT, TcpState.ESTABLISHED);

        List<Conversation> two = of(script).conversations();

        assertThat(two).hasSize(2);
        assertThat(names(two.getFirst(), Side.CLIENT)).isEqualTo("SYN-SENT ESTABLISHED CLOSED");
        assertThat(names(two.getLast(), Side.CLIENT)).isEqualTo("SYN-SENT ESTABLISHED");
        assertThat(two)
                .allSatisfy(
                        c -> assertThat(c.calls(Side.CLIENT, CallName.CONNECT)).hasSize(1));
    }

    @Test
    void aFailedConnectWithoutAnAddressFindsItsSynByTime() {
        Script script = new Script()
                .packets(Talk.begin().client("S").stray(false, "RA", 0, 0, 0))
                .call(Script.CLIENT, 9, 900, 2_500, new Did(CallName.CONNECT, "", "ECONNREFUSED"), null, S);

        Conversation refused = only(of(script));

        assertThat(refused.calls(Side.CLIENT, CallName.CONNECT)).hasSize(1);
        assertThat(names(refused, Side.CLIENT)).isEqualTo("SYN-SENT CLOSED");
    }

    @Test
    void aConnectThatKnowsItsPortTakesNoOtherConversation() {
        Script script = new Script()
                .packets(Talk.begin().handshake())
                .call(Script.CLIENT, 9, 900, 2_500, did(CallName.CONNECT, 0), new Endpoint(C.address(), 50_001), S);

        assertThat(of(script).conversations()).hasSize(2);
        assertThat(of(script).conversations().getFirst().calls(Side.CLIENT, CallName.CONNECT))
                .isEmpty();
    }

    @Test
    void aConnectFromAnyAddressTakesItsPortsConversationAndNoneTwice() {
        Endpoint other = new Endpoint(C.address(), 50_001);
        Endpoint any = new Endpoint(Addresses.literal("0.0.0.0"), 50_001);
        Talk talk = Talk.begin().handshake();
        talk.then(other, S).handshake();
        Script script = new Script()
                .packets(talk)
                .call(Script.CLIENT, 9, 900, 9_000, did(CallName.CONNECT, 0), any, S)
                .call(Script.CLIENT, 8, 20_000, 20_100, did(CallName.CONNECT, 0), other, S);

        List<Conversation> all = of(script).conversations();

        assertThat(all.getFirst().calls(Side.CLIENT, CallName.CONNECT)).isEmpty();
        assertThat(all.get(1).calls(Side.CLIENT, CallName.CONNECT)).hasSize(1);
        assertThat(all)
                .as("the second connect has one of its own, without packets")
                .hasSize(3);
    }

    @Test
    void overIpv6() {
        Endpoint c = new Endpoint(Addresses.literal("2001:db8::1"), 50_000);
        Endpoint s = new Endpoint(Addresses.literal("2001:db8::2"), 65_432);
        Endpoint any = new Endpoint(Addresses.literal("::"), 65_432);
        Script script = new Script()
                .packets(Talk.between(c, s).handshake().client("PA", 3))
                .listener(any)
                .call(Script.SERVER, 1, 200, 3_300, did(CallName.ACCEPT, 2), s, c)
                .call(Script.CLIENT, 9, 900, 2_500, did(CallName.CONNECT, 0), c, s);

        Conversation conversation = only(of(script));

        assertThat(conversation.calls(Side.SERVER, CallName.LISTEN)).hasSize(1);
        assertThat(conversation.calls(Side.SERVER, CallName.ACCEPT)).hasSize(1);
        assertThat(names(conversation, Side.SERVER)).isEqualTo("SYN-RECEIVED ESTABLISHED");
    }

    @Test
    void aConnectedDatagramSocketIsNoTcpClient() {
        Script script = new Script()
                .packets(Talk.begin().datagram(true, 7))
                .call(Script.CLIENT, 9, 100, 110, new Did(CallName.SOCKET, "AF_INET, SOCK_DGRAM", 0))
                .call(Script.CLIENT, 9, 200, 210, did(CallName.CONNECT, 0), C, S)
                .call(Script.CLIENT, 9, 900, 1_100, did(CallName.SEND, 7), C);

        Conversation udp = only(of(script));

        assertThat(udp.protocol()).isEqualTo(Protocol.UDP);
        assertThat(udp.calls(Side.CLIENT, CallName.CONNECT)).hasSize(1);
        assertThat(udp.segments(s -> true)).isEmpty();
        assertThat(udp.moments().getLast().what()).isInstanceOf(Moment.What.Returned.class);
    }

    @Test
    void aDatagramSocketMayBeServerHereAndClientThere() {
        Endpoint third = new Endpoint(Addresses.literal("192.0.2.3"), 7_000);
        Talk talk = Talk.begin().datagram(true, 7);
        talk.then(S, third).datagram(true, 9);
        Script script = new Script()
                .packets(talk)
                .call(Script.SERVER, 1, 100, 1_200, did(CallName.RECVFROM, 7), S, C)
                .call(Script.SERVER, 1, 1_900, 2_100, did(CallName.SENDTO, 9), S, third)
                .call(Script.SERVER, 1, 2_200, 2_900, new Did(CallName.RECVFROM, "", "EAGAIN"), S);

        List<Conversation> two = of(script).conversations();

        assertThat(two).hasSize(2);
        assertThat(two.getFirst().calls(Side.SERVER, CallName.RECVFROM)).hasSize(1);
        assertThat(two.getLast().calls(Side.CLIENT, CallName.SENDTO)).hasSize(1);
        assertThat(two.getLast().calls(Side.CLIENT, CallName.RECVFROM))
                .as("which of the two it waited for is not known")
                .isEmpty();
    }

    @Test
    void arpBelongsToTheConversationItWasAskedFor() {
        Talk talk = Talk.begin();
        talk.frame(
                        new byte[0],
                        new EthernetBuilder().destination(MacAddress.BROADCAST),
                        new ArpBuilder(ArpView.REQUEST)
                                .sender(new MacAddress(1), (Inet4Address) C.address())
                                .target(MacAddress.ZERO, (Inet4Address) S.address()))
                .handshake();
        talk.then(new Endpoint(C.address(), 50_000), S).handshake();

        List<Conversation> two = of(new Script().packets(talk)).conversations();

        assertThat(two.getFirst().moments().getFirst().frame()).isNotNull();
        assertThat(two.getFirst().moments().getFirst().side()).isEqualTo(Side.CLIENT);
        assertThat(two.getFirst().moments()).hasSize(4);
        assertThat(two.getLast().moments()).hasSize(3);
    }
}
