package soquete.host.linux;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import soquete.host.Platform.Capability;
import soquete.host.Unavailable;

/// A trace instance of our own (Documentation/trace/ftrace.rst, "Instances"): its buffers and settings are nobody
/// else's.
///
/// It is named `soquete-PID-START-N` after the process that made it. A process that is killed leaves it behind with its
/// events on, so [#sweep()] removes those of dead processes.
final class Tracefs implements AutoCloseable {

    private static final List<Path> PLACES =
            List.of(Path.of("/sys/kernel/tracing"), Path.of("/sys/kernel/debug/tracing"));
    private static final Pattern NAME = Pattern.compile("soquete[-_](\\d+)[-_](\\d+)[-_]\\d+");
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int BUSY_ATTEMPTS = 50;

    private final Path directory;

    private Tracefs(Path directory) {
        this.directory = directory;
    }

    /// Makes an instance with a buffer for each cpu and times of CLOCK_MONOTONIC.
    static Tracefs make(int bufferKib) throws Unavailable, IOException {
        Tracefs instance = make();
        try {
            instance.write("trace_clock", "mono");
            instance.write("buffer_percent", "0");
            instance.write("buffer_size_kb", Integer.toString(bufferKib));
            return instance;
        } catch (IOException e) {
            instance.close();
            throw e;
        }
    }

    /// Makes an instance; mounts tracefs first where it is not.
    static Tracefs make() throws Unavailable, IOException {
        Path instances = mounted().resolve("instances");
        Path directory = instances.resolve(ownName('-'));
        try {
            Files.createDirectory(directory);
        } catch (AccessDeniedException e) {
            throw new Unavailable(Unavailable.Reason.NOT_ROOT, Capability.Name.KERNEL_STATES);
        } catch (IOException e) {
            throw new Unavailable(Unavailable.Reason.NO_TRACEFS, e.toString());
        }
        return new Tracefs(directory);
    }

    /// A name that says whose it is and that nothing else has: `soquete-PID-START-N`.
    static String ownName(char separator) {
        ProcStat self = ProcStat.self();
        return "soquete-%d-%d-%d"
                .formatted(self.pid(), self.startTicks(), NUMBER.incrementAndGet())
                .replace('-', separator);
    }

    /// Whether such a name was given by a process that is no more.
    static boolean isOfDeadProcess(String ownName) {
        Matcher name = NAME.matcher(ownName);
        return name.matches() && !new ProcStat(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))).isAlive();
    }

    private static Path mounted() throws Unavailable {
        for (Path place : PLACES) {
            if (Files.isDirectory(place.resolve("instances"))) {
                return place;
            }
        }
        Path first = PLACES.getFirst();
        try {
            FileCalls.mount("tracefs", first.toString());
        } catch (NativeException e) {
            // A directory that may not be searched looks empty: who is not root cannot tell a closed tracefs from none.
            throw e.refused()
                    ? new Unavailable(Unavailable.Reason.NOT_ROOT, Capability.Name.KERNEL_STATES)
                    : new Unavailable(Unavailable.Reason.NO_TRACEFS, e.getMessage());
        }
        return first;
    }

    /// Removes the instances of processes that are no more, and then their probes. What somebody still reads is left
    /// alone.
    static void sweep() throws IOException {
        for (Path place : PLACES) {
            Path instances = place.resolve("instances");
            if (Files.isWritable(instances)) {
                try (Stream<Path> listed = Files.list(instances)) {
                    listed.filter(i -> isOfDeadProcess(String.valueOf(i.getFileName())))
                            .forEach(dead -> {
                                try {
                                    Files.delete(dead);
                                } catch (IOException e) {
                                    // Busy: its reader lives, in another process namespace.
                                }
                            });
                }
                Uprobes.sweep(place);
            }
        }
    }

    Path directory() {
        return directory;
    }

    /// Where instances are: tracefs itself.
    Path root() {
        return Objects.requireNonNull(
                Objects.requireNonNull(directory.getParent()).getParent());
    }

    boolean has(String file) {
        return Files.exists(directory.resolve(file));
    }

    void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text, StandardOpenOption.WRITE);
    }

    String read(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    /// The per-cpu directories, in the order of their numbers.
    List<String> cpus() throws IOException {
        try (Stream<Path> listed = Files.list(directory.resolve("per_cpu"))) {
            return listed.map(path -> "per_cpu/" + path.getFileName()).sorted().toList();
        }
    }

    /// Events the kernel dropped because its buffer was full or being written.
    long lost() throws IOException {
        return counted(Set.of("overrun", "commit overrun", "dropped events"));
    }

    /// Events that nobody has read yet.
    long unread() throws IOException {
        return counted(Set.of("entries"));
    }

    /// The sum over the cpus of what their `stats` say under these names.
    private long counted(Set<String> names) throws IOException {
        long sum = 0;
        for (String cpu : cpus()) {
            for (String line : read(cpu + "/stats").lines().toList()) {
                int colon = line.indexOf(':');
                if (colon > 0 && names.contains(line.substring(0, colon))) {
                    sum += Long.parseLong(line.substring(colon + 1).strip());
                }
            }
        }
        return sum;
    }

    /// Removes it, its buffers and its events. The kernel refuses while a file of it is open anywhere, and
    /// a file that was just closed may be open for a moment yet.
    @Override
    public void close() {
        for (int attempt = 0; attempt < BUSY_ATTEMPTS; attempt++) {
            try {
                Files.deleteIfExists(directory);
                return;
            } catch (IOException e) {
                Thread.yield();
            }
        }
    }
}
