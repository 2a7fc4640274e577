package soquete.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import soquete.Talk;
import soquete.trace.CapturedPacket;
import soquete.wire.Addresses;
import soquete.wire.Decoder;
import soquete.wire.Endpoint;
import soquete.wire.Layers;
import soquete.wire.SeqNum;

/// Whole connections, from the bytes of their frames to the states both ends pass (RFC 9293 §3.5, §3.6).
class ConnectionTest {
    private static final String OPENED_ACTIVELY = "SYN-SENT ESTABLISHED";
    private static final String OPENED_PASSIVELY = "SYN-RECEIVED ESTABLISHED";

    private static List<Connection.Step> steps(Talk talk) {
        ConnectionTable table = new ConnectionTable();
        List<Connection.Step> steps = new ArrayList<>();
        for (CapturedPacket packet : talk.packets()) {
            Layers layers = Decoder.decode(
                            packet.linkType(), MemorySegment.ofArray(packet.bytes()), packet.originalLength())
                    .layers();
            Segment segment = Segment.of(Objects.requireNonNull(layers.tcp()), layers.payloadLength());
            steps.add(table.accept(
                    Objects.requireNonNull(layers.sourceEndpoint()),
                    Objects.requireNonNull(layers.destinationEndpoint()),
                    segment));
        }
        return steps;
    }

    private static String states(Talk talk, boolean ofClient) {
        return String.join(
                " ",
                steps(talk).stream()
                        .flatMap(s -> s.changes().stream())
                        .filter(c -> c.ofClient() == ofClient)
                        .map(c -> c.to().name().toString())
                        .toList());
    }

    private static void assertStates(Talk talk, String client, String server) {
        assertThat(states(talk, true)).as("client").isEqualTo(client);
        assertThat(states(talk, false)).as("server").isEqualTo(server);
    }

    @Test
    void theClientOpensAndCloses() {
        Talk talk = Talk.begin().handshake().client("PA", 5).server("A").closing();

        assertStates(
                talk,
                OPENED_ACTIVELY + " FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT",
                OPENED_PASSIVELY + " CLOSE-WAIT LAST-ACK CLOSED");
        assertThat(steps(talk)).allMatch(s -> s.connection().number() == 0);
        assertThat(steps(talk).stream().map(Connection.Step::relativeSequence))
                .as("numbers that pass zero")
                .containsExactly(0L, 0L, 1L, 1L, 1L, 6L, 1L, 1L, 7L);
        assertThat(steps(talk).stream().map(Connection.Step::relativeAcknowledgment))
                .containsExactly(0L, 1L, 1L, 1L, 6L, 1L, 7L, 7L, 2L);
    }

    @Test
    void theServerClosesFirst() {
        assertStates(
                Talk.begin().handshake().server("FA").client("FA").server("A"),
                OPENED_ACTIVELY + " CLOSE-WAIT LAST-ACK CLOSED",
                OPENED_PASSIVELY + " FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT");
    }

    @Test
    void bothCloseAtOnce() {
        Talk talk = Talk.begin().handshake().client("FA");
        talk.stray(false, "FA", 0, -1, 0).stray(true, "A", 0, 1, 0).stray(false, "A", 1, 0, 0);

        assertStates(
                talk,
                OPENED_ACTIVELY + " FIN-WAIT-1 CLOSING TIME-WAIT",
                OPENED_PASSIVELY + " CLOSE-WAIT FIN-WAIT-1 CLOSING TIME-WAIT"); // CLOSE-WAIT until its FIN says not
    }

    @Test
    void bothOpenAtOnce() {
        Talk talk =
                Talk.begin().client("S").server("S").stray(true, "SA", -1, 0, 0).stray(false, "SA", -1, 0, 0);

        assertStates(talk, "SYN-SENT SYN-RECEIVED ESTABLISHED", "SYN-SENT SYN-RECEIVED ESTABLISHED");
        assertThat(steps(talk)).allMatch(s -> s.connection().number() == 0);
    }

    @Test
    void aConnectIsRefused() {
        assertStates(Talk.begin().client("S").stray(false, "RA", 7, 0, 0), "SYN-SENT CLOSED", "CLOSED");
    }

