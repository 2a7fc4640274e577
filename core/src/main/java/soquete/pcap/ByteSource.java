package soquete.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The bytes of a capture in order, in chunks of memory: arrays, since until the JIT has compiled it well, an access to
/// a segment outside the heap takes ten times as long.
///
/// A chunk that was given out keeps its bytes until the next call, or after [#lasting()] until it is recycled. It grows
/// with bytes that have arrived, never with a length that is only claimed; the head of a record that does not fit is
/// copied to the next.
final class ByteSource implements AutoCloseable {
    /// So much is read at once: it stays in a processor's cache until it is looked at.
    static final int CHUNK = 1 << 18;

    private static final int SMALLEST = 1 << 16;

    /// Chunks as large as this are used again where records need them.
    private static final int LARGEST = 1 << 20;

    private final InputStream in;
    private final boolean waits;
    private final long length;
    private final Queue<Chunk> free = new ConcurrentLinkedQueue<>();
    private volatile int usual;
    private Chunk chunk;
    private byte[] bytes;
    private int position;
    /// Where what is there ends in the chunk.
    private int end;
    /// Where the chunk begins in the file.
    private long base;

    private boolean lasting;
    private boolean shown;
    private @Nullable CaptureProblem damage;

    /// Reads `in` and closes it in the end.
    ///
    /// @param waits  whether bytes may still have to arrive
    /// @param length of all bytes; -1 when that is not known
    private ByteSource(InputStream in, boolean waits, long length) {
        this.in = in;
        this.waits = waits;
        this.length = length;
        this.usual = waits ? SMALLEST : CHUNK;
        this.bytes = new byte[usual];
        this.chunk = new Chunk(bytes);
    }

    /// Reads `channel` from its position and closes it in the end.
    static ByteSource of(FileChannel channel) throws IOException {
        return new ByteSource(Channels.newInputStream(channel), false, channel.size());
    }

    /// Reads `in` and closes it in the end.
    ///
    /// @param waits whether bytes may still have to arrive
    static ByteSource of(InputStream in, boolean waits) {
        return new ByteSource(in, waits, -1);
    }

    /// How many of the next `count` bytes there are; they then lie at [#position()] of [#bytes()].
    /// Fewer only at the end.
    long available(long count) throws IOException {
        boolean more = true;
        while (more && ready() < count) {
            more = take();
        }
        return Math.min(count, ready());
    }

    /// One reading, which may wait. False at the end.
    private boolean take() throws IOException {
        if (end == bytes.length) {
            nextChunk();
        }
        int read = read();
        if (read < 0) {
            return false;
        }
        end += read;
        return true;
    }

    private int read() throws IOException {
        if (damage != null) {
            return -1;
        }
        try {
            return in.read(bytes, end, bytes.length - end);
        } catch (DamagedStream e) {
            damage = e.problem();
            return -1;
        }
    }

    private void nextChunk() {
        int kept = end - position;
        int size = Math.max(Math.max(usual, Math.min(CHUNK, bytes.length * 2)), kept * 2);
        if (size != usual && size <= LARGEST) {
            usual = size;
            free.clear();
        }
        Chunk next = next(size);
        System.arraycopy(bytes, position, next.bytes(), 0, kept);
        base += position;
        position = 0;
        end = kept;
        chunk = next;
        bytes = next.bytes();
        shown = false;
    }

    private Chunk next(int size) {
        if (size == bytes.length && !(lasting && shown)) {
            return chunk;
        }
        Chunk used = size == usual ? free.poll() : null;
        return used == null || used.bytes().length != size ? new Chunk(new byte[size]) : used;
    }

    /// From now on no chunk of which something was [shown][#show()] is written to, before it is recycled.
    void lasting() {
        lasting = true;
    }

    /// Notes that someone looks at what is here for longer.
    void show() {
        shown = true;
    }

    /// Gives back a chunk that nobody reads any more.
    void recycle(Chunk done) {
        if (done.bytes().length == usual) {
            free.add(done);
        }
    }

    /// Whether asking for more may wait for bytes that are still to arrive. Then none far ahead should be asked for
    /// before the first packet is given.
    boolean waits() {
        return waits;
    }

    /// Takes what has arrived, without waiting. False when that is nothing.
    boolean pull() throws IOException {
        return in.available() > 0 && take();
    }

    /// Bytes of the whole source; -1 when that is not known.
    long length() {
        return length;
    }

    /// Why the bytes end here, when it is not the end of what was to be read.
    @Nullable
    CaptureProblem damage() {
        return damage;
    }

    /// Whether reading was ended from outside, in the middle of a record perhaps.
    boolean stopped() {
        return in instanceof FollowedFile followed && followed.stopped();
    }

    /// What they lie in.
    Chunk chunk() {
        return chunk;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    /// Bytes that are there without asking for more.
    int ready() {
        return end - position;
    }

    /// Where the next byte stands in the file.
    long fileOffset() {
        return base + position;
    }

    /// Moves past `count` bytes that were said to be available.
    void skip(long count) {
        position += (int) count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
