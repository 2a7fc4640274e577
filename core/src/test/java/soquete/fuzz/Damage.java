package soquete.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes inputs out of others as fuzzers do: bits and bytes changed, numbers made extreme, pieces cut out,
/// doubled or taken from another input. The same generator gives the same inputs.
final class Damage {
    private static final int LONGEST = 1 << 14;
    private static final byte[] EXTREMES = {0, 1, -1, 0x7F, (byte) 0x80, 4, 8, 0x10, 0x20, 0x40};

    private final RandomGenerator random;
    private final List<byte[]> seeds;

    Damage(RandomGenerator random, List<byte[]> seeds) {
        this.random = random;
        this.seeds = seeds;
    }

    /// A seed with some changes.
    byte[] next() {
        byte[] input = seed().clone();
        for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] changed(byte[] input) {
        if (input.length == 0) {
            return seed().clone();
        }
        int at = random.nextInt(input.length);
        int end = Math.min(input.length, at + 1 + random.nextInt(random.nextBoolean() ? 8 : 64));
        return switch (random.nextInt(8)) {
            case 0, 1 -> {
                input[at] ^= (byte) (1 << random.nextInt(8));
                yield input;
            }
            case 2 -> {
                input[at] = (byte) random.nextInt(256);
                yield input;
            }
            case 3 -> {
                Arrays.fill(input, at, Math.min(end, at + 4), EXTREMES[random.nextInt(EXTREMES.length)]);
                yield input;
            }
            case 4 -> Arrays.copyOf(input, at);
            case 5 -> spliced(input, at, end, new byte[0], 0, 0);
            case 6 -> spliced(input, at, at, input, at, end);
            default -> {
                byte[] other = seed();
                int from = random.nextInt(other.length);
                yield spliced(input, at, end, other, from, Math.min(other.length, from + end - at));
            }
        };
    }

    /// `input` with the bytes from `at` to `end` replaced by some of `other`.
    private static byte[] spliced(byte[] input, int at, int end, byte[] other, int from, int to) {
        int length = input.length - (end - at) + (to - from);
        if (length > LONGEST) {
            return input;
        }
        byte[] output = Arrays.copyOf(input, length);
        System.arraycopy(other, from, output, at, to - from);
        System.arraycopy(input, end, output, at + to - from, input.length - end);
        return output;
    }
}
