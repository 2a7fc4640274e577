package soquete.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import soquete.command.Command;
import soquete.command.Options;
import soquete.reading.Cut;
import soquete.reading.Reading;
import soquete.reading.TimeRange;
import soquete.text.Json;
import soquete.text.Messages;

/// `soquete cut FILE… [FILTER] -w OUT`: a part of captures as a new one.
final class CutCommand implements Command {
    private static final String STANDARD_OUTPUT = "-";

    @SuppressWarnings("NullAway.Init") // by options
    private CommandSpec spec;

    private String write = "";

    private @Nullable String from;

    private @Nullable String to;

    private final ConnectionLimit limit = new ConnectionLimit();

    private boolean json;

    private List<String> words = List.of();

    @Override
    public String texts() {
        return "soquete.reading.cut";
    }

    @Override
    public void options(Options options) {
        spec = options.spec();
        options.needed("OUT", "option.write", Function.identity(), it -> write = it, "-w");
        options.value("T", "option.from", Function.identity(), it -> from = it, "--from");
        options.value("T", "option.to", Function.identity(), it -> to = it, "--to");
        limit.options(options);
        options.flag("option.json", it -> json = it, "--json");
        options.arguments("FILE|FILTER", "option.files-and-filter", it -> words = it);
    }

    @Override
    public Integer call() throws Exception {
        CaptureArguments arguments = CaptureArguments.of(words);
        Cut.Choice choice = new Cut.Choice(arguments.filter(), new TimeRange(bound(from, "--from"), bound(to, "--to")));
        boolean piped = write.equals(STANDARD_OUTPUT);
        Reading reading = limit.reading(arguments.files());
        Cut.Result result;
        try (WritableByteChannel out = piped ? standardOutput() : file(arguments.files())) {
            result = new Cut(reading, choice, out).run();
        }
        told(result, piped);
        return CaptureArguments.ended(reading);
    }

    private static TimeRange.Bound bound(@Nullable String text, String option) throws Failure {
        if (text == null) {
            return TimeRange.Bound.NONE;
        }
        TimeRange.Bound bound = TimeRange.bound(text);
        if (bound == null) {
            throw Failure.wrongUse("error.bad-time", option);
        }
        return bound;
    }

    private static FileChannel standardOutput() {
        return new FileOutputStream(FileDescriptor.out).getChannel();
    }

    private FileChannel file(List<Path> inputs) throws Failure {
        try {
            Path path = Path.of(write);
            for (Path input : inputs) {
                if (Files.exists(path) && Files.exists(input) && Files.isSameFile(path, input)) {
                    throw Failure.wrongUse("error.same-file", write);
                }
            }
            return FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new Failure("error.not-writable", write, Failures.reason(e), "-w");
        } catch (InvalidPathException e) {
            throw new Failure("error.not-writable", write, e.getReason(), "-w");
        }
    }

    /// On standard output, unless the capture went there.
    private void told(Cut.Result result, boolean piped) {
        PrintWriter to = piped
                ? Objects.requireNonNull(spec).commandLine().getErr()
                : Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("file", write);
            fields.put("packetsRead", result.read());
            fields.put("packetsWritten", result.kept());
            to.println(Json.line(fields));
        } else {
            to.println(Messages.of("soquete.reading.cut", Locale.getDefault())
                    .text("cut.written", result.kept(), result.read(), write));
        }
    }
}
