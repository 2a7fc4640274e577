package soquete.app;

import java.nio.file.Path;
import java.util.Locale;
import soquete.command.Command;
import soquete.command.Options;
import soquete.pcap.CaptureProblem;
import soquete.text.Messages;
import soquete.text.Screen;
import soquete.trace.RecordingFile;

/// `soquete replay FILE`: a recording of a lab or a watch, told once more.
final class ReplayCommand implements Command {

    private boolean json;

    private Path file = Path.of("");

    @Override
    public String texts() {
        return "soquete.app.app";
    }

    @Override
    public void options(Options options) {
        options.flag("option.json", it -> json = it, "--json");
        options.argument("FILE", "soquete.replay.file", Path::of, it -> file = it);
    }

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
