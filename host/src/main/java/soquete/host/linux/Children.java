package soquete.host.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Programs that were started, written down so that the next start can end those a killed laboratory left behind.
///
/// The file `soquete-PID-START-N.children` holds the boot id, then a line `PID START` a program,
/// and `- PID START` for one that is to be left alone.
///
/// Invariant: a process is ended only when its id *and* its start time are those written down, in a file of ours, since
/// this boot.
final class Children implements AutoCloseable {

    private static final Pattern FILE_NAME = Pattern.compile("soquete-(\\d+)-(\\d+)-\\d+\\.children");
    private static final Pattern LINE = Pattern.compile("(\\d+) (\\d+)");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path file;
    private boolean begun;

    Children(Path directory) {
        ProcStat self = ProcStat.self();
        file = directory.resolve(
                "soquete-" + self.pid() + "-" + self.startTicks() + "-" + NUMBER.incrementAndGet() + ".children");
    }

    /// Writes the program down.
    synchronized void add(long pid) throws IOException {
        if (!begun) {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            append(bootId());
            begun = true;
        }
        append(pid + " " + ProcStat.of(pid).startTicks());
    }

    /// Takes it out again: it shall go on when the laboratory is killed.
    synchronized void release(long pid) throws IOException {
        if (begun) {
            append("- " + pid + " " + ProcStat.of(pid).startTicks());
        }
    }

    private void append(String line) throws IOException {
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    }

    private static String bootId() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }

    /// Ends what dead laboratories of this user left behind.
    static void sweep(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(directory)) {
            files = listed.toList();
        }
        for (Path file : files) {
            Matcher name = FILE_NAME.matcher(String.valueOf(file.getFileName()));
            if (name.matches() && !process(name).isAlive()) {
                try {
                    endOrphansIn(file);
                } catch (NoSuchFileException e) {
                    // Another laboratory that starts at this moment has swept it.
                }
            }
        }
    }

    private static void endOrphansIn(Path file) throws IOException {
        if (isOurs(file)) {
            for (ProcessHandle orphan : orphans(file)) {
                orphan.descendants().forEach(ProcessHandle::destroyForcibly);
                orphan.destroyForcibly();
            }
            Files.deleteIfExists(file);
        }
    }

    /// Anybody may write to the directory; only a regular file of this very user is believed.
    private static boolean isOurs(Path file) throws IOException {
        Object owner = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && owner.equals(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    private static List<ProcessHandle> orphans(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().equals(bootId())) {
            return List.of();
        }
        return lines.stream()
                .filter(line -> !lines.contains("- " + line))
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(Children::process)
                .filter(ProcStat::isAlive)
                .flatMap(orphan -> ProcessHandle.of(orphan.pid()).stream())
                .toList();
    }

    private static ProcStat process(Matcher pidAndStart) {
        return new ProcStat(Long.parseLong(pidAndStart.group(1)), Long.parseLong(pidAndStart.group(2)));
    }

    /// Where it is written down; null when nothing was started.
    synchronized @Nullable Path file() {
        return begun ? file : null;
    }

    /// To be called when all have ended.
    @Override
    public synchronized void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It stays for the next start, which finds nothing alive in it and removes it.
        }
    }
}
