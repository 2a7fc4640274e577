package soquete.host;

/// Waiting for threads of ours.
public final class Threads {

    private Threads() {}

    /// Waits until `thread` has ended; at once when it is the caller. An interrupt is kept for later.
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread != Thread.currentThread() && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
