package soquete.flow;

/// How often each [AnalysisFlag] was given in each direction of a connection, and where first.
final class FlagTally {
    private static final int FLAGS = AnalysisFlag.values().length;

    private final int[] counts = new int[2 * FLAGS];
    private final long[] firsts = new long[2 * FLAGS];

    void add(int flags, boolean ofClient, long packet) {
        for (int left = flags; left != 0; left &= left - 1) {
            int at = Integer.numberOfTrailingZeros(left) + (ofClient ? 0 : FLAGS);
            if (counts[at]++ == 0) {
                firsts[at] = packet;
            }
        }
    }

    int count(AnalysisFlag flag, boolean ofClient) {
        return counts[place(flag, ofClient)];
    }

    long first(AnalysisFlag flag, boolean ofClient) {
        return firsts[place(flag, ofClient)];
    }

    private static int place(AnalysisFlag flag, boolean ofClient) {
        return Integer.numberOfTrailingZeros(flag.bit()) + (ofClient ? 0 : FLAGS);
    }
}
