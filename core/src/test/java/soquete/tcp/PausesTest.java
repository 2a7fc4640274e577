package soquete.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import soquete.tcp.Pauses.Cause;

/// A scene for each cause of a silence, and beside it those where there is none to tell.
class PausesTest {

    /// A conversation whose segments follow each other at given milliseconds.
    private static final class Scene {
        private final Pauses pauses = new Pauses();
        private final double roundTrip;
        private final int[] next = {1_000, -5}; // server, client: the client's pass zero
        private final long[] window = {60_000, 60_000};
        private long number;

        Scene(double roundTripMillis) {
            this.roundTrip = roundTripMillis;
        }

        /// After the handshake, which ends at 1 ms.
        static Scene opened(double roundTripMillis) {
            return new Scene(roundTripMillis)
                    .send(0, true, Segment.SYN, 0)
                    .send(0.5, false, Segment.SYN | Segment.ACK, 0)
                    .client(1, 0);
        }

        private static int way(boolean fromClient) {
            return fromClient ? 1 : 0;
        }

        private Scene raw(double at, boolean fromClient, int flags, int text, int back, boolean again) {
            int me = way(fromClient);
            int sequence = next[me] - back;
            int taken = text + ((flags & Segment.SYN) != 0 ? 1 : 0) + ((flags & Segment.FIN) != 0 ? 1 : 0);
            pauses.segment(
                    ++number,
                    1_000_000_000_000L + Math.round(at * 1e6),
                    fromClient,
                    sequence,
                    (flags & Segment.ACK) == 0 ? 0 : next[1 - me],
                    flags,
                    text,
                    window[me],
                    again,
                    (flags & Segment.SYN) != 0 ? 0 : Math.round(roundTrip * 1e6));
            next[me] = Math.max(0, sequence + taken - next[me]) + next[me];
            return this;
        }

        Scene send(double at, boolean fromClient, int flags, int text) {
            return raw(at, fromClient, flags, text, 0, false);
        }

        /// Text, or an ACK where it is 0.
        Scene client(double at, int text) {
            return send(at, true, Segment.ACK, text);
        }

        Scene server(double at, int text) {
            return send(at, false, Segment.ACK, text);
        }

        Scene again(double at, boolean fromClient, int text) {
            return raw(at, fromClient, Segment.ACK, text, text, true);
        }

        /// A keep-alive or a probe of Linux's kind.
        Scene probe(double at, boolean fromClient) {
            return raw(at, fromClient, Segment.ACK, 0, 1, false);
        }

        Scene windowOf(boolean client, long bytes) {
            window[way(client)] = bytes;
            return this;
        }

        /// `cause count total longest before-after`, in milliseconds.
        List<String> said() {
            List<String> lines = new ArrayList<>();
            for (Cause cause : Cause.values()) {
                if (pauses.count(cause) > 0) {
                    lines.add("%s %d %d %d %d-%d"
                            .formatted(
                                    cause,
                                    pauses.count(cause),
                                    Math.round(pauses.totalNanos(cause) / 1e6),
                                    Math.round(pauses.longestNanos(cause) / 1e6),
                                    pauses.longestBefore(cause),
                                    pauses.longestAfter(cause)));
                }
            }
            assertThat(pauses.isEmpty()).isEqualTo(lines.isEmpty());
            return lines;
        }

        void says(String... expected) {
            assertThat(said()).containsExactly(expected);
        }
    }

    @Test
    void theServerAnswersLateWhetherItAcknowledgedFirstOrNot() {
        Scene.opened(1).client(2, 100).server(302, 500).client(303, 0).says("SERVER_PROGRAM 1 300 300 4-5");
        Scene.opened(1).client(2, 100).server(42, 0).server(802, 500).says("SERVER_PROGRAM 1 800 800 4-6");
    }

    @Test
    void theServerPausesInItsAnswer() {
        Scene.opened(1)
                .client(2, 100)
                .server(3, 1460)
                .client(4, 0)
                .server(104, 1460)
                .says("SERVER_PROGRAM 1 101 101 5-7");
    }

    @Test
    void theServerGreetsLate() {
        Scene.opened(1).server(501, 30).says("SERVER_PROGRAM 1 500 500 3-4");
    }

    @Test
    void theClientThinks() {
        Scene.opened(1)
                .client(2, 100)
                .server(3, 500)
                .client(3.5, 0)
                .client(2003, 100)
                .server(2004, 500)
                .client(2044, 0)
                .client(5004, 100)
                .says("CLIENT_PROGRAM 2 5000 3000 8-10");
    }

