package soquete.kernel;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The processes that are alive, and of which program each is. Safe for several threads.
final class Processes {
    private final Map<Integer, Integer> programs = new ConcurrentHashMap<>();

    void began(int process, int program) {
        programs.put(process, program);
    }

    void ended(int process) {
        programs.remove(process);
    }

    Set<Integer> of(int program) {
        return programs.entrySet().stream()
                .filter(each -> each.getValue() == program)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
