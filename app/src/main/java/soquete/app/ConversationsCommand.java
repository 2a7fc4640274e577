package soquete.app;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import soquete.command.Command;
import soquete.command.Options;
import soquete.flow.Depth;
import soquete.flow.Flow;
import soquete.flow.Tracker;
import soquete.reading.ConversationRows;
import soquete.reading.MatchingFlows;
import soquete.reading.Reading;
import soquete.text.Messages;

/// `soquete conversations FILE… [FILTER]`: who talked with whom, how much and how it ended.
final class ConversationsCommand implements Command {

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

    private Order order = Order.STREAM;

    private int most = Integer.MAX_VALUE;

    private boolean onlyTcp;

    private boolean onlyUdp;

    private final ConnectionLimit limit = new ConnectionLimit();

    private boolean json;

    private List<String> words = List.of();

    @Override
    public String texts() {
        return "soquete.app.app";
    }

    @Override
    public void options(Options options) {
        options.value(
                "COLUMN", "soquete.conversations.sort", Options.constant(Order.class), it -> order = it, "--sort");
        options.value("N", "soquete.conversations.most", Integer::valueOf, it -> most = it, "--most");
        options.flag("soquete.conversations.tcp", it -> onlyTcp = it, "--tcp");
        options.flag("soquete.conversations.udp", it -> onlyUdp = it, "--udp");
        limit.options(options);
        options.flag("option.json", it -> json = it, "--json");
        options.arguments("FILE|FILTER", "option.files-and-filter", it -> words = it);
    }

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
