import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An echo server for some clients, one after the other: EchoServer PORT CLIENTS. */
public class EchoServer {
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        try (ServerSocket server = new ServerSocket(port, 8, InetAddress.getLoopbackAddress())) {
            for (int i = Integer.parseInt(args[1]); i > 0; i--) {
                try (Socket client = server.accept()) {
                    byte[] buffer = new byte[1024];
                    int count = client.getInputStream().read(buffer);
                    while (count > 0) {
                        client.getOutputStream().write(buffer, 0, count);
                        count = client.getInputStream().read(buffer);
                    }
                }
            }
        }
    }
}
