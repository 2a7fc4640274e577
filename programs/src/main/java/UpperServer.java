import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/// Receives once, answers in upper case and closes; one client at a time, or each client in a thread of its own.
///
/// `java UpperServer.java [host] [port] [sequential|threads]`
public class UpperServer {

    public static void main(String[] args) {
        String host = args.length > 0 ? args[0] : "127.0.0.1";
        String port = args.length > 1 ? args[1] : "65432";
        String form = args.length > 2 ? args[2] : "sequential";
        if (!form.equals("sequential") && !form.equals("threads")) {
            System.err.println("The third argument is sequential or threads, not " + form);
            System.exit(1);
        }
        try {
            serve(InetAddress.getByName(host), Integer.parseInt(port), form.equals("threads"));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Cannot serve on " + host + " port " + port + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static void serve(InetAddress host, int port, boolean threads) throws IOException {
        try (ServerSocket server = new ServerSocket(port, 50, host)) {
            System.out.println("Listening on " + server.getLocalSocketAddress());
            while (true) {
                Socket client = server.accept();
                // the one difference: who waits while this client is slow?
                if (threads) {
                    new Thread(() -> handle(client)).start();
                } else {
                    handle(client);
                }
            }
        }
    }

    private static void handle(Socket client) {
        System.out.println("Accepted " + client.getRemoteSocketAddress());
        try (client) {
            // a client that says nothing for 10 seconds is let go
            client.setSoTimeout(10_000);
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[1024];
            int n = in.read(buffer);
            byte[] data = strip(buffer, Math.max(n, 0));
            System.out.println(client.getRemoteSocketAddress() + " wrote " + data.length + " bytes");
            out.write(upper(data));
        } catch (SocketTimeoutException e) {
            System.out.println(client.getRemoteSocketAddress() + " was silent for 10 seconds: closed");
        } catch (IOException e) {
            System.out.println("Lost " + client.getRemoteSocketAddress() + ": " + e.getMessage());
        }
    }

    /// The first `length` bytes, without the white space at both ends.
    private static byte[] strip(byte[] data, int length) {
        int start = 0;
        int end = length;
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
