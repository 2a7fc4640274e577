package soquete.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import soquete.pcap.CaptureReader;
import soquete.pcap.PacketRecord;
import soquete.wire.Decoder;
import soquete.wire.LinkType;

/// The inner loops of reading a capture, per packet. A mapped file is read again from its begin when it ends.
///
/// The engine's loop belongs here, as a further method over [#nextPacket()].
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReadingBenchmark {
    private static final int FRAMES = 256;
    private static final int FRAME = 256;

    /// Which file is read.
    @Param({"short", "bulk", "mix100"})
    public String file = "short";

    /// Its share of the full size.
    @Param("1.0")
    public double scale = 1;

    private final Decoder decoder = new Decoder();
    private Path path = Path.of("");
    private @Nullable CaptureReader reader;

    private final MemorySegment frames = MemorySegment.ofArray(new byte[FRAMES * FRAME]);
    private final int[] lengths = new int[FRAMES];
    private int next;

    @Setup
    public void open() throws IOException {
        path = Captures.of(file).in(Make.folder(), scale);
        for (int i = 0; i < FRAMES; i++) {
            PacketRecord packet = nextPacket();
            lengths[i] = Math.min(FRAME, packet.capturedLength());
            MemorySegment.copy(packet.segment(), packet.offset(), frames, (long) i * FRAME, lengths[i]);
        }
    }

    @TearDown
    public void close() throws IOException {
        CaptureReader current = reader;
        if (current != null) {
            current.close();
        }
    }

    private PacketRecord nextPacket() throws IOException {
        CaptureReader current = reader;
        PacketRecord packet = current == null ? null : current.nextPacket();
        return packet == null ? again() : packet;
    }

    private PacketRecord again() throws IOException {
        close();
        CaptureReader fresh = CaptureReader.open(path);
        reader = fresh;
        PacketRecord packet = fresh.nextPacket();
        if (packet == null) {
            throw new IllegalStateException(path + " has no packet");
        }
        return packet;
    }

    /// [CaptureReader#nextPacket()].
    @Benchmark
    public long read() throws IOException {
        return nextPacket().epochNanos();
    }

    /// The same, and [Decoder#read].
    @Benchmark
    public Object readAndDecode() throws IOException {
        PacketRecord packet = nextPacket();
        decode(packet.segment(), packet.offset(), packet.capturedLength(), packet.originalLength());
        return decoder.layers();
    }

    /// [Decoder#read] alone, over frames that are in the processor's caches.
    @Benchmark
    public Object decode() {
        next = (next + 1) % FRAMES;
        int length = lengths[next];
        decode(frames, (long) next * FRAME, length, length);
        return decoder.layers();
    }

    private void decode(MemorySegment segment, long offset, int captured, int original) {
        decoder.read(LinkType.ETHERNET, segment, offset, captured, original);
    }
}
