package soquete.pcap;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem.Reason;
import soquete.wire.Octets;

/// Reads a capture file in order; what kind it is, its first bytes tell. A regular file is read
/// through windows, anything else is streamed.
///
/// A damaged file gives all that stands before the damage; then [#next()] returns null and [#problem()]
/// says where and why. Bad bytes never throw; only reading itself fails with an [IOException].
public final class CaptureReader implements AutoCloseable {
    /// Bytes of one packet, at most; most link types have less. Longer ones are taken for damage, as
    /// Wireshark does.
    public static final int MAX_PACKET_LENGTH = 128 << 20;

    /// Bytes of one block, at most: a packet and 128 KiB of options.
    public static final int MAX_LENGTH = MAX_PACKET_LENGTH + (128 << 10) + 32;

    private final ByteSource source;
    private @Nullable RecordParser parser;
    private @Nullable CaptureProblem problem;
    private List<CaptureInterface> interfaces = List.of();
    private SectionInfo section = SectionInfo.NONE;
    private final String format;
    private Map<Integer, Long> unknownBlocks = Map.of();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    private CaptureReader(ByteSource source, boolean compressed) throws IOException {
        this.source = source;
        this.parser = parserFor(source);
        String name = parser == null ? "" : parser.format();
        this.format = compressed ? name + " (gzip)" : name;
    }

    public static CaptureReader open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            // a FileInputStream knows what a pipe holds; the other one says better what is wrong with a name
            return open(Files.isReadable(file) ? new FileInputStream(file.toFile()) : Files.newInputStream(file));
        }
        return over(ByteSource.of(FileChannel.open(file, StandardOpenOption.READ)));
    }

    /// Reads from `in`, and closes it in the end. A packet is given as soon as it has arrived.
    public static CaptureReader open(InputStream in) throws IOException {
        return over(ByteSource.of(in, true));
    }

    /// Reads a file that is still being written: at its end the reader waits for more, until it is
    /// closed (by another thread) or its thread is interrupted. Then [#next()] returns null and there is
    /// no problem. Waiting begins here, if
    /// the file is empty yet.
    public static CaptureReader follow(Path file) throws IOException {
        return over(ByteSource.of(new FollowedFile(file), true));
    }

    static CaptureReader over(ByteSource bytes) throws IOException {
        try {
            boolean gzip = GzipStream.begins(bytes);
            return new CaptureReader(gzip ? ByteSource.of(new GzipStream(bytes), bytes.waits()) : bytes, gzip);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private @Nullable RecordParser parserFor(ByteSource source) throws IOException {
        RecordParser known = source.available(4) < 4 ? null : knownParser(source);
        if (known == null && !source.stopped()) {
            CaptureProblem damage = source.damage();
            problem = damage == null ? CaptureProblem.of(Reason.UNKNOWN_FORMAT, 0) : damage;
        }
        return known;
    }

    private static @Nullable RecordParser knownParser(ByteSource source) throws IOException {
        int magic = Fields.BIG_ENDIAN.i32(source.bytes(), source.position());
        if (magic == PcapngParser.SECTION_HEADER) {
            return new PcapngParser(source);
        }
        RecordParser pcap = PcapParser.forMagic(magic, source);
        if (pcap != null) {
            return pcap;
        }
        if (magic == (int) (SnoopParser.MAGIC >>> 32)
                && source.available(8) == 8
                && Fields.BIG_ENDIAN.i64(source.bytes(), source.position()) == SnoopParser.MAGIC) {
            return new SnoopParser(source);
        }
        return ErfParser.looksLike(source) ? new ErfParser(source) : null;
    }

    /// The next record; null at the end of the file, or where it is damaged. A packet's record is valid
    /// until the next call, its bytes longer.
    public @Nullable CaptureRecord next() throws IOException {
        RecordParser from = parser;
        if (from == null) {
            return null;
        }
        CaptureRecord read = from.next();
        if (read == null) {
            ended(from);
        }
        return read;
    }

    /// The next packet, whatever other records stand before it; null where [#next()] is.
    public @Nullable PacketRecord nextPacket() throws IOException {
        RecordParser from = parser;
        if (from == null) {
            return null;
        }
        PacketRecord read = from.nextPacket();
        if (read == null) {
            ended(from);
        }
        return read;
    }

    /// Whether bytes may still have to arrive: not in a file.
    public boolean waits() {
        return source.waits();
    }

    /// Whether the next record lies in memory, as far as that can be told cheaply: then [#next()] does not wait.
    public boolean ready() throws IOException {
        RecordParser from = parser;
        if (from == null) {
            return true;
        }
        while (!from.buffered()) {
            if (!source.pull()) {
                return false;
            }
        }
        return true;
    }

    /// Bytes of the file; -1 for what is streamed or compressed.
    public long length() {
        return source.length();
    }

    /// `pcap`, `pcapng`, `snoop` or `ERF`, with `(gzip)` after it when it is compressed; empty when it is
    /// none of them.
    public String format() {
        return format;
    }

    private void ended(RecordParser from) {
        CaptureProblem damage = source.damage();
        if (!source.stopped()) {
            problem = damage == null ? from.problem() : damage;
        }
        retire(from);
    }

    private void retire(RecordParser from) {
        order = from.order();
        interfaces = from.interfaces();
        section = from.section();
        unknownBlocks = from.unknownBlocks();
        parser = null;
    }

    /// From now on the bytes of packets stay as they are, until their chunk is [recycled][#recycle] or the reader
    /// closed: for those who look at many packets at once.
    public void lasting() {
        source.lasting();
    }

    /// Gives back the memory of packets that nobody looks at any more. Any thread may do so.
    public void recycle(Chunk done) {
        source.recycle(done);
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

    /// How many blocks of each type were passed over because their type is not known (pcapng).
    public Map<Integer, Long> unknownBlocks() {
        RecordParser from = parser;
        return from == null ? unknownBlocks : from.unknownBlocks();
    }

    /// The byte order of the section that is being read.
    ByteOrder order() {
        RecordParser from = parser;
        return from == null ? order : from.order();
    }

    /// The file header of a pcap, which is read if it was not yet; nothing of another format. Records of
    /// files that begin alike can be copied as they are.
    Octets pcapHeader() throws IOException {
        return parser instanceof PcapParser pcap ? pcap.fileHeader() : Octets.NONE;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
