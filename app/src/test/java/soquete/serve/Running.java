package soquete.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import soquete.text.Messages;

/// A server that runs in this JVM, and what it has said.
final class Running implements AutoCloseable {

    static final InetAddress HOST = InetAddress.getLoopbackAddress();

    final Narrator narrator;
    private final StringWriter said = new StringWriter();
    private final Server server;
    private final Thread thread;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Running(Settings settings) throws IOException {
        narrator = new Narrator(new PrintWriter(said), Messages.of("soquete.serve.serve", Locale.US));
        server = Server.open(settings, narrator);
        thread = Thread.ofPlatform().start(() -> {
            try {
                server.serve();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
    }

    static Running start(Service service, Model model, Duration idle, int maxConnections) throws IOException {
        return new Running(
                new Settings(service, model, false, new InetSocketAddress(HOST, 0), 128, idle, maxConnections));
    }

    static Running start(Service service, Model model) throws IOException {
        return start(service, model, Duration.ofSeconds(30), 200);
    }

    static Running udp(Service service) throws IOException {
        return new Running(
                new Settings(service, Model.THREADS, true, new InetSocketAddress(HOST, 0), 1, Duration.ZERO, 1));
    }

    int port() {
        return server.address().getPort();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(HOST, port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    String said() {
        return said.toString();
    }

    void waitToSay(String text) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> said().contains(text));
    }

    /// Stops it, and sees that it left nothing behind.
    @Override
    public void close() throws InterruptedException {
        server.stop();
        thread.join(30_000);
        assertThat(thread.isAlive()).as("the server has ended").isFalse();
        assertThat(failure.get()).isNull();
    }

    /// Descriptors that this process holds; −1 where the system does not tell.
    static long descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException e) {
            return -1;
        }
    }
}
