package soquete.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The client's side of a conversation.
final class Client {

    private static final int BUFFER_BYTES = 8192;
    private static final int DATAGRAM_BYTES = 65_508;

    private final Narrator narrator;
    private final int timeoutMillis;

    /// @param timeoutMillis how long to wait to be connected, and for more bytes once everything is sent
    Client(Narrator narrator, int timeoutMillis) {
        this.narrator = narrator;
        this.timeoutMillis = timeoutMillis;
    }

    /// TCP: sends the lines, says that there are no more, and receives until the other end has finished too.
    void converse(InetAddress[] addresses, int port, Iterator<String> lines) throws IOException {
        try (Socket socket = connected(addresses, port)) {
            narrator.say(
                    "connected",
                    Narrator.show(socket.getRemoteSocketAddress()),
                    Narrator.show(socket.getLocalSocketAddress()));
            AtomicReference<@Nullable IOException> trouble = new AtomicReference<>();
            Thread sender = Thread.ofPlatform().daemon().name("sender").start(() -> {
                try {
                    send(socket, lines);
                } catch (IOException e) {
                    trouble.set(e);
                } catch (UncheckedIOException e) {
                    trouble.set(e.getCause());
                }
            });
            receive(socket, sender);
            IOException e = trouble.get();
            if (e != null) {
                throw e;
            }
        }
    }

    private Socket connected(InetAddress[] addresses, int port) throws IOException {
        IOException last = new IOException("no address");
        for (InetAddress address : addresses) {
            InetSocketAddress target = new InetSocketAddress(address, port);
            Socket socket = new Socket();
            try {
                narrator.say("connecting", Narrator.show(target));
                socket.connect(target, timeoutMillis);
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private void send(Socket socket, Iterator<String> lines) throws IOException {
        OutputStream out = socket.getOutputStream();
        while (lines.hasNext()) {
            byte[] message = (lines.next() + "\n").getBytes(StandardCharsets.UTF_8);
            out.write(message);
            narrator.say("client.sent", message.length);
        }
        socket.shutdownOutput();
        narrator.say("half.closed");
    }

    /// Time counts only when everything is sent: until then the silence may be our user's.
    private void receive(Socket socket, Thread sender) throws IOException {
        InputStream in = socket.getInputStream();
        socket.setSoTimeout(timeoutMillis);
        byte[] buffer = new byte[BUFFER_BYTES];
        Text text = new Text();
        boolean waiting = false;
        while (true) {
            try {
                int n = in.read(buffer);
                if (n < 0) {
                    narrator.say("peer.closed");
                    return;
                }
                waiting = false;
                narrator.say("client.received", n, text.of(buffer, n));
            } catch (SocketTimeoutException e) {
                if (waiting) {
                    throw e;
                }
                // once more in full when the last byte was sent meanwhile
                waiting = !sender.isAlive();
            }
        }
    }

    /// UDP: a datagram for each line, and an answer to each. False when one was not answered.
    boolean exchange(InetSocketAddress server, Iterator<String> lines) throws IOException {
        boolean all = true;
        try (DatagramSocket socket = new DatagramSocket()) {
            // connected, so that the system tells us when nobody is there
            socket.connect(server);
            socket.setSoTimeout(timeoutMillis);
            while (lines.hasNext()) {
                byte[] message = (lines.next() + "\n").getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(message, message.length));
                narrator.say("client.datagram.sent", message.length, Narrator.show(server));
                DatagramPacket answer = new DatagramPacket(new byte[DATAGRAM_BYTES], DATAGRAM_BYTES);
                try {
                    socket.receive(answer);
                    narrator.say(
                            "client.received", answer.getLength(), new Text().of(answer.getData(), answer.getLength()));
                } catch (SocketTimeoutException e) {
                    narrator.say("no.answer", timeoutMillis / 1000.0);
                    all = false;
                }
            }
        }
        return all;
    }

    /// Bytes as text: a letter may be cut between two reads, and nothing that could command a terminal gets through.
    private static final class Text {
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private ByteBuffer rest = ByteBuffer.allocate(0);

        String of(byte[] data, int length) {
            ByteBuffer bytes = ByteBuffer.allocate(rest.remaining() + length)
                    .put(rest)
                    .put(data, 0, length)
                    .flip();
            CharBuffer chars = CharBuffer.allocate(bytes.remaining() + 1);
            decoder.decode(bytes, chars, false);
            rest = bytes;
            StringBuilder text = new StringBuilder();
            String decoded = chars.flip().toString().stripTrailing();
            for (int i = 0; i < decoded.length(); i++) {
                char c = decoded.charAt(i);
                text.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
            return text.toString();
        }
    }
}
