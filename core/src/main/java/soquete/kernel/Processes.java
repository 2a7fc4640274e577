package soquete.kernel;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The processes that are alive, by their threads: a process is over when the last of them is. Safe for several
/// threads.
final class Processes {

    private record Owner(int process, int program) {}

    private final Map<Integer, Owner> owners = new ConcurrentHashMap<>();

    /// A thread is there.
    void began(int thread, int process, int program) {
        owners.put(thread, new Owner(process, program));
    }

    void ended(int thread) {
        owners.remove(thread);
    }

    /// The process of a thread; the thread's own number when it is not known.
    int of(int thread) {
        Owner owner = owners.get(thread);
        return owner == null ? thread : owner.process();
    }

    Set<Integer> ofProgram(int program) {
        return owners.values().stream()
                .filter(owner -> owner.program() == program)
                .map(Owner::process)
                .collect(Collectors.toUnmodifiableSet());
    }
}
