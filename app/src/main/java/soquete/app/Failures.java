package soquete.app;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import soquete.host.Unavailable;
import soquete.lab.SceneFailure;
import soquete.text.Messages;

/// What goes wrong outside the program, as one sentence on standard error and an exit code.
final class Failures {

    static final int FAILED = 1;
    static final int WRONG_USE = 2;

    /// As a shell gives it for Ctrl-C, and for a reader that went away.
    static final int INTERRUPTED = 130;

    private static final int BROKEN_PIPE = 141;

    private Failures() {}

    static int wrongUse(ParameterException e, String[] args) {
        Messages texts = texts();
        String problem = switch (e) {
            case UnmatchedArgumentException unmatched ->
                texts.text("error.unknown-argument", String.join(" ", unmatched.getUnmatched()));
            case MissingParameterException missing ->
                texts.text(
                        "error.missing-argument",
                        String.join(
                                ", ",
                                missing.getMissing().stream()
                                        .map(CommandLine.Model.ArgSpec::paramLabel)
                                        .toList()));
            default ->
                e.getArgSpec() == null
                        ? String.valueOf(e.getMessage())
                        : texts.text("error.bad-value", e.getArgSpec().paramLabel());
        };
        CommandLine line = e.getCommandLine();
        line.getErr()
                .println(
                        texts.text("error.usage", problem, line.getCommandSpec().qualifiedName()));
        return WRONG_USE;
    }

    static int failed(Exception e, CommandLine line, ParseResult parsed) throws Exception {
        if (Main.ending()) {
            return INTERRUPTED;
        }
        if (e instanceof IOException || e instanceof UncheckedIOException) {
            if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
                return BROKEN_PIPE;
            }
        }
        String sentence = sentence(e);
        if (sentence == null) {
            throw e; // a bug, which may show its stack
        }
        line.getErr().println(sentence);
        return e instanceof Failure failure ? failure.exitCode() : FAILED;
    }

    /// Threads that the system does not give are an error of the same class.
    static int outOfMemory(OutOfMemoryError e) {
        if (!String.valueOf(e.getMessage()).contains("heap")) {
            throw e;
        }
        note("error.no-memory", Runtime.getRuntime().maxMemory() >> 20);
        return FAILED;
    }

    /// Null for what is no failure of the environment.
    static @Nullable String sentence(Exception e) {
        Messages texts = texts();
        return switch (e) {
            case Failure failure ->
                texts.text(failure.key(), failure.arguments().toArray());
            case Unavailable unavailable -> unavailable(unavailable, texts);
            case SceneFailure scene ->
                Messages.of("soquete.lab.lab", texts.locale())
                        .text("failure." + scene.key(), scene.arguments().toArray());
            case NoSuchFileException file -> texts.text("error.no-such-file", file.getFile());
            case AccessDeniedException file -> texts.text("error.not-readable", file.getFile());
            case UncheckedIOException output when output.getCause() != null -> sentence(output.getCause());
            case IOException io -> texts.text("error.io", String.valueOf(io.getMessage()));
            default -> null;
        };
    }

    /// Something the user should know of a result, on standard error.
    static void note(String key, Object... arguments) {
        Console.writer(System.err).println(texts().text(key, arguments));
    }

    static String unavailable(Unavailable unavailable, Messages texts) {
        String key = "unavailable." + unavailable.reason().name();
        Object[] details = unavailable.details().stream()
                .map(d -> d instanceof List<?> names
                        ? names.stream().map(String::valueOf).collect(joining(", "))
                        : d)
                .toArray();
        return texts.text("unavailable", texts.text(key, details), texts.text(key + ".remedy", details));
    }

    /// Why a file operation failed, without the name that is told anyway.
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> texts().text("error.permission");
            case NoSuchFileException missing -> texts().text("error.no-folder");
            case FileAlreadyExistsException exists -> texts().text("error.exists");
            case FileSystemException file when file.getReason() != null -> file.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    static Messages texts() {
        return Messages.of("soquete.app.app", Locale.getDefault());
    }
}
