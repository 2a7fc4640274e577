package soquete.watch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is put into programs of Python, Node and Java so that they write down their socket calls with lines of source,
/// unpacked into a folder.
///
/// Python and Node take theirs from the environment, and so do their children; Java takes its agent from the command.
public final class Shims {

    private static final String RESOURCES = "/soquete/shim/";
    private static final List<String> FILES = List.of(
            "python/sitecustomize.py",
            "python/soquete_calls.py",
            "python/soquete_words.py",
            "python/soquete_wraps.py",
            "node/recorder.cjs",
            "node/soquete.cjs");

    /// Where the shims of Python and Node write: one file for each process, and further parts of it.
    private static final String CALLS = "SOQUETE_CALLS";

    private static final String MOST_CALLS = "SOQUETE_MOST_CALLS";

    /// How many calls each process writes down: as many as it makes.
    static final int ALL = Integer.MAX_VALUE;

    private static final Pattern SPEAKERS = Pattern.compile("(python|node)[0-9.]*");

    private final Path folder;
    private final Path calls;
    private final int mostCalls;
    private final AtomicInteger commands = new AtomicInteger();

    private Shims(Path folder, int mostCalls) {
        this.folder = folder;
        this.mostCalls = mostCalls;
        this.calls = folder.resolve("calls");
    }

    /// Unpacks them. Programs of other users read in the folder, and write into `calls` of it, which they cannot
    /// list.
    ///
    /// @param folder    taken away by the caller when no program is left that was started with it: Node
    ///                  does not start without its shim
    /// @param mostCalls that each process writes down; after them it runs as fast as it can
    public static Shims unpack(Path folder, int mostCalls) throws IOException {
        Path whole = folder.toAbsolutePath();
        Shims shims = new Shims(whole, mostCalls);
        Files.createDirectories(shims.calls);
        for (String name : FILES) {
            Path file = whole.resolve(name);
            Files.createDirectories(parent(file));
            try (InputStream in = Shims.class.getResourceAsStream(RESOURCES + name)) {
                if (in == null) {
                    throw new FileNotFoundException(RESOURCES + name);
                }
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
            allow(file, "rw-r--r--");
            allow(parent(file), "rwxr-xr-x");
        }
        allow(whole, "rwx--x--x");
        allow(shims.calls, "rwx-wx-wx");
        return shims;
    }

    /// The environment a program is started with: its own, with the shims of Python and Node and what the agent asks
    /// for.
    public Map<String, String> environment(Map<String, String> existing) {
        Map<String, String> environment = new HashMap<>(existing);
        environment.put(CALLS, calls.toString());
        if (mostCalls < ALL) {
            environment.put(MOST_CALLS, String.valueOf(mostCalls));
        }
        environment.put("PYTHONPATH", joined(folder.resolve("python").toString(), ":", existing.get("PYTHONPATH")));
        String script = folder.resolve("node/soquete.cjs").toString();
        String quoted = "\"" + script.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        environment.put("NODE_OPTIONS", joined("--require " + quoted, " ", existing.get("NODE_OPTIONS")));
        return Map.copyOf(environment);
    }

    /// The command a program is started with: its own, with the agent when it starts a Java that the agent knows.
    ///
    /// @param agent       the agent's jar
    /// @param environment the environment of [#environment], for its PATH
    public List<String> command(List<String> command, Path agent, Map<String, String> environment) {
        if (!JavaCommand.startsJava(command)) {
            return command;
        }
        Path log = calls.resolve("java-" + commands.incrementAndGet() + ".0");
        return JavaCommand.withAgent(
                command, JavaCommand.release(command.getFirst(), environment.get("PATH")), agent, log);
    }

    /// Whether the command itself starts what they go into.
    boolean reach(List<String> command) {
        Path name = Path.of(command.getFirst()).getFileName();
        return JavaCommand.startsJava(command)
                ? JavaCommand.release(command.getFirst(), System.getenv("PATH")).orElse(0) >= JavaCommand.OLDEST
                : name != null && SPEAKERS.matcher(name.toString()).matches();
    }

    /// The logs of everything that is started with them, its children's too.
    public ShimLogs logs() {
        return new ShimLogs(calls);
    }

    /// An entry that is empty means something else than none: Python takes it for the working folder.
    private static String joined(String ours, String separator, @Nullable String theirs) {
        return theirs == null || theirs.isEmpty() ? ours : ours + separator + theirs;
    }

    private static Path parent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IOException("no folder: " + file);
        }
        return parent;
    }

    private static void allow(Path path, String permissions) throws IOException {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        } catch (UnsupportedOperationException e) {
            return; // a system without users' rights on files
        }
    }
}
