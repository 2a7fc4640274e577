package soquete.explain;

import java.util.Map;
import java.util.TreeMap;

/// Which bytes of a stream have been seen, as ranges that do not touch.
final class Coverage {

    private final TreeMap<Long, Long> endByStart = new TreeMap<>();

    /// Adds the range and returns how many of its bytes are new.
    long add(long start, long end) {
        long from = start;
        long to = end;
        long known = 0;
        Map.Entry<Long, Long> before = endByStart.floorEntry(end);
        while (before != null && before.getValue() >= start) {
            known += Math.max(0, Math.min(end, before.getValue()) - Math.max(start, before.getKey()));
            from = Math.min(from, before.getKey());
            to = Math.max(to, before.getValue());
            endByStart.remove(before.getKey());
            before = endByStart.floorEntry(end);
        }
        endByStart.put(from, to);
        return end - start - known;
    }

    /// Whether any byte from `start` on and before `end` has been added.
    boolean holds(long start, long end) {
        Map.Entry<Long, Long> before = endByStart.lowerEntry(end);
        return before != null && before.getValue() > start;
    }
}
