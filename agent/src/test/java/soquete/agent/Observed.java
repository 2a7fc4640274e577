package soquete.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.trace.CallLog;

/// A program in a JVM of its own, with or without the agent.
final class Observed implements AutoCloseable {

    static final Path PROGRAMS = Path.of("../programs/src/main/java");
    static final Path SCENES = Path.of("src/test/java/soquete/agent/scene");

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path log;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private Observed(Process process, Path log) {
        this.process = process;
        this.log = log;
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(output::add);
            } catch (IOException | UncheckedIOException e) {
                output.add("output lost: " + e.getMessage());
            }
        });
    }

    /// Starts a program: its class path, main class and arguments.
    static Observed start(@Nullable Path agent, Path log, String classPath, String... command) throws IOException {
        return start(Map.of(), agent, log, classPath, command);
    }

    static Observed start(
            Map<String, String> environment, @Nullable Path agent, Path log, String classPath, String... command)
            throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("-XX:TieredStopAtLevel=1");
        words.add("-Dstdout.encoding=UTF-8");
        words.add("-Dstdin.encoding=UTF-8");
        if (agent != null) {
            words.add("-javaagent:" + agent + "=" + log);
        }
        words.add("-cp");
        words.add(classPath);
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new Observed(builder.start(), log);
    }

    /// The port in the line that a server prints when it is ready.
    int port() throws InterruptedException {
        String line = waitFor(" on ");
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    /// The next line of output that contains `text`.
    String waitFor(String text) throws InterruptedException {
        while (true) {
            String line = output.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(line).as("waiting for '%s' after %s", text, seen).isNotNull();
            seen.add(line);
            if (line.contains(text)) {
                return line;
            }
        }
    }

    void type(String text) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Its exit code.
    int end() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended, after %s", seen)
                .isTrue();
        return process.exitValue();
    }

    /// Everything it printed, once it has ended.
    List<String> output() throws InterruptedException {
        end();
        while (process.isAlive() || !output.isEmpty()) {
            String line = output.poll(1, TimeUnit.SECONDS);
            if (line != null) {
                seen.add(line);
            }
        }
        return seen;
    }

    long pid() {
        return process.pid();
    }

    List<Call> calls() throws IOException {
        try (CallLog reader = new CallLog(log, 1)) {
            reader.poll();
            assertThat(reader.stopped()).isNull();
            assertThat(reader.loss().count()).isZero();
            assertThat(reader.pid()).isEqualTo(pid());
        }
        return CallLog.read(log, 1);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        end();
    }

    /// The line of a program's source that contains `text`, which is on one line only.
    static int line(Path folder, String program, String text) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(program + ".java"));
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                found.add(i + 1);
            }
        }
        assertThat(found).as("lines of %s with %s", program, text).hasSize(1);
        return found.getFirst();
    }

    /// The agent as it is packaged, from the classes under test.
    static Path agentJar(Path folder) throws IOException {
        Path classes = Path.of("target/classes");
        Path jar = folder.resolve("agent.jar");
        try (InputStream text = Files.newInputStream(classes.resolve("META-INF/MANIFEST.MF"));
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), new Manifest(text));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    /// The class's programs, compiled from their sources.
    static String compiledPrograms(Path folder) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("programs"));
        List<String> words = new ArrayList<>(List.of("-encoding", "UTF-8", "-d", classes.toString()));
        try (Stream<Path> sources = Files.list(PROGRAMS)) {
            sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(words::add);
        }
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(new String[0]));
        assertThat(result).isZero();
        return classes.toString();
    }
}
