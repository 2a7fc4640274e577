package soquete.fuzz;

import java.io.IOException;

/// What Jazzer calls, with the target's name as its only argument; see `scripts/fuzz`.
public final class GuidedFuzz {
    private static FuzzTarget target = FuzzTarget.ENGINE;

    private GuidedFuzz() {}

    public static void fuzzerInitialize(String[] arguments) {
        target = FuzzTarget.named(arguments[0]);
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        target.run(input);
    }
}
