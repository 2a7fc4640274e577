import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Connects, reads what the server says until it closes, and prints it.
///
/// `java GreetingClient.java [host] [port]`
public class GreetingClient {

    public static void main(String[] args) {
        String host = args.length > 0 ? args[0] : "127.0.0.1";
        String port = args.length > 1 ? args[1] : "12345";
        try (Socket socket = new Socket(host, Integer.parseInt(port))) {
            InputStream in = socket.getInputStream();
            // a stream has no messages: only its end says that there is no more
            byte[] greeting = in.readAllBytes();
            System.out.println(new String(greeting, StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Cannot talk to " + host + " port " + port + ": " + e.getMessage());
            System.exit(1);
        }
    }
}
