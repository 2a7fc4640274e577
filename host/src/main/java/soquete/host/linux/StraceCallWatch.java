package soquete.host.linux;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import soquete.host.CallWatch;
import soquete.host.Host;
import soquete.host.Platform;
import soquete.host.RealtimeOffset;
import soquete.host.Unavailable;
import soquete.kernel.KernelCalls;
import soquete.kernel.StraceEvents;
import soquete.trace.Call;
import soquete.trace.Loss;

/// Socket calls of programs that strace starts and writes down, for who may not read the kernel's trace events. What
/// strace stops for costs the program tens of microseconds a call.
///
/// strace runs beside the program and not above it (`-DD`): the process that is given is the program itself. It writes
/// into a pipe with a name, so that a program whose calls are not taken in time waits, and none is lost; when this
/// process is killed, strace ends at its next line and the program goes on.
final class StraceCallWatch implements CallWatch {

    private static final String STRACE = "strace";
    private static final Duration LAST_LINES = Duration.ofSeconds(2);
    private static final int MOST_LINES = 50_000;

    /// No line of strace's.
    private static final String END = "";

    private final Consumer<Call> sink;
    private final String strace;
    private final Path folder;
    private final List<Reader> readers = new CopyOnWriteArrayList<>();

    /// @param folder for its pipes
    StraceCallWatch(Path folder, Consumer<Call> sink) throws Unavailable {
        this.sink = sink;
        this.folder = folder;
        this.strace = found();
    }

    private static String found() throws Unavailable {
        for (String place : String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1)) {
            Path program = Path.of(place.isEmpty() ? "." : place, STRACE);
            if (Files.isExecutable(program)) {
                return program.toString();
            }
        }
        throw new Unavailable(Unavailable.Reason.NOT_ROOT, Platform.Capability.Name.KERNEL_STATES);
    }

    @Override
    public Process start(Host host, ProcessBuilder command, int program) throws IOException {
        LinuxHost where = (LinuxHost) host;
        Path pipe = folder.resolve("strace-" + program);
        make(pipe);
        List<String> words = new ArrayList<>(List.of(strace, "-DD"));
        words.addAll(StraceEvents.OPTIONS);
        words.addAll(List.of("-o", pipe.toString(), "--"));
        words.addAll(command.command());
        Reader reader = new Reader(pipe, program, command.command().getFirst());
        readers.add(reader);
        Process process = where.start(command.command(words));
        where.release(process);
        return process;
    }

    private static void make(Path pipe) throws IOException {
        Process made = new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!Files.exists(pipe)) {
            throw new IOException("mkfifo: " + said);
        }
    }

    /// strace stops a program at each call whether anybody reads of it or not: the calls are told on.
    @Override
    public void rest() {}

    /// Takes one program's lines: one thread reads them, so that strace does not wait while the other makes calls of
    /// them.
    private final class Reader {
        private final Path pipe;
        private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MOST_LINES);
        private final KernelCalls calls = new KernelCalls(sink);
        private final StraceEvents events;
        private final Thread taker;

        Reader(Path pipe, int program, String command) {
            String name = String.valueOf(Path.of(command).getFileName());
            this.pipe = pipe;
            this.events =
                    new StraceEvents(program, name, RealtimeOffset.measured().nanos(), calls::take);
            this.taker = Thread.ofPlatform().daemon().name("calls of " + name).start(this::takeAll);
            Thread.ofPlatform().daemon().name("strace of " + name).start(this::read);
        }

        private void read() {
            try (BufferedReader in = Files.newBufferedReader(pipe, StandardCharsets.ISO_8859_1)) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.put(line);
                }
                lines.put(END);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void takeAll() {
            try {
                for (String line = lines.take(); !line.equals(END); line = lines.take()) {
                    take(line);
                }
                end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void take(String line) {
            events.line(line);
            if (lines.isEmpty()) {
                calls.settle();
            }
        }

        private synchronized void end() {
            events.end();
            calls.settle();
        }

        private synchronized long unreadable() {
            return events.unreadable() + calls.broken();
        }

        void join() {
            try {
                taker.join(LAST_LINES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void attach(long pid, int program) throws IOException {
        throw new IOException("strace watches what it starts");
    }

    /// None are told: strace itself goes on while anything does that it follows.
    @Override
    public Set<Integer> processes(int program) {
        return Set.of();
    }

    @Override
    public boolean readsAddresses() {
        return true;
    }

    @Override
    public List<Loss> losses() {
        return List.of(new Loss(
                "strace", readers.stream().mapToLong(Reader::unreadable).sum()));
    }

    @Override
    public void close() {
        readers.forEach(Reader::join);
        try {
            for (Reader reader : readers) {
                Files.deleteIfExists(reader.pipe);
            }
        } catch (IOException e) {
            return; // it goes with the folder
        }
    }
}
