package soquete.host.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Probes of our own in programs and libraries (Documentation/trace/uprobetracer.rst), in a group named after the
/// process that made it.
///
/// Invariant: definitions are appended and removed one by one. A plain write would remove everybody's.
final class Uprobes implements AutoCloseable {

    private static final String DEFINITIONS = "uprobe_events";
    private static final Pattern OURS = Pattern.compile("p:(soquete_\\d+_\\d+_\\d+)/(\\w+) .*");

    private final Path file;
    private final String group = Tracefs.ownName('_');
    private final List<String> names = new ArrayList<>();

    /// @param root tracefs
    Uprobes(Path root) {
        file = root.resolve(DEFINITIONS);
    }

    /// Whether this kernel has such probes.
    boolean supported() {
        return Files.isWritable(file);
    }

    /// Defines a probe; gives its directory among the events.
    ///
    /// @param where     a file and an offset in it: `/lib/libc.so.6:0x10a780`
    /// @param arguments what it takes down: `fd=%di:s32`
    String define(String name, String where, String arguments) throws IOException {
        append(file, "p:" + group + "/" + name + " " + where + " " + arguments);
        names.add(name);
        return "events/" + group + "/" + name;
    }

    private static void append(Path file, String line) throws IOException {
        Files.writeString(file, line + "\n", StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /// The directory of all of them among the events.
    String directory() {
        return "events/" + group;
    }

    /// Removes them; the instance that enabled them has to be gone.
    @Override
    public void close() {
        for (String name : names) {
            try {
                append(file, "-:" + group + "/" + name);
            } catch (IOException e) {
                // Still in use somewhere: the next start sweeps it.
            }
        }
        names.clear();
    }

    /// Removes the probes of processes that are no more.
    static void sweep(Path root) throws IOException {
        Path file = root.resolve(DEFINITIONS);
        if (Files.isWritable(file)) {
            for (String line : Files.readAllLines(file)) {
                Matcher probe = OURS.matcher(line);
                if (probe.matches() && Tracefs.isOfDeadProcess(probe.group(1))) {
                    try {
                        append(file, "-:" + probe.group(1) + "/" + probe.group(2));
                    } catch (IOException e) {
                        // An instance that cannot be removed still uses it.
                    }
                }
            }
        }
    }
}
