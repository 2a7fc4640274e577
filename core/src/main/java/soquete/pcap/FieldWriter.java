package soquete.pcap;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Numbers and bytes on their way to a stream, through one buffer.
final class FieldWriter {
    private final OutputStream out;
    private final ByteBuffer buffer;

    FieldWriter(OutputStream out, ByteOrder order, int bufferBytes) {
        this.out = out;
        buffer = ByteBuffer.allocate(bufferBytes).order(order);
    }

    FieldWriter u8(int value) throws IOException {
        room(1);
        buffer.put((byte) value);
        return this;
    }

    FieldWriter u16(int value) throws IOException {
        room(2);
        buffer.putShort((short) value);
        return this;
    }

    FieldWriter u32(long value) throws IOException {
        room(4);
        buffer.putInt((int) value);
        return this;
    }

    FieldWriter i64(long value) throws IOException {
        room(8);
        buffer.putLong(value);
        return this;
    }

    FieldWriter bytes(MemorySegment bytes) throws IOException {
        long at = 0;
        while (at < bytes.byteSize()) {
            room(1);
            int part = (int) Math.min(buffer.remaining(), bytes.byteSize() - at);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, buffer.array(), buffer.position(), part);
            buffer.position(buffer.position() + part);
            at += part;
        }
        return this;
    }

    /// The bytes, then zeros up to a multiple of four.
    FieldWriter padded(byte[] bytes) throws IOException {
        return padded(MemorySegment.ofArray(bytes));
    }

    FieldWriter padded(MemorySegment bytes) throws IOException {
        bytes(bytes);
        for (long size = bytes.byteSize(); size % 4 != 0; size++) {
            u8(0);
        }
        return this;
    }

    void flush() throws IOException {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
        out.flush();
    }

    private void room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            out.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
    }
}
