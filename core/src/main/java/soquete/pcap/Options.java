package soquete.pcap;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A pcapng option list: code, length, value padded to 32 bits, until code 0 or the end. One that goes
/// wrong ends there.
final class Options {
    static final int END = 0;
    static final int COMMENT = 1;

    private final Fields fields;
    private final MemorySegment segment;
    private final long end;
    private long next;
    private int code;
    private long value;
    private int length;
    private boolean overran;

    Options(Fields fields, MemorySegment segment, long offset, int length) {
        this.fields = fields;
        this.segment = segment;
        this.next = offset;
        this.end = offset + length;
    }

    /// Moves to the next option; false when there is none.
    boolean advance() {
        if (end - next < 4) {
            return false;
        }
        code = fields.u16(segment, next);
        length = fields.u16(segment, next + 2);
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
        return fields.i32(segment, value);
    }

    int u8() {
        return Fields.u8(segment, value);
    }

    long i64() {
        return fields.i64(segment, value);
    }

    /// UTF-8, up to a zero byte if there is one.
    String text() {
        return textFrom(0);
    }

    /// The text after the value's first `skipped` bytes.
    String textFrom(int skipped) {
        byte[] bytes = segment.asSlice(value + skipped, length - skipped).toArray(ValueLayout.JAVA_BYTE);
        int size = 0;
        while (size < bytes.length && bytes[size] != 0) {
            size++;
        }
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    static List<String> comments(Fields fields, MemorySegment segment, long offset, int length) {
        Options options = new Options(fields, segment, offset, length);
        List<String> comments = new ArrayList<>(1);
        while (options.advance()) {
            if (options.code() == COMMENT) {
                comments.add(options.text());
            }
        }
        return comments;
    }
}
