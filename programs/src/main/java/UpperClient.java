import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Connects, sends one line of its input and prints what comes back.
///
/// `java UpperClient.java [host] [port]`
public class UpperClient {

    public static void main(String[] args) {
        String host = args.length > 0 ? args[0] : "127.0.0.1";
        String port = args.length > 1 ? args[1] : "65432";
        // connected first: a sequential server waits for us while we type
        try (Socket socket = new Socket(host, Integer.parseInt(port))) {
            String line = readLine();
            if (line == null) {
                return;
            }
            OutputStream out = socket.getOutputStream();
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            System.out.println("Sent:     " + line);

            InputStream in = socket.getInputStream();
            byte[] answer = in.readAllBytes();
            System.out.println("Received: " + new String(answer, StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Cannot talk to " + host + " port " + port + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static String readLine() throws IOException {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            System.out.print("Message: ");
            System.out.flush();
        }
        Charset inputCharset = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
        return new BufferedReader(new InputStreamReader(System.in, inputCharset)).readLine();
    }
}
