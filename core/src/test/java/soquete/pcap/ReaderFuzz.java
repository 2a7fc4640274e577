package soquete.pcap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;

/// Reads bytes that somebody made up as a capture: reading never throws, each record is within the file and behind the
/// one before.
public final class ReaderFuzz {
    private ReaderFuzz() {}

    /// What the first bytes claim.
    public enum Format {
        PCAP,
        PCAPNG,
        GZIP,
        SNOOP,
        /// Has no mark of its own.
        ERF;

        private static Format of(byte[] file) {
            int magic = file.length < 4 ? 0 : ByteBuffer.wrap(file).getInt();
            if (magic >>> 16 == 0x1F8B) {
                return GZIP;
            }
            return switch (magic) {
                case PcapngParser.SECTION_HEADER -> PCAPNG;
                case 0x736E6F6F -> SNOOP;
                default ->
                    PcapParser.forMagic(magic, ByteSource.of(InputStream.nullInputStream(), false)) == null
                            ? ERF
                            : PCAP;
            };
        }
    }

    /// Reads it if it claims that format: what claims another is that other's matter.
    public static void read(Format format, byte[] file) throws IOException {
        if (Format.of(file) == format) {
            read(file);
        }
    }

    private static void read(byte[] file) throws IOException {
        try (CaptureReader reader =
                CaptureReader.over(ByteSource.of(new ByteArrayInputStream(file), file.length % 2 != 0))) {
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
