package soquete.kernel;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The threads of watched programs that are alive, by their numbers. Not safe for several threads, but for what is said
/// so.
final class Tasks {

    /// clone(2)
    static final long CLONE_FILES = 0x400;

    private static final long CLONE_THREAD = 0x10000;

    private final Map<Integer, Task> threads = new HashMap<>();

    /// The program of each process.
    private final Map<Integer, Integer> processes = new ConcurrentHashMap<>();

    @Nullable
    Task get(int thread) {
        return threads.get(thread);
    }

    Collection<Task> all() {
        return threads.values();
    }

    /// @param first of its process
    void put(Task task, boolean first) {
        threads.put(task.thread, task);
        if (first) {
            processes.put(task.thread, task.program.id());
        }
    }

    /// A thread or process that the parent has made.
    void born(Task parent, KernelEvent.Born event) {
        Descriptors descriptors =
                (event.flags() & CLONE_FILES) != 0 ? parent.descriptors.shared() : parent.descriptors.copied();
        Task child = new Task(parent.program, event.child(), event.name(), descriptors, true);
        put(child, (event.flags() & CLONE_THREAD) == 0);
    }

    @Nullable
    Task remove(int thread) {
        processes.remove(thread);
        return threads.remove(thread);
    }

    /// The processes of a program. Safe for several threads.
    Set<Integer> processes(int program) {
        return processes.entrySet().stream()
                .filter(each -> each.getValue() == program)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
