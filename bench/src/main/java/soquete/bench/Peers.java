package soquete.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import soquete.bench.Row.Rival;

/// Runs Soquete and its peers side by side, in turns, with the file in the page cache, and prints medians and ratios.
final class Peers {
    /// How it is run.
    ///
    /// @param peerRuns of the slow ones
    /// @param only     rows whose name and file have this in them
    private record Options(boolean withLong, int runs, int peerRuns, double scale, Path folder, String only) {
        static Options of(List<String> arguments) {
            Options options = new Options(false, 5, 5, 1, Make.folder(), "");
            for (int i = 0; i < arguments.size(); i++) {
                String name = arguments.get(i);
                if (name.equals("--long")) {
                    options = new Options(
                            true, options.runs, options.peerRuns, options.scale, options.folder, options.only);
                    continue;
                }
                if (i + 1 == arguments.size()) {
                    throw new IllegalArgumentException(name + " without its value");
                }
                options = options.with(name, arguments.get(++i));
            }
            return options;
        }

        private Options with(String name, String value) {
            return switch (name) {
                case "--runs" -> new Options(withLong, Integer.parseInt(value), peerRuns, scale, folder, only);
                case "--peer-runs" -> new Options(withLong, runs, Integer.parseInt(value), scale, folder, only);
                case "--scale" -> new Options(withLong, runs, peerRuns, Double.parseDouble(value), folder, only);
                case "--files" -> new Options(withLong, runs, peerRuns, scale, Path.of(value), only);
                case "--only" -> new Options(withLong, runs, peerRuns, scale, folder, value);
                default -> throw new IllegalArgumentException("unknown: " + name);
            };
        }
    }

    private final PrintStream out;
    private final Options options;
    private final Path scratch;
    private final Runner runner;

    private Peers(Options options, Path scratch) {
        this.options = options;
        this.scratch = scratch;
        runner = new Runner(scratch);
        out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }

    /// Whether all that is demanded was met.
    static boolean run(List<String> arguments) throws IOException, InterruptedException {
        Options options = Options.of(arguments);
        Files.createDirectories(options.folder());
        Path scratch = Files.createTempDirectory(options.folder(), "run");
        try {
            return new Peers(options, scratch).all();
        } finally {
            try (var files = Files.list(scratch)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(scratch);
        }
    }

    private boolean all() throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("soquete.root", "."));
        install("tcptrace");
        Path program = scratch.resolve("conversations");
        compile(program);
        // The first start builds; it is not measured.
        runner.run(List.of(root.resolve("soquete").toString(), "--help"), scratch.resolve("out"));
        Report report = new Report(out);
        for (Row row : new Rows(root, program, asRoot()).all(options.withLong())) {
            if (!(row.name() + " " + row.file().label()).contains(options.only())) {
                continue;
            }
            Path file = row.file().in(options.folder(), options.scale());
            report.add(row, Files.size(file), measure(row, file), check(row));
        }
        return report.end();
    }

    private static boolean asRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private void install(String program) throws IOException, InterruptedException {
        if (!Runner.installed(program) && asRoot() && Runner.installed("apt-get")) {
            runner.run(List.of("apt-get", "install", "-y", "-qq", program), scratch.resolve("out"));
        }
    }

    private void compile(Path program) throws IOException, InterruptedException {
        Path source = scratch.resolve("conversations.c");
        try (InputStream in = Peers.class.getResourceAsStream("conversations.c")) {
            if (in == null) {
                throw new IllegalStateException("conversations.c is not among the classes");
            }
            Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
        }
        if (Runner.installed("cc")) {
            runner.run(List.of("cc", "-O2", "-o", program.toString(), source.toString()), scratch.resolve("out"));
        }
    }

    /// The runs of each rival, in the order of the row; none for one that is not installed.
    private List<List<Measured>> measure(Row row, Path file) throws IOException, InterruptedException {
        List<List<Measured>> all = new ArrayList<>();
        row.rivals().forEach(rival -> all.add(new ArrayList<>()));
        warm(file);
        for (int round = 0; round < Math.max(options.runs(), options.peerRuns()); round++) {
            for (int i = 0; i < row.rivals().size(); i++) {
                Rival rival = row.rivals().get(i);
                int runs = rival.slow() ? options.peerRuns() : options.runs();
                List<Measured> done = all.get(i);
                boolean goesOn = done.isEmpty() || !done.getFirst().failed();
                if (round < runs && goesOn && Runner.installed(rival.command().getFirst())) {
                    done.add(once(row, i, file));
                }
            }
        }
        return all;
    }

    private Measured once(Row row, int index, Path file) throws IOException, InterruptedException {
        Row.Outputs outputs = outputs(row, index);
        Files.deleteIfExists(outputs.file());
        List<String> command = row.rivals().get(index).command().stream()
                .map(word -> word.equals(Rows.FILE)
                        ? file.toString()
                        : word.equals(Rows.OUT) ? outputs.file().toString() : word)
                .toList();
        System.err.printf(
                Locale.ROOT,
                "%s %s: %s%n",
                row.name(),
                row.file().label(),
                row.rivals().get(index).name());
        return runner.run(command, outputs.standard());
    }

    private Row.Outputs outputs(Row row, int index) {
        String name = row.name() + "-" + row.file().label() + "-" + index;
        return new Row.Outputs(scratch.resolve(name + ".txt"), scratch.resolve(name + ".pcap"));
    }

    /// What the comparison of the last outputs says; then they are deleted.
    private String check(Row row) throws IOException {
        Row.Outputs ours = outputs(row, 0);
        Row.Outputs theirs = outputs(row, 1);
        String said = "";
        Row.Check check = row.check();
        if (check != null) {
            try {
                said = check.compare(ours, theirs);
            } catch (IOException missing) {
                said = "nothing to compare: " + missing.getMessage();
            }
        }
        for (int i = 0; i < row.rivals().size(); i++) {
            Files.deleteIfExists(outputs(row, i).standard());
            Files.deleteIfExists(outputs(row, i).file());
        }
        return said;
    }

    /// Reads the file once, so that nobody has to wait for the disk.
    private static void warm(Path file) throws IOException {
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            while (in.read(buffer) >= 0) {
                // Only that it was read.
            }
        }
    }
}