    @Test
    void aClientThatGivesUpWaitedForTheServer() {
        Scene asked =
                Scene.opened(1).client(2, 100).server(3, 500).client(4, 100).server(44, 0);
        asked.send(9004, true, Segment.FIN | Segment.ACK, 0).says("SERVER_PROGRAM 1 9000 9000 6-8");
    }

    @Test
    void whetherAnAnswerWasOwedByOneThatNeverSpokeIsUnknown() {
        Scene told = Scene.opened(1).client(2, 100).server(42, 0);
        told.send(9002, true, Segment.FIN | Segment.ACK, 0).says("UNKNOWN 1 9000 9000 4-6");
    }

    @Test
    void anEndThatDoesNotCloseIsTheOneThatPauses() {
        Scene.opened(1)
                .client(2, 100)
                .server(3, 500)
                .send(4, false, Segment.FIN | Segment.ACK, 0)
                .client(5, 0)
                .send(7004, true, Segment.FIN | Segment.ACK, 0)
                .says("CLIENT_PROGRAM 1 7000 7000 6-8");
    }

    @Test
    void aSegmentIsSentAgain() {
        Scene.opened(1)
                .client(2, 100)
                .again(209, true, 100)
                .again(629, true, 100)
                .server(630, 500)
                .says("NETWORK 2 627 420 5-6");
        new Scene(0)
                .send(0, true, Segment.SYN, 0)
                .raw(1000, true, Segment.SYN, 0, 1, true)
                .says("NETWORK 1 1000 1000 1-2");
    }

    /// RFC 9293 §3.8.6.3: a stack acknowledges within 500 ms whatever its program does.
    @Test
    void textThatIsNotEvenAcknowledgedWasUnderWay() {
        Scene.opened(1).client(2, 100).server(702, 500).says("NETWORK 1 700 700 4-5");
        Scene.opened(1).client(2, 100).server(202, 0).server(702, 500).says("SERVER_PROGRAM 1 700 700 4-6");
    }

    @Test
    void anAckOfManySegmentsIsLate() {
        Scene bulk = Scene.opened(1).client(2, 1460).client(2.1, 1460).client(2.2, 1460);
        bulk.server(92.2, 0).client(92.3, 1460).says("NETWORK 1 90 90 6-7");
    }

    @Test
    void aWindowOfZeroOpensAfterItsProbes() {
        Scene.opened(1)
                .client(2, 1460)
                .windowOf(false, 0)
                .server(3, 0)
                .probe(203, true)
                .server(203.5, 0)
                .probe(603, true)
                .server(603.5, 0)
                .windowOf(false, 60_000)
                .server(3202, 0)
                .client(3202.1, 1460)
                .says("RECEIVER_WINDOW 1 3200 3200 4-10");
    }

    @Test
    void aProbeMayBringOneByte() {
        Scene.opened(1)
                .client(2, 1460)
                .windowOf(false, 0)
                .server(3, 0)
                .raw(303, true, Segment.ACK, 1, 0, false)
                .windowOf(false, 60_000)
                .server(502, 0)
                .client(502.1, 1460)
                .says("RECEIVER_WINDOW 1 500 500 4-7");
    }

    @Test
    void theWindowIsUsedUp() {
        Scene.opened(1)
                .windowOf(false, 3000)
                .server(2, 10)
                .client(3, 1460)
                .client(3.1, 1460)
                .server(123.1, 0)
                .client(123.2, 1460)
                .says("RECEIVER_WINDOW 1 120 120 6-7");
    }

    @Test
    void whoeverHadNothingToSendWasNotHeldByTheWindow() {
        Scene.opened(1)
                .client(2, 1460)
                .windowOf(false, 0)
                .server(3, 0)
                .windowOf(false, 60_000)
                .server(102, 0)
                .client(902, 10)
                .says("CLIENT_PROGRAM 1 900 900 4-7");
    }

    @Test
    void aWindowOfUnknownScaleHoldsNobody() {
        Scene scene = new Scene(1).windowOf(false, 500).client(0, 10).server(1, 10);
        scene.client(2, 1460).client(2.1, 1460).server(2.5, 0).client(3, 1460).server(93, 0);
        scene.client(93.1, 1460).says("DELAYED_ACK 1 90 90 6-7");
    }

