package soquete.lab;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/// The exchanges that `tcp-vs-udp` compares. Each makes its own sockets in the calling thread, on whose host they are
/// born, and ends by itself.
final class Exchange {

    /// What a sender is told who is told nothing.
    static final String TIME_OUT = "time-out";

    static final int MESSAGES = 250;

    /// Messages of the beginning whose time is not counted: the JVM is still learning.
    static final int WARM_UP = 50;

    private static final InetAddress LOOPBACK = Stage.LOOPBACK;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int QUIET_MILLIS = 300;
    private static final int SMALL_BUFFER = 16 * 1024;
    private static final int DATAGRAMS = 200;
    private static final int DATAGRAM_BYTES = 1_000;
    private static final long MOST_STALLED_BYTES = 64L << 20;

    private Exchange() {}

    /// Nanoseconds from sending a message to having its whole echo.
    record Measured(Histogram tcp, Histogram udp) {
        static final Measured NONE = new Measured(new Histogram(3), new Histogram(3));
    }

    /// What a sender to a port without a socket is told.
    record Nobody(String connectError, String unconnected, String connected) {
        static final Nobody NONE = new Nobody("–", "–", "–");
    }

    /// @param accepted what the sender's kernel took while nobody read: bytes for TCP, datagrams for UDP
    /// @param read     what the reader got when it began to read
    record Flood(long accepted, long read) {
        static final Flood NONE = new Flood(0, 0);
    }

    static byte[] message(int number) {
        return String.format("message %04d", number).getBytes(StandardCharsets.US_ASCII);
    }

    /// Sends each message over TCP and over UDP in turn, so that neither has the quieter moment.
    static Measured overBoth() throws IOException {
        Measured measured = new Measured(new Histogram(3), new Histogram(3));
        try (ServerSocket tcpServer = new ServerSocket(ComparisonScene.TCP_PORT, 1, LOOPBACK);
                DatagramSocket udpServer = new DatagramSocket(ComparisonScene.UDP_PORT, LOOPBACK)) {
            udpServer.setSoTimeout(TIMEOUT_MILLIS);
            Thread tcpEcho = new Thread(() -> echoTcp(tcpServer), "echo tcp");
            Thread udpEcho = new Thread(() -> echoUdp(udpServer), "echo udp");
            tcpEcho.start();
            udpEcho.start();
            try (Socket tcp = new Socket(LOOPBACK, ComparisonScene.TCP_PORT);
                    DatagramSocket udp = new DatagramSocket(0, LOOPBACK)) {
                tcp.setTcpNoDelay(true);
                tcp.setSoTimeout(TIMEOUT_MILLIS);
                udp.setSoTimeout(TIMEOUT_MILLIS);
                for (int i = 0; i < MESSAGES; i++) {
                    long overTcp = roundTrip(tcp, message(i));
                    long overUdp = roundTrip(udp, message(i));
                    if (i >= WARM_UP) {
                        measured.tcp().recordValue(overTcp);
                        measured.udp().recordValue(overUdp);
                    }
                }
            }
            join(tcpEcho);
            join(udpEcho);
        }
        return measured;
    }

    private static long roundTrip(Socket tcp, byte[] message) throws IOException {
        long begin = System.nanoTime();
        tcp.getOutputStream().write(message);
        if (tcp.getInputStream().readNBytes(message.length).length < message.length) {
            throw new EOFException();
        }
        return System.nanoTime() - begin;
    }

    private static long roundTrip(DatagramSocket udp, byte[] message) throws IOException {
        DatagramPacket received = new DatagramPacket(new byte[1024], 1024);
        long begin = System.nanoTime();
        udp.send(new DatagramPacket(message, message.length, LOOPBACK, ComparisonScene.UDP_PORT));
        udp.receive(received);
        return System.nanoTime() - begin;
    }

