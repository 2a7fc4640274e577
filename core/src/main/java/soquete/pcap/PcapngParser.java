package soquete.pcap;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem.Reason;
import soquete.pcap.CaptureRecord.CustomBlock;
import soquete.pcap.CaptureRecord.Secrets;
import soquete.pcap.CaptureRecord.Statistics;
import soquete.wire.LinkType;
import soquete.wire.Octets;

/// The pcapng format: sections of blocks, each with its length before and after its body.
///
/// ```
///  block: type 4 | total length 4 | body, padded to 32 bits | total length 4
/// ```
///
/// Blocks of unknown types are counted and passed over.
final class PcapngParser extends RecordParser {
    static final int SECTION_HEADER = 0x0A0D0D0A;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int OBSOLETE_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int NAME_RESOLUTION = 4;
    static final int INTERFACE_STATISTICS = 5;
    static final int ENHANCED_PACKET = 6;
    static final int DECRYPTION_SECRETS = 10;
    static final int CUSTOM = 0x0BAD;
    static final int CUSTOM_NOT_COPIED = 0x4000_0BAD;

    static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    static final int VERSION = 1;
    /// Interfaces of one section, at most.
    static final int MAX_INTERFACES = 1 << 16;

    /// Type and the two lengths.
    private static final int FRAMING = 12;

    /// Unknown types that are told apart, at most.
    private static final int MAX_UNKNOWN_TYPES = 1 << 10;

    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private final Map<Integer, Long> unknown = new TreeMap<>();
    private SectionInfo section = SectionInfo.NONE;
    private int sections;
    private Fields fields = Fields.LITTLE_ENDIAN;

    /// The block being read: where its body lies, how long that is, and where the block begins in the file.
    private long body;

    private int length;
    private long total;
    private long begin;

    PcapngParser(ByteSource source) {
        super(source);
    }

    @Override
    @Nullable
    CaptureRecord next() throws IOException {
        while (begins(Reason.CUT_BLOCK, FRAMING)) {
            begin = source.fileOffset();
            int type = fields.i32(source.bytes(), source.position());
            if (type == SECTION_HEADER && !byteOrder()) {
                return null;
            }
            if (!whole()) {
                return null;
            }
            CaptureRecord record = type == ENHANCED_PACKET ? packet(type) : block(type);
            if (record == null && failed()) {
                return null;
            }
            source.skip(total);
            if (record != null) {
                return record;
            }
        }
        return null;
    }

