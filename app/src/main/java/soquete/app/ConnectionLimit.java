package soquete.app;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import soquete.flow.Tracker;
import soquete.reading.Reading;

/// The option `--max-connections` of the commands that follow conversations.
final class ConnectionLimit {

    @Option(names = "--max-connections", paramLabel = "N", descriptionKey = "option.max-connections")
    private int most = Tracker.mostConnections();

    Reading reading(List<Path> files) throws Failure {
        if (most < 1) {
            throw Failure.wrongUse("error.bad-number", "--max-connections");
        }
        return new Reading(files).keeping(most);
    }
}
