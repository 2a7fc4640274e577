package soquete.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Quantiles against sorting.
class RoundTripsTest {
    private static final double[] SHARES = {0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1};
    private static final Percentage PROMISED = Percentage.withPercentage(3);

    private static RoundTrips of(long... samples) {
        RoundTrips trips = new RoundTrips();
        for (long sample : samples) {
            trips.add(sample);
        }
        return trips;
    }

    private static long exact(long[] sorted, double share) {
        return sorted[Math.max(1, (int) Math.ceil(share * sorted.length)) - 1];
    }

    private static long[] some(Random random, int count) {
        double middle = Math.exp(random.nextDouble(Math.log(1e3), Math.log(1e11)));
        double spread = random.nextDouble(3);
        boolean twoHumps = random.nextBoolean();
        return LongStream.range(0, count)
                .map(i -> {
                    double hump = twoHumps && random.nextInt(10) == 0 ? middle * 40 : middle;
                    long nanos = Math.round(hump * Math.exp(spread * random.nextGaussian()));
                    return Math.clamp(nanos, 1_000, 100_000_000_000L);
                })
                .toArray();
    }

    @Test
    void aFewSamplesAreExact() {
        Random random = new Random(1);
        for (int round = 0; round < 400; round++) {
            long[] samples = some(random, 1 + round % RoundTrips.EXACT);
            RoundTrips trips = of(samples);
            Arrays.sort(samples);
            for (double share : SHARES) {
                assertThat(trips.quantile(share)).isEqualTo(exact(samples, share));
            }
            assertThat(trips.median()).isEqualTo(samples[(samples.length - 1) / 2]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 100, 5_000, 20_000})
    void manyAreWithinThreePercent(int count) {
        Random random = new Random(count);
        for (int round = 0; round < 60; round++) {
            long[] samples = some(random, count);
            RoundTrips trips = of(samples);
            Arrays.sort(samples);
            assertThat(trips.count()).isEqualTo(count);
            assertThat(trips.min()).isEqualTo(samples[0]);
            assertThat(trips.max()).isEqualTo(samples[count - 1]);
            for (double share : SHARES) {
                long right = exact(samples, share);
                assertThat(trips.quantile(share)).as("%s of %d", share, count).isCloseTo(right, PROMISED);
            }
        }
    }

    /// Each bucket's own bounds are the worst that can be asked.
    @Test
    void everyDurationIsWithinThreePercent() {
        for (long nanos = 1_000; nanos < 100_000_000_000L; nanos += Math.max(1, nanos / 997)) {
            long[] samples = new long[20];
            Arrays.fill(samples, nanos);
            samples[0] = 0;
            samples[19] = Long.MAX_VALUE;
            assertThat(of(samples).median()).isCloseTo(nanos, PROMISED);
        }
    }

    @Test
    void aCounterPassesItsSixteenBits() {
        RoundTrips trips = new RoundTrips();
        for (int i = 0; i < 200_000; i++) {
            trips.add(50_000);
        }
        for (int i = 0; i < 100_000; i++) {
            trips.add(9_000_000_000L); // the counters move when these octaves are covered
            trips.add(2_000);
        }
        assertThat(trips.quantile(0.24)).isCloseTo(2_000L, PROMISED);
        assertThat(trips.quantile(0.26)).isCloseTo(50_000L, PROMISED);
        assertThat(trips.quantile(0.74)).isCloseTo(50_000L, PROMISED);
        assertThat(trips.quantile(0.76)).isCloseTo(9_000_000_000L, PROMISED);
    }

    @Test
    void whatIsOutsideTheRangeIsCountedAtItsEnd() {
        long[] samples = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
        RoundTrips trips = of(samples);
        assertThat(trips.count()).isEqualTo(14);
        assertThat(trips.median()).isLessThan(1_000);
        assertThat(trips.quantile(0.9)).isGreaterThan(100_000_000_000L);
        assertThat(trips.max()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void withoutSamplesThereAreNoFigures() {
        RoundTrips trips = of(-5);
        assertThat(trips.count()).isZero();
        assertThat(LongStream.of(trips.min(), trips.median(), trips.quantile(0.99), trips.max()))
                .containsOnly(RoundTrips.NONE);
        assertThatThrownBy(() -> trips.quantile(1.01)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trips.quantile(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
