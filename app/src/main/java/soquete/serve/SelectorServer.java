package soquete.serve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// A TCP server in one thread: it asks the kernel which sockets are ready and never waits for any one of them.
///
/// A connection has one buffer. While the buffer has bytes that the client has not taken, nothing is read from that
/// client, so a client that does not read fills its own TCP window and nothing of ours.
final class SelectorServer implements Server {

    private static final int BUFFER_BYTES = 8192;

    private final Settings settings;
    private final Narrator narrator;
    private final Selector selector;
    private final ServerSocketChannel listener;
    private final SelectionKey accepting;
    private final InetSocketAddress address;
    private volatile boolean stopping;
    private int open;
    private long lastId;
    private long acceptAgainNanos;
    private boolean acceptPaused;

    SelectorServer(Settings settings, Narrator narrator) throws IOException {
        this.settings = settings;
        this.narrator = narrator;
        this.selector = Selector.open();
        this.listener = ServerSocketChannel.open();
        try {
            listener.bind(settings.address(), settings.backlog());
            listener.configureBlocking(false);
            accepting = listener.register(selector, SelectionKey.OP_ACCEPT);
            address = (InetSocketAddress) listener.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            listener.close();
            selector.close();
            throw e;
        }
    }

    /// One client's connection.
    private final class Connection {
        final long id;
        final SocketChannel channel;
        final SelectionKey key;
        /// Always in the state to be written from: what it holds, the client has still to take.
        ByteBuffer pending = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
        boolean finishing;
        boolean peerFinished;
        long movedNanos = System.nanoTime();

        Connection(long id, SocketChannel channel) throws IOException {
            this.id = id;
            this.channel = channel;
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ, this);
        }

        void ready() throws IOException {
            if (key.isValid() && key.isReadable()) {
                read();
            }
            if (channel.isOpen()) {
                write();
            }
        }

        private void read() throws IOException {
            boolean echo = settings.service() == Service.ECHO;
            ByteBuffer buffer = echo ? pending.clear() : ByteBuffer.allocate(Service.MESSAGE_BYTES);
            int n = channel.read(buffer);
            movedNanos = System.nanoTime();
            if (n > 0) {
                narrator.received(id, n);
            }
            if (echo) {
                peerFinished = n < 0;
                finishing = n < 0;
                pending.flip();
            } else {
                finishing = n != 0;
                pending = ByteBuffer.wrap(settings.service().answer(buffer.array(), Math.max(0, n)));
            }
        }

        /// Writes what the client takes now, and asks for what is to be waited for next.
        private void write() throws IOException {
            int n = pending.hasRemaining() ? channel.write(pending) : 0;
            if (n > 0) {
                movedNanos = System.nanoTime();
                narrator.sent(id, n);
            }
            if (pending.hasRemaining()) {
                key.interestOps(SelectionKey.OP_WRITE);
            } else if (finishing) {
                narrator.say(peerFinished ? "closed.peer" : "closed.us", id);
                close();
            } else {
                key.interestOps(SelectionKey.OP_READ);
            }
        }

        void close() {
            if (channel.isOpen()) {
                open--;
                SelectorServer.close(channel);
            }
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void serve() throws IOException {
        try {
            while (!stopping) {
                selector.select(this::ready, settings.tickMillis());
                closeIdle();
                acceptAgain();
            }
        } finally {
            for (SelectionKey key : selector.keys()) {
                if (key.attachment() instanceof Connection connection && connection.channel.isOpen()) {
                    narrator.say("closed.stopping", connection.id);
                    connection.close();
                }
            }
            close(listener);
            close(selector);
        }
    }

    @Override
    public void stop() {
        stopping = true;
        try {
            selector.wakeup();
        } catch (ClosedSelectorException e) {
            return; // it has stopped already
        }
    }

    private void ready(SelectionKey key) {
        if (key == accepting) {
            accept();
        } else if (key.attachment() instanceof Connection connection) {
            try {
                connection.ready();
            } catch (IOException e) {
                narrator.say("lost", connection.id, String.valueOf(e.getMessage()));
                connection.close();
            }
        }
    }

    private void accept() {
        try {
            SocketChannel channel = listener.accept();
            if (channel == null) {
                return;
            }
            begin(channel);
        } catch (IOException e) {
            narrator.say("cannot.accept", String.valueOf(e.getMessage()));
            pauseAccepting();
        }
        if (open >= settings.maxConnections()) {
            narrator.say("full", settings.maxConnections());
            pauseAccepting();
        }
    }

    private void begin(SocketChannel channel) throws IOException {
        long id = ++lastId;
        try {
            narrator.accepted(id, channel.getRemoteAddress());
            Connection connection = new Connection(id, channel);
            open++;
            if (settings.service() == Service.GREETING) {
                connection.finishing = true;
                connection.pending = ByteBuffer.wrap(settings.service().answer(new byte[0], 0));
                connection.key.interestOps(SelectionKey.OP_WRITE);
            }
        } catch (IOException e) {
            close(channel);
            narrator.say("lost", id, String.valueOf(e.getMessage()));
        }
    }

    private void pauseAccepting() {
        acceptPaused = true;
        acceptAgainNanos = System.nanoTime() + settings.tickMillis() * 1_000_000;
        accepting.interestOps(0);
    }

    private void acceptAgain() {
        boolean waited = System.nanoTime() - acceptAgainNanos >= 0;
        if (acceptPaused && waited && open < settings.maxConnections() && accepting.isValid()) {
            acceptPaused = false;
            accepting.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    private void closeIdle() {
        if (settings.idleNanos() == 0) {
            return;
        }
        long now = System.nanoTime();
        for (SelectionKey key : selector.keys().toArray(new SelectionKey[0])) {
            if (key.attachment() instanceof Connection connection
                    && connection.channel.isOpen()
                    && now - connection.movedNanos > settings.idleNanos()) {
                narrator.say("idle", connection.id, settings.idle().toMillis() / 1000.0);
                if (connection.pending.hasRemaining()) {
                    abort(connection.channel);
                }
                connection.close();
            }
        }
    }

    private static void abort(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            return; // closed meanwhile
        }
    }

    private static void close(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception e) {
            return; // there is nothing more to close
        }
    }
}
