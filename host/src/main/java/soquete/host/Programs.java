package soquete.host;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The end of programs that were started.
public final class Programs {

    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final long POLL_NANOS = 1_000_000;

    private Programs() {}

    /// Ends the programs and what they started: SIGTERM to all, and SIGKILL to those that have not gone after a second.
    public static void end(Collection<Process> programs) {
        endAll(programs.stream()
                .map(Process::toHandle)
                .flatMap(program -> Stream.concat(Stream.of(program), program.descendants()))
                .toList());
    }

    /// Ends those processes in the same way, and no others.
    public static void endAll(List<ProcessHandle> all) {
        all.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + GRACE.toNanos();
        for (ProcessHandle one : all) {
            if (!exitedBefore(one, deadline)) {
                one.destroyForcibly();
            }
        }
        long last = System.nanoTime() + GRACE.toNanos();
        all.forEach(one -> exitedBefore(one, last));
    }

    /// Asks again and again rather than wait for the handle, whose waiting may begin a thread where none should be
    /// born.
    private static boolean exitedBefore(ProcessHandle process, long deadlineNanos) {
        while (process.isAlive() && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return !process.isAlive();
    }
}
