package soquete.watch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import soquete.host.CallWatch;
import soquete.host.Programs;

/// What programs leave behind when the processes that were started end: servers that went to the background.
final class Background {

    /// What a program did is known this long after it, at most.
    private static final long LATEST_NEWS_NANOS = 500_000_000;

    private final Map<Subject, Long> ended = new HashMap<>();

    /// Whether something of it runs, when its own process has ended: a server in the background, or for a moment what
    /// may turn out to be one.
    boolean runs(Subject subject, CallWatch calls) {
        if (subject.started().isEmpty()) {
            return false;
        }
        long since = System.nanoTime() - ended.computeIfAbsent(subject, s -> System.nanoTime());
        Set<Integer> known = calls.processes(subject.program().id());
        return since < LATEST_NEWS_NANOS && !known.isEmpty()
                || subject.listens() && !left(subject, calls).isEmpty();
    }

    /// Ends the servers. Where the end of a process may have been missed, its number may be another's by now: then they
    /// are left alone.
    void end(List<Subject> subjects, CallWatch calls) {
        if (calls.losses().stream().allMatch(loss -> loss.count() == 0)) {
            Programs.endAll(subjects.stream()
                    .filter(Subject::listens)
                    .flatMap(subject -> left(subject, calls).stream())
                    .toList());
        }
    }

    private static List<ProcessHandle> left(Subject subject, CallWatch calls) {
        if (subject.isAlive() || subject.started().isEmpty()) {
            return List.of();
        }
        return calls.processes(subject.program().id()).stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(ProcessHandle::isAlive)
                .toList();
    }
}
