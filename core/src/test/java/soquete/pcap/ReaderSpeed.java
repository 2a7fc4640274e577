package soquete.pcap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/// Measures what reading and copying a capture costs per packet. It is no test.
///
/// Arguments: a capture; with a second one, it is written there, of each 4 packets one.
final class ReaderSpeed {
    private static final int ROUNDS = 30;

    private ReaderSpeed() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        for (int round = 0; round < ROUNDS; round++) {
            long packets = 0;
            long bytes = 0;
            long begin = System.nanoTime();
            try (CaptureReader reader = CaptureReader.open(file)) {
                for (PacketRecord next = reader.nextPacket(); next != null; next = reader.nextPacket()) {
                    packets++;
                    bytes += next.capturedLength() + (next.epochNanos() & 1);
                }
            }
            double each = (System.nanoTime() - begin) / (double) packets;
            System.out.printf(Locale.ROOT, "%d packets, %d bytes: %.1f ns per packet%n", packets, bytes, each);
        }
        if (arguments.length > 1) {
            copy(file, Path.of(arguments[1]));
        }
    }

    private static void copy(Path file, Path to) throws IOException {
        long begin = System.nanoTime();
        try (CaptureReader reader = CaptureReader.open(file);
                FileChannel out = FileChannel.open(
                        to, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
                CaptureCopy copy = CaptureCopy.to(out, List.of(reader))) {
            long packets = 0;
            for (PacketRecord next = reader.nextPacket(); next != null; next = reader.nextPacket()) {
                if ((packets++ & 3) == 0) {
                    copy.keep(next);
                }
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(Locale.ROOT, "copied %d bytes in %.2f s%n", Files.size(to), seconds);
    }
}
