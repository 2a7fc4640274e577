import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Sends `Hello, world` and prints what comes back.
///
/// `java EchoClient.java [host] [port]`
public class EchoClient {

    public static void main(String[] args) {
        String host = args.length > 0 ? args[0] : "127.0.0.1";
        String port = args.length > 1 ? args[1] : "65432";
        try (Socket socket = new Socket(host, Integer.parseInt(port))) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] message = "Hello, world".getBytes(StandardCharsets.UTF_8);
            out.write(message);

            // TCP carries bytes, not messages: the echo may come in pieces
            byte[] echo = new byte[message.length];
            int received = 0;
            while (received < echo.length) {
                int n = in.read(echo, received, echo.length - received);
                if (n == -1) {
                    throw new IOException("the server closed after " + received + " of " + echo.length + " bytes");
                }
                received += n;
            }
            System.out.println("Received: " + new String(echo, StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Cannot talk to " + host + " port " + port + ": " + e.getMessage());
            System.exit(1);
        }
    }
}
