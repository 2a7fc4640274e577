package soquete.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A short run of every target over its seeds and over inputs made of them, always the same ones. `scripts/fuzz` looks
/// longer, and where it has not been.
class FuzzTargetTest {
    private static final int INPUTS = 10_000;
    /// One input of the engine costs as much as many of a reader.
    private static final int ENGINE_INPUTS = 2_000;

    @ParameterizedTest
    @EnumSource
    void bearsTheSeeds(FuzzTarget target) throws IOException {
        List<byte[]> seeds = target.seeds();
        assertThat(seeds).isNotEmpty();
        for (byte[] seed : seeds) {
            run(target, seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bearsWhatIsMadeOfTheSeeds(FuzzTarget target) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(9293);
        Damage damage = new Damage(random, target.seeds());
        for (int i = target == FuzzTarget.ENGINE ? ENGINE_INPUTS : INPUTS; i > 0; i--) {
            run(target, damage.next());
        }
    }

    /// What is made differs from the seeds, and is long enough to reach something.
    @Test
    void inputsAreManyAndDiffer() throws IOException {
        Damage damage = new Damage(RandomGeneratorFactory.of("L64X128MixRandom").create(1), FuzzTarget.PCAPNG.seeds());
        List<String> inputs = Stream.generate(damage::next)
                .limit(100)
                .map(HexFormat.of()::formatHex)
                .toList();
        assertThat(inputs).filteredOn(input -> input.length() > 100).hasSizeGreaterThan(50);
        assertThat(inputs.stream().distinct()).hasSizeGreaterThan(90);
    }

    private static void run(FuzzTarget target, byte[] input) throws IOException {
        try {
            target.run(input);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(HexFormat.of().formatHex(input), e);
        }
    }
}
