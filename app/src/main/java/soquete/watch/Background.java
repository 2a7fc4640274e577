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

    private final CallWatch calls;
    private final Map<Subject, Long> ended = new HashMap<>();

    Background(CallWatch calls) {
        this.calls = calls;
    }

    /// The processes that still run though the program's own is gone.
    List<ProcessHandle> processes(Subject subject) {
        return subject.isAlive()
                ? List.of()
                : known(subject).stream()
                        .flatMap(pid -> ProcessHandle.of(pid).stream())
                        .filter(ProcessHandle::isAlive)
                        .toList();
    }

    /// Whether anything of it runs when its own process has ended; for a moment also when something may turn out to.
    boolean runs(Subject subject) {
        long since = System.nanoTime() - ended.computeIfAbsent(subject, s -> System.nanoTime());
        return since < LATEST_NEWS_NANOS && !known(subject).isEmpty()
                || !processes(subject).isEmpty();
    }

    private Set<Integer> known(Subject subject) {
        return calls.processes(subject.program().id());
    }

    /// Ends those of the programs that were started here. Where the end of a process may have been missed, its number
    /// may be another's by now: then they are left alone.
    void end(List<Subject> subjects) {
        if (calls.losses().stream().allMatch(loss -> loss.count() == 0)) {
            Programs.endAll(subjects.stream()
                    .filter(subject -> subject.started().isPresent())
                    .flatMap(subject -> processes(subject).stream())
                    .toList());
        }
    }
}
