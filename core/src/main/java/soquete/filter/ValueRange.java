package soquete.filter;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The values a literal stands for, 128 bits each: one for a number, many for `10.0.0.0/8` or `8000..8080`.
record ValueRange(long firstHigh, long firstLow, long lastHigh, long lastLow) {

    static ValueRange of(long value) {
        return new ValueRange(0, value, 0, value);
    }

    static ValueRange of(InetAddress address) {
        byte[] bytes = address.getAddress();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long high = bytes.length == 16 ? buffer.getLong() : 0;
        long low = bytes.length == 16 ? buffer.getLong() : buffer.getInt() & 0xFFFF_FFFFL;
        return new ValueRange(high, low, high, low);
    }

    /// From the first of this to the last of `other`.
    ValueRange to(ValueRange other) {
        return new ValueRange(firstHigh, firstLow, other.lastHigh, other.lastLow);
    }

    boolean empty() {
        return compare(firstHigh, firstLow, lastHigh, lastLow) > 0;
    }

    boolean contains(long high, long low) {
        return atLeastFirst(high, low) && atMostLast(high, low);
    }

    boolean atLeastFirst(long high, long low) {
        return compare(high, low, firstHigh, firstLow) >= 0;
    }

    boolean atMostLast(long high, long low) {
        return compare(high, low, lastHigh, lastLow) <= 0;
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        int upper = Long.compareUnsigned(high, otherHigh);
        return upper != 0 ? upper : Long.compareUnsigned(low, otherLow);
    }

    /// All addresses that share the first `prefix` of `bits` bits with this one.
    ValueRange network(int prefix, int bits) {
        int free = bits - prefix;
        long highMask = free >= 128 ? -1 : free > 64 ? (1L << (free - 64)) - 1 : 0;
        long lowMask = free >= 64 ? -1 : (1L << free) - 1;
        return new ValueRange(firstHigh & ~highMask, firstLow & ~lowMask, firstHigh | highMask, firstLow | lowMask);
    }

    /// `80`, `0x50` or `0120`; -1 when it is no such number below 2⁶³.
    static long number(String text) {
        try {
            if (text.startsWith("0x") || text.startsWith("0X")) {
                return digits(text.substring(2), 16);
            }
            return text.length() > 1 && text.startsWith("0") ? digits(text, 8) : digits(text, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static long digits(String digits, int radix) {
        boolean signed = digits.startsWith("-") || digits.startsWith("+");
        return signed ? -1 : Long.parseLong(digits, radix);
    }

    /// `1.5` or `-0.000001`, in seconds with up to nine digits after the point; null when it is none.
    static @Nullable ValueRange seconds(String text) {
        try {
            long nanos = new BigDecimal(text).movePointRight(9).longValueExact();
            return of(nanos ^ Long.MIN_VALUE);
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    /// `1`, `0`, `true`, `false`; null when it is neither.
    static @Nullable ValueRange truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> of(1);
            case "false" -> of(0);
            default -> {
                long number = number(text);
                yield number < 0 ? null : of(number == 0 ? 0 : 1);
            }
        };
    }

    /// Four decimal numbers, no fewer; null when it is none.
    static @Nullable ValueRange ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        long address = 0;
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            int value = digits ? Integer.parseInt(part) : 256;
            if (value > 255) {
                return null;
            }
            address = address << 8 | value;
        }
        return of(address);
    }

    /// Null when it is none.
    static @Nullable ValueRange ipv6(String text) {
        if (text.indexOf(':') < 0 || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
            return null;
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            if (address.getAddress().length == 4) {
                long mapped = 0xFFFFL << 32 | of(address).firstLow;
                return of(mapped);
            }
            return of(address);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// Six pairs of hexadecimal digits with `:` or `-` between; null when it is none.
    static @Nullable ValueRange mac(String text) {
        String[] parts = text.split("[:-]", -1);
        if (parts.length != 6) {
            return null;
        }
        long address = 0;
        for (String part : parts) {
            boolean hex = part.length() == 2 && part.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
            if (!hex) {
                return null;
            }
            address = address << 8 | Integer.parseInt(part, 16);
        }
        return of(address);
    }
}
