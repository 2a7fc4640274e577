package soquete.serve;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a server does for its clients: the three of the class.
enum Service {
    /// Sends a greeting and closes.
    GREETING,
    /// Sends back what it receives until the client has finished.
    ECHO,
    /// Receives once, at most [#MESSAGE_BYTES], answers in upper case and closes: as Python's `socketserver` handler.
    UPPER;

    static final int MESSAGE_BYTES = 1024;

    private static final byte[] GREETING_TEXT =
            "Conexão estabelecida com o servidor TCP".getBytes(StandardCharsets.UTF_8);

    /// The port that the class's programs use.
    int defaultPort(boolean udp) {
        return this == GREETING ? 12345 : this == UPPER && udp ? 65431 : 65432;
    }

    /// The answer to the first `length` bytes received.
    byte[] answer(byte[] data, int length) {
        return switch (this) {
            case GREETING -> GREETING_TEXT.clone();
            case ECHO -> Arrays.copyOf(data, length);
            case UPPER -> upper(strip(data, length));
        };
    }

    /// Python's `bytes.strip()`: no ASCII white space at either end.
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

    /// Python's `bytes.upper()`: ASCII letters only.
    private static byte[] upper(byte[] data) {
        for (int i = 0; i < data.length; i++) {
            if (data[i] >= 'a' && data[i] <= 'z') {
                data[i] -= 'a' - 'A';
            }
        }
        return data;
    }
}
