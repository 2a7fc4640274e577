package soquete.app;

import java.util.List;
import soquete.command.Command;
import soquete.command.Options;
import soquete.reading.Reading;
import soquete.reading.Stats;
import soquete.text.Screen;

/// `soquete stats FILE… [FILTER]`: what is in captures, in numbers.
final class StatsCommand implements Command {

    private final ConnectionLimit limit = new ConnectionLimit();

    private boolean json;

    private List<String> words = List.of();

    @Override
    public String texts() {
        return "soquete.reading.stats";
    }

    @Override
    public void options(Options options) {
        limit.options(options);
        options.flag("option.json", it -> json = it, "--json");
        options.arguments("FILE|FILTER", "option.files-and-filter", it -> words = it);
    }

    @Override
    public Integer call() throws Exception {
        CaptureArguments arguments = CaptureArguments.of(words);
        Reading reading = limit.reading(arguments.files());
        new Stats(arguments.filter()).run(reading, Screen.standard(), json);
        return CaptureArguments.ended(reading);
    }
}
