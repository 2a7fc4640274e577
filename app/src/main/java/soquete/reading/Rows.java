package soquete.reading;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import soquete.flow.Flow;

/// Bytes of text that grow at the end, for many numbers in little time: nothing is allocated for a value.
final class Rows {
    private static final int LONGEST_NUMBER = 20;
    private static final int LONGEST_IPV6 = 39;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int size;

    Rows() {
        this(1 << 16);
    }

    /// @param expected bytes that there will be, more or less
    Rows(int expected) {
        bytes = new byte[expected];
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    private void room(int count) {
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + count));
        }
    }

    void add(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
    }

    void add(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
    }

    void add(String text) {
        add(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Spaces up to `column`, counted from the first byte.
    void pad(int column) {
        room(Math.max(0, column - size));
        while (size < column) {
            bytes[size++] = ' ';
        }
    }

    /// Nanoseconds as seconds with six digits after the point.
    void micros(long nanos) {
        seconds(nanos);
        size -= 3;
    }

    /// An unsigned number.
    void decimal(long number) {
        if (number < 0) {
            add(Long.toUnsignedString(number));
            return;
        }
        decimal(number, digits(number));
    }

    private void decimal(long number, int digits) {
        room(LONGEST_NUMBER);
        int end = size + digits;
        long left = number;
        while (left > Integer.MAX_VALUE) {
            bytes[--end] = (byte) ('0' + left % 10);
            left /= 10;
        }
        digits((int) left, end);
        size += digits;
    }

    /// An unsigned number at the right of `width` columns, with at least one space before it.
    void right(long number, int width) {
        int digits = digits(number);
        pad(size + Math.max(1, width - digits));
        decimal(number, digits);
    }

    /// Puts the decimal digits of a number that is not negative before `end`, as many as it has.
    private void digits(int number, int end) {
        int at = end;
        int left = number;
        do {
            int tenth = tenth(left);
            bytes[--at] = (byte) ('0' + left - tenth * 10);
            left = tenth;
        } while (left != 0);
    }

    /// A tenth of a number that is not negative, by multiplying: the first compiler leaves a division as it is.
    private static int tenth(int number) {
        return (int) (number * 0xCCCC_CCCDL >>> 35);
    }

    /// How many digits a number has that is not negative.
    static int digits(long number) {
        int digits = 1;
        long bound = 10;
        while (digits < 19 && number >= bound) {
            digits++;
            bound *= 10;
        }
        return digits;
    }

    /// The lowest `digits` hexadecimal digits.
    void hex(long number, int digits) {
        room(digits);
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[(int) (number >>> shift & 0xF)];
        }
    }

    /// Nanoseconds as seconds with nine digits after the point.
    void seconds(long nanos) {
        if (nanos < 0) {
            add('-');
        }
        long absolute = Math.abs(nanos);
        decimal(absolute / 1_000_000_000);
        add('.');
        room(9);
        int left = (int) (absolute % 1_000_000_000);
        for (int at = size + 8; at >= size; at--) {
            int tenth = tenth(left);
            bytes[at] = (byte) ('0' + left - tenth * 10);
            left = tenth;
        }
        size += 9;
    }

    void ipv4(long address) {
        decimal(address >>> 24 & 0xFF);
        add('.');
        decimal(address >>> 16 & 0xFF);
        add('.');
        decimal(address >>> 8 & 0xFF);
        add('.');
        decimal(address & 0xFF);
    }

    /// Lower case, the longest run of zeros shortened, RFC 5952 §4.
    void ipv6(long high, long low) {
        int start = -1;
        int length = 1;
        int run = 0;
        for (int i = 0; i < 8; i++) {
            run = group(high, low, i) == 0 ? run + 1 : 0;
            if (run > length) {
                length = run;
                start = i - run + 1;
            }
        }
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                add(i == 0 ? "::" : ":");
                i += length - 1;
                continue;
            }
            shortHex(group(high, low, i));
            if (i < 7) {
                add(':');
            }
        }
    }

    /// As [soquete.wire.Endpoint] is written: `198.51.100.1:80`, `[2001:db8::1]:80`.
    void end(Flow flow, boolean client) {
        if (flow.ipv6()) {
            add('[');
            ipv6(flow.addressHigh(client), flow.addressLow(client));
            add(']');
        } else {
            ipv4(flow.addressLow(client));
        }
        add(':');
        decimal(flow.port(client));
    }

    /// How many bytes [#end] adds.
    static int endLength(Flow flow, boolean client) {
        int port = 1 + digits(flow.port(client));
        if (flow.ipv6()) {
            Rows rows = new Rows(LONGEST_IPV6);
            rows.ipv6(flow.addressHigh(client), flow.addressLow(client));
            return 2 + rows.size + port;
        }
        int address = (int) flow.addressLow(client);
        return 3 + octet(address >>> 24) + octet(address >>> 16) + octet(address >>> 8) + octet(address) + port;
    }

    private static int octet(int number) {
        int octet = number & 0xFF;
        return octet > 99 ? 3 : octet > 9 ? 2 : 1;
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> (3 - (index & 3)) * 16) & 0xFFFF;
    }

    private void shortHex(int group) {
        hex(group, group > 0xFFF ? 4 : group > 0xFF ? 3 : group > 0xF ? 2 : 1);
    }

    void mac(long address) {
        for (int shift = 40; shift >= 0; shift -= 8) {
            hex(address >>> shift, 2);
            if (shift > 0) {
                add(':');
            }
        }
    }
}
