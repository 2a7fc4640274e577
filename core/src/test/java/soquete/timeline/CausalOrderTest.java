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
import soquete.tcp.TcpState;
import soquete.timeline.CausalOrder.Edge;
import soquete.trace.CallName;

class CausalOrderTest {

    private static List<Edge> edges(Script script) {
        return CausalOrder.of(Timeline.of(script.recording()).conversations().getFirst());
    }

    @Test
    void clocksThatAgreeViolateNothing() {
        List<Edge> edges = edges(Scenes.echo());

        assertThat(edges).hasSizeGreaterThanOrEqualTo(18).noneMatch(Edge::violated);
        assertThat(edges).anyMatch(e -> e.name().equals("SYN-SENT → SYN") && e.slackNanos() == 50);
    }

    @Test
    void aPacketClockThatIsBehindIsFound() {
        Script script = Scenes.echoCalls()
                .packets(Talk.begin().at(-2_000).handshake())
                .state(950, 501, C, S, TcpState.CLOSED, TcpState.SYN_SENT);

        assertThat(edges(script).stream().filter(Edge::violated).map(Edge::name))
                .containsExactly("SYN-SENT → SYN");
    }

    @Test
    void onlyEdgesWithBothEndsObservedAreJudged() {
        assertThat(edges(Scenes.echoCalls())).isEmpty();
        assertThat(edges(new Script().packets(Scenes.echoPackets())))
                .as("inferred states are no evidence of a clock")
                .extracting(Edge::name)
                .containsExactly("SYN → SYN-ACK");
    }

    @Test
    void aConnectThatDoesNotWaitReturnsBeforeItIsConnected() {
        Script script = new Script()
                .packets(Talk.begin().handshake())
                .call(Script.CLIENT, 9, 900, 1_100, new Did(CallName.CONNECT, "", "EINPROGRESS"), C, S)
                .state(2_100, 501, C, S, TcpState.SYN_SENT, TcpState.ESTABLISHED);

        assertThat(edges(script)).noneMatch(Edge::violated);
    }

    @Test
    void aCloseAfterItsFinIsFound() {
        Script script = new Script()
                .packets(Talk.begin().handshake().closing())
                .call(Script.CLIENT, 9, 900, 2_500, did(CallName.CONNECT, 0), C, S)
                .call(Script.CLIENT, 9, 9_000, 9_100, did(CallName.CLOSE, 0), C, S)
                .state(3_950, 501, C, S, TcpState.ESTABLISHED, TcpState.FIN_WAIT_1);

        assertThat(edges(script)).anyMatch(e -> e.violated() && e.name().contains("close called → FIN-WAIT-1"));
    }
}
