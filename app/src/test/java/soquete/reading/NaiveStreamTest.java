package soquete.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// A stream put together from random segments, repeated, overlapping, cut and out of order, is what a naive
/// one says, byte by byte.
class NaiveStreamTest {
    private static final int STREAMS = 2_000;
    private static final int STEPS = 60;
    private static final int LONGEST = 4_000;
    private static final int FAR = 60;
    private static final int NOTHING = -1;
    private static final int CUT = -2;
    private static final int HOLE = -3;

    /// What is at each place, and up to where it was told.
    private final int[] naive = new int[LONGEST];

    private final int[] told = new int[LONGEST];
    private int next;

    @Test
    void saysTheSame() throws IOException {
        int holes = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            Arrays.fill(naive, NOTHING);
            Arrays.fill(told, NOTHING);
            next = 0;
            int first = random.nextInt();
            StreamHalf half = new StreamHalf(true, sink());
            half.segment(first, MemorySegment.NULL, 0, 1);
            for (int step = 0; step < STEPS; step++) {
                int at = Math.max(0, next + random.nextInt(-FAR / 2, FAR));
                if (random.nextInt(6) == 0) {
                    half.acknowledged(first + at);
                    skip(at);
                } else {
                    byte[] bytes = new byte[random.nextInt(20)];
                    random.nextBytes(bytes);
                    int length = bytes.length + (random.nextInt(5) == 0 ? random.nextInt(10) : 0);
                    half.segment(first + at, MemorySegment.ofArray(bytes), length, step);
                    put(at, bytes, length);
                }
                assertThat(half.told()).as("stream %d, step %d", seed, step).isEqualTo(next);
            }
            half.end();
            skip(LONGEST);
            assertThat(Arrays.copyOf(told, next)).as("stream %d", seed).isEqualTo(Arrays.copyOf(naive, next));
            holes += (int) Arrays.stream(told).filter(what -> what == HOLE).count();
        }
        assertThat(holes).isGreaterThan(STREAMS);
    }

    private StreamSink sink() {
        return new StreamSink() {
            @Override
            public void data(boolean fromClient, long offset, MemorySegment bytes, long packet) {
                for (int i = 0; i < bytes.byteSize(); i++) {
                    tell((int) offset + i, bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF);
                }
            }

            @Override
            public void gap(boolean fromClient, long offset, long bytes, Missing why) {
                for (int i = 0; i < bytes; i++) {
                    tell((int) offset + i, why == Missing.CUT_OFF ? CUT : HOLE);
                }
            }

            private void tell(int at, int what) {
                assertThat(told[at]).as("told twice: %d", at).isEqualTo(NOTHING);
                told[at] = what;
            }
        };
    }

    /// What comes in its place counts, whatever waits behind it; of what waits, the first.
    private void put(int at, byte[] bytes, int length) {
        boolean inPlace = at <= next;
        for (int i = 0; i < length; i++) {
            if (at + i >= next && (inPlace || naive[at + i] == NOTHING)) {
                naive[at + i] = i < bytes.length ? bytes[i] & 0xFF : CUT;
            }
        }
        advance();
    }

    private void advance() {
        while (next < LONGEST && naive[next] != NOTHING) {
            next++;
        }
    }

    /// What is not there before the last place below `end` where something is, never comes.
    private void skip(int end) {
        for (int at = next; at < end; at++) {
            if (naive[at] != NOTHING && at > next) {
                Arrays.fill(naive, next, at, HOLE);
                advance();
            }
        }
    }
}
