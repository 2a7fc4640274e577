package soquete.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import soquete.filter.Filter;
import soquete.flow.Tracker;
import soquete.pcap.CaptureInterface;
import soquete.pcap.CaptureReader;
import soquete.text.Screen;

/// What is in captures, in numbers.
public final class Stats {
    private final StatsJob job;
    private final List<Part> parts = new ArrayList<>();

    /// One capture.
    ///
    /// @param size    of the file in bytes; −1 for a stream
    /// @param packets that the filter let through
    record Part(Path file, String format, long size, long packets, List<CaptureInterface> interfaces) {
        Part {
            interfaces = List.copyOf(interfaces);
        }
    }

    public Stats(Filter filter) {
        this.job = new StatsJob(filter);
    }

    /// Reads the captures and tells what is in them.
    public void run(Reading reading, Screen screen, boolean json) throws IOException {
        Tracker tracker = reading.run(job, new Reading.Visitor() {
            private long before;

            @Override
            public void opened(Path file, CaptureReader reader) {}

            @Override
            public void read(Path file, CaptureReader reader) throws IOException {
                long now = job.sum().all.packets;
                long size = Files.isRegularFile(file) ? Files.size(file) : -1;
                parts.add(new Part(file, reader.format(), size, now - before, reader.interfaces()));
                before = now;
            }
        });
        StatsNumbers numbers = new StatsNumbers(job, parts, tracker.unfinishedDatagrams());
        if (json) {
            screen.line(numbers.json());
        } else {
            new StatsText(numbers, screen).tell();
        }
    }
}
