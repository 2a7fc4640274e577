package soquete.flow;

/// Lets threads through one at a time, in the order of their tickets: 0, 1, 2.
final class Turnstile {
    private long turn;
    private boolean closed;

    /// Waits for the turn of `ticket`. False when the turnstile was closed: then nobody's turn comes any more.
    synchronized boolean enter(long ticket) throws InterruptedException {
        while (turn != ticket && !closed) {
            wait();
        }
        return !closed;
    }

    synchronized void leave() {
        turn++;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
