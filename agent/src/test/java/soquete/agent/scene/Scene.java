package soquete.agent.scene;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What programs do, for better and worse, each scene in one JVM: run with and without the agent, its output is the
/// same. Ports are not printed, because they differ from run to run.
public final class Scene {

    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    private Scene() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "errors" -> errors();
            case "interrupts" -> interrupts();
            case "virtual" -> virtualThreads();
            case "huge" -> huge();
            case "many" -> many();
            case "deep" -> System.out.println("stack overflow: " + deep(0));
            default -> ChannelScene.main(args);
        }
    }

    private static void errors() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, HOST)) {
            try (ServerSocket second = new ServerSocket()) {
                second.bind(new InetSocketAddress(HOST, server.getLocalPort())); // bind in use
            } catch (IOException e) {
                tell(e);
            }
            try (ServerSocket foreign = new ServerSocket()) {
                foreign.bind(new InetSocketAddress("203.0.113.1", 0)); // bind elsewhere
            } catch (IOException e) {
                tell(e);
            }
            try (Socket client = new Socket(HOST, server.getLocalPort());
                    Socket accepted = server.accept()) {
                client.setSoTimeout(20);
                try {
                    client.getInputStream().read(); // read times out
                } catch (IOException e) {
                    tell(e);
                }
                accepted.setSoLinger(true, 0);
                accepted.close();
                client.setSoTimeout(0);
                try {
                    client.getInputStream().read(); // read is reset
                } catch (IOException e) {
                    tell(e);
                }
                try {
                    client.getOutputStream().write(1); // write after reset
                } catch (IOException e) {
                    tell(e);
                }
            }
            server.setSoTimeout(20);
            try (Socket nobody = server.accept()) { // accept times out
                System.out.println(nobody.isConnected());
            } catch (IOException e) {
                tell(e);
            }
        }
    }

    /// The whole stack, so that a frame too many would be seen.
    private static void tell(Exception e) {
        System.out.println(e);
        for (StackTraceElement frame : e.getStackTrace()) {
            System.out.println("  " + frame);
        }
    }

    private static void interrupts() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(HOST, 0));
            Thread waiting = Thread.ofPlatform().name("waiting").start(() -> {
                try {
                    server.accept(); // interrupted accept
                } catch (IOException e) {
                    System.out.println(e + " " + Thread.currentThread().isInterrupted());
                }
            });
            while (waiting.getState() != Thread.State.RUNNABLE || !isInAccept(waiting)) {
                Thread.onSpinWait();
            }
            waiting.interrupt();
            waiting.join();
        }
        // interrupted before and during: a file channel would be closed by this, and the log is still written
        Thread.currentThread().interrupt();
        try (ServerSocket server = new ServerSocket(0, 5, HOST);
                Socket client = new Socket(HOST, server.getLocalPort()); // connect while interrupted
                Socket accepted = server.accept()) {
            client.getOutputStream().write(7);
            System.out.println(accepted.getInputStream().read() + " "
                    + Thread.currentThread().isInterrupted());
        }
    }

    private static boolean isInAccept(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("accept"));
    }

    private static void virtualThreads() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, HOST);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> echo = executor.submit(() -> {
                for (int i = 0; i < 20; i++) {
                    Socket accepted = server.accept();
                    executor.submit(() -> echo(accepted));
                }
                return null;
            });
            int sum = 0;
            for (Future<Integer> reply : executor.invokeAll(
                    Collections.<Callable<Integer>>nCopies(20, () -> exchange(server.getLocalPort(), 100)))) {
                sum += reply.get();
            }
            echo.get();
            System.out.println("echoed " + sum);
        }
    }

    private static Void echo(Socket accepted) throws IOException {
        try (accepted) {
            accepted.getInputStream().transferTo(accepted.getOutputStream());
        }
        return null;
    }

    private static int exchange(int port, int size) throws IOException {
        try (Socket socket = new Socket(HOST, port)) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(new byte[size]);
            socket.shutdownOutput();
            return in.readAllBytes().length;
        }
    }

    private static void huge() throws Exception {
        byte[] message = new byte[64 << 20];
        Arrays.fill(message, (byte) 'x');
        try (ServerSocket server = new ServerSocket(0, 5, HOST);
                Socket client = new Socket(HOST, server.getLocalPort());
                Socket accepted = server.accept()) {
            Thread sender = Thread.ofPlatform().start(() -> {
                try {
                    client.getOutputStream().write(message); // huge write
                    client.shutdownOutput();
                } catch (IOException e) {
                    tell(e);
                }
            });
            long count = accepted.getInputStream().transferTo(OutputStream.nullOutputStream());
            sender.join();
            System.out.println("received " + count);
        }
    }

    private static void many() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, HOST);
                ExecutorService executor = Executors.newFixedThreadPool(32)) {
            Thread acceptor = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) {
                        Socket accepted = server.accept();
                        Thread.ofVirtual().start(() -> {
                            try {
                                echo(accepted);
                            } catch (IOException e) {
                                tell(e);
                            }
                        });
                    }
                } catch (IOException e) {
                    System.out.println("accept ended");
                }
            });
            int sum = 0;
            for (Future<Integer> reply : executor.invokeAll(
                    Collections.<Callable<Integer>>nCopies(400, () -> exchange(server.getLocalPort(), 10)))) {
                sum += reply.get();
            }
            System.out.println("echoed " + sum);
            server.close();
            acceptor.join();
        }
    }

    /// Fills the stack with socket calls until it overflows; the program sees its own overflow and nothing else.
    private static boolean deep(int depth) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(true);
            return depth < 100_000 && deep(depth + 1);
        } catch (StackOverflowError e) {
            return true;
        }
    }
}
