package soquete.finding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.flow.Flow;

/// Findings by kind: of each the worst one, and how many more there are. So what is kept does not grow with the
/// capture.
public final class Findings {
    /// Further conversations that a kind remembers.
    static final int OTHERS = 5;

    private static final Comparator<Finding> WORST_FIRST = Comparator.comparing(Finding::severity)
            .thenComparing(Comparator.comparingLong(Finding::harm).reversed())
            .thenComparing(f -> f.packets().isEmpty() ? 0 : f.packets().getFirst());

    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    /// All findings of one key.
    ///
    /// @param worst  the one that is told
    /// @param count  how many there are, the worst included
    /// @param others some of the other conversations, the first of the capture
    public record Group(Finding worst, int count, List<Flow> others) {}

    private static final class Kind {
        private Finding worst;
        private int count;
        private final List<Flow> flows = new ArrayList<>();

        Kind(Finding first) {
            worst = first;
        }
    }

    void add(Finding finding) {
        Kind kind = kinds.get(finding.key());
        if (kind == null) {
            kind = new Kind(finding);
            kinds.put(finding.key(), kind);
        } else if (WORST_FIRST.compare(finding, kind.worst) < 0) {
            kind.worst = finding;
        }
        kind.count++;
        Flow flow = finding.flow();
        if (flow != null && kind.flows.size() <= OTHERS) {
            kind.flows.add(flow);
        }
    }

    /// The worst kind first.
    public List<Group> ranked() {
        return kinds.values().stream()
                .sorted(Comparator.comparing((Kind k) -> k.worst, WORST_FIRST).thenComparing(k -> -k.count))
                .map(Findings::group)
                .toList();
    }

    private static Group group(Kind kind) {
        @Nullable Flow told = kind.worst.flow();
        List<Flow> others =
                kind.flows.stream().filter(f -> f != told).limit(OTHERS).toList();
        return new Group(kind.worst, kind.count, others);
    }

    public boolean isEmpty() {
        return kinds.isEmpty();
    }
}
