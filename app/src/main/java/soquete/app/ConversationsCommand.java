package soquete.app;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import soquete.flow.Depth;
import soquete.flow.Flow;
import soquete.flow.Tracker;
import soquete.reading.ConversationRows;
import soquete.reading.MatchingFlows;
import soquete.reading.Reading;
import soquete.text.Messages;

/// `soquete conversations FILE… [FILTER]`: who talked with whom, how much and how it ended.
@Command(resourceBundle = "soquete.app.app")
final class ConversationsCommand implements Callable<Integer> {

    /// By what the rows are ordered.
    enum Order {
        STREAM,
        PACKETS,
        BYTES,
        START,
        DURATION,
        CLIENT,
        SERVER
    }

    @Option(names = "--sort", paramLabel = "COLUMN", descriptionKey = "soquete.conversations.sort")
    private Order order = Order.STREAM;

    @Option(names = "--most", paramLabel = "N", descriptionKey = "soquete.conversations.most")
    private int most = Integer.MAX_VALUE;

    @Option(names = "--tcp", descriptionKey = "soquete.conversations.tcp")
    private boolean onlyTcp;

    @Option(names = "--udp", descriptionKey = "soquete.conversations.udp")
    private boolean onlyUdp;

    @Mixin
    private ConnectionLimit limit = new ConnectionLimit();

    @Option(names = "--json", descriptionKey = "option.json")
    private boolean json;

    @Parameters(arity = "0..*", paramLabel = "FILE|FILTER", descriptionKey = "option.files-and-filter")
    private List<String> words = List.of();

    @Override
    public Integer call() throws Exception {
        CaptureArguments arguments = CaptureArguments.of(words);
        if (most < 1) {
            throw Failure.wrongUse("error.bad-number", "--most");
        }
        MatchingFlows matching = new MatchingFlows(arguments.filter(), json ? Depth.MEASURES : Depth.STATES);
        Reading reading = limit.reading(arguments.files());
        Tracker tracker = reading.run(matching);
        List<Flow> flows = new ArrayList<>();
        if (!onlyUdp || onlyTcp) {
            flows.addAll(tracker.tcpFlows());
        }
        if (!onlyTcp || onlyUdp) {
            flows.addAll(tracker.udpFlows());
        }
        if (!arguments.filter().everything()) {
            flows.removeIf(flow -> !matching.has(flow));
        }
        if (order != Order.STREAM) {
            flows.sort(comparator());
        }
        if (CaptureArguments.noCapture(reading)) {
            return CaptureArguments.ended(reading);
        }
        try (OutputStream out = Console.rows()) {
            write(flows.subList(0, Math.min(most, flows.size())), tracker.start(), out);
        }
        return CaptureArguments.ended(reading);
    }

    private void write(List<Flow> flows, long start, OutputStream out) throws java.io.IOException {
        ConversationRows table = new ConversationRows(Messages.of("soquete.app.app", Locale.getDefault()), start);
        if (json) {
            table.writeJson(flows, out);
        } else {
            table.write(flows, out);
        }
    }

    /// The most first, times the earliest first.
    private Comparator<Flow> comparator() {
        return switch (order) {
            case STREAM, START -> comparingLong(Flow::firstPacket);
            case PACKETS -> comparingLong((Flow f) -> -f.clientPackets() - f.serverPackets());
            case BYTES -> comparingLong((Flow f) -> -f.clientBytes() - f.serverBytes());
            case DURATION -> comparingLong((Flow f) -> f.firstTime() - f.lastTime());
            case CLIENT -> comparing((Flow f) -> f.client().toString());
            case SERVER -> comparing((Flow f) -> f.server().toString());
        };
    }
}
