package soquete.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Bounded waiting for what other programs do.
final class Patience {

    private static final long PAUSE_NANOS = 2_000_000;

    private Patience() {}

    /// A condition that may fail to be read.
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /// Whether the condition came to hold in time.
    static boolean until(Duration patience, Condition condition) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return false;
            }
            pause();
        }
        return true;
    }

    static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
