package soquete.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The bytes of a capture in order: a file through windows, or a stream in chunks of memory.
///
/// A segment that was given out keeps its bytes: a window until the next call, or after [#lasting()] until it is
/// recycled or the source closed; a chunk for as long as anyone refers to it.
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

    /// From now on no segment that was given out is written to, before it is recycled.
    void lasting() {}

    /// Gives back a segment that nobody reads any more.
    void recycle(MemorySegment done) {}

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

    /// A file through windows of memory outside the heap. Reading 2 GB so costs two thirds of what
    /// following the records through a mapping does: the system copies in order, where a mapping is missed
    /// in the caches at each record.
    static final class Windows extends ByteSource {
        static final int WINDOW = 1 << 18;

        private final FileChannel channel;
        private final Arena arena = Arena.ofShared();
        private final Queue<MemorySegment> free = new ConcurrentLinkedQueue<>();
        private MemorySegment window = arena.allocate(WINDOW);
        private final long length;
        private volatile long size = WINDOW;
        private boolean lasting;

        /// Reads `channel` from its position and closes it in the end.
        Windows(FileChannel channel) throws IOException {
            this.channel = channel;
            this.length = channel.size();
            holds(window, 0, 0);
        }

        @Override
        void lasting() {
            lasting = true;
        }

        @Override
        void recycle(MemorySegment done) {
            if (done.byteSize() == size) {
                free.add(done);
            }
        }

        @Override
        long more(long count) throws IOException {
            long kept = ready();
            long there = kept + channel.size() - channel.position();
            if (there < count && there <= kept) {
                return kept;
            }
            MemorySegment next = window(Math.min(count, there));
            MemorySegment.copy(segment(), position(), next, 0, kept);
            ByteBuffer room = next.asByteBuffer().position((int) kept);
            while (room.position() < count && room.hasRemaining() && channel.read(room) >= 0) {
                // a read may give less than there is
            }
            window = next;
            holds(next, 0, room.position());
            return ready();
        }

        /// A record that does not fit makes all windows from here on twice as large as it is.
        private MemorySegment window(long needed) {
            if (needed > size) {
                size = Long.highestOneBit(needed) * 2;
                free.clear();
            } else if (!lasting && window.byteSize() == size) {
                return window;
            }
            MemorySegment used = free.poll();
            return used == null || used.byteSize() != size ? arena.allocate(size) : used;
        }

        @Override
        boolean waits() {
            return false;
        }

        @Override
        long length() {
            return length;
        }

        @Override
        boolean peekable() {
            return true;
        }

        @Override
        public void close() throws IOException {
            if (arena.scope().isAlive()) {
                arena.close();
                channel.close();
            }
        }
    }

    /// Reads into chunks. What lies in a chunk is not overwritten unless it is recycled: the head of a
    /// record that does not fit is copied to the next. A chunk grows with bytes that have arrived, never
    /// with a length that is only claimed.
    static final class Stream extends ByteSource {
        static final int CHUNK = 1 << 20;
        private static final int SMALLEST = 1 << 16;

        private final InputStream in;
        private final boolean peekable;
        private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();
        private byte[] chunk = new byte[SMALLEST];
        private int end;
        private @Nullable CaptureProblem damage;

        @Override
        void recycle(MemorySegment done) {
            if (done.byteSize() == CHUNK && done.heapBase().orElse(null) instanceof byte[] used) {
                free.add(used);
            }
        }

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
            byte[] used = size == CHUNK ? free.poll() : null;
            byte[] next = used == null ? new byte[size] : used;
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