    @Test
    void nagleWaitsForADelayedAck() {
        Scene.opened(0.2)
                .client(2, 4)
                .server(42, 0)
                .client(42.1, 200)
                .server(42.3, 100)
                .client(42.5, 4)
                .server(86.5, 0)
                .client(86.6, 200)
                .says("DELAYED_ACK 2 84 44 8-9");
        Scene.opened(0.2).client(2, 4).server(202, 0).client(202.1, 200).says("DELAYED_ACK 1 200 200 4-5");
    }

    @Test
    void theServerIsHeldByNagleTooSeenFromTheClient() {
        Scene.opened(8)
                .client(2, 100)
                .server(10, 20)
                .client(50, 0)
                .server(59, 900)
                .says("DELAYED_ACK 1 40 40 5-6");
    }

    @Test
    void anAckNobodyWaitedForIsNobodysPause() {
        Scene.opened(0.2).client(2, 4).server(42, 0).client(142, 200).says("CLIENT_PROGRAM 1 140 140 4-6");
    }

    @Test
    void anAckLateForNoKnownReasonIsUnknown() {
        Scene.opened(0.2).client(2, 4).server(17, 0).client(17.1, 200).says("UNKNOWN 1 15 15 4-5");
    }

    @Test
    void keepAlivesAreIdleWhenNothingIsOwed() {
        Scene.opened(1)
                .client(2, 100)
                .server(3, 500)
                .client(3.1, 0)
                .probe(60_003, true)
                .server(60_003.5, 0)
                .probe(120_003, true)
                .server(120_003.5, 0)
                .client(130_003, 100)
                .says("CLIENT_PROGRAM 1 10000 10000 9-11", "IDLE 2 120000 60000 5-7");
    }

    @Test
    void keepAlivesWhileAnAnswerIsOwedAreTheServersPause() {
        Scene.opened(1)
                .client(2, 100)
                .server(42, 0)
                .probe(60_002, true)
                .server(60_002.5, 0)
                .server(90_002, 500)
                .says("SERVER_PROGRAM 1 90000 90000 4-8");
    }

    @Test
    void anUnusedConnectionIsClosedAfterIdling() {
        Scene answered = Scene.opened(1).client(2, 100).server(3, 500).client(3.1, 0);
        answered.send(60_003, false, Segment.FIN | Segment.ACK, 0).says("IDLE 1 60000 60000 5-7");
    }

    @Test
    void whatIsWithinThreeRoundTripsIsNoPause() {
        Scene.opened(100)
                .client(100, 100)
                .server(390, 500)
                .client(391, 0)
                .client(680, 100)
                .says();
        Scene.opened(0.1).client(2, 100).server(11.9, 500).client(21, 100).says();
    }

    @Test
    void aSlowOpeningIsNoPauseAndNeitherIsItsRefusal() {
        new Scene(150)
                .send(0, true, Segment.SYN, 0)
                .send(900, false, Segment.SYN | Segment.ACK, 0)
                .client(1800, 0)
                .client(1801, 50)
                .says();
        new Scene(0)
                .send(0, true, Segment.SYN, 0)
                .send(900, false, Segment.RST | Segment.ACK, 0)
                .says();
    }

    @Test
    void onAnUnknownPathOnlyASecondCounts() {
        new Scene(0).client(0, 100).server(990, 500).says();
        new Scene(0).client(0, 100).server(10, 0).server(1010, 500).says("SERVER_PROGRAM 1 1010 1010 1-3");
    }

    @Test
    void aFastRetransmissionIsNoPause() {
        Scene bulk = Scene.opened(20).client(2, 1460).client(2.1, 1460).client(2.2, 1460);
        bulk.server(22, 0)
                .server(22.1, 0)
                .server(22.2, 0)
                .again(22.3, true, 1460)
                .says();
    }

    @Test
    void aClockThatIsSetBackMakesNoPause() {
        Scene.opened(1).client(50_000, 100).server(3, 500).says("CLIENT_PROGRAM 1 49999 49999 3-4");
    }

    @Test
    void afterBothClosedNothingIsWaitedFor() {
        Scene.opened(1)
                .send(2, true, Segment.FIN | Segment.ACK, 0)
                .send(3, false, Segment.FIN | Segment.ACK, 0)
                .client(4, 0)
                .send(9004, false, Segment.RST, 0)
                .says();
    }
}
