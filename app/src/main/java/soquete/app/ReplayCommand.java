package soquete.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import soquete.pcap.CaptureProblem;
import soquete.text.Messages;
import soquete.text.Screen;
import soquete.trace.RecordingFile;

/// `soquete replay FILE`: a recording of a lab or a watch, told once more.
@Command(resourceBundle = "soquete.app.app")
final class ReplayCommand implements Callable<Integer> {

    @Option(names = "--json", descriptionKey = "option.json")
    private boolean json;

    @Parameters(paramLabel = "FILE", descriptionKey = "soquete.replay.file")
    private Path file = Path.of("");

    @Override
    public Integer call() throws Exception {
        if (!RecordingFile.holdsEvidence(file)) {
            throw new Failure("error.no-recording", file);
        }
        RecordingFile.Read read = RecordingFile.read(file);
        Messages texts = Messages.of("soquete.watch.watch", Locale.getDefault());
        Screen screen = Screen.standard();
        Story story = new Story(screen, texts, read.recording());
        if (json) {
            story.tellObjects(screen::line);
        } else {
            story.tell();
        }
        if (!read.complete()) {
            throw new Failure("error.file-too-long");
        }
        CaptureProblem problem = read.problem();
        if (problem != null) {
            throw new Failure("error.file-damaged", problem.text(texts.locale()));
        }
        return 0;
    }
}
