package soquete.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A capture file with holes: each record has 256 KiB, of which only the headers were ever written.
final class SparseFile {
    private static final int STEP = 1 << 18;
    private static final int FLOWS = 16;

    private SparseFile() {}

    /// Makes `file` with `bytes`, rounded down to whole records.
    static void make(Path file, long bytes, long startNanos) throws IOException {
        long records = (bytes - PcapOut.FILE_HEADER) / STEP;
        byte[] head = new byte[PcapOut.FILE_HEADER];
        PcapOut.fileHeader(head, STEP);
        int captured = STEP - PcapOut.RECORD_HEADER;
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(head), 0);
            for (long i = 0; i < records; i++) {
                byte[] record = record((int) i, startNanos, captured);
                long at = PcapOut.FILE_HEADER + i * STEP;
                channel.write(ByteBuffer.wrap(record), at);
            }
            channel.write(ByteBuffer.allocate(1), PcapOut.FILE_HEADER + records * STEP - 1);
        }
    }

    /// The head of a record and of the datagram in it; what follows in the frame is padding.
    private static byte[] record(int number, long startNanos, int captured) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int flow = number % FLOWS;
        try (PcapOut out = new PcapOut(bytes, STEP)) {
            FrameOut frame = new FrameOut(out);
            int at = frame.begin(
                    new Ends(false, 0, flow, 40_000 + flow, Ends.SERVERS + flow, 9000), number % 3 == 0, FrameOut.UDP);
            frame.u16(at, number % 3 == 0 ? 40_000 + flow : 9000);
            frame.u16(at + 2, number % 3 == 0 ? 9000 : 40_000 + flow);
            frame.udp(startNanos + number * 1_000_000L, at + 8 + 1000);
        }
        byte[] whole = bytes.toByteArray();
        byte[] record = new byte[PcapOut.RECORD_HEADER + 60];
        System.arraycopy(whole, PcapOut.FILE_HEADER, record, 0, record.length);
        PcapOut.recordHeader(record, 0, startNanos + number * 1_000_000L, captured, captured);
        return record;
    }
}
