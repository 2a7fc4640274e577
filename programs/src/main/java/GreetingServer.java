import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Greets every client and closes: the simplest TCP server.
///
/// `java GreetingServer.java [host] [port]`
public class GreetingServer {

    private static final String GREETING = "Conexão estabelecida com o servidor TCP";

    public static void main(String[] args) {
        String host = args.length > 0 ? args[0] : "127.0.0.1";
        String port = args.length > 1 ? args[1] : "12345";
        try {
            serve(InetAddress.getByName(host), Integer.parseInt(port));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Cannot serve on " + host + " port " + port + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static void serve(InetAddress host, int port) throws IOException {
        // socket, bind and listen in one: at most 5 connections wait to be accepted
        try (ServerSocket server = new ServerSocket(port, 5, host)) {
            System.out.println("Listening on " + server.getLocalSocketAddress());
            while (true) {
                Socket client = server.accept();
                greet(client);
            }
        }
    }

    private static void greet(Socket client) {
        System.out.println("Accepted " + client.getRemoteSocketAddress());
        try (client) {
            OutputStream out = client.getOutputStream();
            out.write(GREETING.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // one client's trouble must not end the server
            System.out.println("Lost " + client.getRemoteSocketAddress() + ": " + e.getMessage());
        }
    }
}
