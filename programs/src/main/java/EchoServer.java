import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Sends back what it receives, one client after the other.
///
/// `java EchoServer.java [host] [port]`
public class EchoServer {

    public static void main(String[] args) {
        String host = args.length > 0 ? args[0] : "127.0.0.1";
        String port = args.length > 1 ? args[1] : "65432";
        try {
            serve(InetAddress.getByName(host), Integer.parseInt(port));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Cannot serve on " + host + " port " + port + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static void serve(InetAddress host, int port) throws IOException {
        try (ServerSocket server = new ServerSocket(port, 50, host)) {
            System.out.println("Listening on " + server.getLocalSocketAddress());
            while (true) {
                Socket client = server.accept();
                echo(client);
            }
        }
    }

    private static void echo(Socket client) {
        System.out.println("Accepted " + client.getRemoteSocketAddress());
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[1024];
            int n;
            // up to 1024 bytes at a time; -1 says that the client has sent its last byte
            while ((n = in.read(buffer)) != -1) {
                out.write(buffer, 0, n);
                System.out.println("Echoed " + n + " bytes");
            }
            System.out.println("End of stream");
        } catch (IOException e) {
            System.out.println("Lost " + client.getRemoteSocketAddress() + ": " + e.getMessage());
        }
    }
}
