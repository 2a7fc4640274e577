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
import soquete.filter.Filter;
import soquete.pcap.CaptureProblem;
import soquete.reading.Reading;

/// The captures and the filter of a command line: `FILE… [FILTER]`. Arguments are files as long as they name one, are
/// `-` (standard input) or a pattern that files match; the first is one in any case. What follows is the filter.
record CaptureArguments(List<Path> files, Filter filter) {

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
        } catch (InvalidPathException | java.util.regex.PatternSyntaxException e) {
            return List.of(); // characters of a filter
        }
    }

    /// After the results were told: the exit code, or why the captures could not be read to their end.
    static int ended(Reading reading) throws Failure {
        for (Reading.Damage damage : reading.damages()) {
            if (damage.problem().reason() == CaptureProblem.Reason.UNKNOWN_FORMAT) {
                throw new Failure("error.not-a-capture", damage.file());
            }
            throw new Failure("error.file-damaged", damage.problem().text(Locale.getDefault()));
        }
        return reading.interrupted() ? Failures.INTERRUPTED : 0;
    }
}
