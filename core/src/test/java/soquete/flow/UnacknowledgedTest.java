package soquete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import soquete.wire.EthernetBuilder;
import soquete.wire.Frames;
import soquete.wire.HeaderBuilder;
import soquete.wire.Ipv4Builder;
import soquete.wire.SeqNum;
import soquete.wire.TcpBuilder;

/// What waits for acknowledgment is what a plain list would hold, for many ends that share their arrays.
class UnacknowledgedTest {
    private static final int ENDS = 20;
    private static final int STEPS = 20_000;
    private static final int BASE = -500;

    /// Numbers are counted from [#BASE], so that the raw ones go through 0.
    private record Sent(int start, int end, long frame, long time) {}

    private final Random random = new Random(9293);
    private final SpareArrays spares = Unacknowledged.spares();
    private final List<TcpEnd> ends = new ArrayList<>();
    private final List<List<Sent>> expected = new ArrayList<>();

    @Test
    void holdsWhatAListWouldHold() {
        for (int i = 0; i < ENDS; i++) {
            ends.add(new TcpEnd());
            expected.add(new ArrayList<>());
        }
        int longest = 0;
        for (int step = 1; step <= STEPS; step++) {
            int which = random.nextInt(ENDS);
            List<Sent> list = expected.get(which);
            if (random.nextInt(which + 2) > 0) {
                send(ends.get(which), list, step);
            } else if (!list.isEmpty()) {
                acknowledge(ends.get(which), list, step);
            }
            agrees(ends.get(which), list);
            longest = Math.max(longest, list.size());
        }
        assertThat(longest).isGreaterThan(16);
    }

    private void send(TcpEnd end, List<Sent> list, int step) {
        int next = list.isEmpty() ? step : list.getLast().end();
        boolean again = !list.isEmpty() && random.nextInt(8) == 0;
        int start =
                again ? list.get(random.nextInt(list.size())).start() : next + random.nextInt(2) * random.nextInt(9);
        Sent sent = new Sent(start, start + 1 + random.nextInt(10), step, 10L * step);
        list.add(sent);
        end.add(BASE + sent.start(), BASE + sent.end(), sent.frame(), sent.time(), spares);
    }

    private void acknowledge(TcpEnd end, List<Sent> list, int step) {
        Sent some = list.get(random.nextInt(list.size()));
        int acknowledgment = some.end() - random.nextInt(2) * random.nextInt(5);
        Transport segment = new Transport(new Packet());
        segment.beginTracking();
        byte[] frame = HeaderBuilder.frame(
                new byte[0],
                new EthernetBuilder(),
                new Ipv4Builder(Frames.A, Frames.B),
                new TcpBuilder(80, 81).acknowledgment(new SeqNum(BASE + acknowledgment)));
        assertThat(segment.glance(1, frame, 0, frame.length, frame.length)).isTrue();
        end.acknowledge(segment, 10L * step, spares);
        Sent told = list.stream()
                .filter(sent -> sent.end() == acknowledgment)
                .findFirst()
                .orElse(new Sent(0, 0, 0, 0));
        assertThat(segment.acknowledgedFrame).isEqualTo(told.frame());
        assertThat(segment.roundTrip).isEqualTo(told.frame() == 0 ? Transport.NO_TIME : 10L * step - told.time());
        list.removeIf(sent -> sent.end() <= acknowledgment);
        list.replaceAll(
                sent -> new Sent(Math.max(sent.start(), acknowledgment), sent.end(), sent.frame(), sent.time()));
    }

    private static void agrees(TcpEnd end, List<Sent> list) {
        assertThat(end.isEmpty()).isEqualTo(list.isEmpty());
        if (list.isEmpty()) {
            return;
        }
        Sent oldest = list.getFirst();
        List<Sent> same =
                list.stream().filter(sent -> sent.start() == oldest.start()).toList();
        assertThat(end.oldest(BASE))
                .isEqualTo(new Outstanding(
                        oldest.start(),
                        oldest.end() - oldest.start(),
                        same.size(),
                        oldest.frame(),
                        oldest.time(),
                        same.getLast().frame(),
                        same.getLast().time()));
        assertThat(end.times(BASE + oldest.start())).isEqualTo(same.size());
        assertThat(end.time(BASE + oldest.start(), same.size() - 1))
                .isEqualTo(same.getLast().time());
        int lowest = list.stream().mapToInt(Sent::start).min().orElseThrow();
        int highest = list.stream().mapToInt(Sent::end).max().orElseThrow();
        assertThat(end.span(BASE)).isEqualTo(highest - lowest);
    }

    @Test
    void arraysAreUsedAgain() {
        long[] few = spares.take(1);
        long[] many = spares.take(few.length + 1);
        assertThat(many.length).isEqualTo(2 * few.length);
        spares.give(many);
        assertThat(spares.take(few.length)).isNotSameAs(many);
        assertThat(spares.take(many.length)).isSameAs(many);
        assertThat(spares.take(many.length)).isNotSameAs(many);
    }
}
