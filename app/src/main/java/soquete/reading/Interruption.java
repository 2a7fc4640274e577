package soquete.reading;

import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Ctrl-C while captures are read: reading stops, and what was found so far is told.
final class Interruption implements AutoCloseable {
    private static final Signal INTERRUPT = new Signal("INT");

    private final SignalHandler before;
    private final CompletableFuture<Void> happening = new CompletableFuture<>();

    private Interruption(Runnable stop) {
        before = Signal.handle(INTERRUPT, signal -> {
            happening.complete(null);
            stop.run();
        });
    }

    /// @param stop what ends the reading
    static Interruption during(Runnable stop) {
        return new Interruption(stop);
    }

    boolean happened() {
        return happening.isDone();
    }

    /// Done when it happens.
    CompletableFuture<Void> happening() {
        return happening;
    }

    @Override
    public void close() {
        Signal.handle(INTERRUPT, before);
    }
}
