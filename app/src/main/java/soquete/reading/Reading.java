package soquete.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.filter.Field;
import soquete.filter.Filter;
import soquete.flow.Engine;
import soquete.flow.Job;
import soquete.flow.Tracker;
import soquete.pcap.CaptureProblem;
import soquete.pcap.CaptureReader;

/// One reading of captures, one after the other as if they were one: what the engine found stays in the [Tracker], and
/// what went wrong is kept until the results are told.
public final class Reading {
    private final List<Path> files;
    private final List<Damage> damages = new ArrayList<>();
    private boolean interrupted;
    private boolean follow;
    private boolean rows;
    private int most = Tracker.mostConnections();
    private Tracker tracker = new Tracker(most);

    /// A capture that could not be read to its end.
    public record Damage(Path file, CaptureProblem problem) {}

    /// What looks at a capture besides the job.
    public interface Visitor {
        /// Nothing was read of it yet.
        void opened(Path file, CaptureReader reader) throws IOException;

        /// It was read to its end, or until Ctrl-C.
        void read(Path file, CaptureReader reader) throws IOException;
    }

    private static final Visitor NOBODY = new Visitor() {
        @Override
        public void opened(Path file, CaptureReader reader) {}

        @Override
        public void read(Path file, CaptureReader reader) {}
    };

    public Reading(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /// Goes on with what is written to the last capture, until Ctrl-C.
    public Reading following() {
        follow = true;
        return this;
    }

    /// Remembers so many conversations.
    public Reading keeping(int connections) {
        most = connections;
        return this;
    }

    /// Rows appear on standard output meanwhile: on a terminal they are progress enough.
    public Reading showingRows() {
        rows = true;
        return this;
    }

    /// Whether the same captures can be read once more: not what comes through a pipe.
    public boolean repeatable() {
        return !follow && files.stream().allMatch(Files::isRegularFile);
    }

    /// Whether a filter asks for more than the packet itself has.
    public static boolean analyses(Filter filter) {
        return filter.fields().stream().anyMatch(field -> field.source() == Field.Source.ANALYSIS);
    }

    /// Reads all captures. Returns when they have ended, or at Ctrl-C.
    public Tracker run(Job job) throws IOException {
        return run(job, NOBODY);
    }

    public Tracker run(Job job, Visitor visitor) throws IOException {
        damages.clear();
        Engine engine = new Engine(begin(), job, threads());
        try (Interruption interruption = Interruption.during(engine::stop);
                Progress progress = Progress.of(files, engine::bytesRead, engine::packetsRead, rows)) {
            for (int i = 0; i < files.size() && !interruption.happened(); i++) {
                Path file = files.get(i);
                boolean last = i == files.size() - 1;
                try (CaptureReader reader = Opening.open(file, follow && last, interruption)) {
                    if (reader != null) {
                        progress.at(i, reader);
                        visitor.opened(file, reader);
                        engine.run(reader);
                        visitor.read(file, reader);
                        damaged(file, reader.problem());
                    }
                }
            }
            interrupted = interruption.happened();
        } catch (InterruptedException e) {
            interrupted = true;
            Thread.currentThread().interrupt();
        }
        return tracker;
    }

    /// Nothing is known yet of any conversation.
    Tracker begin() {
        tracker = new Tracker(most);
        return tracker;
    }

    /// How many conversations were closed out because there were too many.
    public long closedOut() {
        return tracker.closedOut();
    }

    /// How many conversations are remembered at most.
    public int mostConnections() {
        return most;
    }

    void damaged(Path file, @Nullable CaptureProblem problem) {
        if (problem != null) {
            damages.add(new Damage(file, problem));
        }
    }

    void interrupted(boolean happened) {
        interrupted = happened;
    }

    public List<Path> files() {
        return files;
    }

    static int threads() {
        return Integer.getInteger("soquete.threads", Runtime.getRuntime().availableProcessors());
    }

    /// What could not be read to its end, in the order of the captures.
    public List<Damage> damages() {
        return List.copyOf(damages);
    }

    /// Whether Ctrl-C ended the reading.
    public boolean interrupted() {
        return interrupted;
    }
}
