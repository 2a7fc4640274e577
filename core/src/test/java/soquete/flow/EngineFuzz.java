package soquete.flow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import soquete.pcap.CaptureReader;

/// Whatever the bytes are, as a capture they go through the whole engine with every field asked for, by one
/// thread and by two, with the same result.
public final class EngineFuzz {
    /// How many bytes arrive at once for two threads, so that even small captures are several batches.
    private static final int PIECE = 400;

    private EngineFuzz() {}

    public static void fuzzerTestOneInput(byte[] file) throws IOException {
        AllFields one = read(CaptureReader.open(new ByteArrayInputStream(file)), 1);
        if (file.length % 4 != 0) { // as good as one in four, and the same ones again
            return;
        }
        AllFields two = read(inPieces(file), 2);
        if (one.packets() != two.packets() || one.digest() != two.digest()) {
            throw new AssertionError("%d packets by one thread are %d by two".formatted(one.packets(), two.packets()));
        }
    }

    /// What the engine says of all packets, on that many threads.
    static AllFields read(CaptureReader opened, int threads) throws IOException {
        AllFields fields = new AllFields();
        run(opened, fields, threads);
        return fields;
    }

    static void run(CaptureReader opened, Job job, int threads) throws IOException {
        try (CaptureReader reader = opened) {
            new Engine(new Tracker(), job, threads).run(reader);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// One that has only some packets at hand at a time.
    static CaptureReader inPieces(byte[] file) throws IOException {
        return CaptureReader.open(new Pieces(file));
    }

    private static final class Pieces extends ByteArrayInputStream {
        Pieces(byte[] file) {
            super(file);
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, PIECE));
        }
    }
}
