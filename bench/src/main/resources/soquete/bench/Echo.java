import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An echo server with a virtual thread for each connection, on 127.0.0.1 at the port given. Ends at "quit". */
class Echo {
    public static void main(String[] words) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(words[0])), 1024);
            while (true) {
                Socket client = server.accept();
                Thread.startVirtualThread(() -> serve(client));
            }
        }
    }

    private static void serve(Socket client) {
        byte[] data = new byte[4096];
        try (client) {
            for (int length; (length = client.getInputStream().read(data)) > 0; ) {
                if (data[0] == 'q') {
                    Runtime.getRuntime().halt(0);
                }
                client.getOutputStream().write(data, 0, length);
            }
        } catch (IOException e) {
            System.err.println(e);
        }
    }
}
