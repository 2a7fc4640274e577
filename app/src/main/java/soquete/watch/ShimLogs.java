package soquete.watch;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.trace.CallLog;
import soquete.trace.Loss;

/// The logs of a folder, one for each process that has a shim, read together while they grow and new ones appear. Not
/// safe for several threads.
///
/// What was read is removed when the process goes on in another part, and when it is no more: neither memory nor the
/// folder grows with the calls.
public final class ShimLogs implements Closeable {

    /// Logs have this much room for numbers of their own: calls and sockets are told apart across a program's logs.
    private static final int NUMBER_BITS = 36;

    /// How often a log is found unchanged before its process is looked for.
    private static final int QUIET_POLLS = 20;

    private static final int MOST_REASONS = 100;

    /// Who a process is.
    @FunctionalInterface
    public interface Programs {
        /// The id of the program ([Program#id]) that a process belongs to.
        ///
        /// @param name as the process itself says: a script, a module, a main class
        int of(long pid, String name);
    }

    private final Path folder;
    private final Map<String, Log> logs = new LinkedHashMap<>();
    private final Set<String> foreign = new HashSet<>();
    private final List<String> reasons = new ArrayList<>();
    private long lost;
    private int made;

    ShimLogs(Path folder) {
        this.folder = folder;
    }

    /// What was written since the last time, as [CallLog#poll] gives it; for each process at most one part of its log,
    /// some megabytes.
    public List<Call> poll(Programs programs) throws IOException {
        find(programs);
        List<Call> calls = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        for (Map.Entry<String, Log> each : logs.entrySet()) {
            if (!read(each.getKey(), each.getValue(), calls)) {
                ended.add(each.getKey());
            }
        }
        for (String name : ended) {
            Log log = logs.remove(name);
            if (log != null) {
                finish(log, log.file(folder, name));
            }
        }
        return calls;
    }

    /// Lines that could not be read, and calls that a shim could not write.
    public Loss loss() {
        long open = logs.values().stream()
                .mapToLong(log -> log.calls.loss().count())
                .sum();
        return new Loss("shims", lost + open);
    }

    /// Why shims stopped recording, a sentence of theirs for each process that did; empty when none did.
    public List<String> stopped() {
        List<String> all = new ArrayList<>(reasons);
        for (Log log : logs.values()) {
            String reason = log.calls.stopped();
            if (reason != null) {
                all.add(log.calls.name() + ": " + reason);
            }
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        for (Log log : logs.values()) {
            log.calls.close();
        }
    }

    /// Takes in the logs that are new. Their names are `NAME.PART`.
    private void find(Programs programs) throws IOException {
        Set<String> there = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.0")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                name = name.substring(0, name.length() - 2);
                there.add(name);
                if (logs.containsKey(name) || foreign.contains(name)) {
                    continue;
                }
                Head head = head(file);
                if (head != null) {
                    long offset = (long) made++ << NUMBER_BITS;
                    CallLog calls = new CallLog(file, programs.of(head.pid, head.name), offset);
                    logs.put(name, new Log(calls, head.pid));
                }
            }
        }
        foreign.retainAll(there);
    }

    /// Who writes; null while its first line is not whole, or is not what a shim writes.
    private @Nullable Head head(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            char[] start = new char[1024];
            int length = Math.max(0, in.read(start));
            String text = new String(start, 0, length);
            int end = text.indexOf('\n');
            String[] fields = end < 0 ? new String[0] : text.substring(0, end).split("\t", -1);
            if (fields.length == 4 && fields[0].equals("H")) {
                return new Head(Long.parseLong(fields[2]), fields[3]);
            }
            if (end >= 0 || length == start.length) {
                ignore(file);
            }
            return null;
        } catch (NumberFormatException | java.nio.charset.CharacterCodingException e) {
            ignore(file);
            return null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void ignore(Path file) {
        String name = String.valueOf(file.getFileName());
        foreign.add(name.substring(0, name.length() - 2));
        lost++;
    }

    /// False when its process is no more and everything was read.
    private boolean read(String name, Log log, List<Call> calls) throws IOException {
        List<Call> news = log.calls.poll();
        calls.addAll(news);
        Path next = folder.resolve(name + "." + (log.part + 1));
        if (isWritten(next)) {
            if (!log.left) {
                // what was being written when the next part began is there by the next time
                log.left = true;
                return true;
            }
            Path old = log.file(folder, name);
            log.calls.next(next);
            log.part++;
            log.left = false;
            log.quiet = 0;
            Files.deleteIfExists(old);
            return true;
        }
        if (!news.isEmpty()) {
            log.quiet = 0;
            return true;
        }
        if (log.over) {
            return false;
        }
        if (++log.quiet % QUIET_POLLS == 0) {
            log.over = ProcessHandle.of(log.pid).isEmpty();
        }
        return true;
    }

    private static boolean isWritten(Path part) {
        try (FileChannel channel = FileChannel.open(part)) {
            return channel.size() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void finish(Log log, Path last) throws IOException {
        lost += log.calls.loss().count();
        String reason = log.calls.stopped();
        if (reason != null && reasons.size() < MOST_REASONS) {
            reasons.add(log.calls.name() + ": " + reason);
        }
        log.calls.close();
        Files.deleteIfExists(last);
    }

    private record Head(long pid, String name) {}

    /// One process's log.
    private static final class Log {
        final CallLog calls;
        final long pid;
        int part;
        int quiet;
        boolean left;
        boolean over;

        Log(CallLog calls, long pid) {
            this.calls = calls;
            this.pid = pid;
        }

        Path file(Path folder, String name) {
            return folder.resolve(name + "." + part);
        }
    }
}
