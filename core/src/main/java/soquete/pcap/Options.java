package soquete.pcap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A pcapng option list: code, length, value padded to 32 bits, until code 0 or the end. One that goes
/// wrong ends there.
final class Options {
    static final int END = 0;
    static final int COMMENT = 1;

    private final Fields fields;
    private final byte[] bytes;
    private final long end;
    private long next;
    private int code;
    private long value;
    private int length;
    private boolean overran;

    Options(Fields fields, byte[] bytes, long offset, int length) {
        this.fields = fields;
        this.bytes = bytes;
        this.next = offset;
        this.end = offset + length;
    }

    /// Moves to the next option; false when there is none.
    boolean advance() {
        if (end - next < 4) {
            return false;
        }
        code = fields.u16(bytes, next);
        length = fields.u16(bytes, next + 2);
        value = next + 4;
        if (code == END) {
            next = end;
            return false;
        }
        if (length > end - value) {
            overran = true;
            next = end;
            return false;
        }
        next = Math.min(end, value + (length + 3 & ~3));
        return true;
    }

    int code() {
        return code;
    }

    int length() {
        return length;
    }

    /// Whether the list ended with an option that claims more than there is.
    boolean overran() {
        return overran;
    }

    int i32() {
        return fields.i32(bytes, value);
    }

    int u8() {
        return Fields.u8(bytes, value);
    }

    long i64() {
        return fields.i64(bytes, value);
    }

    /// UTF-8, up to a zero byte if there is one.
    String text() {
        return textFrom(0);
    }

    /// The text after the value's first `skipped` bytes.
    String textFrom(int skipped) {
        int begin = (int) value + skipped;
        int most = length - skipped;
        int size = 0;
        while (size < most && bytes[begin + size] != 0) {
            size++;
        }
        return new String(bytes, begin, size, StandardCharsets.UTF_8);
    }

    static List<String> comments(Fields fields, byte[] bytes, long offset, int length) {
        Options options = new Options(fields, bytes, offset, length);
        List<String> comments = new ArrayList<>(1);
        while (options.advance()) {
            if (options.code() == COMMENT) {
                comments.add(options.text());
            }
        }
        return comments;
    }
}
