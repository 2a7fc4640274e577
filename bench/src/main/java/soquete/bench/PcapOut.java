package soquete.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A classic capture file on its way out: little-endian, microseconds, Ethernet.
final class PcapOut implements Closeable {
    static final int FILE_HEADER = 24;
    static final int RECORD_HEADER = 16;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private final OutputStream out;
    private final int snapLength;
    private final byte[] buffer = new byte[1 << 20];
    private int at;
    private long flushed;
    private long packets;

    /// Writes the header of the file to `out`, which [#close()] closes.
    PcapOut(OutputStream out, int snapLength) {
        this.out = out;
        this.snapLength = snapLength;
        fileHeader(buffer, snapLength);
        at = FILE_HEADER;
    }

    static void fileHeader(byte[] to, int snapLength) {
        INT.set(to, 0, 0xA1B2C3D4);
        INT.set(to, 4, 4 << 16 | 2);
        INT.set(to, 16, snapLength);
        INT.set(to, 20, 1);
    }

    static void recordHeader(byte[] to, int at, long epochNanos, int captured, int original) {
        INT.set(to, at, (int) (epochNanos / 1_000_000_000));
        INT.set(to, at + 4, (int) (epochNanos % 1_000_000_000 / 1000));
        INT.set(to, at + 8, captured);
        INT.set(to, at + 12, original);
    }

    void packet(long epochNanos, byte[] frame, int length) throws IOException {
        int captured = Math.min(length, snapLength);
        if (at + RECORD_HEADER + captured > buffer.length) {
            flush();
        }
        recordHeader(buffer, at, epochNanos, captured, length);
        System.arraycopy(frame, 0, buffer, at + RECORD_HEADER, captured);
        at += RECORD_HEADER + captured;
        packets++;
    }

    long packets() {
        return packets;
    }

    /// Bytes of the file so far, its header among them.
    long bytes() {
        return flushed + at;
    }

    private void flush() throws IOException {
        out.write(buffer, 0, at);
        flushed += at;
        at = 0;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            flush();
        }
    }
}
