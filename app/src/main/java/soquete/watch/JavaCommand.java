package soquete.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A command line that starts Java, with the agent among its options.
///
/// The agent is asked for by `-javaagent`, which says nothing; JAVA_TOOL_OPTIONS would have the JVM print a line into
/// the program's output. An older JVM refuses to start with classes newer than itself, and its sockets are not those
/// that the agent knows: so its release is read beforehand, and where it is too old or not known the command stays as
/// it is.
final class JavaCommand {

    /// The release whose sockets the agent knows, and for which it is compiled.
    static final int OLDEST = 25;

    /// `JAVA_VERSION="25.0.3"`, or `"1.8.0_412"`.
    private static final Pattern RELEASE = Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?(\\d+)");

    private JavaCommand() {}

    /// The command with the agent as Java's first option; unchanged when it is no Java, or one of another release.
    ///
    /// @param release of the Java that the command starts; empty when it is not known
    static List<String> withAgent(List<String> command, OptionalInt release, Path agent, Path log) {
        if (!startsJava(command) || release.orElse(0) < OLDEST) {
            return command;
        }
        List<String> words = new ArrayList<>(command);
        words.add(1, "-javaagent:" + agent + "=" + log);
        return List.copyOf(words);
    }

    /// Whether its first word names `java`, alone or with a path.
    static boolean startsJava(List<String> command) {
        if (command.isEmpty()) {
            return false;
        }
        Path name = Path.of(command.getFirst()).getFileName();
        return name != null && name.toString().equals("java");
    }

    /// The release of the Java that a word starts: from the file `release` of its home. A script in front of Java has
    /// none beside it.
    ///
    /// @param path the PATH that the program gets
    static OptionalInt release(String java, @Nullable String path) {
        Path program = found(java, path);
        if (program == null) {
            return OptionalInt.empty();
        }
        try {
            Path folder = program.toRealPath().getParent();
            Path home = folder == null ? null : folder.getParent();
            if (home == null) {
                return OptionalInt.empty();
            }
            return parse(Files.readString(home.resolve("release"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    static OptionalInt parse(String release) {
        Matcher version = RELEASE.matcher(release);
        return version.find() && version.group(1).length() < 6
                ? OptionalInt.of(Integer.parseInt(version.group(1)))
                : OptionalInt.empty();
    }

    /// As `execvp` finds it.
    private static @Nullable Path found(String java, @Nullable String path) {
        if (java.contains("/")) {
            return Path.of(java);
        }
        for (String folder : (path == null ? "" : path).split(":", -1)) {
            Path program = Path.of(folder.isEmpty() ? "." : folder).resolve(java);
            if (Files.isExecutable(program) && !Files.isDirectory(program)) {
                return program;
            }
        }
        return null;
    }
}
