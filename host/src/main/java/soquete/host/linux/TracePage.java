package soquete.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// One page of a trace buffer as `trace_pipe_raw` gives it (include/linux/ring_buffer.h, kernel/trace/ring_buffer.c).
///
/// ```
/// u64 time of the page @0
/// u64 commit @8: bits 0-19 bytes of data, bit 31 events were missed before, bit 30 their count stands behind the data
/// data @16: events, each a u32 (type or length in its low 5 bits, time since the one before in its high 27)
/// ```
///
/// Invariant: a page that is cut or malformed ends early; nothing is read beyond its bytes.
final class TracePage {

    static final int HEADER_BYTES = 16;
    static final int TYPE_PADDING = 29;
    static final int TYPE_TIME_EXTEND = 30;
    static final int TYPE_TIME_STAMP = 31;

    private static final int SIZE_MASK = 0xFFFFF;
    private static final long MISSED = 1L << 31;
    private static final long MISSED_STORED = 1L << 30;

    /// The time stamps of a page hold 59 bits; the five above are those of the page's own time.
    private static final long STAMP_MASK = (1L << 59) - 1;

    /// Takes one event.
    @FunctionalInterface
    interface Sink {
        /// @param data of the event, its common fields first
        void event(long timeNanos, MemorySegment data);
    }

    private TracePage() {}

    /// Hands over the events of the page that the first `bytes` of `page` hold; gives how many were missed before them
    /// (at least: 1 when the kernel did not count).
    static long read(MemorySegment page, int bytes, Sink sink) {
        if (bytes < HEADER_BYTES) {
            return 0;
        }
        long time = page.get(JAVA_LONG, 0);
        long commit = page.get(JAVA_LONG, 8);
        long end = Math.min(bytes, HEADER_BYTES + (commit & SIZE_MASK));
        long at = HEADER_BYTES;
        while (at + 4 <= end) {
            int header = page.get(JAVA_INT, at);
            int type = header & 31;
            long delta = header >>> 5;
            long next = at + 4 < end && at + 8 <= end ? Integer.toUnsignedLong(page.get(JAVA_INT, at + 4)) : 0;
            at += 4;
            switch (type) {
                case TYPE_PADDING -> {
                    time += delta;
                    at = delta == 0 || next == 0 ? end : at + next;
                }
                case TYPE_TIME_EXTEND -> {
                    time += (next << 27) + delta;
                    at += 4;
                }
                case TYPE_TIME_STAMP -> {
                    time = (time & ~STAMP_MASK) | (next << 27) + delta;
                    at += 4;
                }
                default -> {
                    time += delta;
                    long length = type == 0 ? next - 4 : 4L * type;
                    long data = type == 0 ? at + 4 : at;
                    if (length < 0 || data + length > end) {
                        return missed(page, bytes, commit);
                    }
                    sink.event(time, page.asSlice(data, length));
                    at = data + (length + 3 & ~3L);
                }
            }
        }
        return missed(page, bytes, commit);
    }

    private static long missed(MemorySegment page, int bytes, long commit) {
        if ((commit & MISSED) == 0) {
            return 0;
        }
        long at = HEADER_BYTES + (commit & SIZE_MASK);
        boolean counted = (commit & MISSED_STORED) != 0 && at + 8 <= bytes;
        return counted ? page.get(JAVA_LONG_UNALIGNED, at) : 1;
    }
}
