package soquete.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static soquete.Scenes.C;
import static soquete.Scenes.S;
import static soquete.Script.did;

import java.util.List;
import org.junit.jupiter.api.Test;
import soquete.Scenes;
import soquete.Script;
import soquete.Script.Did;
import soquete.Talk;
import soquete.tcp.Segment;
import soquete.trace.CallName;

/// What led to what, both ways.
class LinksTest {

    private static Conversation only(Script script) {
        List<Conversation> all = Timeline.of(script.recording()).conversations();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static Script connected() {
        return new Script().call(Script.CLIENT, 9, 900, 2_500, did(CallName.CONNECT, 0), C, S);
    }

    private static Script accepted() {
        return connected().listener(S).call(Script.SERVER, 1, 200, 3_300, did(CallName.ACCEPT, 2), S, C);
    }

    private static List<Moment> data(Conversation conversation) {
        return conversation.segments(s -> s.textLength() > 0);
    }

    private static List<Moment> causes(Moment moment, CallName name) {
        return moment.causes().stream()
                .filter(m -> m.call() != null && m.call().name() == name)
                .toList();
    }

    private static List<Moment> returns(Moment segment, CallName name) {
        return segment.effects().stream()
                .filter(m -> m.call() != null && m.call().name() == name)
                .toList();
    }

    @Test
    void everyLinkIsThereFromBothEnds() {
        for (Moment moment : Timeline.of(Scenes.echo().recording()).moments()) {
            assertThat(moment.causes()).allSatisfy(c -> assertThat(c.effects()).contains(moment));
            assertThat(moment.effects()).allSatisfy(e -> assertThat(e.causes()).contains(moment));
            assertThat(moment.causes()).allMatch(c -> c.number() < moment.number());
        }
    }

    @Test
    void callsLeadToTheSegmentsThatOpenAndClose() {
        Conversation echo = only(Scenes.echo());
        Moment syn = echo.segments(Segment::syn).getFirst();
        Moment ack = echo.segments(Side.CLIENT, s -> s.ack()).getFirst();
        Moment fin = echo.segments(Side.CLIENT, Segment::fin).getFirst();

        assertThat(causes(syn, CallName.CONNECT)).hasSize(1);
        assertThat(returns(ack, CallName.ACCEPT)).hasSize(1);
        assertThat(causes(fin, CallName.CLOSE)).hasSize(1);
        assertThat(returns(fin, CallName.RECV))
                .singleElement()
                .matches(m -> m.call() != null && m.call().endOfStream());
    }

    @Test
    void oneSendInTwoSegmentsAndOneReceive() {
        Script script = accepted()
                .packets(Talk.begin().handshake().client("A", 10).client("PA", 5))
                .call(Script.CLIENT, 9, 3_900, 5_500, did(CallName.SEND, 15), C, S)
                .call(Script.SERVER, 2, 3_400, 5_900, did(CallName.RECV, 15), S, C);

        List<Moment> data = data(only(script));

        assertThat(data).hasSize(2).allSatisfy(m -> {
            assertThat(causes(m, CallName.SEND)).hasSize(1);
            assertThat(returns(m, CallName.RECV)).hasSize(1);
        });
        assertThat(data.getFirst().causes().getFirst())
                .isSameAs(data.getLast().causes().getFirst());
    }

    @Test
    void twoSendsInOneSegmentAndTwoReceives() {
        Script script = accepted()
                .packets(Talk.begin().handshake().client("PA", 15))
                .call(Script.CLIENT, 9, 3_100, 3_200, did(CallName.SEND, 10), C, S)
                .call(Script.CLIENT, 9, 3_300, 3_400, did(CallName.SEND, 5), C, S)
                .call(Script.SERVER, 2, 3_450, 4_200, did(CallName.RECV, 12), S, C)
                .call(Script.SERVER, 2, 4_300, 4_400, did(CallName.RECV, 3), S, C);

        Moment segment = data(only(script)).getFirst();

        assertThat(causes(segment, CallName.SEND)).hasSize(2);
        assertThat(returns(segment, CallName.RECV)).hasSize(2);
    }

    @Test
    void aSegmentSentAgainIsNoCauseOfAnEarlierReceive() {
        Talk talk = Talk.begin().handshake().client("PA", 10).at(8_000).stray(true, "PA", -10, 0, 10);
        Script script = accepted()
                .packets(talk)
                .call(Script.CLIENT, 9, 3_900, 4_100, did(CallName.SEND, 10), C, S)
                .call(Script.SERVER, 2, 3_400, 4_500, did(CallName.RECV, 10), S, C);

        List<Moment> data = data(only(script));

        assertThat(data)
                .hasSize(2)
                .allSatisfy(m -> assertThat(causes(m, CallName.SEND)).hasSize(1));
        assertThat(returns(data.getFirst(), CallName.RECV)).hasSize(1);
        assertThat(returns(data.getLast(), CallName.RECV)).isEmpty();
    }

    @Test
    void receivesThatFailedAndAcknowledgmentsCarryNothing() {
        Script script = accepted()
                .packets(Talk.begin()
                        .handshake()
                        .client("A", 10)
                        .client("A")
                        .client("PA", 10)
                        .closing())
                .call(Script.CLIENT, 9, 3_900, 6_500, did(CallName.SEND, 20), C, S)
                .call(Script.SERVER, 2, 3_400, 4_200, did(CallName.RECV, 10), S, C)
                .call(Script.SERVER, 2, 4_300, 8_500, new Did(CallName.RECV, "", "EAGAIN"), S, C);

        Conversation conversation = only(script);
        Moment ack = conversation.segments(Side.CLIENT, s -> s.pureAck()).get(1);

        assertThat(causes(ack, CallName.SEND)).isEmpty();
        assertThat(conversation.segments(s -> true).stream().flatMap(m -> returns(m, CallName.RECV).stream()))
                .hasSize(1)
                .allMatch(m -> m.call() != null && m.call().bytes() == 10);
    }

    @Test
    void aCaptureThatBeganLateHasNoOffsets() {
        Script script = connected()
                .packets(Talk.begin().at(6_000).client("PA", 5))
                .call(Script.CLIENT, 9, 3_000, 3_100, did(CallName.SEND, 5), C, S)
                .call(Script.CLIENT, 9, 6_900, 7_100, did(CallName.SEND, 5), C, S);

        assertThat(data(only(script)).getFirst().causes()).isEmpty();
    }

    @Test
    void shuttingDownTheReceivingSideSendsNoFin() {
        Script script = connected()
                .packets(Talk.begin().handshake().client("FA"))
                .call(Script.CLIENT, 9, 3_100, 3_200, new Did(CallName.SHUTDOWN, "SHUT_RD", 0), C, S)
                .call(Script.CLIENT, 9, 3_900, 4_100, did(CallName.CLOSE, 0), C, S);

        Moment fin = only(script).segments(Segment::fin).getFirst();

        assertThat(causes(fin, CallName.SHUTDOWN)).isEmpty();
        assertThat(causes(fin, CallName.CLOSE)).hasSize(1);
    }

    private static List<Moment> datagrams(Conversation conversation) {
        return conversation.moments().stream().filter(m -> m.frame() != null).toList();
    }

    @Test
    void eachDatagramHasItsSendAndItsReceive() {
        Script script = new Script()
                .packets(Talk.begin().datagram(true, 7).datagram(true, 7).datagram(false, 3))
                .call(Script.CLIENT, 9, 900, 1_100, did(CallName.SENDTO, 7), C, S)
                .call(Script.CLIENT, 9, 1_900, 2_100, did(CallName.SENDTO, 7), C, S)
                .call(Script.SERVER, 1, 100, 2_300, did(CallName.RECVFROM, 7), S, C)
                .call(Script.SERVER, 1, 2_400, 2_500, did(CallName.RECVFROM, 7), S, C)
                .call(Script.SERVER, 1, 2_900, 3_100, did(CallName.SENDTO, 3), S, C)
                .call(Script.CLIENT, 9, 2_200, 3_300, did(CallName.RECVFROM, 3), C, S);

        assertThat(datagrams(only(script))).hasSize(3).allSatisfy(m -> {
            assertThat(causes(m, CallName.SENDTO)).hasSize(1);
            assertThat(returns(m, CallName.RECVFROM)).hasSize(1);
        });
    }

    @Test
    void aLostDatagramIsReceivedByNobody() {
        Script script = new Script()
                .packets(Talk.begin().datagram(true, 7).datagram(true, 9))
                .call(Script.CLIENT, 9, 900, 1_100, did(CallName.SENDTO, 7), C, S)
                .call(Script.CLIENT, 9, 1_900, 2_100, did(CallName.SENDTO, 9), C, S)
                .call(Script.SERVER, 1, 100, 2_300, did(CallName.RECVFROM, 9), S, C);

        List<Moment> datagrams = datagrams(only(script));

        assertThat(returns(datagrams.getFirst(), CallName.RECVFROM)).isEmpty();
        assertThat(returns(datagrams.getLast(), CallName.RECVFROM)).hasSize(1);
    }

    @Test
    void whichOfTwoEqualDatagramsWasLostIsNotGuessed() {
        Script script = new Script()
                .packets(Talk.begin().datagram(true, 7).datagram(true, 7))
                .call(Script.SERVER, 1, 100, 2_300, did(CallName.RECVFROM, 7), S, C);

        assertThat(datagrams(only(script)))
                .allSatisfy(m -> assertThat(returns(m, CallName.RECVFROM)).isEmpty());
    }

    @Test
    void aDatagramTheCaptureMissedLeavesItsSendAlone() {
        Script script = new Script()
                .packets(Talk.begin().datagram(true, 7).unseen().datagram(true, 7))
                .call(Script.CLIENT, 9, 900, 1_100, did(CallName.SENDTO, 7), C, S)
                .call(Script.CLIENT, 9, 1_900, 2_100, did(CallName.SENDTO, 7), C, S);

        Moment datagram = datagrams(only(script)).getFirst();

        assertThat(causes(datagram, CallName.SENDTO)).singleElement().matches(m -> m.timeNanos() == 1_900);
    }

    @Test
    void anIcmpErrorFollowsFromTheDatagramThatFailed() {
        Conversation conversation =
                only(new Script().packets(Talk.begin().datagram(true, 7).portUnreachable()));
        List<Moment> packets = conversation.moments();

        assertThat(packets.getLast().causes()).containsExactly(packets.getFirst());
        assertThat(packets.getLast().side()).isEqualTo(Side.SERVER);
    }

    @Test
    void anIcmpErrorFollowsFromTheSegmentItQuotes() {
        Conversation conversation =
                only(new Script().packets(Talk.begin().client("S").icmpError(3, 1)));

        assertThat(conversation.moments().getLast().causes())
                .containsExactly(conversation.moments().getFirst());
    }
}
