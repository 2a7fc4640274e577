package soquete.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// What messages consist of: TLS records on port 443, HTTP on port 80, DNS on port 53, noise elsewhere.
final class Payload {
    static final int HTTP = 80;
    static final int TLS = 443;
    static final int DNS = 53;
    private static final int TLS_RECORD = 16_384 + 5;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final byte[] NOISE = noise();

    private Payload() {}

    private static byte[] noise() {
        byte[] noise = new byte[1 << 18];
        Dice dice = new Dice(1, 1);
        for (int i = 0; i < noise.length; i += 8) {
            LONG.set(noise, i, dice.next());
        }
        return noise;
    }

    /// Puts the bytes of a message from `offset` on into `to`.
    ///
    /// @param message length of the whole message
    static void fill(byte[] to, int at, int length, int port, boolean request, long offset, long message) {
        int from = (int) ((offset * 31 + message * 1021) & (NOISE.length / 2 - 1));
        System.arraycopy(NOISE, from, to, at, length);
        if (port == TLS) {
            tls(to, at, length, offset, message);
        } else if (port == HTTP && offset == 0) {
            byte[] head = httpHead(request, message);
            System.arraycopy(head, 0, to, at, Math.min(length, head.length));
        }
    }

    private static void tls(byte[] to, int at, int length, long offset, long message) {
        for (long record = offset / TLS_RECORD * TLS_RECORD; record < offset + length; record += TLS_RECORD) {
            int size = (int) Math.min(TLS_RECORD, message - record) - 5;
            for (int i = 0; i < 5; i++) {
                long place = record + i - offset;
                if (place >= 0 && place < length) {
                    to[at + (int) place] = (byte)
                            switch (i) {
                                case 0 -> 23;
                                case 1, 2 -> 3;
                                case 3 -> size >> 8;
                                default -> size;
                            };
                }
            }
        }
    }

    private static byte[] httpHead(boolean request, long message) {
        String head;
        if (!request) {
            head = sized("HTTP/1.1 200 OK\r\n", message);
        } else if (message > 1000) {
            head = sized("POST / HTTP/1.1\r\nHost: a.example\r\n", message);
        } else {
            String start = "GET / HTTP/1.1\r\nHost: a.example\r\nCookie: ";
            head = start + "c".repeat(Math.max(0, (int) message - start.length() - 4)) + "\r\n\r\n";
        }
        return head.getBytes(StandardCharsets.US_ASCII);
    }

    /// The head of a message which has `message` bytes with its body.
    private static String sized(String start, long message) {
        String whole = start + "Content-Length: \r\n\r\n";
        long body = message - whole.length() - 1;
        while (body > 0 && body + whole.length() + Long.toString(body).length() > message) {
            body--;
        }
        return start + "Content-Length: " + Math.max(0, body) + "\r\n\r\n";
    }

    /// Bytes of a GET on port 80 that says nothing more than what it must, at most.
    static int shortestRequest(int port) {
        return port == HTTP ? 60 : 6;
    }

    /// A question for the address of a made-up name, or its answer. Returns the length.
    static int dns(byte[] to, int at, int id, boolean query) {
        byte[] name = ("\4host" + "\7example").getBytes(StandardCharsets.US_ASCII);
        int i = u16(to, at, id);
        i = u16(to, i, query ? 0x0100 : 0x8180);
        i = u16(to, i, 1);
        i = u16(to, i, query ? 0 : 1);
        i = u16(to, u16(to, i, 0), 0);
        System.arraycopy(name, 0, to, i, name.length);
        i += name.length;
        to[i++] = 0;
        i = u16(to, u16(to, i, 1), 1);
        if (!query) {
            i = u16(to, u16(to, u16(to, i, 0xC00C), 1), 1);
            i = u16(to, u16(to, i, 0), 300);
            i = u16(to, i, 4);
            i = u16(to, u16(to, i, 0x0A00), id);
        }
        return i - at;
    }

    private static int u16(byte[] to, int at, int value) {
        SHORT.set(to, at, (short) value);
        return at + 2;
    }
}
