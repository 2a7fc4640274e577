package soquete.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the conversation of a transport header, one table for TCP and one for UDP. Open addressing: the hashes stand
/// beside each other in memory and are looked at first. A later conversation of the same two ends takes the
/// place of the earlier one.
final class FlowTable<F extends Flow> {
    private static final int INITIAL = 1 << 10;

    private int[] hashes = new int[INITIAL];
    private @Nullable Ends[] ends = new Ends[INITIAL];
    private int used;
    private final List<F> all = new ArrayList<>();
    private final int most;
    private int opened;

    /// @param most conversations remembered, at least 1
    FlowTable(int most) {
        this.most = most;
    }

    /// Null when there is none.
    @Nullable
    Ends find(Transport transport) {
        int mask = hashes.length - 1;
        int hash = transport.hash;
        for (int at = hash & mask; ; at = at + 1 & mask) {
            Ends there = ends[at];
            if (there == null || hashes[at] == hash && there.are(transport)) {
                return there;
            }
        }
    }

    /// The number of the next conversation.
    int nextNumber() {
        return opened;
    }

    boolean isFull() {
        return all.size() >= most;
    }

    /// Forgets the quarter that was silent longest, and says how many that was.
    int closeOut() {
        long[] last =
                all.stream().mapToLong(flow -> flow.ends.lastPacket).sorted().toArray();
        long oldest = last[last.length / 4];
        int before = all.size();
        all.removeIf(flow -> flow.ends.lastPacket <= oldest);
        for (int i = 0; i < ends.length; i++) {
            Ends there = ends[i];
            if (there != null && there.lastPacket <= oldest) {
                ends[i] = null;
            }
        }
        rehash(hashes.length);
        return before - all.size();
    }

    /// Adds the newest conversation of these two ends.
    void put(F flow, Transport transport) {
        if (used * 2 >= hashes.length) {
            rehash(hashes.length * 2);
        }
        int mask = hashes.length - 1;
        int hash = transport.hash;
        int at = hash & mask;
        Ends there = ends[at];
        while (there != null && !(hashes[at] == hash && there.are(transport))) {
            at = at + 1 & mask;
            there = ends[at];
        }
        used += there == null ? 1 : 0;
        hashes[at] = hash;
        ends[at] = flow.ends;
        all.add(flow);
        opened++;
    }

    private void rehash(int size) {
        int[] oldHashes = hashes;
        @Nullable Ends[] oldEnds = ends;
        hashes = new int[size];
        ends = new Ends[size];
        used = 0;
        int mask = size - 1;
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldEnds[i] != null) {
                int at = oldHashes[i] & mask;
                while (ends[at] != null) {
                    at = at + 1 & mask;
                }
                hashes[at] = oldHashes[i];
                ends[at] = oldEnds[i];
                used++;
            }
        }
    }

    /// In order of appearance.
    List<F> all() {
        return Collections.unmodifiableList(all);
    }
}
