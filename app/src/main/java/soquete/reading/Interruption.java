package soquete.reading;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Ctrl-C while something goes on: it stops, and what was found so far is told.
public final class Interruption implements AutoCloseable {
    private final Map<Signal, SignalHandler> before = new HashMap<>();
    private final CompletableFuture<Void> happening = new CompletableFuture<>();

    /// @param stop what ends it
    static Interruption during(Runnable stop) {
        return new Interruption(stop, "INT");
    }

    /// @param signals without `SIG`
    public Interruption(Runnable stop, String... signals) {
        for (String name : signals) {
            Signal signal = new Signal(name);
            before.put(signal, Signal.handle(signal, caught -> {
                happening.complete(null);
                stop.run();
            }));
        }
    }

    public boolean happened() {
        return happening.isDone();
    }

    /// Done when it happens.
    CompletableFuture<Void> happening() {
        return happening;
    }

    /// In a plain loop: where memory is at its end, a lambda can no longer be linked.
    @Override
    public void close() {
        for (Map.Entry<Signal, SignalHandler> each : before.entrySet()) {
            Signal.handle(each.getKey(), each.getValue());
        }
    }
}
