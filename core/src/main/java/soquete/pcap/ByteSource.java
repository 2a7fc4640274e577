package soquete.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// The bytes of a capture in order: a mapped file, or a stream through a window.
abstract sealed class ByteSource implements AutoCloseable {

    /// How many of the next `count` bytes there are; they then lie at [#position()] of [#segment()].
    abstract long available(long count) throws IOException;

    abstract MemorySegment segment();

    abstract long position();

    /// Where the next byte stands in the file.
    abstract long fileOffset();

    /// Moves past `count` bytes that were said to be available.
    abstract void skip(long count);

    @Override
    public abstract void close() throws IOException;

    static final class Mapped extends ByteSource {
        private final Arena arena;
        private final MemorySegment file;
        private long position;

        @SuppressWarnings("MustBeClosedChecker") // closed by close()
        Mapped(FileChannel channel) throws IOException {
            arena = Arena.ofShared();
            try {
                file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            } catch (IOException | RuntimeException e) {
                arena.close();
                throw e;
            }
        }

        @Override
        long available(long count) {
            return Math.min(count, file.byteSize() - position);
        }

        @Override
        MemorySegment segment() {
            return file;
        }

        @Override
        long position() {
            return position;
        }

        @Override
        long fileOffset() {
            return position;
        }

        @Override
        void skip(long count) {
            position += count;
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    /// Keeps a window of what was read; it grows with bytes that have arrived, never with a length that is only
    /// claimed.
    static final class Stream extends ByteSource {
        private final InputStream in;
        private byte[] window = new byte[1 << 16];
        private MemorySegment segment = MemorySegment.ofArray(window);
        private int begin;
        private int end;
        private long fileOffset;

        Stream(InputStream in) {
            this.in = in;
        }

        @Override
        long available(long count) throws IOException {
            while (end - begin < count) {
                if (begin > 0 && begin + count > window.length) {
                    System.arraycopy(window, begin, window, 0, end - begin);
                    end -= begin;
                    begin = 0;
                }
                if (end == window.length) {
                    window = Arrays.copyOf(window, window.length * 2);
                    segment = MemorySegment.ofArray(window);
                }
                int read = in.read(window, end, window.length - end);
                if (read < 0) {
                    return (long) end - begin;
                }
                end += read;
            }
            return count;
        }

        @Override
        MemorySegment segment() {
            return segment;
        }

        @Override
        long position() {
            return begin;
        }

        @Override
        long fileOffset() {
            return fileOffset;
        }

        @Override
        void skip(long count) {
            begin += (int) count;
            fileOffset += count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
