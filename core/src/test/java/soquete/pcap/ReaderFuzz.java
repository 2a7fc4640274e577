package soquete.pcap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;

/// What a coverage-guided fuzzer calls with bytes it makes up: reading never throws, each record is
/// within the file.
///
/// With Jazzer's jars on the class path, and the seeds of a reader to begin with:
/// `java com.code_intelligence.jazzer.Jazzer --target_class=soquete.pcap.ReaderFuzz CORPUS SEEDS`
public final class ReaderFuzz {
    private ReaderFuzz() {}

    public static void fuzzerTestOneInput(byte[] file) throws IOException {
        try (CaptureReader reader =
                CaptureReader.over(new ByteSource.Stream(new ByteArrayInputStream(file), file.length % 2 == 0))) {
            long end = 0;
            for (CaptureRecord next = reader.next(); next != null; next = reader.next()) {
                if (next instanceof PacketRecord packet) {
                    end = check(packet, end);
                }
                CaptureFiles.text(next);
            }
            CaptureProblem problem = reader.problem();
            if (problem != null && problem.text(Locale.ENGLISH).isEmpty()) {
                throw new AssertionError("a problem says nothing");
            }
        }
    }

    /// Where the packet's record ends.
    private static long check(PacketRecord packet, long before) {
        long end = packet.fileOffset() + packet.recordLength();
        if (packet.fileOffset() < before || packet.recordLength() <= 0 || packet.offset() < packet.recordOffset()) {
            throw new AssertionError("a record that cannot be: " + packet.fileOffset());
        }
        if (packet.offset() + packet.capturedLength() > packet.recordOffset() + packet.recordLength()) {
            throw new AssertionError("a packet goes beyond its record at " + packet.fileOffset());
        }
        return end;
    }
}
