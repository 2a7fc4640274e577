package soquete.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a program to its end and measures its time and its memory.
final class Runner {
    /// How often its memory is looked at, after closer looks in the beginning. The peak is kept by the kernel; the two
    /// kinds apart are as seen.
    private static final long LOOK_MILLIS = 10;

    private final Path folder;

    /// @param folder for what programs write
    Runner(Path folder) {
        this.folder = folder;
    }

    /// @param output where its standard output goes
    Measured run(List<String> command, Path output) throws IOException, InterruptedException {
        File errors = folder.resolve("stderr").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors);
        long start = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long peak = 0;
        long anonymous = 0;
        long file = 0;
        try {
            for (long wait = 1; !process.waitFor(wait, TimeUnit.MILLISECONDS); wait = Math.min(wait + 1, LOOK_MILLIS)) {
                String text = read(status);
                peak = Math.max(peak, kb(text, "VmHWM:"));
                anonymous = Math.max(anonymous, kb(text, "RssAnon:"));
                file = Math.max(file, kb(text, "RssFile:"));
            }
        } finally {
            process.destroyForcibly();
        }
        long nanos = System.nanoTime() - start;
        return new Measured(nanos, peak, anonymous, file, process.exitValue() == 0 ? "" : complaint(errors, process));
    }

    private static String read(Path status) {
        try {
            return Files.readString(status, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            // It has ended, or this system has no such file: nothing to be seen.
            return "";
        }
    }

    private static long kb(String status, String name) {
        int at = status.indexOf(name);
        if (at < 0) {
            return 0;
        }
        String rest = status.substring(at + name.length(), status.indexOf(" kB", at));
        return Long.parseLong(rest.strip());
    }

    private static String complaint(File errors, Process process) throws IOException {
        String text = Files.readString(errors.toPath(), StandardCharsets.ISO_8859_1);
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("Running as user"))
                .findFirst()
                .orElse("exit code " + process.exitValue());
    }

    /// Whether there is such a program.
    static boolean installed(String program) {
        if (program.indexOf('/') >= 0) {
            return Files.isExecutable(Path.of(program));
        }
        String path = System.getenv("PATH");
        for (String place : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(place, program))) {
                return true;
            }
        }
        return false;
    }
}
