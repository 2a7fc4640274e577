import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Answers every datagram with its bytes in upper case.
///
/// `java UpperUdpServer.java [host] [port]`
public class UpperUdpServer {

    public static void main(String[] args) {
        String host = args.length > 0 ? args[0] : "127.0.0.1";
        String port = args.length > 1 ? args[1] : "65431";
        try {
            serve(host, Integer.parseInt(port));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Cannot serve on " + host + " port " + port + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static void serve(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("no such host");
        }
        // bound, and that is all: UDP has no listen, no accept and no connection
        try (DatagramSocket socket = new DatagramSocket(address)) {
            System.out.println("Waiting on " + socket.getLocalSocketAddress());
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[8192], 8192);
                socket.receive(packet);
                byte[] data = Arrays.copyOf(packet.getData(), packet.getLength());
                System.out.println(packet.getSocketAddress() + " sent " + data.length + " bytes");
                byte[] answer = upper(strip(data));
                try {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                } catch (IOException e) {
                    System.out.println("Cannot answer " + packet.getSocketAddress() + ": " + e.getMessage());
                }
            }
        }
    }

    /// Without the white space at both ends.
    private static byte[] strip(byte[] data) {
        int start = 0;
        int end = data.length;
        while (start < end && isSpace(data[start])) {
            start++;
        }
        while (end > start && isSpace(data[end - 1])) {
            end--;
        }
        return Arrays.copyOfRange(data, start, end);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    /// ASCII letters only: any other byte may be part of a letter in UTF-8, and stays.
    private static byte[] upper(byte[] data) {
        for (int i = 0; i < data.length; i++) {
            if (data[i] >= 'a' && data[i] <= 'z') {
                data[i] -= 'a' - 'A';
            }
        }
        return data;
    }
}
