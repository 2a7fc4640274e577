package soquete.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import soquete.trace.Call;

/// The calls of a watch that are kept for its story, each as it was known last.
final class Kept {
    private final int most;
    private final Map<Key, Call> calls = new LinkedHashMap<>();
    private long notKept;

    private record Key(int program, long id) {}

    /// @param most that are kept; what is more is counted
    Kept(int most) {
        this.most = most;
    }

    /// True for a call that was not known before.
    boolean add(Call call) {
        Key key = new Key(call.program(), call.id());
        boolean known = calls.containsKey(key);
        if (known || calls.size() < most) {
            calls.put(key, call);
        } else if (call.returned()) {
            notKept++;
        }
        return !known;
    }

    /// In order of beginning.
    List<Call> all() {
        List<Call> all = new ArrayList<>(calls.values());
        all.sort(Comparator.comparingLong(Call::beginNanos));
        return all;
    }

    /// Whether no call that is not known finds room.
    boolean isFull() {
        return calls.size() >= most;
    }

    long notKept() {
        return notKept;
    }
}
