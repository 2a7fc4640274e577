package soquete.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import soquete.host.Host;

/// Runs the command in a JVM of its own, as a user does.
final class Cli {

    private final List<String> jvm = new ArrayList<>();
    private String language = "en";
    private @Nullable Host host;

    /// What came of it.
    record Outcome(int exit, String out, String err) {}

    Cli property(String name, String value) {
        jvm.add("-D" + name + "=" + value);
        return this;
    }

    /// At most so much memory for Java: `24m`.
    Cli memory(String most) {
        jvm.addAll(List.of("-XX:+UseSerialGC", "-Xmx" + most));
        return this;
    }

    Cli language(String code) {
        language = code;
        return this;
    }

    /// Runs on a host of its own, whose ports nobody else uses.
    Cli on(Host made) {
        host = made;
        return this;
    }

    Outcome run(String... args) throws IOException, InterruptedException {
        Path out = Files.createTempFile("soquete-out", "");
        Path err = Files.createTempFile("soquete-err", "");
        try {
            Process process = start(out, err, args);
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after two minutes: " + List.of(args));
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// Runs with a reader of standard output who goes away after the first byte.
    Outcome runToOneWhoLeaves(String... args) throws IOException, InterruptedException {
        Path err = Files.createTempFile("soquete-err", "");
        try {
            Process process = started(builder(args).redirectError(err.toFile()));
            String first = String.valueOf((char) process.getInputStream().read());
            process.getInputStream().close();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after two minutes: " + List.of(args));
            }
            return new Outcome(process.exitValue(), first, Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }

    Process start(Path out, Path err, String... args) throws IOException {
        return started(builder(args).redirectOutput(out.toFile()).redirectError(err.toFile()));
    }

    private ProcessBuilder builder(String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "soquete.app.Main"));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("LC_ALL");
        builder.environment().put("LANG", language);
        return builder;
    }

    private Process started(ProcessBuilder builder) throws IOException {
        Process process = host == null ? builder.start() : host.start(builder);
        process.getOutputStream().close();
        return process;
    }
}
