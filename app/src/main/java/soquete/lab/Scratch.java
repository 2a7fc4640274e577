package soquete.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder for what watched programs write meanwhile. It goes with the scene or the watch, at Ctrl-C, and after a
/// crash at the next start: its name says whose it is.
public final class Scratch implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("soquete-lab-(\\d+)-.*");

    /// The processes that need the folder, a number a line.
    private static final String USERS = "users";

    private final Path folder;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    public static Scratch make() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        sweep(parent);
        String prefix = "soquete-lab-" + ProcessHandle.current().pid() + "-";
        Scratch scratch = new Scratch(Files.createTempDirectory(parent, prefix));
        Runtime.getRuntime().addShutdownHook(new Thread(scratch::delete));
        return scratch;
    }

    public Path folder() {
        return folder;
    }

    /// A folder in it under a name that nobody can guess: other users may pass through the whole, and find nothing in
    /// it that they do not know the name of.
    public Path part(String prefix) throws IOException {
        Path part = Files.createTempDirectory(folder, prefix);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        }
        return part;
    }

    /// Notes that a process may still need the folder when Soquete is no more.
    public void usedBy(long pid) throws IOException {
        Files.writeString(folder.resolve(USERS), pid + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static boolean isUsed(Path folder) throws IOException {
        Path users = folder.resolve(USERS);
        return Files.exists(users)
                && Files.readAllLines(users).stream()
                        .anyMatch(pid -> ProcessHandle.of(Long.parseLong(pid)).isPresent());
    }

    /// Removes what laboratories left that are no more. Folders of other users stay: they cannot be deleted.
    private static void sweep(Path parent) throws IOException {
        try (Stream<Path> siblings = Files.list(parent)) {
            for (Path sibling : siblings.toList()) {
                Matcher name = NAME.matcher(String.valueOf(sibling.getFileName()));
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
                        && Files.isWritable(sibling)
                        && !isUsed(sibling)) {
                    new Scratch(sibling).delete();
                }
            }
        }
    }

    private void delete() {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> all = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            return; // a program may still be writing there: the next start sweeps it
        }
    }

    @Override
    public void close() {
        delete();
    }
}
