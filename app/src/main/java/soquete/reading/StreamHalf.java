package soquete.reading;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;
import soquete.reading.StreamSink.Missing;

/// One direction of a TCP connection as its bytes in order: those sent again are told once, and the first ones received
/// win; only a segment that comes in its place wins over what waited behind it, as in Wireshark and Linux. What comes
/// too early waits until the hole before it is filled or known to stay one. It does when the other
/// end has acknowledged bytes beyond it, as in Wireshark, when too much waits, and at the end.
final class StreamHalf {
    /// Bytes that wait for a hole to be filled, at most.
    static final long MOST_WAITING = 16 << 20;

    /// Pieces that wait, at most.
    static final int MOST_PIECES = 1 << 14;

    private final boolean fromClient;
    private final StreamSink sink;
    private final long mostWaiting;
    private final TreeMap<Long, Piece> waiting = new TreeMap<>();
    private boolean known;
    /// The number of the next byte that is not told yet, and how many came before.
    private int nextSequence;

    private long next;
    private long waitingBytes;

    /// Bytes that wait. `length` are what the segment carried, of which the first were captured.
    private record Piece(MemorySegment bytes, long length, long packet) {
        /// Without the first `count` bytes.
        Piece from(long count) {
            return new Piece(bytes.asSlice(Math.min(count, bytes.byteSize())), length - count, packet);
        }

        /// The first `count` bytes.
        Piece to(long count) {
            return new Piece(bytes.asSlice(0, Math.min(count, bytes.byteSize())), count, packet);
        }
    }

    StreamHalf(boolean fromClient, StreamSink sink) {
        this(fromClient, sink, MOST_WAITING);
    }

    StreamHalf(boolean fromClient, StreamSink sink, long mostWaiting) {
        this.fromClient = fromClient;
        this.sink = sink;
        this.mostWaiting = mostWaiting;
    }

    /// What a segment carries.
    ///
    /// @param sequence of its first byte, a SYN not counted
    /// @param bytes    what was captured of them, not kept beyond the call
    /// @param length   how many there were
    void segment(int sequence, MemorySegment bytes, int length, long packet) throws IOException {
        if (!known) {
            known = true;
            nextSequence = sequence;
        }
        if (length == 0) {
            return;
        }
        long at = next + (sequence - nextSequence);
        Piece piece = new Piece(bytes, length, packet);
        if (at < next) {
            if (at + length <= next) {
                return;
            }
            piece = piece.from(next - at);
            at = next;
        }
        if (at == next) {
            tell(piece);
            fill();
        } else {
            keep(at, piece);
            while (waitingBytes > mostWaiting || waiting.size() > MOST_PIECES) {
                skip(Missing.NOT_AWAITED);
            }
        }
    }

    /// The other end has received everything before `sequence`.
    void acknowledged(int sequence) throws IOException {
        while (!waiting.isEmpty() && next + (sequence - nextSequence) > waiting.firstKey()) {
            skip(Missing.NOT_CAPTURED);
        }
    }

    /// Nothing more comes.
    void end() throws IOException {
        while (!waiting.isEmpty()) {
            skip(Missing.NOT_CAPTURED);
        }
    }

    /// Bytes told so far, gaps included.
    long told() {
        return next;
    }

    private void skip(Missing why) throws IOException {
        long begin = waiting.firstKey();
        sink.gap(fromClient, next, begin - next, why);
        advance(begin - next);
        fill();
    }

    /// Tells what waited for the bytes just told.
    private void fill() throws IOException {
        while (!waiting.isEmpty() && waiting.firstKey() <= next) {
            Map.Entry<Long, Piece> first = waiting.pollFirstEntry();
            Piece piece = first.getValue();
            waitingBytes -= piece.bytes().byteSize();
            long old = next - first.getKey();
            if (old < piece.length()) {
                tell(piece.from(old));
            }
        }
    }

    private void tell(Piece piece) throws IOException {
        long captured = piece.bytes().byteSize();
        if (captured > 0) {
            sink.data(fromClient, next, piece.bytes(), piece.packet());
            advance(captured);
        }
        if (piece.length() > captured) {
            sink.gap(fromClient, next, piece.length() - captured, Missing.CUT_OFF);
            advance(piece.length() - captured);
        }
    }

    private void advance(long count) {
        next += count;
        nextSequence += (int) count;
    }

    /// Keeps what of the piece is not there yet.
    private void keep(long begin, Piece piece) {
        long at = begin;
        Piece rest = piece;
        Map.Entry<Long, Piece> before = waiting.floorEntry(at);
        if (before != null) {
            long covered = before.getKey() + before.getValue().length() - at;
            if (covered >= rest.length()) {
                return;
            }
            if (covered > 0) {
                rest = rest.from(covered);
                at += covered;
            }
        }
        while (rest.length() > 0) {
            Map.Entry<Long, Piece> after = waiting.ceilingEntry(at);
            long room = after == null ? Long.MAX_VALUE : after.getKey() - at;
            if (room > 0) {
                put(at, rest.length() <= room ? rest : rest.to(room));
            }
            if (after == null || rest.length() <= room) {
                return;
            }
            long passed = Math.min(rest.length(), room + after.getValue().length());
            rest = rest.from(passed);
            at += passed;
        }
    }

    private void put(long at, Piece piece) {
        byte[] copy = piece.bytes().toArray(ValueLayout.JAVA_BYTE);
        waiting.put(at, new Piece(MemorySegment.ofArray(copy), piece.length(), piece.packet()));
        waitingBytes += copy.length;
    }
}