    @Test
    void aSynIsSentAgain() {
        Talk talk =
                Talk.begin().client("S").stray(true, "S", -1, 0, 0).server("SA").stray(false, "SA", -1, 0, 0);

        assertStates(talk.client("A"), OPENED_ACTIVELY, OPENED_PASSIVELY);
    }

    @Test
    void aScannerOpensHalf() {
        assertStates(
                Talk.begin().client("S").server("SA").client("R"), OPENED_ACTIVELY + " CLOSED", "SYN-RECEIVED CLOSED");
    }

    @Test
    void aResetBreaksAnOpenConnection() {
        assertStates(Talk.begin().handshake().client("RA"), OPENED_ACTIVELY + " CLOSED", OPENED_PASSIVELY + " CLOSED");
        assertStates(Talk.begin().handshake().server("R"), OPENED_ACTIVELY + " CLOSED", OPENED_PASSIVELY + " CLOSED");
    }

    @Test
    void aResetOutsideEveryWindowChangesNothingAtItsReceiver() {
        Talk talk = Talk.begin().handshake().client("PA", 500).server("A").stray(true, "R", -100, 0, 0);

        assertThat(states(talk, false)).isEqualTo(OPENED_PASSIVELY);
        assertThat(states(Talk.begin().handshake().server("A").stray(true, "R", 0x4000_0000, 0, 0), false))
                .isEqualTo(OPENED_PASSIVELY);
    }

    @Test
    void aResetEndsTimeWait() {
        assertStates(
                Talk.begin().handshake().closing().server("R"),
                OPENED_ACTIVELY + " FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT CLOSED",
                OPENED_PASSIVELY + " CLOSE-WAIT LAST-ACK CLOSED");
    }

    @Test
    void oneEndClosesItsSideAndStillReceives() {
        Talk talk = Talk.begin()
                .handshake()
                .client("FA")
                .server("A")
                .server("PA", 100)
                .client("A");

        assertStates(talk, OPENED_ACTIVELY + " FIN-WAIT-1 FIN-WAIT-2", OPENED_PASSIVELY + " CLOSE-WAIT");
        assertStates(
                talk.server("FPA", 3).client("A"),
                OPENED_ACTIVELY + " FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT",
                OPENED_PASSIVELY + " CLOSE-WAIT LAST-ACK CLOSED");
    }

    @Test
    void aFinBeforeMissingBytesIsNotReceivedYet() {
        Talk talk =
                Talk.begin().handshake().client("PA", 10).unseen().client("FA").stray(false, "A", 0, -11, 0);
        assertThat(states(talk, false)).isEqualTo(OPENED_PASSIVELY);

        talk.stray(true, "PA", -11, 0, 10); // sent again
        assertThat(states(talk, false)).isEqualTo(OPENED_PASSIVELY + " CLOSE-WAIT");
    }

    @Test
    void aFinThatOvertakesItsTextIsReceivedWithTheText() {
        Talk talk = Talk.begin().handshake().client("PA", 10).client("FA").swapped();

        assertThat(states(talk, false)).isEqualTo(OPENED_PASSIVELY + " CLOSE-WAIT");
        assertThat(steps(talk).get(3).changes()).as("the FIN came first").allMatch(Connection.Change::ofClient);
    }

    @Test
    void aFinSentAgainChangesNothing() {
        Talk talk = Talk.begin()
                .handshake()
                .client("FA")
                .stray(true, "FA", -1, 0, 0)
                .server("A");

        assertStates(talk, OPENED_ACTIVELY + " FIN-WAIT-1 FIN-WAIT-2", OPENED_PASSIVELY + " CLOSE-WAIT");
        assertThat(states(Talk.begin().handshake().closing().stray(false, "FA", -1, 0, 0), true))
                .endsWith("FIN-WAIT-2 TIME-WAIT");
    }

    @Test
    void anAcknowledgmentShowsWhatTheCaptureMissed() {
        Talk talk =
                Talk.begin().handshake().client("PA", 10).unseen().client("FA").server("A");

        assertThat(states(talk, false)).endsWith("CLOSE-WAIT");
        assertThat(states(talk, true)).endsWith("FIN-WAIT-1 FIN-WAIT-2");
    }

