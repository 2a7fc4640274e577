package soquete.reading;

import soquete.flow.Engine;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Ctrl-C while captures are read: the engine stops, and what was found so far is told.
final class Interruption implements AutoCloseable {
    private static final Signal INTERRUPT = new Signal("INT");

    private final SignalHandler before;
    private volatile boolean happened;

    private Interruption(Engine engine) {
        before = Signal.handle(INTERRUPT, signal -> {
            happened = true;
            engine.stop();
        });
    }

    static Interruption during(Engine engine) {
        return new Interruption(engine);
    }

    boolean happened() {
        return happened;
    }

    @Override
    public void close() {
        Signal.handle(INTERRUPT, before);
    }
}
