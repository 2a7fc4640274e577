package soquete.bench;

import org.jspecify.annotations.Nullable;
import soquete.bench.TcpFlow.Opening;
import soquete.bench.TcpFlow.Talk;
import soquete.bench.TcpFlow.Way;

/// A given number of flows of all kinds, none of which has the ends of another. A larger file has the same flows, and
/// they last for more exchanges.
final class MixTraffic implements Interleaver.Traffic {
    private static final int CLIENTS = 2000;
    /// Ports of a client; no flow has those of another.
    private static final int PORTS = 28_000;
    private static final int FRAME = PcapOut.RECORD_HEADER + 14 + 20;
    private static final int SEGMENT = FRAME + 32;
    private static final int[] TCP_PORTS = {443, 443, 443, 443, 80, 80, 22, 9000, 9001, 9002};
    private static final int[] UDP_PORTS = {53, 53, 53, 53, 53, 53, 40_000, 40_001, 27_000, 27_001};
    private static final long SECOND = 1_000_000_000L;
    private static final long SPREAD = 300 * SECOND;

    /// What a flow will be: exactly one of its plans is there.
    private record Plan(
            Ends ends, @Nullable Way way, @Nullable Talk talk, DatagramFlow.@Nullable Plan datagrams) {
        /// About how many bytes of the file it will need.
        double bytes() {
            if (datagrams != null) {
                return datagrams.exchanges() * (2.0 * (FRAME + 8) + datagrams.request() + datagrams.response());
            }
            if (talk == null || way == null || talk.opening() == Opening.REFUSED || talk.opening() == Opening.SILENT) {
                return 3.0 * SEGMENT;
            }
            double exchange = message(talk.request(), way.mss()) + message(talk.response(), way.mss());
            return 6.0 * SEGMENT + 16 + talk.exchanges() * exchange;
        }

        private static double message(long bytes, int mss) {
            double segments = Math.ceil((double) bytes / mss);
            return bytes + SEGMENT * (segments + (segments > 1 ? Math.ceil(segments / 2) : 0.5));
        }
    }

    private final FrameOut out;
    private final long seed;
    private final long startNanos;
    private final int flows;
    private final double length;
    private int number;

    /// @param bytes of the whole file, about
    MixTraffic(FrameOut out, long seed, long startNanos, int flows, long bytes) {
        this.out = out;
        this.seed = seed;
        this.startNanos = startNanos;
        this.flows = flows;
        this.length = lengthFor(bytes);
    }

    /// Bytes that a flow of weight 1 shall move so that all need `bytes`.
    private double lengthFor(long bytes) {
        double low = 0;
        double high = 2.0 * bytes / flows + 1000;
        for (int i = 0; i < 24; i++) {
            double middle = (low + high) / 2;
            double sum = 0;
            for (int flow = 0; flow < flows; flow++) {
                sum += plan(flow, new Dice(seed, flow), middle).bytes();
            }
            if (sum < bytes) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public @Nullable Flow next() {
        if (number == flows) {
            return null;
        }
        Dice dice = new Dice(seed, number);
        long start = startNanos + (long) ((double) SPREAD * number / flows);
        Plan plan = plan(number, dice, length);
        if (plan.datagrams() != null) {
            return new DatagramFlow(out, plan.ends(), dice, number++, start, plan.datagrams());
        }
        if (plan.way() == null || plan.talk() == null) {
            throw new IllegalStateException("a flow without a plan");
        }
        return new TcpFlow(out, plan.ends(), dice, number++, start, plan.way(), plan.talk());
    }

    private static Plan plan(int number, Dice dice, double length) {
        // Pareto, so that few flows have most of the bytes.
        double bytes = length * Math.min(100, 0.3 * Math.pow(1 - dice.fraction(), -1 / 1.3));
        boolean v6 = dice.chance(800);
        int vlan = dice.chance(200) ? dice.between(10, 14) : 0;
        int client = dice.below(CLIENTS) + number / PORTS * CLIENTS;
        int server = Ends.SERVERS + dice.below(300);
        int clientPort = 32_768 + number % PORTS;
        long duration = dice.nanos(SECOND, 120 * SECOND);
        int drawn = dice.below(100);
        if (drawn < 45) {
            int port = UDP_PORTS[dice.below(UDP_PORTS.length)];
            Ends ends = new Ends(v6, vlan, client, clientPort, server, drawn == 0 ? 0 : port);
            return new Plan(ends, null, null, datagrams(dice, drawn != 0, port, bytes / 8, duration));
        }
        int port = TCP_PORTS[dice.below(TCP_PORTS.length)];
        Ends ends = new Ends(v6, vlan, client, clientPort, server, port);
        Way way = way(dice, v6 ? 1428 : 1448);
        return new Plan(ends, way, talk(dice, port, bytes, duration), null);
    }

    private static DatagramFlow.Plan datagrams(Dice dice, boolean udp, int port, double bytes, long duration) {
        long rtt = dice.nanos(200_000, 80_000_000);
        if (!udp) {
            return new DatagramFlow.Plan(false, 4, 56, 56, rtt, SECOND, 300);
        } else if (port == Payload.DNS) {
            return new DatagramFlow.Plan(true, dice.chance(800) ? 2 : 1, 30, 46, rtt, SECOND / 10, 300);
        }
        int request = dice.between(40, 400);
        int response = dice.between(60, 1300);
        int exchanges = (int) Math.max(1, bytes / (request + response));
        return new DatagramFlow.Plan(true, exchanges, request, response, rtt, duration / exchanges, 100);
    }

    private static Way way(Dice dice, int mss) {
        long rtt = (long) (500_000 * Math.pow(300, dice.fraction()));
        long near = (long) (rtt * (dice.chance(7000) ? 0.02 : dice.fraction()));
        boolean nearClient = dice.chance(5000);
        int loss = dice.chance(3000) ? dice.between(2000, 20_000) : 100;
        return new Way(
                nearClient ? near : rtt - near,
                nearClient ? rtt - near : near,
                dice.nanos(12_000, 200_000),
                mss,
                dice.between(8, 40) * mss,
                loss,
                nearClient);
    }

    private static Talk talk(Dice dice, int port, double bytes, long duration) {
        boolean interactive = port == 22 || port == 9000;
        boolean upload = !interactive && dice.chance(1500);
        int small = dice.between(interactive ? 40 : 200, interactive ? 150 : 700);
        double large = interactive ? dice.between(60, 400) : 1500 * Math.pow(60, dice.fraction());
        double wanted = interactive ? bytes / 10 : bytes;
        int exchanges = (int) Math.max(1, Math.round(wanted / (small + large)));
        if (exchanges == 1 && !interactive) {
            large = Math.max(100, Math.min(large, wanted - small));
        }
        return new Talk(
                ShortTraffic.opening(dice),
                ShortTraffic.closing(dice),
                exchanges,
                upload ? (int) large : small,
                upload ? small : (long) large,
                Math.max(1_000_000, duration / exchanges),
                50,
                dice.chance(200) ? 3_000_000 : 0,
                dice.chance(1000));
    }
}
