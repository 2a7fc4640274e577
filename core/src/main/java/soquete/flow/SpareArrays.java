package soquete.flow;

import java.util.ArrayList;
import java.util.List;

/// Arrays that were needed for a while, for who needs one next: at any time few connections have several segments
/// under way. Not safe for use by several threads: one for each lane.
final class SpareArrays {
    private final int least;
    /// Those of the same length lie together; each length is twice the one before.
    private final List<List<long[]>> byLength = new ArrayList<>();

    /// @param least the length of the shortest; all are this times a power of two
    SpareArrays(int least) {
        this.least = least;
    }

    /// An array of that length at least, with anything in it.
    long[] take(int length) {
        int order = order(length);
        List<long[]> spare = order < byLength.size() ? byLength.get(order) : List.of();
        return spare.isEmpty() ? new long[least << order] : spare.removeLast();
    }

    /// Keeps an array that was taken here.
    void give(long[] array) {
        int order = order(array.length);
        while (byLength.size() <= order) {
            byLength.add(new ArrayList<>());
        }
        byLength.get(order).add(array);
    }

    private int order(int length) {
        int order = 0;
        while (least << order < length) {
            order++;
        }
        return order;
    }
}
