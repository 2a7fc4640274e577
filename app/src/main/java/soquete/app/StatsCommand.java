package soquete.app;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import soquete.reading.Reading;
import soquete.reading.Stats;
import soquete.text.Screen;

/// `soquete stats FILE… [FILTER]`: what is in captures, in numbers.
@Command(resourceBundle = "soquete.reading.stats")
final class StatsCommand implements Callable<Integer> {

    @Mixin
    private ConnectionLimit limit = new ConnectionLimit();

    @Option(names = "--json", descriptionKey = "option.json")
    private boolean json;

    @Parameters(arity = "0..*", paramLabel = "FILE|FILTER", descriptionKey = "option.files-and-filter")
    private List<String> words = List.of();

    @Override
    public Integer call() throws Exception {
        CaptureArguments arguments = CaptureArguments.of(words);
        Reading reading = limit.reading(arguments.files());
        new Stats(arguments.filter()).run(reading, Screen.standard(), json);
        return CaptureArguments.ended(reading);
    }
}
