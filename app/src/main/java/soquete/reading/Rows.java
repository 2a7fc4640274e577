package soquete.reading;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import soquete.flow.Flow;

/// Bytes of text that grow at the end, for many numbers in little time: nothing is allocated for a value.
final class Rows {
    private static final int LONGEST_NUMBER = 20;
    private static final int LONGEST_IPV4_END = 21;
    private static final int LONGEST_IPV6 = 39;
    /// The least numbers that take so many digits, as far as they are integers.
    private static final long[] DIGITS = {
        0, 0, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };
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
        byte[] to = bytes;
        int at = size;
        while (at < column) {
            to[at++] = ' ';
        }
        size = at;
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
        digits(bytes, (int) left, end);
        size += digits;
    }

    /// An unsigned number at the right of `width` columns, with at least one space before it.
    void right(long number, int width) {
        if (fits(number, width - 1)) {
            room(width);
            int end = size + width;
            spaces(size, digits(bytes, (int) number, end));
            size = end;
        } else {
            int digits = Long.toUnsignedString(number).length();
            pad(size + Math.max(1, width - digits));
            decimal(number);
        }
    }

    /// Nanoseconds as seconds with six digits after the point, as [#right].
    void rightMicros(long nanos, int width) {
        long seconds = nanos / 1_000_000_000;
        int point = width - 7;
        if (nanos >= 0 && fits(seconds, point - 1)) {
            room(width);
            int end = size + point;
            spaces(size, digits(bytes, (int) seconds, end));
            size = end;
        } else {
            int digits = digits(Math.abs(seconds)) + (nanos < 0 ? 1 : 0);
            pad(size + Math.max(1, point - digits));
            if (nanos < 0) {
                add('-');
            }
            decimal(Math.abs(seconds));
        }
        fraction(micros((int) Math.abs(nanos - seconds * 1_000_000_000)), 6);
    }

    /// Whether a number is an integer with that many digits at most.
    private static boolean fits(long number, int digits) {
        return number >= 0 && (digits >= DIGITS.length - 1 ? number <= Integer.MAX_VALUE : number < DIGITS[digits + 1]);
    }

    private void spaces(int from, int to) {
        byte[] all = bytes;
        for (int at = from; at < to; at++) {
            all[at] = ' ';
        }
    }

    /// Puts the decimal digits of a number that is not negative before `end`, as many as it has. Returns where they
    /// begin.
    private static int digits(byte[] to, int number, int end) {
        int at = end;
        int left = number;
        do {
            int tenth = tenth(left);
            to[--at] = (byte) ('0' + left - tenth * 10);
            left = tenth;
        } while (left != 0);
        return at;
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
        long seconds = absolute / 1_000_000_000;
        decimal(seconds);
        fraction((int) (absolute - seconds * 1_000_000_000), 9);
    }

    /// Whole microseconds of less than a second, by multiplying, as [#tenth].
    private static int micros(int nanos) {
        return (int) (nanos * 0x1062_4DD3L >>> 38);
    }

    /// A point and so many digits.
    private void fraction(int number, int digits) {
        room(digits + 1);
        byte[] to = bytes;
        int left = number;
        for (int at = size + digits; at > size; at--) {
            int tenth = tenth(left);
            to[at] = (byte) ('0' + left - tenth * 10);
            left = tenth;
        }
        to[size] = '.';
        size += digits + 1;
    }

    void ipv4(long address) {
        room(LONGEST_IPV4_END);
        size = ipv4(bytes, size, (int) address);
    }

    private static int ipv4(byte[] to, int from, int address) {
        int at = octet(to, from, address >>> 24);
        to[at++] = '.';
        at = octet(to, at, address >>> 16 & 0xFF);
        to[at++] = '.';
        at = octet(to, at, address >>> 8 & 0xFF);
        to[at++] = '.';
        return octet(to, at, address & 0xFF);
    }

    /// 0 to 255; returns where it ends.
    private static int octet(byte[] to, int from, int number) {
        int at = from;
        int left = number;
        if (number >= 100) {
            int hundreds = number < 200 ? 1 : 2;
            to[at++] = (byte) ('0' + hundreds);
            left -= hundreds * 100;
        }
        if (number >= 10) {
            int tens = tenth(left);
            to[at++] = (byte) ('0' + tens);
            left -= tens * 10;
        }
        to[at] = (byte) ('0' + left);
        return at + 1;
    }

    /// A number of five digits at most; returns where it ends.
    private static int small(byte[] to, int at, int number) {
        int end = at + smallDigits(number);
        digits(to, number, end);
        return end;
    }

    private static int smallDigits(int number) {
        if (number < 100) {
            return number < 10 ? 1 : 2;
        }
        return number < 1000 ? 3 : number < 10_000 ? 4 : 5;
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
        }
        room(LONGEST_IPV4_END);
        byte[] to = bytes;
        int at = flow.ipv6() ? size : ipv4(to, size, (int) flow.addressLow(client));
        to[at] = ':';
        size = small(to, at + 1, flow.port(client));
    }

    /// How many bytes [#end] adds.
    static int endLength(Flow flow, boolean client) {
        int port = 1 + smallDigits(flow.port(client));
        if (flow.ipv6()) {
            Rows rows = new Rows(LONGEST_IPV6);
            rows.ipv6(flow.addressHigh(client), flow.addressLow(client));
            return 2 + rows.size + port;
        }
        int address = (int) flow.addressLow(client);
        return 3
                + smallDigits(address >>> 24)
                + smallDigits(address >>> 16 & 0xFF)
                + smallDigits(address >>> 8 & 0xFF)
                + smallDigits(address & 0xFF)
                + port;
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
