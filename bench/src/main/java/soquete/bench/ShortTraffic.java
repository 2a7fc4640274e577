package soquete.bench;

import soquete.bench.TcpFlow.Closing;
import soquete.bench.TcpFlow.Opening;
import soquete.bench.TcpFlow.Talk;
import soquete.bench.TcpFlow.Way;

/// Short connections without end: a question, an answer, and here and there a refusal, a loss or a reset.
final class ShortTraffic implements Interleaver.Traffic {
    private static final int CLIENTS = 3000;
    /// Clients that use the same few ports again and again.
    private static final int REUSING_CLIENTS = 3;
    private static final int[] PORTS = {443, 443, 443, 80, 80, 80, 9000, 9001, 9002, 9003};

    private final FrameOut out;
    private final long seed;
    private final Dice starts;
    private final int[] ports = new int[CLIENTS];
    private long number;
    private long time;

    ShortTraffic(FrameOut out, long seed, long startNanos) {
        this.out = out;
        this.seed = seed;
        starts = new Dice(seed, -1);
        time = startNanos;
    }

    @Override
    public Flow next() {
        Dice dice = new Dice(seed, number);
        time += starts.nanos(20_000, 380_000);
        int client = dice.below(CLIENTS);
        int server = Ends.SERVERS + dice.below(60);
        int port = PORTS[server % PORTS.length];
        int clientPort = 32_768 + ports[client]++ % 28_000;
        if (client < REUSING_CLIENTS) {
            server = Ends.SERVERS + client;
            port = 9000;
            clientPort = 40_000 + ports[client] % 4;
        }
        Ends ends = new Ends(false, 0, client, clientPort, server, port);
        Way way = new Way(
                dice.nanos(50_000, 2_000_000), dice.nanos(100_000, 40_000_000), 12_000, 1448, 14_480, 10_000, false);
        Talk talk = new Talk(
                opening(dice),
                closing(dice),
                dice.chance(1000) ? 2 : 1,
                dice.between(Payload.shortestRequest(port), 160),
                dice.between(70, 350),
                20_000_000,
                200,
                0,
                false);
        return new TcpFlow(out, ends, dice, number++, time, way, talk);
    }

    static Opening opening(Dice dice) {
        int drawn = dice.below(100);
        return drawn == 0
                ? Opening.SYN_LOST
                : drawn == 1 ? Opening.REFUSED : drawn == 2 ? Opening.SILENT : Opening.NORMAL;
    }

    static Closing closing(Dice dice) {
        int drawn = dice.below(100);
        if (drawn < 50) {
            return Closing.CLIENT;
        } else if (drawn < 80) {
            return Closing.SERVER;
        } else if (drawn < 90) {
            return Closing.HALVES;
        }
        return drawn < 94 ? Closing.CLIENT_RESETS : drawn < 97 ? Closing.SERVER_RESETS : Closing.OPEN;
    }
}
