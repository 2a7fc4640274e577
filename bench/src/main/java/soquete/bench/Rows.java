package soquete.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.bench.Row.Check;
import soquete.bench.Row.Demand;
import soquete.bench.Row.Rival;

/// The table of what is measured, with what is demanded.
final class Rows {
    private static final String PORT = "443";
    private static final double MEMORY_SHARE = 0.25;

    /// Where a command gets the path of a file that it writes.
    static final String OUT = "{out}";

    /// Where a command gets the path of the capture.
    static final String FILE = "{file}";

    private final String soquete;
    private final String conversations;
    private final boolean root;

    /// @param root    folder of the checkout
    /// @param program the one in C
    Rows(Path root, Path program, boolean asRoot) {
        soquete = root.resolve("soquete").toString();
        conversations = program.toString();
        this.root = asRoot;
    }

    /// @param withLong also what takes minutes
    List<Row> all(boolean withLong) {
        List<Row> rows = new ArrayList<>();
        rows.add(conversations(Captures.SHORT, tshark(12, MEMORY_SHARE), tcptrace(4), inC(0)));
        rows.add(conversations(Captures.BULK, tshark(0, MEMORY_SHARE), tcptrace(0), inC(0)));
        rows.add(fields(Captures.SHORT, 25));
        rows.add(conversations(Captures.MIX_100, tshark(0, 0), tcptrace(0), inC(0)));
        rows.add(conversations(Captures.MIX_500, tshark(20, MEMORY_SHARE), tcptrace(0), inC(0)));
        if (withLong) {
            rows.add(conversations(Captures.MIX_2G, tshark(40, MEMORY_SHARE), tcptrace(3), inC(2)));
            rows.add(fields(Captures.MIX_2G, 60));
        }
        rows.add(cut(withLong ? Captures.MIX_2G : Captures.MIX_500));
        return rows;
    }

    private Row conversations(Captures file, Rival... others) {
        return row("conversations", file, null, List.of(soquete, "conversations", FILE), others);
    }

    private Row fields(Captures file, double times) {
        Rival tshark = new Rival(
                "tshark -T fields",
                List.of("tshark", "-r", FILE, "-T", "fields", "-e", "tcp.stream", "-e", "tcp.analysis.flags"),
                true,
                new Demand(times, 0, MEMORY_SHARE));
        List<String> ours =
                List.of(soquete, "fields", FILE, "--no-header", "-e", "tcp.stream", "-e", "tcp.analysis.flags");
        return row("fields", file, Checks::lines, ours, tshark);
    }

    /// tcpdump's plain `tcp port` does not look behind VLAN tags; the filter of ours does.
    private Row cut(Captures file) {
        List<String> command = new ArrayList<>(List.of("tcpdump", "-r", FILE, "-w", OUT));
        if (root) {
            command.addAll(List.of("-Z", "root"));
        }
        command.add("tcp port " + PORT + " or (vlan and tcp port " + PORT + ")");
        Rival tcpdump = new Rival("tcpdump -w", command, false, new Demand(0, 1.2, 0));
        List<String> ours = List.of(soquete, "cut", FILE, "tcp.port == " + PORT, "-w", OUT);
        return row("cut", file, Checks::packets, ours, tcpdump);
    }

    private static Row row(String name, Captures file, @Nullable Check check, List<String> ours, Rival... others) {
        List<Rival> rivals = new ArrayList<>();
        rivals.add(new Rival("soquete " + name, ours, false, Demand.NONE));
        rivals.addAll(List.of(others));
        return new Row(name, file, rivals, check);
    }

    private static Rival tshark(double times, double memoryShare) {
        List<String> command = List.of("tshark", "-q", "-z", "conv,tcp", "-r", FILE);
        return new Rival("tshark -z conv,tcp", command, true, new Demand(times, 0, memoryShare));
    }

    private static Rival tcptrace(double times) {
        return new Rival("tcptrace -n", List.of("tcptrace", "-n", FILE), false, new Demand(times, 0, 0));
    }

    private Rival inC(double most) {
        return new Rival("60 lines of C", List.of(conversations, FILE), false, new Demand(0, most, 0));
    }
}
