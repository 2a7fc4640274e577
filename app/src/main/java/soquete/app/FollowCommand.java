package soquete.app;

import static java.util.stream.Collectors.joining;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import soquete.command.Command;
import soquete.command.Options;
import soquete.filter.Filter;
import soquete.flow.Depth;
import soquete.reading.Follow;
import soquete.reading.MatchingFlows;
import soquete.reading.Reading;
import soquete.reading.StreamNumber;
import soquete.text.Screen;

/// `soquete follow FILE N|FILTER`: the bytes of one conversation.
final class FollowCommand implements Command {

    private static final int MOST_NAMED = 10;

    private String file = "";

    private List<String> words = List.of();

    private boolean udp;

    private boolean hex;

    private boolean raw;

    private final ConnectionLimit limit = new ConnectionLimit();

    private boolean json;

    private boolean client;

    private boolean server;

    @Override
    public String texts() {
        return "soquete.reading.follow";
    }

    @Override
    public void options(Options options) {
        options.argument("FILE", "option.file", Function.identity(), it -> file = it);
        options.arguments("N|FILTER", "option.number-or-filter", it -> words = it);
        options.flag("option.udp", it -> udp = it, "--udp");
        options.flag("option.hex", it -> hex = it, "--hex");
        options.flag("option.raw", it -> raw = it, "--raw");
        limit.options(options);
        options.flag("option.json", it -> json = it, "--json");
        options.flag("option.client", it -> client = it, "--client");
        options.flag("option.server", it -> server = it, "--server");
    }

    @Override
    public Integer call() throws Exception {
        CaptureArguments arguments = CaptureArguments.of(List.of(file));
        if (String.join("", words).isBlank()) {
            throw Failure.wrongUse("error.missing-argument", "N|FILTER");
        }
        if ((hex ? 1 : 0) + (raw ? 1 : 0) + (json ? 1 : 0) > 1) {
            throw Failure.wrongUse("error.one-form");
        }
        StreamNumber stream = stream(arguments);
        if (stream == null) {
            return Failures.INTERRUPTED;
        }
        Follow.Form form = hex ? Follow.Form.HEX : raw ? Follow.Form.RAW : json ? Follow.Form.JSON : Follow.Form.TEXT;
        boolean both = client == server;
        boolean colour = form == Follow.Form.TEXT && Screen.standard().colour();
        Follow.Shown shown = new Follow.Shown(both || client, both || server, colour);
        Reading reading = limit.reading(arguments.files()).showingRows();
        int there;
        try (OutputStream out = new BufferedOutputStream(Console.rows(), 1 << 16)) {
            there = new Follow(stream, form, shown, out).run(reading);
        }
        int code = CaptureArguments.ended(reading);
        if (there >= 0 && code == 0) {
            throw new Failure("error.no-stream", stream.toString(), there);
        }
        return code;
    }

    /// The conversation that is meant; null when Ctrl-C ended the search for it.
    private @Nullable StreamNumber stream(CaptureArguments arguments) throws Exception {
        if (words.size() == 1 && words.getFirst().matches("\\d{1,9}")) {
            return new StreamNumber(!udp, Integer.parseInt(words.getFirst()));
        }
        Filter filter = FilterArgument.parse(words);
        Reading reading = limit.reading(arguments.files());
        if (!reading.repeatable()) {
            throw Failure.wrongUse("error.filter-needs-file", file);
        }
        MatchingFlows matching = new MatchingFlows(filter, Depth.FLAGS);
        reading.run(matching);
        if (reading.interrupted()) {
            return null;
        }
        int[] numbers = matching.numbers(!udp);
        if (numbers.length == 1) {
            return new StreamNumber(!udp, numbers[0]);
        }
        Failure choice = notOne(numbers);
        if (!reading.damages().isEmpty() && !CaptureArguments.noCapture(reading)) {
            Failures.note(choice.key(), choice.arguments().toArray());
        }
        CaptureArguments.ended(reading); // of a damaged file that is the failure
        throw choice;
    }

    private Failure notOne(int[] numbers) {
        if (numbers.length == 0) {
            return new Failure("error.none-matches", udp ? 1 : 0);
        }
        String named = Arrays.stream(numbers)
                .limit(MOST_NAMED)
                .mapToObj(String::valueOf)
                .collect(joining(", ", "", numbers.length > MOST_NAMED ? ", …" : ""));
        return new Failure("error.several-match", numbers.length, (udp ? "udp" : "tcp") + ".stream " + named);
    }
}
