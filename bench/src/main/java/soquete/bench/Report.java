package soquete.bench;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import soquete.bench.Row.Demand;
import soquete.bench.Row.Rival;

/// The table of results, printed row by row, with what was demanded and whether it was met.
final class Report {
    private final PrintStream out;
    /// Our own memory for counting conversations, in KB.
    private final Map<Captures, Long> memory = new EnumMap<>(Captures.class);

    private int missed;

    Report(PrintStream out) {
        this.out = out;
        out.println(
                "Wall seconds from before the start to the end, in turns, page cache warm. own and mapped are the most");
        out.println("seen of anonymous memory and of pages of mapped files, MB. A ratio is the peer's median by ours.");
    }

    /// @param runs  of each rival, ours first; empty where it is not installed
    /// @param check what the comparison of outputs says
    void add(Row row, long bytes, List<List<Measured>> runs, String check) {
        out.println();
        out.printf(Locale.ROOT, "%s, %s (%,d bytes)%n", row.name(), row.file().label(), bytes);
        out.printf(
                Locale.ROOT,
                "  %-22s %4s %9s %19s %8s %8s %8s %8s  %s%n",
                "",
                "runs",
                "median s",
                "least – most",
                "peak MB",
                "own",
                "mapped",
                "ratio",
                "demanded");
        List<Measured> ours = runs.getFirst();
        for (int i = 0; i < runs.size(); i++) {
            Rival rival = row.rivals().get(i);
            if (runs.get(i).isEmpty()) {
                out.printf("  %-22s skipped: not installed%n", rival.name());
            } else if (runs.get(i).getFirst().failed()) {
                out.printf(
                        "  %-22s failed: %s%n",
                        rival.name(), runs.get(i).getFirst().complaint());
                missed += i == 0 ? 1 : 0;
            } else {
                line(rival, runs.get(i), i == 0 ? List.of() : ours);
            }
        }
        if (!check.isEmpty()) {
            out.println("  outputs: " + check);
        }
        if (row.name().equals("conversations") && worked(ours)) {
            memory.put(row.file(), median(ours, Measured::anonymousKb));
        }
    }

    private static boolean worked(List<Measured> runs) {
        return !runs.isEmpty() && !runs.getFirst().failed();
    }

    private void line(Rival rival, List<Measured> theirs, List<Measured> ours) {
        double median = seconds(median(theirs, Measured::nanos));
        String ratio = "";
        String verdict = "";
        if (worked(ours)) {
            double times = median / seconds(median(ours, Measured::nanos));
            ratio = String.format(Locale.ROOT, "%.2f", times);
            verdict = verdict(rival.demand(), times, share(ours, theirs));
        }
        out.printf(
                Locale.ROOT,
                "  %-22s %4d %9.3f %19s %8s %8s %8s %8s  %s%n",
                rival.name(),
                theirs.size(),
                median,
                String.format(Locale.ROOT, "%.3f – %.3f", seconds(least(theirs)), seconds(most(theirs))),
                megabytes(median(theirs, Measured::peakKb)),
                megabytes(median(theirs, Measured::anonymousKb)),
                megabytes(median(theirs, Measured::fileKb)),
                ratio,
                verdict);
    }

    private static double share(List<Measured> ours, List<Measured> theirs) {
        return (double) median(ours, Measured::anonymousKb) / Math.max(1, median(theirs, Measured::anonymousKb));
    }

    private String verdict(Demand demand, double times, double share) {
        StringBuilder said = new StringBuilder();
        if (demand.times() > 0) {
            said.append(one(String.format(Locale.ROOT, "≥ %s ×", demand.times()), times >= demand.times()));
        }
        if (demand.most() > 0) {
            String text = String.format(Locale.ROOT, "ours %.2f × theirs, ≤ %s", 1 / times, demand.most());
            said.append(one(text, 1 / times <= demand.most()));
        }
        if (demand.memoryShare() > 0) {
            String text = String.format(Locale.ROOT, "own memory %.3f of theirs, ≤ %s", share, demand.memoryShare());
            said.append(one(text, share <= demand.memoryShare()));
        }
        return said.toString().strip();
    }

    private String one(String demand, boolean met) {
        missed += met ? 0 : 1;
        return demand + (met ? " met; " : " MISSED; ");
    }

    /// Says what follows from several rows together, and how many demands were not met. Returns whether all were.
    boolean end() {
        out.println();
        Long small = memory.get(Captures.MIX_500);
        Long large = memory.get(Captures.MIX_2G);
        if (small != null && large != null) {
            double ratio = (double) large / Math.max(1, small);
            String text = String.format(Locale.ROOT, "own memory on mix2g by that on mix500: %.2f, ≤ 1.1", ratio);
            out.println(one(text, ratio <= 1.1));
        }
        out.println(missed == 0 ? "All demands are met." : missed + " demands or commands failed.");
        return missed == 0;
    }

    static long median(List<Measured> runs, ToLongFunction<Measured> what) {
        long[] sorted = runs.stream().mapToLong(what).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static long least(List<Measured> runs) {
        return runs.stream().mapToLong(Measured::nanos).min().orElse(0);
    }

    private static long most(List<Measured> runs) {
        return runs.stream().mapToLong(Measured::nanos).max().orElse(0);
    }

    /// Nothing was seen of a program that ended too soon.
    private static String megabytes(long kb) {
        return kb == 0 ? "–" : String.format(Locale.ROOT, "%.1f", kb / 1024.0);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
