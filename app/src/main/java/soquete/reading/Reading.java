package soquete.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import soquete.flow.Engine;
import soquete.flow.Job;
import soquete.flow.Tracker;
import soquete.pcap.CaptureProblem;
import soquete.pcap.CaptureReader;

/// One reading of captures, one after the other as if they were one: what the engine found stays in the [Tracker], and
/// what went wrong is kept until the results are told.
public final class Reading {
    private static final Path STANDARD_INPUT = Path.of("-");

    private final List<Path> files;
    private final List<Damage> damages = new ArrayList<>();
    private boolean interrupted;

    /// A capture that could not be read to its end.
    public record Damage(Path file, CaptureProblem problem) {}

    public Reading(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /// Whether the same captures can be read once more: not what comes through a pipe.
    public boolean repeatable() {
        return files.stream().allMatch(Files::isRegularFile);
    }

    /// Reads all captures. Returns when they have ended, or at Ctrl-C.
    public Tracker run(Job job) throws IOException {
        damages.clear();
        Tracker tracker = new Tracker();
        Engine engine = new Engine(tracker, job, threads());
        try (Interruption ignored = Interruption.during(engine)) {
            for (Path file : files) {
                try (CaptureReader reader = open(file)) {
                    engine.run(reader);
                    CaptureProblem problem = reader.problem();
                    if (problem != null) {
                        damages.add(new Damage(file, problem));
                    }
                }
            }
            interrupted = ignored.happened();
        } catch (InterruptedException e) {
            interrupted = true;
            Thread.currentThread().interrupt();
        }
        return tracker;
    }

    private static CaptureReader open(Path file) throws IOException {
        return file.equals(STANDARD_INPUT) ? CaptureReader.open(System.in) : CaptureReader.open(file);
    }

    private static int threads() {
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
