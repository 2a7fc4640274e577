package soquete.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Makes capture files: `make KIND… [DIR] [--scale X]`, and `make endless` on standard output.
final class Make {
    private Make() {}

    static void run(List<String> arguments) throws IOException {
        Path folder = folder();
        double scale = 1;
        List<Captures> wanted = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--scale" -> scale = Double.parseDouble(arguments.get(++i));
                case "all" -> wanted.addAll(Arrays.asList(Captures.values()));
                case "endless" -> {
                    endless();
                    return;
                }
                default -> {
                    if (Arrays.stream(Captures.values())
                            .anyMatch(kind -> kind.label().equals(argument))) {
                        wanted.add(Captures.of(argument));
                    } else {
                        folder = Path.of(argument);
                    }
                }
            }
        }
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        for (Captures captures : wanted) {
            Path file = captures.in(folder, scale);
            out.println(file + " " + Files.size(file));
        }
    }

    /// Where files go unless told otherwise.
    static Path folder() {
        return Path.of(System.getProperty("java.io.tmpdir"), "soquete-bench");
    }

    /// Short connections until nobody reads on.
    private static void endless() {
        try {
            Captures.SHORT.write(new FileOutputStream(FileDescriptor.out), Long.MAX_VALUE, 0, Captures.SEED);
        } catch (IOException nobodyReads) {
            // The other end of the pipe is closed: that is how this ends.
        }
    }
}
