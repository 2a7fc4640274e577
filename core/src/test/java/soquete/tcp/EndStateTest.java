package soquete.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;
import soquete.wire.SeqNum;

/// The flat reading of a connection's states against the plain one, and against the RFC.
class EndStateTest {
    private static final int SCRIPTS = 2000;
    private static final Endpoint CLIENT = new Endpoint(Addresses.literal("192.0.2.1"), 49152);
    private static final Endpoint SERVER = new Endpoint(Addresses.literal("192.0.2.2"), 80);

    /// One segment of a script, its numbers as in the header.
    private record Line(boolean fromClient, int sequence, int acknowledgment, String flags, int textLength) {
        int bits() {
            int bits = 0;
            for (char flag : flags.toCharArray()) {
                bits |= 1 << "FSRPAU".indexOf(flag);
            }
            return bits;
        }

        Segment segment() {
            return new Segment(new SeqNum(sequence), new SeqNum(acknowledgment), bits(), 1000, textLength);
        }
    }

    /// Both ends, which are one where a socket is connected to itself.
    private record Ends(EndState client, EndState server) {
        static Ends of(boolean toItself) {
            EndState client = new EndState();
            return new Ends(client, toItself ? client : new EndState());
        }

        void segment(boolean fromClient, int sequence, int acknowledgment, int flags, int textLength) {
            EndState sender = fromClient ? client : server;
            sender.sendsTo(fromClient ? server : client, sequence, acknowledgment, flags, textLength);
        }

        @Nullable
        TcpState clientState() {
            return client.state();
        }

        @Nullable
        TcpState serverState() {
            return server.state();
        }
    }

    private static void feed(Ends endpoints, List<Line> lines) {
        lines.forEach(l -> endpoints.segment(l.fromClient, l.sequence, l.acknowledgment, l.bits(), l.textLength));
    }

    private static Ends after(Line... lines) {
        Ends endpoints = Ends.of(false);
        feed(endpoints, List.of(lines));
        return endpoints;
    }

    private static @Nullable TcpState name(EndpointState state) {
        return state instanceof EndpointState.Unknown ? null : state.name();
    }

    @Test
    void thePlainReadingAgreesAfterEachSegmentOfEachScript() {
        Set<TcpState> seen = EnumSet.noneOf(TcpState.class);
        for (int seed = 0; seed < SCRIPTS; seed++) {
            Random random = new Random(seed);
            boolean toItself = random.nextInt(50) == 0;
            List<Line> script = new Play(random, toItself).lines();
            Connection plain = new Connection(0, CLIENT, toItself ? CLIENT : SERVER, false);
            Ends flat = Ends.of(toItself);
            for (int i = 0; i < script.size(); i++) {
                Line line = script.get(i);
                plain.accept(line.segment(), line.fromClient);
                feed(flat, List.of(line));
                TcpState client = name(plain.clientState());
                TcpState server = name(plain.serverState());
                if (flat.clientState() != client || flat.serverState() != server) {
                    assertThat(Arrays.asList(flat.clientState(), flat.serverState()))
                            .as("seed %d after %s", seed, script.subList(0, i + 1))
                            .isEqualTo(Arrays.asList(client, server));
                }
                if (client != null) {
                    seen.add(client);
                }
            }
        }
        assertThat(seen).as("what the scripts reach").isEqualTo(EnumSet.complementOf(EnumSet.of(TcpState.LISTEN)));
    }

    @Test
    void ofNobodyIsAnythingKnownAtFirst() {
        Ends endpoints = Ends.of(false);
        assertThat(endpoints.clientState()).isNull();
        assertThat(endpoints.serverState()).isNull();
    }

    @Test
    void aFinBeyondAHoleIsReceivedWhenTheHoleIsFilled() {
        Ends endpoints = opened();
        feed(endpoints, List.of(new Line(true, 111, 901, "PA", 10), new Line(true, 121, 901, "FA", 5)));
        assertThat(endpoints.clientState()).isEqualTo(TcpState.FIN_WAIT_1);
        assertThat(endpoints.serverState()).isEqualTo(TcpState.ESTABLISHED);

        feed(endpoints, List.of(new Line(true, 101, 901, "PA", 10)));
        assertThat(endpoints.serverState()).isEqualTo(TcpState.CLOSE_WAIT);
    }

