package soquete.flow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import soquete.pcap.CaptureReader;

/// Whatever the bytes are, as a capture they go through the whole engine with every field asked for, by one thread and
/// by
/// two, with the same result.
public final class EngineFuzz {
    /// How many bytes arrive at once for two threads, so that even small captures are several batches.
    private static final int PIECE = 400;

    private EngineFuzz() {}

    public static void fuzzerTestOneInput(byte[] file) throws IOException {
        AllFields one = read(CaptureReader.open(new ByteArrayInputStream(file)), 1);
        AllFields two = read(CaptureReader.open(new Pieces(file)), 2);
        if (one.packets() != two.packets() || one.digest() != two.digest()) {
            throw new AssertionError("%d packets by one thread are %d by two".formatted(one.packets(), two.packets()));
        }
    }

    /// What the engine says of all packets, on that many threads.
    static AllFields read(CaptureReader opened, int threads) throws IOException {
        AllFields fields = new AllFields();
        try (CaptureReader reader = opened) {
            new Engine(new Tracker(), fields, threads).run(reader);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return fields;
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
