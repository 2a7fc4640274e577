package soquete.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// The bytes of a capture in order: a mapped file, or a stream in chunks of memory.
///
/// A segment that was given out keeps its bytes: a mapped one until [#close()], a chunk for as long as
/// anyone refers to it.
abstract sealed class ByteSource implements AutoCloseable {
    private MemorySegment segment = MemorySegment.NULL;
    private long position;
    private long limit;
    private long base;

    /// How many of the next `count` bytes there are; they then lie at [#position()] of [#segment()].
    /// Fewer only at the end.
    final long available(long count) throws IOException {
        long there = limit - position;
        return there >= count ? count : Math.min(count, more(count));
    }

    /// How many bytes there are after an attempt to have `count`.
    abstract long more(long count) throws IOException;

    /// Whether bytes far ahead may be waited for before the first packet is given: not where they are
    /// still to come.
    abstract boolean peekable();

    /// Whether asking for more may wait for bytes that are still to arrive.
    abstract boolean waits();

    /// Takes what has arrived, without waiting. False when that is nothing.
    boolean pull() throws IOException {
        return false;
    }

    /// Bytes of the whole source; -1 when that is not known.
    long length() {
        return -1;
    }

    /// Why the bytes end here, when it is not the end of what was to be read.
    @Nullable
    CaptureProblem damage() {
        return null;
    }

    /// Whether reading was ended from outside, in the middle of a record perhaps.
    boolean stopped() {
        return false;
    }

    final MemorySegment segment() {
        return segment;
    }

    final long position() {
        return position;
    }

    /// Bytes that are there without asking for more.
    final long ready() {
        return limit - position;
    }

    /// Where the next byte stands in the file.
    final long fileOffset() {
        return base + position;
    }

    /// Moves past `count` bytes that were said to be available.
    final void skip(long count) {
        position += count;
    }

    final void holds(MemorySegment next, long from, long to) {
        base += position - from;
        segment = next;
        position = from;
        limit = to;
    }

    @Override
    public abstract void close() throws IOException;

    static final class Mapped extends ByteSource {
        private final Arena arena;

        @SuppressWarnings("MustBeClosedChecker") // closed by close()
        Mapped(FileChannel channel) throws IOException {
            arena = Arena.ofShared();
            try {
                MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
                holds(file, 0, file.byteSize());
            } catch (IOException | RuntimeException e) {
                arena.close();
                throw e;
            }
        }

        @Override
        long more(long count) {
            return ready();
        }

        @Override
        boolean waits() {
            return false;
        }

        @Override
        long length() {
            return segment().byteSize();
        }

        @Override
        boolean peekable() {
            return true;
        }

        @Override
        public void close() {
            if (arena.scope().isAlive()) {
                arena.close();
            }
        }
    }

    /// Reads into chunks. What lies in a chunk is never overwritten: the head of a record that does not
    /// fit is copied to
    /// the next. A chunk grows with bytes that have arrived, never with a length that is only claimed.
    static final class Stream extends ByteSource {
        static final int CHUNK = 1 << 20;
        private static final int SMALLEST = 1 << 16;

        private final InputStream in;
        private final boolean peekable;
        private byte[] chunk = new byte[SMALLEST];
        private int end;
        private @Nullable CaptureProblem damage;

        /// Reads `in` and closes it in the end.
        Stream(InputStream in, boolean peekable) {
            this.in = in;
            this.peekable = peekable;
            holds(MemorySegment.ofArray(chunk), 0, 0);
        }

        @Override
        long more(long count) throws IOException {
            boolean more = true;
            while (more && ready() < count) {
                more = take();
            }
            return ready();
        }

        /// One reading, which may wait. False at the end.
        private boolean take() throws IOException {
            if (end == chunk.length) {
                nextChunk();
            }
            int read = read();
            if (read < 0) {
                return false;
            }
            end += read;
            holds(segment(), position(), end);
            return true;
        }

        @Override
        boolean waits() {
            return true;
        }

        @Override
        boolean pull() throws IOException {
            return in.available() > 0 && take();
        }

        private int read() throws IOException {
            if (damage != null) {
                return -1;
            }
            try {
                return in.read(chunk, end, chunk.length - end);
            } catch (DamagedStream e) {
                damage = e.problem();
                return -1;
            }
        }

        private void nextChunk() {
            int kept = (int) ready();
            int size = Math.max(Math.min(CHUNK, chunk.length * 2), kept * 2);
            int begin = (int) position();
            byte[] next = new byte[size];
            System.arraycopy(chunk, begin, next, 0, kept);
            chunk = next;
            end = kept;
            holds(MemorySegment.ofArray(next), 0, kept);
        }

        @Override
        boolean peekable() {
            return peekable;
        }

        @Override
        @Nullable
        CaptureProblem damage() {
            return damage;
        }

        @Override
        boolean stopped() {
            return in instanceof FollowedFile followed && followed.stopped();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
