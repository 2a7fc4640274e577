package soquete.pcap;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem.Reason;
import soquete.pcap.CaptureRecord.CustomBlock;
import soquete.pcap.CaptureRecord.Statistics;
import soquete.wire.LinkType;
import soquete.wire.Octets;

/// The pcapng format: sections of blocks, each with its length before and after its body.
///
/// ```
///  block: type 4 | total length 4 | body, padded to 32 bits | total length 4
/// ```
///
/// Blocks that carry no packet and no count (names, secrets, unknown ones) are checked and passed over.
final class PcapngParser extends RecordParser {
    static final int SECTION_HEADER = 0x0A0D0D0A;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int OBSOLETE_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int INTERFACE_STATISTICS = 5;
    static final int ENHANCED_PACKET = 6;
    static final int CUSTOM = 0x0BAD;
    static final int CUSTOM_NOT_COPIED = 0x4000_0BAD;

    static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    static final int VERSION = 1;
    /// Interfaces of one section, at most.
    static final int MAX_INTERFACES = 1 << 16;

    /// Type and the two lengths.
    private static final int FRAMING = 12;

    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private SectionInfo section = SectionInfo.NONE;
    private int sections;
    private Fields fields = Fields.LITTLE_ENDIAN;

    /// The block being read: where its body lies, how long that is, and where the block begins in the file.
    private long body;

    private int length;
    private long begin;

    PcapngParser(ByteSource source) {
        super(source);
    }

    @Override
    @Nullable
    CaptureRecord next() throws IOException {
        while (true) {
            begin = source.fileOffset();
            long there = source.available(FRAMING);
            if (there < FRAMING) {
                if (there > 0) {
                    report(Reason.CUT_BLOCK, begin, (long) FRAMING, there);
                }
                return null;
            }
            int type = fields.i32(source.segment(), source.position());
            if (type == SECTION_HEADER && !byteOrder()) {
                return null;
            }
            if (!whole()) {
                return null;
            }
            long total = (long) length + FRAMING;
            CaptureRecord record = block(type);
            if (failed()) {
                return null;
            }
            source.skip(total);
            if (record != null) {
                return record;
            }
        }
    }

    /// Takes the byte order of the section that begins here.
    private boolean byteOrder() {
        MemorySegment segment = source.segment();
        int magic = Fields.BIG_ENDIAN.i32(segment, source.position() + 8);
        if (magic == BYTE_ORDER_MAGIC) {
            fields = Fields.BIG_ENDIAN;
        } else if (Integer.reverseBytes(magic) == BYTE_ORDER_MAGIC) {
            fields = Fields.LITTLE_ENDIAN;
        } else {
            report(Reason.BYTE_ORDER, begin + 8, Integer.toHexString(magic));
            return false;
        }
        return true;
    }

    /// Whether the block at the source's position is all there, its two lengths alike.
    private boolean whole() throws IOException {
        long total = fields.u32(source.segment(), source.position() + 4);
        if (total < FRAMING || total % 4 != 0) {
            report(Reason.BLOCK_LENGTH, begin + 4, total);
            return false;
        }
        if (total > CaptureReader.MAX_LENGTH) {
            report(Reason.BLOCK_TOO_LONG, begin + 4, total, (long) CaptureReader.MAX_LENGTH);
            return false;
        }
        long there = source.available(total);
        if (there < total) {
            report(Reason.CUT_BLOCK, begin, total, there);
            return false;
        }
        long last = fields.u32(source.segment(), source.position() + total - 4);
        if (last != total) {
            report(Reason.BLOCK_LENGTHS_DIFFER, begin + total - 4, total, last);
            return false;
        }
        body = source.position() + 8;
        length = (int) total - FRAMING;
        return true;
    }

    private @Nullable CaptureRecord block(int type) {
        switch (type) {
            case SECTION_HEADER -> sectionHeader();
            case INTERFACE_DESCRIPTION -> interfaceDescription();
            case ENHANCED_PACKET, OBSOLETE_PACKET -> {
                return packet(type);
            }
            case SIMPLE_PACKET -> {
                return simplePacket();
            }
            case INTERFACE_STATISTICS -> {
                return statistics();
            }
            case CUSTOM, CUSTOM_NOT_COPIED -> {
                return custom(type == CUSTOM);
            }
            default -> {}
        }
        return null;
    }

    private boolean enough(int type, int needed) {
        if (length < needed) {
            report(Reason.BLOCK_TOO_SHORT, begin, Integer.toHexString(type), (long) needed, (long) length);
            return false;
        }
        return true;
    }

    private void sectionHeader() {
        if (!enough(SECTION_HEADER, 16)) {
            return;
        }
        MemorySegment segment = source.segment();
        int major = fields.u16(segment, body + 4);
        if (major != VERSION) {
            report(Reason.UNSUPPORTED_VERSION, begin + 12, "pcapng " + major + "." + fields.u16(segment, body + 6));
            return;
        }
        interfaces.clear();
        sections++;
        String hardware = "";
        String system = "";
        String application = "";
        List<String> comments = new ArrayList<>(1);
        Options options = new Options(fields, segment, body + 16, length - 16);
        while (options.advance()) {
            switch (options.code()) {
                case Options.COMMENT -> comments.add(options.text());
                case 2 -> hardware = options.text();
                case 3 -> system = options.text();
                case 4 -> application = options.text();
                default -> {}
            }
        }
        section = new SectionInfo(hardware, system, application, comments);
    }