    /// Takes the byte order of the section that begins here.
    private boolean byteOrder() {
        byte[] bytes = source.bytes();
        int magic = Fields.BIG_ENDIAN.i32(bytes, source.position() + 8);
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
    /// Blocks that give no record are looked past; those of a new section wait for their turn.
    @Override
    boolean buffered() {
        long at = 0;
        while (source.ready() >= at + FRAMING) {
            long begin = source.position() + at;
            int type = fields.i32(source.bytes(), begin);
            long claimed = fields.u32(source.bytes(), begin + 4);
            if (claimed < FRAMING || claimed > CaptureReader.MAX_LENGTH) {
                return true;
            }
            at += claimed + 3 & ~3L;
            switch (type) {
                case SECTION_HEADER -> {
                    return false;
                }
                case OBSOLETE_PACKET,
                        SIMPLE_PACKET,
                        NAME_RESOLUTION,
                        INTERFACE_STATISTICS,
                        ENHANCED_PACKET,
                        DECRYPTION_SECRETS,
                        CUSTOM,
                        CUSTOM_NOT_COPIED -> {
                    return source.ready() >= at;
                }
                default -> {}
            }
        }
        return false;
    }

    @Override
    String format() {
        return "pcapng";
    }

    private boolean whole() throws IOException {
        long claimed = fields.u32(source.bytes(), source.position() + 4);
        // Some writers leave the padding out of the length; it is there all the same.
        total = claimed + 3 & ~3L;
        if (claimed < FRAMING) {
            report(Reason.BLOCK_LENGTH, begin + 4, claimed);
            return false;
        }
        if (total > CaptureReader.MAX_LENGTH) {
            report(Reason.BLOCK_TOO_LONG, begin + 4, claimed, (long) CaptureReader.MAX_LENGTH);
            return false;
        }
        if (source.ready() < total && !whole(Reason.CUT_BLOCK, total)) {
            return false;
        }
        long last = fields.u32(source.bytes(), source.position() + total - 4);
        if (last != claimed && (last + 3 & ~3L) != total) {
            report(Reason.BLOCK_LENGTHS_DIFFER, begin + total - 4, claimed, last);
            return false;
        }
        body = source.position() + 8;
        length = (int) total - FRAMING;
        return true;
    }

    private @Nullable CaptureRecord block(int type) {
        return switch (type) {
            case SECTION_HEADER -> sectionHeader();
            case INTERFACE_DESCRIPTION -> interfaceDescription();
            case OBSOLETE_PACKET -> packet(type);
            case SIMPLE_PACKET -> simplePacket();
            case NAME_RESOLUTION -> names();
            case INTERFACE_STATISTICS -> statistics();
            case DECRYPTION_SECRETS -> secrets();
            case CUSTOM, CUSTOM_NOT_COPIED -> custom(type == CUSTOM);
            default -> {
                if (EventBlocks.knows(type)) {
                    yield event(type);
                }
                countUnknown(type);
                yield null;
            }
        };
    }

    private void countUnknown(int type) {
        if (unknown.size() < MAX_UNKNOWN_TYPES || unknown.containsKey(type)) {
            unknown.merge(type, 1L, Long::sum);
        }
    }

    private @Nullable CaptureRecord event(int type) {
        return enough(type, EventBlocks.least(type))
                ? EventBlocks.read(type, fields, source.bytes(), body, length)
                : null;
    }

    private @Nullable CaptureRecord names() {
        if (!enough(NAME_RESOLUTION, 4)) {
            return null;
        }
        CaptureRecord names = NameRecords.read(fields, source.bytes(), body, length);
        if (names == null) {
            report(Reason.OPTION_OVERRUNS_BLOCK, begin, Integer.toHexString(NAME_RESOLUTION));
        }
        return names;
    }

    private @Nullable CaptureRecord secrets() {
        if (!enough(DECRYPTION_SECRETS, 8)) {
            return null;
        }
        byte[] bytes = source.bytes();
        long size = fields.u32(bytes, body + 4);
        if (size > length - 8) {
            report(Reason.OPTION_OVERRUNS_BLOCK, begin, Integer.toHexString(DECRYPTION_SECRETS));
            return null;
        }
        return new Secrets(fields.i32(bytes, body), Octets.of(bytes, body + 8, (int) size));
    }

    /// Whether a block's options were all within it.
    private void check(int type, Options options) {
        if (options.overran()) {
            report(Reason.OPTION_OVERRUNS_BLOCK, begin, Integer.toHexString(type));
        }
    }

    private boolean enough(int type, int needed) {
        if (length < needed) {
            report(Reason.BLOCK_TOO_SHORT, begin, Integer.toHexString(type), (long) needed, (long) length);
            return false;
        }
        return true;
    }

    private @Nullable CaptureRecord sectionHeader() {
        if (!enough(SECTION_HEADER, 16)) {
            return null;
        }
        byte[] bytes = source.bytes();
        int major = fields.u16(bytes, body + 4);
        int minor = fields.u16(bytes, body + 6);
        // Version 1.2 is 1.0, wrongly numbered.
        if (major != VERSION || minor != 0 && minor != 2) {
            report(Reason.UNSUPPORTED_VERSION, begin + 12, "pcapng " + major + "." + minor);
            return null;
        }
        interfaces.clear();
        sections++;
        String hardware = "";
        String system = "";
        String application = "";
        List<String> comments = new ArrayList<>(1);
        Options options = new Options(fields, bytes, body + 16, length - 16);
        while (options.advance()) {
            switch (options.code()) {
                case Options.COMMENT -> comments.add(options.text());
                case 2 -> hardware = options.text();
                case 3 -> system = options.text();
                case 4 -> application = options.text();
                default -> {}
            }
        }
        check(SECTION_HEADER, options);
        section = new SectionInfo(hardware, system, application, comments);
        return null;
    }

    private @Nullable CaptureRecord interfaceDescription() {
        if (!enough(INTERFACE_DESCRIPTION, 8)) {
            return null;
        }
        if (interfaces.size() == MAX_INTERFACES) {
            report(Reason.TOO_MANY_INTERFACES, begin, (long) MAX_INTERFACES);
            return null;
        }
        String name = "";
        String description = "";
        String filter = "";
        int fcs = -1;
        int resolution = CaptureInterface.Clock.MICROS.resolution();
        long offsetSeconds = 0;
        List<String> comments = new ArrayList<>(1);
        Options options = new Options(fields, source.bytes(), body + 8, length - 8);
        while (options.advance()) {
            boolean said = options.length() >= 1;
            switch (options.code()) {
                case Options.COMMENT -> comments.add(options.text());
                case 2 -> name = options.text();
                case 3 -> description = options.text();
                case 9 -> resolution = said ? options.u8() : resolution;
                case 11 -> filter = said && options.u8() == 0 ? options.textFrom(1) : filter;
                case 13 -> fcs = said ? options.u8() : fcs;
                case 14 -> offsetSeconds = options.length() >= 8 ? options.i64() : offsetSeconds;
                default -> {}
            }
        }
        check(INTERFACE_DESCRIPTION, options);
        CaptureInterface.About about = new CaptureInterface.About(description, filter, fcs, comments, false);
        interfaces.add(new CaptureInterface(
                sections - 1,
                interfaces.size(),
                name,
                new LinkType(fields.u16(source.bytes(), body)),
                Math.max(0, fields.i32(source.bytes(), body + 4)),
                new CaptureInterface.Clock(resolution, offsetSeconds),
                about));
        return null;
    }

    private @Nullable CaptureRecord packet(int type) {
        if (!enough(type, 20)) {
            return null;
        }
        byte[] bytes = source.bytes();
        // The obsolete block has a 16-bit interface number, then a 16-bit count of drops.
        long id = type == ENHANCED_PACKET ? fields.u32(bytes, body) : fields.u16(bytes, body);
        CaptureInterface from = captureInterface(id);
        if (from == null) {
            return null;
        }
        long captured = fields.u32(bytes, body + 12);
        long padded = captured + 3 & ~3L;
        if (padded > length - 20) {
            report(Reason.PACKET_OVERRUNS_BLOCK, begin, captured, (long) length - 20);
            return null;
        }
        if (!possible(from, captured)) {
            return null;
        }
        int declared = (int) Math.min(fields.u32(bytes, body + 16), Integer.MAX_VALUE);
        long ticks = fields.u64halves(bytes, body + 4);
        packet.origin(from, from.clock().epochNanos(ticks));
        packet.ticks(ticks);
        packet.extent(source, total);
        packet.content(body + 20, (int) captured, declared);
        int options = length - 20 - (int) padded;
        if (options >= 4) {
            packet.options(fields, body + 20 + padded, options);
            checkOptions(type, bytes, body + 20 + padded, options);
            return failed() ? null : packet;
        }
        return packet;
    }

    private void checkOptions(int type, byte[] bytes, long offset, int size) {
        Options options = new Options(fields, bytes, offset, size);
        while (options.advance()) {
            int needed = options.code() == 2 ? 4 : options.code() == 4 ? 8 : options.length();
            if (options.length() != needed) {
                report(Reason.OPTION_LENGTH, begin, (long) options.code(), (long) needed, (long) options.length());
                return;
            }
        }
        check(type, options);
    }

    /// Whether a packet of that link type can have so many bytes.
    private boolean possible(CaptureInterface from, long captured) {
        if (captured > RecordParser.MAX_PACKET && captured > maxPacket(from.linkType())) {
            report(Reason.PACKET_TOO_LONG, begin, captured, (long) maxPacket(from.linkType()));
            return false;
        }
        if (captured < from.pseudoHeaderBytes()) {
            report(Reason.PACKET_TOO_SHORT, begin, (long) from.pseudoHeaderBytes());
            return false;
        }
        return true;
    }

    private @Nullable CaptureRecord simplePacket() {
        if (!enough(SIMPLE_PACKET, 4)) {
            return null;
        }
        CaptureInterface from = captureInterface(0);
        if (from == null) {
            return null;
        }
        byte[] bytes = source.bytes();
        long original = fields.u32(bytes, body);
        long kept = from.snapLength() == 0 ? original : Math.min(original, from.snapLength());
        if ((kept + 3 & ~3L) > length - 4) {
            report(Reason.PACKET_OVERRUNS_BLOCK, begin, kept, (long) length - 4);
            return null;
        }
        if (!possible(from, kept)) {
            return null;
        }
        packet.origin(from, PacketRecord.NO_TIME);
        packet.extent(source, total);
        packet.content(body + 4, (int) kept, (int) Math.min(original, Integer.MAX_VALUE));
        return packet;
    }

    private @Nullable CaptureRecord statistics() {
        if (!enough(INTERFACE_STATISTICS, 12)) {
            return null;
        }
        byte[] bytes = source.bytes();
        CaptureInterface of = captureInterface(fields.u32(bytes, body));
        if (of == null) {
            return null;
        }
        long received = Statistics.UNKNOWN;
        long dropped = Statistics.UNKNOWN;
        long osDropped = Statistics.UNKNOWN;
        Options options = new Options(fields, bytes, body + 12, length - 12);
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
        long time = of.clock().epochNanos(fields.u64halves(bytes, body + 4));
        return new Statistics(of, time, received, dropped, osDropped);
    }

    private @Nullable CaptureRecord custom(boolean copyable) {
        if (!enough(copyable ? CUSTOM : CUSTOM_NOT_COPIED, 4)) {
            return null;
        }
        byte[] bytes = source.bytes();
        return new CustomBlock(fields.u32(bytes, body), copyable, Octets.of(bytes, body + 4, length - 4));
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
    Map<Integer, Long> unknownBlocks() {
        return Map.copyOf(unknown);
    }

    @Override
    ByteOrder order() {
        return fields.order();
    }

    @Override
    SectionInfo section() {
        return section;
    }
}
