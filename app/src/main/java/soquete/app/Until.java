package soquete.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The end of a command that goes on: a time, or Ctrl-C.
final class Until {

    private static final long GRACE_MILLIS = 2_000;

    private Until() {}

    /// Returns when the time is over, Ctrl-C was pressed, or `done` is counted down; what the caller then closes is
    /// waited for.
    static void waitFor(CountDownLatch done, @Nullable Duration duration) throws InterruptedException {
        Duration time = duration == null ? Duration.ofDays(365) : duration;
        Thread command = Thread.currentThread();
        Thread hook = new Thread(() -> {
            done.countDown();
            try {
                command.join(GRACE_MILLIS); // the command says what it found
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        boolean counted = done.await(time.toMillis(), TimeUnit.MILLISECONDS);
        if (!counted) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
