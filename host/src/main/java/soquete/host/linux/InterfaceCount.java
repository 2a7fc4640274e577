package soquete.host.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many packets an interface of the thread's own network namespace has passed: `/proc/thread-self/net/dev`, where
/// received packets stand second and sent ones tenth behind the name (net/core/net-procfs.c).
final class InterfaceCount {
    private static final Path FILE = Path.of("/proc/thread-self/net/dev");
    private static final int RECEIVED = 1;
    private static final int SENT = 9;

    private InterfaceCount() {}

    /// 0 for an interface that is no more.
    ///
    /// @param received whether those that came in count
    /// @param sent     whether those that went out count
    static long of(String interfaceName, boolean received, boolean sent) throws IOException {
        for (String line : Files.readAllLines(FILE, StandardCharsets.ISO_8859_1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(interfaceName)) {
                String[] numbers = line.substring(colon + 1).strip().split(" +");
                return (received ? Long.parseLong(numbers[RECEIVED]) : 0) + (sent ? Long.parseLong(numbers[SENT]) : 0);
            }
        }
        return 0;
    }
}