    private static void echoTcp(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.setTcpNoDelay(true);
            client.setSoTimeout(TIMEOUT_MILLIS);
            byte[] buffer = new byte[1024];
            for (int n = client.getInputStream().read(buffer);
                    n > 0;
                    n = client.getInputStream().read(buffer)) {
                client.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException e) {
            return; // the client notices, and says so
        }
    }

    private static void echoUdp(DatagramSocket server) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
            for (int i = 0; i < MESSAGES; i++) {
                packet.setLength(1024);
                server.receive(packet);
                server.send(packet);
            }
        } catch (IOException e) {
            return; // the client's receive times out, and says so
        }
    }

    static Nobody withNobody() throws IOException {
        String connect = "–";
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, ComparisonScene.CLOSED_PORT), TIMEOUT_MILLIS);
        } catch (ConnectException e) {
            connect = "ECONNREFUSED";
        }
        InetSocketAddress nobody = new InetSocketAddress(LOOPBACK, ComparisonScene.CLOSED_PORT);
        return new Nobody(connect, askNobody(nobody, false), askNobody(nobody, true));
    }

    private static String askNobody(InetSocketAddress nobody, boolean connected) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            socket.setSoTimeout(QUIET_MILLIS);
            if (connected) {
                socket.connect(nobody);
            }
            byte[] message = message(0);
            socket.send(new DatagramPacket(message, message.length, nobody));
            socket.receive(new DatagramPacket(new byte[1024], 1024));
            return "–";
        } catch (SocketTimeoutException e) {
            return TIME_OUT;
        } catch (PortUnreachableException e) {
            return "ECONNREFUSED";
        }
    }

    /// Writes until the kernel takes no more, then reads everything: TCP holds the sender back and loses nothing.
    static Flood floodTcp() throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.setReceiveBufferSize(SMALL_BUFFER);
            server.bind(new InetSocketAddress(LOOPBACK, ComparisonScene.STALLED_PORT), 1);
            try (SocketChannel client = SocketChannel.open()) {
                client.socket().setSendBufferSize(SMALL_BUFFER);
                client.connect(new InetSocketAddress(LOOPBACK, ComparisonScene.STALLED_PORT));
                client.configureBlocking(false);
                try (Socket reader = server.accept()) {
                    long written = writeUntilFull(client);
                    client.shutdownOutput();
                    reader.setSoTimeout(TIMEOUT_MILLIS);
                    long read = reader.getInputStream().transferTo(OutputStream.nullOutputStream());
                    return new Flood(written, read);
                }
            }
        }
    }

    private static long writeUntilFull(SocketChannel client) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(8 * 1024);
        long written = 0;
        long[] total = {0};
        do {
            written = total[0];
            Patience.until(Duration.ofMillis(QUIET_MILLIS), () -> {
                int taken = client.write(data.clear());
                total[0] += taken;
                return taken > 0;
            });
        } while (total[0] > written && total[0] < MOST_STALLED_BYTES);
        return total[0];
    }

    /// Sends to a reader that reads only afterwards: UDP takes every datagram and drops what has no room, in silence.
    static Flood floodUdp() throws IOException {
        try (DatagramSocket reader = new DatagramSocket(null);
                DatagramSocket client = new DatagramSocket(0, LOOPBACK)) {
            reader.setReceiveBufferSize(SMALL_BUFFER);
            reader.bind(new InetSocketAddress(LOOPBACK, ComparisonScene.STALLED_PORT));
            byte[] data = new byte[DATAGRAM_BYTES];
            for (int i = 0; i < DATAGRAMS; i++) {
                client.send(new DatagramPacket(data, data.length, LOOPBACK, ComparisonScene.STALLED_PORT));
            }
            reader.setSoTimeout(QUIET_MILLIS);
            int read = 0;
            try {
                while (read < DATAGRAMS) {
                    reader.receive(new DatagramPacket(data, data.length));
                    read++;
                }
            } catch (SocketTimeoutException e) {
                return new Flood(DATAGRAMS, read); // nothing more has room: the rest was dropped
            }
            return new Flood(DATAGRAMS, read);
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join(TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
