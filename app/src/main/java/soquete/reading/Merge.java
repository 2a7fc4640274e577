package soquete.reading;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureReader;
import soquete.pcap.CaptureRecord;
import soquete.pcap.PacketRecord;

/// The records of several captures in the order of their packets' times; each capture keeps its own order. What has no
/// time comes when its capture's turn is, as in mergecap.
final class Merge {
    private final PriorityQueue<Source> sources =
            new PriorityQueue<>(Comparator.comparingLong((Source s) -> s.nanos).thenComparingInt(s -> s.index));
    private final BooleanSupplier stopped;
    private @Nullable Source taken;
    private long bytes;

    /// One capture and the record of it that is next.
    private static final class Source {
        private final int index;
        private final CaptureReader reader;
        private @Nullable CaptureRecord record;
        private long nanos = PacketRecord.NO_TIME;
        private long offset;

        Source(int index, CaptureReader reader) {
            this.index = index;
            this.reader = reader;
        }

        boolean advance() throws IOException {
            CaptureRecord read = reader.next();
            record = read;
            if (read instanceof PacketRecord packet) {
                nanos = packet.epochNanos();
                offset = packet.fileOffset();
            }
            return read != null;
        }
    }

    /// @param stopped asked before each record
    Merge(List<CaptureReader> readers, BooleanSupplier stopped) throws IOException {
        this.stopped = stopped;
        for (int i = 0; i < readers.size(); i++) {
            Source source = new Source(i, readers.get(i));
            if (source.advance()) {
                sources.add(source);
            }
        }
    }

    /// Null at the end. Valid until the next call.
    @Nullable
    CaptureRecord next() throws IOException {
        Source last = taken;
        if (last != null) {
            long before = last.offset;
            if (last.advance()) {
                sources.add(last);
            }
            bytes += last.offset - before;
        }
        taken = stopped.getAsBoolean() ? null : sources.poll();
        return taken == null ? null : taken.record;
    }

    /// How many bytes of all captures are behind.
    long bytesRead() {
        return bytes;
    }
}
