package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import soquete.trace.SocketRow;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Addresses;

/// What the socket table says of datagrams that found no room.
final class SocketDiagTest {

    private static final int SENT = 500;

    @Test
    void dropsAreCounted() throws Exception {
        Assumptions.assumeTrue("Linux".equals(System.getProperty("os.name")), "needs Linux");
        try (SocketDiag table = new SocketDiag();
                DatagramSocket receiver = new DatagramSocket(null);
                DatagramSocket sender = new DatagramSocket()) {
            receiver.setReceiveBufferSize(4096);
            receiver.bind(new InetSocketAddress(Addresses.literal("127.0.0.1"), 0));
            assertThat(row(table, receiver).drops()).isZero();
            byte[] data = new byte[100];
            for (int i = 0; i < SENT; i++) {
                sender.send(new DatagramPacket(data, data.length, receiver.getLocalSocketAddress()));
            }
            SocketRow row = row(table, receiver);
            receiver.setSoTimeout(100);
            int received = 0;
            try {
                while (received < SENT) {
                    receiver.receive(new DatagramPacket(data, data.length));
                    received++;
                }
            } catch (java.net.SocketTimeoutException nothingMore) {
                assertThat(received).isPositive();
            }
            assertThat(row.drops()).isPositive().isEqualTo(SENT - received);
        }
    }

    private static SocketRow row(SocketDiag table, DatagramSocket socket) throws Exception {
        return table.read().stream()
                .filter(r -> r.protocol() == Protocol.UDP && r.local().port() == socket.getLocalPort())
                .findFirst()
                .orElseThrow();
    }
}
