package soquete.app;

import java.nio.file.Path;
import java.util.List;
import soquete.command.Options;
import soquete.flow.Tracker;
import soquete.reading.Reading;

/// The option `--max-connections` of the commands that follow conversations.
final class ConnectionLimit {

    private int most = Tracker.mostConnections();

    void options(Options options) {
        options.value("N", "option.max-connections", Integer::valueOf, it -> most = it, "--max-connections");
    }

    Reading reading(List<Path> files) throws Failure {
        if (most < 1) {
            throw Failure.wrongUse("error.bad-number", "--max-connections");
        }
        return new Reading(files).keeping(most);
    }
}