    @Test
    void keepAlivesChangeNothing() {
        Talk talk =
                Talk.begin().handshake().stray(true, "A", -1, 0, 0).server("A").stray(true, "A", -1, 0, 1);

        assertStates(talk.server("A"), OPENED_ACTIVELY, OPENED_PASSIVELY);
        assertThat(steps(talk).get(3).relativeSequence()).isZero();
    }

    @Test
    void aCaptureThatBeginsInTheMiddleSaysOnlyWhatItShows() {
        Talk talk = Talk.begin().client("PA", 5).server("A");
        assertStates(talk, "ESTABLISHED", "");
        assertThat(steps(talk).getFirst().connection().openingSeen()).isFalse();
        assertThat(steps(talk).getFirst().relativeSequence()).isEqualTo(1);
        assertStates(talk.closing(), "ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT", "CLOSE-WAIT LAST-ACK CLOSED");
    }

    @Test
    void aCaptureThatBeginsWithTheSynAckKnowsWhoIsTheServer() {
        Talk talk = Talk.begin().client("S").unseen().server("SA");
        assertStates(talk, "", "SYN-RECEIVED"); // nobody need have asked for it
        assertStates(talk.client("A"), "ESTABLISHED", OPENED_PASSIVELY);
        assertThat(steps(talk).getFirst().connection().server()).isEqualTo(Talk.SERVER);
    }

    @Test
    void aPortUsedAgainIsAnotherConnection() {
        Talk talk = Talk.begin()
                .handshake()
                .closing()
                .then(Talk.CLIENT, Talk.SERVER)
                .handshake();

        List<Connection.Step> steps = steps(talk);
        assertThat(steps.get(6).connection().number()).isZero();
        assertThat(steps.get(7).connection().number()).isEqualTo(1);
        assertThat(steps.get(7).connection().clientState()).isEqualTo(new EndpointState.Established());
    }

    @Test
    void theOtherEndMayUseTheFourTupleNext() {
        Talk talk = Talk.begin()
                .handshake()
                .closing()
                .then(Talk.SERVER, Talk.CLIENT)
                .handshake();

        assertThat(steps(talk).getLast().connection().client()).isEqualTo(Talk.SERVER);
        assertThat(steps(talk).getLast().connection().number()).isEqualTo(1);
    }

    @Test
    void aSocketConnectedToItselfIsOneEnd() {
        Endpoint self = new Endpoint(Addresses.literal("127.0.0.1"), 50000);
        ConnectionTable table = new ConnectionTable();
        SeqNum first = SeqNum.of(7);
        List<Segment> segments = List.of(
                new Segment(first, SeqNum.of(0), Segment.SYN, 100, 0),
                new Segment(first, first.plus(1), Segment.SYN | Segment.ACK, 100, 0),
                new Segment(first.plus(1), first.plus(1), Segment.ACK, 100, 10),
                new Segment(first.plus(11), first.plus(11), Segment.FIN | Segment.ACK, 100, 0),
                new Segment(first.plus(12), first.plus(12), Segment.ACK, 100, 0));
        List<String> states = new ArrayList<>();
        for (Segment segment : segments) {
            for (Connection.Change change : table.accept(self, self, segment).changes()) {
                assertThat(change.ofClient()).isTrue();
                states.add(change.to().name().toString());
            }
        }
        assertThat(states)
                .containsExactly("SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1", "CLOSING", "TIME-WAIT");
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void anySegmentsInAnyOrderNeverThrow() {
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            ConnectionTable table = new ConnectionTable();
            for (int i = 0; i < 100; i++) {
                boolean fromClient = random.nextBoolean();
                Segment segment = new Segment(
                        SeqNum.of(random.nextInt(40) - 20),
                        SeqNum.of(random.nextInt(40) - 20),
                        random.nextInt(64),
                        0,
                        random.nextInt(4));
                Connection.Step step = table.accept(
                        fromClient ? Talk.CLIENT : Talk.SERVER, fromClient ? Talk.SERVER : Talk.CLIENT, segment);
                assertThat(step.changes())
                        .allMatch(c -> c.to().name() != null && c.section().startsWith("§3."));
            }
        }
    }
}
