package soquete.agent.scene;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/// Scenes with channels, selectors and datagrams.
final class ChannelScene {

    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    private ChannelScene() {}

    static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "selector" -> selector();
            case "refused" -> refused();
            case "adaptors" -> adaptors();
            case "datagrams" -> datagrams();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void selector() throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open();
                SocketChannel client = SocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(new InetSocketAddress(HOST, 0), 7); // channel bind
            server.configureBlocking(false);
            System.out.println(server.accept()); // nobody there yet
            server.register(selector, SelectionKey.OP_ACCEPT);
            client.configureBlocking(false);
            boolean connected = client.connect(server.getLocalAddress()); // channel connect
            selector.select(); // one is ready
            SocketChannel accepted = server.accept(); // channel accept
            while (!connected) {
                connected = client.finishConnect(); // finish
            }
            accepted.configureBlocking(false);
            ByteBuffer buffer = ByteBuffer.allocate(100);
            System.out.println(accepted.read(buffer)); // nothing there yet
            client.write(ByteBuffer.wrap(new byte[30])); // channel write
            client.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[5]), ByteBuffer.wrap(new byte[6])}); // gather
            accepted.register(selector, SelectionKey.OP_READ);
            while (buffer.position() < 41) {
                selector.select(key -> read(key, buffer), 1000); // select with an action
            }
            client.shutdownOutput();
            accepted.close();
            System.out.println(buffer.position());
        }
    }

    private static void read(SelectionKey key, ByteBuffer buffer) {
        try {
            if (key.channel() instanceof SocketChannel channel) {
                channel.read(buffer); // read within select
            }
        } catch (IOException e) {
            System.out.println(e);
        }
    }

    private static void refused() throws IOException {
        int free;
        try (ServerSocketChannel taken = ServerSocketChannel.open()) {
            free = ((InetSocketAddress)
                            taken.bind(new InetSocketAddress(HOST, 0)).getLocalAddress())
                    .getPort();
        }
        try (SocketChannel blocking = SocketChannel.open()) {
            blocking.connect(new InetSocketAddress(HOST, free)); // blocking refused
        } catch (IOException e) {
            System.out.println(e);
        }
    }

    private static void adaptors() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open();
                SocketChannel client = SocketChannel.open()) {
            server.socket().bind(new InetSocketAddress(HOST, 0), 9);
            client.socket().connect(server.socket().getLocalSocketAddress(), 1000); // adaptor connect
            try (java.net.Socket accepted = server.socket().accept()) { // adaptor accept
                client.socket().getOutputStream().write(new byte[12]); // adaptor write
                System.out.println(accepted.getInputStream().readNBytes(12).length); // adaptor read
            }
        }
    }

    private static void datagrams() throws IOException {
        try (DatagramChannel channel = DatagramChannel.open();
                DatagramSocket socket = new DatagramSocket(0, HOST)) {
            SocketAddress there = socket.getLocalSocketAddress();
            channel.send(ByteBuffer.wrap(new byte[9]), there); // channel send
            DatagramPacket packet = new DatagramPacket(new byte[4], 4);
            socket.receive(packet); // cut to four
            System.out.println(packet.getLength());
            socket.send(new DatagramPacket(new byte[0], 0, packet.getSocketAddress())); // empty datagram
            ByteBuffer buffer = ByteBuffer.allocate(10);
            channel.receive(buffer); // channel receive
            System.out.println(buffer.position());
            channel.connect(there); // datagram connect
            channel.write(ByteBuffer.wrap(new byte[3])); // connected write
            socket.receive(packet);
            channel.disconnect();
            channel.configureBlocking(false);
            System.out.println(channel.receive(buffer)); // no datagram there
            socket.setSoTimeout(10);
            try {
                socket.receive(packet); // nothing comes
            } catch (IOException e) {
                System.out.println(e);
            }
            System.out.println(Arrays.toString(packet.getData()).length());
        }
    }
}
