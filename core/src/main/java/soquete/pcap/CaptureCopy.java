package soquete.pcap;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureRecord.CustomBlock;
import soquete.pcap.CaptureRecord.Event;
import soquete.pcap.CaptureRecord.Names;
import soquete.pcap.CaptureRecord.Secrets;
import soquete.pcap.CaptureRecord.Statistics;
import soquete.wire.Octets;

/// Copies records of captures to a new one: pcap when all inputs are pcap of one link type and
/// resolution, else pcapng.
///
/// Inputs that begin with the same pcap header are copied as they are, each run of neighbouring records
/// at once: a small run costs one copy in memory, a large one none.
public abstract sealed class CaptureCopy implements Closeable {

    private CaptureCopy() {}

    /// The copy that fits `inputs`, of which nothing was read yet. The channel remains the caller's to
    /// close.
    public static CaptureCopy to(WritableByteChannel out, List<CaptureReader> inputs) throws IOException {
        Octets first = inputs.isEmpty() ? Octets.NONE : inputs.getFirst().pcapHeader();
        boolean pcap = first.length() > 0;
        boolean same = pcap;
        for (CaptureReader input : inputs) {
            Octets header = input.pcapHeader();
            same &= header.equals(first);
            pcap &= header.length() > 0 && alike(input, inputs.getFirst());
        }
        if (same) {
            return new Raw(out, first);
        }
        return pcap ? new Pcap(out, inputs.getFirst().interfaces().getFirst()) : new Pcapng(out, inputs);
    }

    private static boolean alike(CaptureReader one, CaptureReader other) {
        CaptureInterface first = one.interfaces().getFirst();
        CaptureInterface second = other.interfaces().getFirst();
        return first.linkType().equals(second.linkType()) && first.clock().equals(second.clock());
    }

    /// Copies a record that its reader has just given. What the new file's format cannot hold is left
    /// out: pcap has packets alone.
    public abstract void keep(CaptureRecord record) throws IOException;

    /// Whether records are copied as they lie: then [#keepRun] copies them too.
    public boolean asTheyLie() {
        return false;
    }

    /// Copies neighbouring records as they lie, from the first byte of the first to `end`. Only where
    /// [#asTheyLie()].
    ///
    /// @param segment what [PacketRecord#segment()] is, and the positions those of
    ///                [PacketRecord#recordOffset()]
    public void keepRun(MemorySegment segment, long begin, long end) throws IOException {
        throw new IllegalStateException("records are written anew");
    }

    /// Whether the new file is pcapng.
    public abstract boolean pcapng();

    /// Writes what is still held back.
    public abstract void flush() throws IOException;

    @Override
    public void close() throws IOException {
        flush();
    }

    private static final class Raw extends CaptureCopy {
        private static final int BUFFER = 1 << 20;
        private static final long LARGE_RUN = 1 << 18;

        private final WritableByteChannel out;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        private final MemorySegment room = MemorySegment.ofBuffer(buffer);
        private @Nullable MemorySegment from;
        private long begin;
        private long end;

        Raw(WritableByteChannel out, Octets header) {
            this.out = out;
            buffer.put(header.toArray());
        }

        @Override
        public void keep(CaptureRecord record) throws IOException {
            if (record instanceof PacketRecord packet) {
                long at = packet.recordOffset();
                keepRun(packet.segment(), at, at + packet.recordLength());
            }
        }

        @Override
        public boolean asTheyLie() {
            return true;
        }

        @Override
        public void keepRun(MemorySegment segment, long runBegin, long runEnd) throws IOException {
            if (runBegin != end || !segment.equals(from)) {
                run();
                from = segment;
                begin = runBegin;
            }
            end = runEnd;
        }

        private void run() throws IOException {
            MemorySegment segment = from;
            if (segment == null) {
                return;
            }
            from = null;
            long length = end - begin;
            if (length > buffer.remaining()) {
                drain();
            }
            if (length >= LARGE_RUN) {
                write(segment);
                return;
            }
            MemorySegment.copy(segment, begin, room, buffer.position(), length);
            buffer.position(buffer.position() + (int) length);
        }

        /// Writes a large run from where it lies. It is written in parts, since a buffer cannot be of
        /// any size.
        private void write(MemorySegment segment) throws IOException {
            drain();
            while (begin < end) {
                long part = Math.min(end - begin, 1L << 30);
                ByteBuffer bytes = segment.asSlice(begin, part).asByteBuffer();
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                begin += part;
            }
        }

        private void drain() throws IOException {
            buffer.flip();
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            buffer.clear();
        }

        @Override
        public boolean pcapng() {
            return false;
        }

        @Override
        public void flush() throws IOException {
            run();
            drain();
        }
    }

    private static final class Pcap extends CaptureCopy {
        private final PcapWriter writer;

        Pcap(WritableByteChannel out, CaptureInterface like) throws IOException {
            boolean nanos = like.clock().equals(CaptureInterface.Clock.NANOS);
            writer = new PcapWriter(
                    Channels.newOutputStream(out),
                    new PcapWriter.Format(ByteOrder.LITTLE_ENDIAN, nanos, like.linkType(), RecordParser.MAX_PACKET));
        }

        @Override
        public void keep(CaptureRecord record) throws IOException {
            if (record instanceof PacketRecord packet) {
                writer.copy(packet);
            }
        }

        @Override
        public boolean pcapng() {
            return false;
        }

        @Override
        public void flush() throws IOException {
            writer.flush();
        }
    }

    private static final class Pcapng extends CaptureCopy {
        private final WritableByteChannel out;
        private final List<CaptureReader> inputs;
        private @Nullable PcapngWriter writer;
        private final Map<CaptureInterface, CaptureInterface> interfaces = new IdentityHashMap<>();

        Pcapng(WritableByteChannel out, List<CaptureReader> inputs) {
            this.out = out;
            this.inputs = List.copyOf(inputs);
        }

        /// Begins the file, once what the input says of its section is known. Several inputs are no
        /// section any more.
        private PcapngWriter begun() throws IOException {
            PcapngWriter known = writer;
            if (known == null) {
                boolean one = inputs.size() == 1;
                known = new PcapngWriter(
                        Channels.newOutputStream(out),
                        one ? inputs.getFirst().section() : SectionInfo.NONE,
                        one ? inputs.getFirst().order() : ByteOrder.LITTLE_ENDIAN);
                writer = known;
            }
            return known;
        }

        @Override
        public void keep(CaptureRecord record) throws IOException {
            PcapngWriter to = begun();
            switch (record) {
                case PacketRecord packet -> to.copy(described(to, packet.captureInterface()), packet);
                case CustomBlock custom -> {
                    if (custom.copyable()) {
                        to.custom(custom);
                    }
                }
                case Names names -> to.names(names);
                case Secrets secrets -> to.secrets(secrets);
                case Event event -> to.event(event);
                case Statistics counted ->
                    to.statistics(new Statistics(
                            described(to, counted.captureInterface()),
                            counted.epochNanos(),
                            counted.received(),
                            counted.dropped(),
                            counted.osDropped()));
            }
        }

        private CaptureInterface described(PcapngWriter to, CaptureInterface from) throws IOException {
            CaptureInterface known = interfaces.get(from);
            if (known == null) {
                known = to.addLike(from);
                interfaces.put(from, known);
            }
            return known;
        }

        @Override
        public boolean pcapng() {
            return true;
        }

        @Override
        public void flush() throws IOException {
            begun().flush();
        }
    }
}