    private void interfaceDescription() {
        if (!enough(INTERFACE_DESCRIPTION, 8)) {
            return;
        }
        if (interfaces.size() == MAX_INTERFACES) {
            report(Reason.TOO_MANY_INTERFACES, begin, (long) MAX_INTERFACES);
            return;
        }
        MemorySegment segment = source.segment();
        String name = "";
        int resolution = CaptureInterface.Clock.MICROS.resolution();
        long offsetSeconds = 0;
        Options options = new Options(fields, segment, body + 8, length - 8);
        while (options.advance()) {
            if (options.code() == 2) {
                name = options.text();
            } else if (options.code() == 9 && options.length() >= 1) {
                resolution = options.u8();
            } else if (options.code() == 14 && options.length() >= 8) {
                offsetSeconds = options.i64();
            }
        }
        interfaces.add(new CaptureInterface(
                sections - 1,
                interfaces.size(),
                name,
                new LinkType(fields.u16(segment, body)),
                Math.max(0, fields.i32(segment, body + 4)),
                new CaptureInterface.Clock(resolution, offsetSeconds)));
    }

    private @Nullable CaptureRecord packet(int type) {
        if (!enough(type, 20)) {
            return null;
        }
        MemorySegment segment = source.segment();
        // The obsolete block has a 16-bit interface number, then a 16-bit count of drops.
        long id = type == ENHANCED_PACKET ? fields.u32(segment, body) : fields.u16(segment, body);
        CaptureInterface from = captureInterface(id);
        if (from == null) {
            return null;
        }
        long captured = fields.u32(segment, body + 12);
        if (captured > length - 20) {
            report(Reason.PACKET_OVERRUNS_BLOCK, begin, captured, (long) length - 20);
            return null;
        }
        long original = Math.min(fields.u32(segment, body + 16), Integer.MAX_VALUE);
        packet.origin(from, from.clock().epochNanos(fields.u64halves(segment, body + 4)), begin);
        packet.content(segment, body + 20, (int) captured, (int) original);
        int padded = (int) (captured + 3 & ~3);
        packet.options(fields, body + 20 + padded, Math.max(0, length - 20 - padded));
        return packet;
    }

    private @Nullable CaptureRecord simplePacket() {
        if (!enough(SIMPLE_PACKET, 4)) {
            return null;
        }
        CaptureInterface from = captureInterface(0);
        if (from == null) {
            return null;
        }
        MemorySegment segment = source.segment();
        long original = fields.u32(segment, body);
        long kept = from.snapLength() == 0 ? original : Math.min(original, from.snapLength());
        if (kept > length - 4) {
            report(Reason.PACKET_OVERRUNS_BLOCK, begin, kept, (long) length - 4);
            return null;
        }
        packet.origin(from, PacketRecord.NO_TIME, begin);
        packet.content(segment, body + 4, (int) kept, (int) Math.min(original, Integer.MAX_VALUE));
        return packet;
    }

    private @Nullable CaptureRecord statistics() {
        if (!enough(INTERFACE_STATISTICS, 12)) {
            return null;
        }
        MemorySegment segment = source.segment();
        CaptureInterface of = captureInterface(fields.u32(segment, body));
        if (of == null) {
            return null;
        }
        long received = Statistics.UNKNOWN;
        long dropped = Statistics.UNKNOWN;
        long osDropped = Statistics.UNKNOWN;
        Options options = new Options(fields, segment, body + 12, length - 12);
        while (options.advance()) {
            if (options.length() >= 8) {
                switch (options.code()) {
                    case 4 -> received = options.i64();
                    case 5 -> dropped = options.i64();
                    case 7 -> osDropped = options.i64();
                    default -> {}
                }
            }
        }
        long time = of.clock().epochNanos(fields.u64halves(segment, body + 4));
        return new Statistics(of, time, received, dropped, osDropped);
    }

    private @Nullable CaptureRecord custom(boolean copyable) {
        if (!enough(copyable ? CUSTOM : CUSTOM_NOT_COPIED, 4)) {
            return null;
        }
        MemorySegment segment = source.segment();
        return new CustomBlock(fields.u32(segment, body), copyable, Octets.of(segment, body + 4, length - 4));
    }

    private @Nullable CaptureInterface captureInterface(long id) {
        if (id >= interfaces.size()) {
            report(Reason.UNKNOWN_INTERFACE, begin, id);
            return null;
        }
        return interfaces.get((int) id);
    }

    @Override
    List<CaptureInterface> interfaces() {
        return Collections.unmodifiableList(interfaces);
    }

    @Override
    SectionInfo section() {
        return section;
    }
}