    /// More segments than there is room for, and one hole: they join.
    @Test
    void aHoleCountsOnceHoweverMuchFollowsIt() {
        Ends endpoints = opened();
        int segments = 3 * EndState.MOST_RANGES;
        for (int i = 1; i <= segments; i++) {
            endpoints.segment(true, 101 + 10 * i, 901, Segment.ACK, 10);
        }
        feed(endpoints, List.of(new Line(true, 101 + 10 * (segments + 1), 901, "FA", 0)));
        assertThat(endpoints.serverState()).isEqualTo(TcpState.ESTABLISHED);

        feed(endpoints, List.of(new Line(true, 101, 901, "A", 10)));
        assertThat(endpoints.serverState()).isEqualTo(TcpState.CLOSE_WAIT);
    }

    /// Beyond the bound the FIN's place is forgotten, and the other end's ACK still tells.
    @Test
    void ofTooManyHolesTheAcknowledgmentSaysTheRest() {
        Ends endpoints = opened();
        int segments = 2 * EndState.MOST_RANGES;
        for (int i = 1; i <= segments; i++) {
            endpoints.segment(true, 101 + 20 * i, 901, Segment.ACK, 10);
        }
        int fin = 101 + 20 * segments + 10;
        feed(endpoints, List.of(new Line(true, fin, 901, "FA", 0), new Line(false, 901, fin + 1, "A", 0)));
        assertThat(endpoints.serverState()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(endpoints.clientState()).isEqualTo(TcpState.FIN_WAIT_2);
    }

    /// RFC 9293 §3.10.7.4: its receiver does not believe a reset outside the window.
    @Test
    void aForgedResetLeavesItsReceiverOpen() {
        for (int off : new int[] {-2, -1000, 0x4000_0000, Integer.MIN_VALUE}) {
            Ends endpoints = opened();
            feed(endpoints, List.of(new Line(true, 101 + off, 0, "R", 0)));
            assertThat(endpoints.serverState()).as("off by %d", off).isEqualTo(TcpState.ESTABLISHED);
        }
        for (int off : new int[] {-1, 0, 1000}) {
            Ends endpoints = opened();
            feed(endpoints, List.of(new Line(true, 101 + off, 0, "R", 0)));
            assertThat(endpoints.serverState()).as("off by %d", off).isEqualTo(TcpState.CLOSED);
        }
    }

    /// RFC 7413 §2: the SYN-ACK may acknowledge the text that came with the SYN, and no more.
    @Test
    void textWithTheSynMayBeAcknowledgedOrNot() {
        Line syn = new Line(true, 100, 0, "S", 50);
        for (int acknowledged : new int[] {101, 120, 151}) {
            assertThat(after(syn, new Line(false, 900, acknowledged, "SA", 0)).clientState())
                    .as("%d", acknowledged)
                    .isEqualTo(TcpState.ESTABLISHED);
        }
        for (int acknowledged : new int[] {100, 152}) {
            assertThat(after(syn, new Line(false, 900, acknowledged, "SA", 0)).clientState())
                    .as("%d", acknowledged)
                    .isEqualTo(TcpState.SYN_SENT);
        }
    }

    private static Ends opened() {
        List<Line> lines = new ArrayList<>(List.of(
                new Line(true, 100, 0, "S", 0), new Line(false, 900, 101, "SA", 0), new Line(true, 101, 901, "A", 0)));
        Ends endpoints = Ends.of(false);
        feed(endpoints, lines);
        return endpoints;
    }

    /// Writes a conversation that could be, then spoils it as networks, captures and forgers do.
    private static final class Play {
        private final Random random;
        private final boolean toItself;
        private final List<Line> lines = new ArrayList<>();
        private int clientNext;
        private int serverNext;
        /// How far each end has the other's text.
        private int clientHas;
        private int serverHas;

        Play(Random random, boolean toItself) {
            this.random = random;
            this.toItself = toItself;
            this.clientNext = random.nextInt();
            this.serverNext = toItself ? clientNext : random.nextInt();
            this.clientHas = serverNext;
            this.serverHas = clientNext;
        }

        List<Line> lines() {
            open();
            for (int i = random.nextInt(12); i > 0; i--) {
                talk();
            }
            close();
            if (random.nextInt(8) == 0) {
                open(); // the port again
            }
            return spoiled();
        }

        private void say(boolean fromClient, String flags, int textLength) {
            int start = fromClient ? clientNext : serverNext;
            boolean ack = flags.contains("A");
            int has = fromClient ? clientHas : serverHas;
            lines.add(new Line(fromClient || toItself, start, ack ? has : 0, flags, textLength));
            int end = start + textLength + (flags.contains("S") ? 1 : 0) + (flags.contains("F") ? 1 : 0);
            if (fromClient) {
                clientNext = end;
            } else {
                serverNext = end;
            }
        }

        private void hears(boolean client) {
            if (client) {
                clientHas = serverNext;
            } else {
                serverHas = clientNext;
            }
        }

        private void open() {
            boolean atOnce = random.nextInt(6) == 0;
            say(true, "S", random.nextInt(5) == 0 ? random.nextInt(1, 100) : 0);
            if (atOnce) {
                say(false, "S", 0);
                hears(true);
                hears(false);
                clientNext--;
                say(true, "SA", 0);
                serverNext--;
                say(false, "SA", 0);
                return;
            }
            hears(false);
            if (random.nextInt(12) == 0) {
                say(false, "RA", 0); // refused
                return;
            }
            say(false, "SA", 0);
            hears(true);
            say(true, "A", 0);
        }

        private void talk() {
            boolean fromClient = random.nextBoolean();
            say(fromClient, random.nextBoolean() ? "PA" : "A", random.nextInt(200));
            if (random.nextInt(3) > 0) {
                hears(!fromClient);
                say(!fromClient, "A", 0);
            }
            hears(true);
            hears(false);
        }

        private void close() {
            boolean clientFirst = random.nextBoolean();
            switch (random.nextInt(8)) {
                case 0 -> {} // the capture ends
                case 1 -> say(clientFirst, random.nextBoolean() ? "R" : "RA", 0);
                case 2 -> {
                    say(clientFirst, "FA", random.nextInt(3)); // at once
                    say(!clientFirst, "FA", random.nextInt(3));
                    hears(clientFirst);
                    say(clientFirst, "A", 0);
                    hears(!clientFirst);
                    say(!clientFirst, "A", 0);
                }
                case 3 -> {
                    say(clientFirst, "FA", 0);
                    hears(!clientFirst);
                    say(!clientFirst, "RA", 0);
                }
                default -> {
                    say(clientFirst, "FA", random.nextInt(3));
                    hears(!clientFirst);
                    say(!clientFirst, "A", 0);
                    say(!clientFirst, "PA", random.nextInt(20));
                    say(!clientFirst, "FA", 0);
                    hears(clientFirst);
                    say(clientFirst, "A", 0);
                }
            }
        }

        private List<Line> spoiled() {
            List<Line> result = new ArrayList<>(lines);
            if (random.nextInt(4) == 0) {
                result = new ArrayList<>(result.subList(random.nextInt(result.size()), result.size()));
            }
            int trouble = random.nextInt(3) == 0 ? 0 : random.nextInt(1, 8);
            for (int i = 0; i < trouble && result.size() > 1; i++) {
                int at = random.nextInt(result.size());
                switch (random.nextInt(5)) {
                    case 0 -> result.remove(at);
                    case 1 -> result.add(random.nextInt(at, result.size() + 1), result.get(at)); // sent again
                    case 2 -> result.add(random.nextInt(result.size()), result.remove(at)); // overtaken
                    case 3 -> result.add(at, forged(result.get(at)));
                    default -> {
                        Line line = result.get(at); // two become one
                        result.set(at, changed(line, line.flags, line.textLength + random.nextInt(150)));
                    }
                }
            }
            return result;
        }

        private Line changed(Line line, String flags, int textLength) {
            return new Line(line.fromClient, line.sequence, line.acknowledgment, flags, textLength);
        }

        private Line forged(Line near) {
            String[] kinds = {"R", "RA", "R", "S", "SA", "F", "FA", "A", "PA", "", "SF", "SR", "FR", "SFRPAU"};
            String flags = kinds[random.nextInt(kinds.length)];
            int text = random.nextInt(3) == 0 ? random.nextInt(100) : 0;
            int sequence = random.nextBoolean() ? near.sequence + random.nextInt(-3, 4) : random.nextInt();
            int acknowledgment = random.nextBoolean() ? near.acknowledgment + random.nextInt(-3, 4) : random.nextInt();
            boolean fromClient = toItself || (random.nextInt(4) > 0) == near.fromClient;
            return new Line(fromClient, sequence, acknowledgment, flags, text);
        }
    }
}
