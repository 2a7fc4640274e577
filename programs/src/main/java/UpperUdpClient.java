import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Sends each line of its input in a datagram and prints the answer.
///
/// `java UpperUdpClient.java [host] [port]`
public class UpperUdpClient {

    public static void main(String[] args) {
        String host = args.length > 0 ? args[0] : "127.0.0.1";
        String port = args.length > 1 ? args[1] : "65431";
        try {
            talk(host, Integer.parseInt(port));
        } catch (SocketTimeoutException e) {
            System.err.println("No answer from " + host + " port " + port
                    + " in 2 seconds: the datagram or its answer was lost, or no server is there");
            System.exit(1);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Cannot talk to " + host + " port " + port + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static void talk(String host, int port) throws IOException {
        InetSocketAddress server = new InetSocketAddress(host, port);
        if (server.isUnresolved()) {
            throw new UnknownHostException("no such host");
        }
        Charset inputCharset = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, inputCharset));
        // bound to a port that the system chooses when it is created, and never connected
        try (DatagramSocket socket = new DatagramSocket()) {
            // nobody repeats a lost datagram: without a time-out, receive could wait for ever
            socket.setSoTimeout(2000);
            String line;
            while ((line = readLine(input)) != null) {
                byte[] message = (line + "\n").getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(message, message.length, server));
                System.out.println("Sent:     " + line);

                DatagramPacket answer = new DatagramPacket(new byte[8192], 8192);
                socket.receive(answer);
                System.out.println(
                        "Received: " + new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8));
            }
        }
    }

    private static String readLine(BufferedReader input) throws IOException {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            System.out.print("Message: ");
            System.out.flush();
        }
        return input.readLine();
    }
}
