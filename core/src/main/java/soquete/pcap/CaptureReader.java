package soquete.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem.Reason;

/// Reads a capture file in order; what kind it is, its first bytes tell. A regular file is mapped into memory, anything
/// else is streamed.
///
/// A damaged file gives all that stands before the damage; then [#next()] returns null and [#problem()] says where and
/// why. Bad bytes never throw; only reading itself fails with an [IOException].
public final class CaptureReader implements AutoCloseable {
    /// Bytes of one packet or block, at most. Longer ones are taken for damage.
    public static final int MAX_LENGTH = 16 << 20;

    private final ByteSource source;
    private @Nullable RecordParser parser;
    private @Nullable CaptureProblem problem;
    private List<CaptureInterface> interfaces = List.of();
    private SectionInfo section = SectionInfo.NONE;

    private CaptureReader(ByteSource source) throws IOException {
        this.source = source;
        this.parser = parserFor(source);
    }

    public static CaptureReader open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return open(Files.newInputStream(file));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new CaptureReader(new ByteSource.Mapped(channel));
        }
    }

    /// Reads from `in`, and closes it in the end.
    public static CaptureReader open(InputStream in) throws IOException {
        return new CaptureReader(new ByteSource.Stream(in));
    }

    private @Nullable RecordParser parserFor(ByteSource source) throws IOException {
        long there = source.available(4);
        if (there < 4) {
            problem = CaptureProblem.of(Reason.UNKNOWN_FORMAT, 0);
            return null;
        }
        MemorySegment segment = source.segment();
        int magic = Fields.BIG_ENDIAN.i32(segment, source.position());
        if (magic == PcapngParser.SECTION_HEADER) {
            return new PcapngParser(source);
        }
        RecordParser pcap = PcapParser.forMagic(magic, source);
        if (pcap == null) {
            problem = CaptureProblem.of(Reason.UNKNOWN_FORMAT, 0);
        }
        return pcap;
    }

    /// The next record; null at the end of the file, or where it is damaged. A packet is valid until the next call.
    public @Nullable CaptureRecord next() throws IOException {
        if (parser == null) {
            return null;
        }
        CaptureRecord read = parser.next();
        if (read == null) {
            problem = parser.problem();
            interfaces = parser.interfaces();
            section = parser.section();
            parser = null;
        }
        return read;
    }

    /// The next packet, whatever other records stand before it; null where [#next()] is.
    public @Nullable PacketRecord nextPacket() throws IOException {
        while (true) {
            CaptureRecord read = next();
            if (read == null || read instanceof PacketRecord) {
                return (PacketRecord) read;
            }
        }
    }

    /// Why reading ended before the end of the file; null while it has not, or when the file is whole.
    public @Nullable CaptureProblem problem() {
        return problem;
    }

    /// The interfaces described so far, of the section that is being read.
    public List<CaptureInterface> interfaces() {
        return parser == null ? interfaces : parser.interfaces();
    }

    /// What the file says of the section that is being read. A pcap file says nothing.
    public SectionInfo section() {
        return parser == null ? section : parser.section();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
