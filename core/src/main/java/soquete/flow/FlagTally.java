package soquete.flow;

import java.util.Arrays;

/// How often each [AnalysisFlag] was given in each direction of a connection, and where first.
/// Most connections have few of them: only those that occurred have room here.
final class FlagTally {
    private static final int FLAGS = AnalysisFlag.values().length;

    /// Places in [#entries] a flag of one direction takes: which it is, how often, and its first packet.
    private static final int STRIDE = 3;

    private long[] entries = new long[2 * STRIDE];
    private int used;

    void add(int flags, boolean ofClient, long packet) {
        for (int left = flags; left != 0; left &= left - 1) {
            int which = Integer.numberOfTrailingZeros(left) + (ofClient ? 0 : FLAGS);
            int at = find(which);
            if (at == used) {
                begin(which, packet);
            }
            entries[at + 1]++;
        }
    }

    private void begin(int which, long packet) {
        if (used == entries.length) {
            entries = Arrays.copyOf(entries, 2 * used);
        }
        entries[used] = which;
        entries[used + 2] = packet;
        used += STRIDE;
    }

    int count(AnalysisFlag flag, boolean ofClient) {
        int at = find(which(flag, ofClient));
        return at == used ? 0 : (int) entries[at + 1];
    }

    long first(AnalysisFlag flag, boolean ofClient) {
        int at = find(which(flag, ofClient));
        return at == used ? 0 : entries[at + 2];
    }

    /// Where it stands; where it would begin when it did not occur.
    private int find(int which) {
        int at = 0;
        while (at < used && entries[at] != which) {
            at += STRIDE;
        }
        return at;
    }

    private static int which(AnalysisFlag flag, boolean ofClient) {
        return Integer.numberOfTrailingZeros(flag.bit()) + (ofClient ? 0 : FLAGS);
    }
}
