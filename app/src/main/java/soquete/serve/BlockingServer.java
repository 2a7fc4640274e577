package soquete.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A TCP server whose reads and writes wait: for each client in turn, or for each in a thread of its own.
final class BlockingServer implements Server {

    private static final int BUFFER_BYTES = 8192;

    /// One client's connection, and what the watch needs to know of it.
    private static final class Connection {
        final long id;
        final Socket socket;
        volatile long movedNanos = System.nanoTime();
        volatile boolean writing;
        volatile boolean idle;

        Connection(long id, Socket socket) {
            this.id = id;
            this.socket = socket;
        }

        void moved() {
            movedNanos = System.nanoTime();
        }
    }

    private final Settings settings;
    private final Narrator narrator;
    private final ServerSocket listener;
    private final Semaphore slots;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private long lastId;

    BlockingServer(Settings settings, Narrator narrator) throws IOException {
        this.settings = settings;
        this.narrator = narrator;
        this.slots = new Semaphore(settings.maxConnections());
        this.listener = new ServerSocket();
        try {
            listener.bind(settings.address(), settings.backlog());
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    @Override
    public void serve() throws IOException {
        Thread watch = Thread.ofPlatform().name("idle-watch").daemon().start(this::watch);
        try (listener) {
            while (stopping.getCount() > 0) {
                if (!slots.tryAcquire()) {
                    narrator.say("full", settings.maxConnections());
                    slots.acquireUninterruptibly();
                }
                acceptOne();
            }
        } finally {
            stop();
            // every connection gives its slot back when it has ended
            slots.acquireUninterruptibly(settings.maxConnections());
            join(watch);
        }
    }

    @Override
    public void stop() {
        stopping.countDown();
        close(listener);
        open.forEach(connection -> close(connection.socket));
    }

    /// Owns a slot, and passes it on to the connection.
    private void acceptOne() {
        Socket socket;
        try {
            socket = listener.accept();
        } catch (IOException e) {
            slots.release();
            if (stopping.getCount() > 0) {
                // too many open files, perhaps: the connections that end will free some
                narrator.say("cannot.accept", String.valueOf(e.getMessage()));
                pause();
            }
            return;
        }
        Connection connection = new Connection(++lastId, socket);
        open.add(connection);
        if (stopping.getCount() == 0) {
            close(socket); // stop() may have looked before it was there
        }
        narrator.accepted(connection.id, socket.getRemoteSocketAddress());
        String name = "client-" + connection.id;
        try {
            switch (settings.model()) {
                case THREADS -> Thread.ofPlatform().daemon().name(name).start(() -> converse(connection));
                case VIRTUAL -> Thread.ofVirtual().name(name).start(() -> converse(connection));
                default -> converse(connection);
            }
        } catch (OutOfMemoryError e) {
            // the system gives no more threads
            narrator.say("no.thread", connection.id);
            end(connection);
        }
    }

    private void converse(Connection connection) {
        try {
            serve(connection);
        } catch (IOException e) {
            if (connection.idle) {
                narrator.say("idle", connection.id, settings.idle().toMillis() / 1000.0);
            } else if (stopping.getCount() == 0) {
                narrator.say("closed.stopping", connection.id);
            } else {
                narrator.say("lost", connection.id, String.valueOf(e.getMessage()));
            }
        } finally {
            end(connection);
        }
    }

    private void serve(Connection connection) throws IOException {
        switch (settings.service()) {
            case GREETING -> {
                send(connection, settings.service().answer(new byte[0], 0));
                narrator.say("closed.us", connection.id);
            }
            case UPPER -> {
                byte[] buffer = new byte[Service.MESSAGE_BYTES];
                int n = receive(connection, buffer);
                send(connection, settings.service().answer(buffer, Math.max(0, n)));
                int unread = connection.socket.getInputStream().available();
                if (unread > 0) {
                    narrator.say("unread", connection.id, unread);
                }
                narrator.say("closed.us", connection.id);
            }
            case ECHO -> {
                byte[] buffer = new byte[BUFFER_BYTES];
                int n;
                while ((n = receive(connection, buffer)) >= 0) {
                    send(connection, settings.service().answer(buffer, n));
                }
                narrator.say("closed.peer", connection.id);
            }
        }
    }

    /// −1 when the client has finished.
    private int receive(Connection connection, byte[] buffer) throws IOException {
        InputStream in = connection.socket.getInputStream();
        int n = in.read(buffer);
        connection.moved();
        if (n > 0) {
            narrator.received(connection.id, n);
        }
        return n;
    }

    private void send(Connection connection, byte[] data) throws IOException {
        if (data.length == 0) {
            return;
        }
        OutputStream out = connection.socket.getOutputStream();
        connection.writing = true;
        out.write(data);
        connection.writing = false;
        connection.moved();
        narrator.sent(connection.id, data.length);
    }

    private void end(Connection connection) {
        close(connection.socket);
        open.remove(connection);
        slots.release();
    }

    /// Closes connections on which nothing moves. A socket's own read time-out would not do: a client that does not
    /// read blocks a write, for which there is none.
    private void watch() {
        while (pause()) {
            long now = System.nanoTime();
            for (Connection connection : open) {
                if (settings.idleNanos() > 0 && now - connection.movedNanos > settings.idleNanos()) {
                    connection.idle = true;
                    if (connection.writing) {
                        // what the client does not read shall not stay in the kernel either
                        abort(connection.socket);
                    }
                    close(connection.socket);
                }
            }
        }
    }

    /// False when the server is stopping.
    private boolean pause() {
        try {
            return !stopping.await(settings.tickMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void abort(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            return; // closed meanwhile
        }
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            return; // there is nothing more to close
        }
    }
}
