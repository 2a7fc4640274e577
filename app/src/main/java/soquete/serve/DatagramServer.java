package soquete.serve;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// A UDP server: each datagram is answered by itself, and there is nobody to wait for.
final class DatagramServer implements Server {

    /// The largest that UDP carries over IPv4, and one.
    private static final int BUFFER_BYTES = 65_508;

    private final Settings settings;
    private final Narrator narrator;
    private final DatagramSocket socket;
    private final InetSocketAddress address;
    private volatile boolean stopping;

    DatagramServer(Settings settings, Narrator narrator) throws IOException {
        this.settings = settings;
        this.narrator = narrator;
        this.socket = new DatagramSocket(settings.address());
        this.address = new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void serve() throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (socket) {
            while (!stopping) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                answer(packet);
            }
        } catch (IOException e) {
            if (!stopping) {
                throw e;
            }
        }
    }

    @Override
    public void stop() {
        stopping = true;
        socket.close();
    }

    private void answer(DatagramPacket packet) {
        SocketAddress peer = packet.getSocketAddress();
        narrator.connections.increment();
        narrator.received.add(packet.getLength());
        narrator.say("datagram.received", packet.getLength(), Narrator.show(peer));
        byte[] answer = settings.service().answer(packet.getData(), packet.getLength());
        try {
            socket.send(new DatagramPacket(answer, answer.length, peer));
            narrator.sent.add(answer.length);
            narrator.say("datagram.sent", answer.length, Narrator.show(peer));
        } catch (IOException e) {
            narrator.say("datagram.lost", Narrator.show(peer), String.valueOf(e.getMessage()));
        }
    }
}
