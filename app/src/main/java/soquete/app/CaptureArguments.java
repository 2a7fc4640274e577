package soquete.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import soquete.filter.Filter;
import soquete.pcap.CaptureProblem;
import soquete.reading.Reading;

/// The captures and the filter of a command line: `FILE… [FILTER]`. Arguments are files as long as they name one, are
/// `-` (standard input) or a pattern that files match; the first is one in any case. What follows is the filter.
record CaptureArguments(List<Path> files, Filter filter) {

    /// What nobody writes in a filter.
    private static final Pattern FILE_NAME = Pattern.compile(".*\\.(pcap|pcapng|cap|snoop|erf|gz)\\d*");

    CaptureArguments {
        files = List.copyOf(files);
    }

    static CaptureArguments of(List<String> words) throws Failure, IOException {
        if (words.isEmpty()) {
            throw Failure.wrongUse("error.missing-argument", "FILE");
        }
        List<Path> files = new ArrayList<>();
        int next = 0;
        while (next < words.size()) {
            List<Path> named = named(words.get(next));
            if (named.isEmpty()) {
                if (FILE_NAME.matcher(words.get(next)).matches()) {
                    throw new NoSuchFileException(words.get(next)); // or it would be read as a filter
                }
                break;
            }
            files.addAll(named);
            next++;
        }
        if (files.isEmpty()) {
            throw new NoSuchFileException(words.getFirst());
        }
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                throw new Failure("error.is-folder", file);
            }
        }
        return new CaptureArguments(files, FilterArgument.parse(words.subList(next, words.size())));
    }

    private static List<Path> named(String word) throws IOException {
        try {
            Path path = Path.of(word);
            if (word.equals("-") || Files.exists(path)) {
                return List.of(path);
            }
            Path name = path.getFileName();
            Path folder = path.getParent() == null ? Path.of("") : path.getParent();
            if (name == null || !word.matches(".*[*?\\[{].*") || !Files.isDirectory(folder)) {
                return List.of();
            }
            try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, name.toString())) {
                List<Path> files = new ArrayList<>();
                matching.forEach(files::add);
                files.removeIf(Files::isDirectory);
                files.sort(null);
                return files;
            }
        } catch (InvalidPathException | PatternSyntaxException e) {
            return List.of(); // characters of a filter
        }
    }

    /// Whether nothing that was read is a capture at all.
    static boolean noCapture(Reading reading) {
        return reading.damages().size() == reading.files().size()
                && reading.damages().stream().allMatch(CaptureArguments::isOfUnknownFormat);
    }

    private static boolean isOfUnknownFormat(Reading.Damage damage) {
        return damage.problem().reason() == CaptureProblem.Reason.UNKNOWN_FORMAT;
    }

    /// After the results were told: what they lack is said. The exit code, or why the last of the captures that could
    /// not be read to their end was not.
    static int ended(Reading reading) throws Failure {
        if (reading.closedOut() > 0) {
            Failures.note("note.closed-out", reading.closedOut(), reading.mostConnections());
        }
        List<Reading.Damage> damages = reading.damages();
        for (int i = 0; i < damages.size(); i++) {
            Failure failure = failure(damages.get(i), reading.files().size() > 1);
            if (i == damages.size() - 1) {
                throw failure;
            }
            Failures.note(failure.key(), failure.arguments().toArray());
        }
        return reading.interrupted() ? Failures.INTERRUPTED : 0;
    }

    private static Failure failure(Reading.Damage damage, boolean oneOfSeveral) {
        if (isOfUnknownFormat(damage)) {
            return new Failure("error.not-a-capture", damage.file());
        }
        String problem = damage.problem().text(Locale.getDefault());
        return oneOfSeveral
                ? new Failure("error.one-file-damaged", damage.file(), problem)
                : new Failure("error.file-damaged", problem);
    }
}
