package soquete.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import soquete.flow.AnalysisFlag;
import soquete.pcap.LinkTypeName;
import soquete.text.Grid;
import soquete.text.Messages;
import soquete.text.Paint;
import soquete.text.Screen;
import soquete.wire.Addresses;

/// Tells [StatsNumbers] as tables.
final class StatsText {
    private static final int BAR = 20;

    private final Messages texts = Messages.of("soquete.reading.stats", Locale.getDefault());
    private final StatsNumbers numbers;
    private final Screen screen;

    StatsText(StatsNumbers numbers, Screen screen) {
        this.numbers = numbers;
        this.screen = screen;
    }

    void tell() {
        files();
        summary();
        interfaces();
        protocols();
        sizes();
        talkers();
        ports();
        analysis();
    }

    private void heading(String key) {
        screen.line("");
        screen.line(screen.paint(Paint.HEADING, texts.text(key)));
    }

    /// A table whose columns from `numbersFrom` on hold numbers, which end together.
    private void table(int numbersFrom, List<String> keys, List<List<String>> rows) {
        List<String> header = keys.stream()
                .map(key -> key.isEmpty() ? "" : texts.text("column." + key))
                .toList();
        int[] widths = new int[header.size()];
        for (int i = numbersFrom; i < widths.length; i++) {
            widths[i] = header.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<List<String>> aligned =
                rows.stream().map(row -> aligned(row, widths)).toList();
        new Grid(aligned(header, widths), aligned).lines(screen.columns()).forEach(screen::line);
    }

    private static List<String> aligned(List<String> row, int[] widths) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            boolean bar = row.get(i).startsWith("█") || row.get(i).startsWith("▏");
            cells.add(
                    bar
                            ? row.get(i)
                            : " ".repeat(Math.max(0, widths[i] - row.get(i).length())) + row.get(i));
        }
        return cells;
    }

    private String number(long number) {
        return String.format(texts.locale(), "%,d", number);
    }

    private String number(double number) {
        return String.format(texts.locale(), number < 10 ? "%,.2f" : "%,.0f", number);
    }

    private String share(long part, long whole) {
        return String.format(texts.locale(), "%.1f %%", whole == 0 ? 0.0 : 100.0 * part / whole);
    }

    private static String bar(long part, long whole) {
        long length = whole == 0 ? 0 : Math.round((double) BAR * part / whole);
        return length == 0 ? "▏" : "█".repeat((int) length);
    }

    private void files() {
        List<List<String>> rows = new ArrayList<>();
        for (Stats.Part part : numbers.parts) {
            rows.add(List.of(
                    part.file().toString(),
                    part.format(),
                    part.size() < 0 ? "-" : number(part.size()),
                    number(part.packets())));
        }
        table(2, List.of("file", "format", "size", "packets"), rows);
    }

    private void summary() {
        Tally sum = numbers.sum;
        heading("heading.summary");
        if (numbers.timed()) {
            double seconds = numbers.seconds();
            line("first", StatsNumbers.time(sum.first));
            line("last", StatsNumbers.time(sum.last));
            line("duration", number(seconds) + " s");
            if (seconds > 0) {
                line("packet-rate", number(sum.all.packets / seconds), number(numbers.job.peakPackets));
                line("byte-rate", number(sum.all.bytes / seconds), number(numbers.job.peakBytes));
            }
        }
        line("packets", sum.all.packets);
        line("bytes", number(sum.all.bytes));
        line("conversations", numbers.job.tcpFlows.cardinality(), numbers.job.udpFlows.cardinality());
        if (sum.cut > 0) {
            line("cut", sum.cut, share(sum.cut, sum.all.packets));
        }
        if (sum.truncated > 0) {
            line("truncated", sum.truncated);
        }
        if (sum.malformed > 0) {
            line("malformed", sum.malformed);
        }
        if (sum.notes.packets > 0) {
            line("notes", sum.notes.packets);
        }
        if (sum.fragments > 0) {
            line("fragments", sum.fragments, sum.reassembled, numbers.unfinished);
        }
        if (numbers.undecoded() > 0) {
            line("undecoded", numbers.undecoded());
        }
    }

    private void line(String key, Object... arguments) {
        screen.wrapped("  ", texts.text("summary." + key, arguments));
    }

    private void interfaces() {
        heading("heading.interfaces");
        List<List<String>> rows = new ArrayList<>();
        for (StatsNumbers.From from : numbers.interfaces()) {
            long dropped = numbers.dropped(from.on());
            rows.add(List.of(
                    from.on().name().isEmpty() ? "-" : from.on().name(),
                    LinkTypeName.of(from.on().linkType()),
                    name(from.file()),
                    number(from.count().packets),
                    number(from.count().bytes),
                    dropped < 0 ? "-" : number(dropped)));
        }
        table(3, List.of("interface", "link-type", "file", "packets", "bytes", "dropped"), rows);
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    private void protocols() {
        heading("heading.protocols");
        List<List<String>> rows = new ArrayList<>();
        Tally.Count all = numbers.sum.all;
        for (StatsNumbers.Branch branch : numbers.protocols()) {
            rows.add(List.of(
                    "· ".repeat(branch.depth()) + branch.name(),
                    number(branch.packets()),
                    share(branch.packets(), all.packets),
                    number(branch.bytes()),
                    share(branch.bytes(), all.bytes),
                    bar(branch.bytes(), all.bytes)));
        }
        if (numbers.undecoded() > 0) {
            long packets = numbers.undecoded();
            rows.add(List.of(texts.text("row.undecoded"), number(packets), share(packets, all.packets), "", "", ""));
        }
        if (numbers.sum.others.packets > 0) {
            rows.add(List.of(
                    texts.text("row.others"),
                    number(numbers.sum.others.packets),
                    share(numbers.sum.others.packets, all.packets),
                    number(numbers.sum.others.bytes),
                    share(numbers.sum.others.bytes, all.bytes),
                    ""));
        }
        table(1, List.of("protocol", "packets", "share", "bytes", "share", ""), rows);
    }

    private void sizes() {
        if (numbers.sum.all.packets == 0) {
            return;
        }
        heading("heading.sizes");
        List<List<String>> rows = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < numbers.sum.sizes.length; i++) {
            long count = numbers.sum.sizes[i];
            boolean last = i == Tally.SIZES.length;
            if (count > 0) {
                rows.add(List.of(
                        last ? from + " –" : from + " – " + Tally.SIZES[i],
                        number(count),
                        share(count, numbers.sum.all.packets),
                        bar(count, numbers.sum.all.packets)));
            }
            from = last ? from : Tally.SIZES[i] + 1;
        }
        table(1, List.of("size", "packets", "share", ""), rows);
        line(
                "sizes",
                number(numbers.sum.smallest),
                number((double) numbers.sum.all.bytes / numbers.sum.all.packets),
                number(numbers.sum.largest));
    }

    private void talkers() {
        if (numbers.job.talkers.size() == 0) {
            return;
        }
        heading("heading.talkers");
        List<List<String>> rows = new ArrayList<>();
        for (Talkers.Talker talker : numbers.job.talkers.top(StatsNumbers.TOP)) {
            rows.add(List.of(
                    Addresses.text(talker.address()),
                    number(talker.packetsSent()),
                    number(talker.bytesSent()),
                    number(talker.packetsReceived()),
                    number(talker.bytesReceived())));
        }
        table(1, List.of("address", "packets-sent", "bytes-sent", "packets-received", "bytes-received"), rows);
        line("addresses", numbers.job.talkers.size());
        if (numbers.job.talkers.left() > 0) {
            line("addresses-left", numbers.job.talkers.left());
        }
    }

    private void ports() {
        if (numbers.ports().isEmpty()) {
            return;
        }
        heading("heading.ports");
        List<List<String>> rows = new ArrayList<>();
        for (StatsNumbers.Port port : numbers.ports()) {
            rows.add(List.of(
                    (port.tcp() ? "tcp " : "udp ") + port.number(),
                    number(port.packets()),
                    number(port.bytes()),
                    share(port.bytes(), numbers.sum.all.bytes),
                    bar(port.bytes(), numbers.sum.all.bytes)));
        }
        table(1, List.of("port", "packets", "bytes", "share", ""), rows);
    }

    private void analysis() {
        List<List<String>> rows = new ArrayList<>();
        for (AnalysisFlag flag : AnalysisFlag.values()) {
            if (numbers.flag(flag) > 0) {
                rows.add(List.of("tcp.analysis." + flag.text(), number(numbers.flag(flag))));
            }
        }
        heading("heading.analysis");
        if (rows.isEmpty()) {
            line("no-analysis");
        } else {
            table(1, List.of("flag", "packets"), rows);
        }
    }
}
