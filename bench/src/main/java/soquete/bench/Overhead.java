package soquete.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What watching costs: echo servers asked as fast as they answer, alone and watched, in turns; and what a watch loses
/// of them.
final class Overhead {
    private static final int THREADS = 8;
    private static final int PACED = 5000;
    private static final long PATIENCE_SECONDS = 120;

    /// The watcher that goes on as if somebody looked: what is lost is asked of it alone.
    private static final int THROUGHOUT = 2;

    /// What of the servers is asked.
    ///
    /// @param share of the rate that watching is to leave
    private record Load(String name, double share) {}

    private static final Load CONNECTIONS = new Load("connections", 0.75);
    private static final Load REQUESTS = new Load("requests", 0.85);

    /// How a server is run.
    ///
    /// @param words before its command
    private record Watcher(String name, List<String> words) {}

    /// One run.
    ///
    /// @param rate   answers a second
    /// @param errors what the server and its watcher wrote to standard error
    private record Run(double rate, String errors) {}

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final Path scratch;
    private final int runs;
    private final double seconds;
    private final String only;
    private int missed;

    private Overhead(Path scratch, int runs, double seconds, String only) {
        this.scratch = scratch;
        this.runs = runs;
        this.seconds = seconds;
        this.only = only;
    }

    /// Whether all that is demanded was met. Arguments: `--runs N`, `--seconds S`, `--only WORD`.
    static boolean run(List<String> arguments) throws IOException, InterruptedException {
        int runs = 10;
        double seconds = 5;
        String only = "";
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            String value = arguments.get(i + 1);
            switch (arguments.get(i)) {
                case "--runs" -> runs = Integer.parseInt(value);
                case "--seconds" -> seconds = Double.parseDouble(value);
                case "--only" -> only = value;
                default -> throw new IllegalArgumentException("unknown: " + arguments.get(i));
            }
        }
        Path scratch = Files.createTempDirectory("soquete-overhead");
        try {
            return new Overhead(scratch, runs, seconds, only).all();
        } finally {
            try (Stream<Path> files = Files.walk(scratch)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private boolean all() throws IOException, InterruptedException {
        for (String name : List.of("echo.c", "load.c", "echo.py", "Echo.java")) {
            try (InputStream in = Overhead.class.getResourceAsStream(name)) {
                Files.copy(Objects.requireNonNull(in), scratch.resolve(name));
            }
        }
        compile("echo");
        compile("load");
        out.printf(
                Locale.ROOT,
                "Answers a second of %d clients at once, %.0f s a run, medians of %d in turns; the share of what it is alone.%n",
                THREADS,
                seconds,
                runs);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        row("C, epoll", CONNECTIONS, List.of(file("echo")));
        row("C, epoll", REQUESTS, List.of(file("echo")));
        row("Python, one by one", CONNECTIONS, List.of("python3", file("echo.py")));
        row("Python, threads", REQUESTS, List.of("python3", file("echo.py"), "threads"));
        row("Java, virtual threads", CONNECTIONS, List.of(java, file("Echo.java")));
        row("Java, virtual threads", REQUESTS, List.of(java, file("Echo.java")));
        paced(List.of(file("echo")));
        out.println(missed == 0 ? "All demands are met." : missed + " demands were missed.");
        return missed == 0;
    }

    private String file(String name) {
        return scratch.resolve(name).toString();
    }

    private void compile(String name) throws IOException, InterruptedException {
        List<String> command = List.of("cc", "-O2", "-pthread", "-o", file(name), file(name + ".c"));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("cc does not compile " + name + ".c");
        }
    }

    /// A watch that keeps what it may keep and then only counts, one that goes on as if somebody looked, and strace.
    private List<Watcher> watchers() {
        String soquete =
                Path.of(System.getProperty("soquete.root", "."), "soquete").toString();
        List<String> watch = List.of(soquete, "watch", "-q", "-o", file("reports"));
        List<Watcher> all = new ArrayList<>();
        all.add(new Watcher("alone", List.of()));
        all.add(new Watcher("soquete watch -q", with(watch, List.of("--"))));
        all.add(new Watcher("… --until idle 60s", with(watch, List.of("--until", "idle", "60s", "--"))));
        if (Runner.installed("strace")) {
            all.add(new Watcher(
                    "strace -f network", List.of("strace", "-f", "-e", "trace=network", "-o", "/dev/null")));
        }
        return all;
    }

    private static List<String> with(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private void row(String name, Load load, List<String> server) throws IOException, InterruptedException {
        if (!(name + " " + load.name()).contains(only)) {
            return;
        }
        List<Watcher> watchers = new ArrayList<>(watchers());
        watchers.remove(THROUGHOUT);
        List<List<Double>> rates = new ArrayList<>();
        watchers.forEach(w -> rates.add(new ArrayList<>()));
        for (int round = 0; round < runs; round++) {
            for (int i = 0; i < watchers.size(); i++) {
                System.err.println(
                        name + ", " + load.name() + ": " + watchers.get(i).name());
                rates.get(i).add(once(watchers.get(i), server, load, "").rate());
            }
        }
        out.printf(Locale.ROOT, "%n%s: %s%n", name, load.name());
        double alone = median(rates.getFirst());
        for (int i = 0; i < watchers.size(); i++) {
            double share = median(rates.get(i)) / alone;
            String verdict = "";
            if (i == 1) {
                missed += share >= load.share() ? 0 : 1;
                verdict =
                        String.format(Locale.ROOT, "≥ %.2f %s", load.share(), share >= load.share() ? "met" : "MISSED");
            }
            out.printf(
                    Locale.ROOT,
                    "  %-20s %,9.0f  (%,.0f – %,.0f)  %.2f  %s%n",
                    watchers.get(i).name(),
                    median(rates.get(i)),
                    rates.get(i).stream().mapToDouble(d -> d).min().orElse(0),
                    rates.get(i).stream().mapToDouble(d -> d).max().orElse(0),
                    share,
                    verdict);
        }
    }

    /// What is lost where the watch is not overrun by purpose.
    private void paced(List<String> server) throws IOException, InterruptedException {
        if (!"paced".contains(only)) {
            return;
        }
        Run run = once(watchers().get(THROUGHOUT), server, CONNECTIONS, Integer.toString(PACED));
        out.printf(
                Locale.ROOT, "%nC, epoll: %,.0f connections/s (%d wanted), watched all the time%n", run.rate(), PACED);
        List<String> losses = run.errors()
                .lines()
                .filter(line -> line.endsWith(" lost"))
                .map(String::strip)
                .toList();
        losses.forEach(line -> out.println("  " + line));
        boolean met = losses.stream().noneMatch(line -> line.contains("trace events") || line.contains("packets on"));
        missed += met ? 0 : 1;
        out.println("  nothing lost of the kernel's buffers: " + (met ? "met" : "MISSED"));
    }

    private Run once(Watcher watcher, List<String> server, Load load, String rate)
            throws IOException, InterruptedException {
        String port = freePort();
        Path errors = scratch.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(with(with(watcher.words(), server), List.of(port)))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process serving = builder.start();
        List<String> words = new ArrayList<>(
                List.of(file("load"), port, load.name(), String.valueOf(THREADS), String.valueOf(seconds)));
        if (!rate.isEmpty()) {
            words.add(rate);
        }
        Process asking = new ProcessBuilder(words).redirectErrorStream(true).start();
        try {
            String said = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean ended = serving.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String told = Files.readString(errors);
            if (!ended || !said.matches("\\d+")) {
                throw new IOException("the server " + server + " did not serve: " + said + "\n" + told);
            }
            return new Run(Double.parseDouble(said), told);
        } finally {
            asking.destroyForcibly();
            serving.destroyForcibly();
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(free.getLocalPort());
        }
    }

    private static double median(List<Double> rates) {
        double[] sorted = rates.stream().mapToDouble(d -> d).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
