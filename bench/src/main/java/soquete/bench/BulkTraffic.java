package soquete.bench;

import org.jspecify.annotations.Nullable;
import soquete.bench.TcpFlow.Closing;
import soquete.bench.TcpFlow.Opening;
import soquete.bench.TcpFlow.Talk;
import soquete.bench.TcpFlow.Way;

/// A few connections that move much, lose some of it, and have receivers that pause.
final class BulkTraffic implements Interleaver.Traffic {
    static final int CONNECTIONS = 16;
    private static final int MSS = 1448;

    private final FrameOut out;
    private final long seed;
    private final long startNanos;
    private final long bytesEach;
    private int number;

    /// @param segments of data, all connections together
    BulkTraffic(FrameOut out, long seed, long startNanos, long segments) {
        this.out = out;
        this.seed = seed;
        this.startNanos = startNanos;
        bytesEach = segments * MSS / CONNECTIONS;
    }

    @Override
    public @Nullable Flow next() {
        if (number == CONNECTIONS) {
            return null;
        }
        Dice dice = new Dice(seed, number);
        boolean nearServer = number % 2 == 0;
        long far = dice.nanos(2_000_000, 60_000_000);
        long near = dice.nanos(20_000, 200_000);
        boolean upload = number % 4 == 3;
        Ends ends =
                new Ends(false, 0, number, 40_000 + number, Ends.SERVERS + number % 5, number % 3 == 0 ? 443 : 9000);
        Way way = new Way(
                nearServer ? far : near,
                nearServer ? near : far,
                12_000,
                MSS,
                dice.between(40, 200) * MSS,
                dice.between(200, 4000),
                nearServer == upload);
        Talk talk = new Talk(
                Opening.NORMAL,
                Closing.CLIENT,
                1,
                upload ? (int) Math.min(bytesEach, 1 << 30) : 300,
                upload ? 300 : bytesEach,
                1_000_000,
                5000,
                number % 2 == 0 ? 5_000_000 : 0,
                false);
        return new TcpFlow(out, ends, dice, number++, startNanos + number * 50_000_000L, way, talk);
    }
}
