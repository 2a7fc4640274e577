package soquete.pcap;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem.Reason;
import soquete.wire.LinkType;

/// The classic format: a file header, then packets, each behind a header of its own.
///
/// ```
///  file:   magic 4 | major 2 | minor 2 | zone 4 | accuracy 4 | snap length 4 | link type 4
///  packet: seconds 4 | fraction 4 | captured length 4 | original length 4 | bytes
/// ```
final class PcapParser extends RecordParser {
    static final int MICROS = 0xA1B2C3D4;
    static final int NANOS = 0xA1B23C4D;
    static final int VERSION = 2;
    static final int FILE_HEADER = 24;
    static final int PACKET_HEADER = 16;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Fields fields;
    private final boolean nanos;
    private @Nullable CaptureInterface captureInterface;

    private PcapParser(ByteSource source, Fields fields, boolean nanos) {
        super(source);
        this.fields = fields;
        this.nanos = nanos;
    }

    /// The parser for a file whose first four bytes are `magic`, read big-endian; null when it is none.
    static @Nullable PcapParser forMagic(int magic, ByteSource source) {
        return switch (magic) {
            case MICROS -> new PcapParser(source, Fields.BIG_ENDIAN, false);
            case NANOS -> new PcapParser(source, Fields.BIG_ENDIAN, true);
            default ->
                switch (Integer.reverseBytes(magic)) {
                    case MICROS -> new PcapParser(source, Fields.LITTLE_ENDIAN, false);
                    case NANOS -> new PcapParser(source, Fields.LITTLE_ENDIAN, true);
                    default -> null;
                };
        };
    }

    @Override
    @Nullable
    CaptureRecord next() throws IOException {
        CaptureInterface from = captureInterface == null ? header() : captureInterface;
        if (from == null) {
            return null;
        }
        long begin = source.fileOffset();
        long there = source.available(PACKET_HEADER);
        if (there < PACKET_HEADER) {
            if (there > 0) {
                report(Reason.CUT_PACKET, begin, (long) PACKET_HEADER, there);
            }
            return null;
        }
        long captured = fields.u32(source.segment(), source.position() + 8);
        if (captured > CaptureReader.MAX_LENGTH) {
            report(Reason.PACKET_TOO_LONG, begin, captured, (long) CaptureReader.MAX_LENGTH);
            return null;
        }
        there = source.available(PACKET_HEADER + captured);
        if (there < PACKET_HEADER + captured) {
            report(Reason.CUT_PACKET, begin, PACKET_HEADER + captured, there);
            return null;
        }
        MemorySegment segment = source.segment();
        long at = source.position();
        long fraction = fields.u32(segment, at + 4);
        long time = fields.u32(segment, at) * NANOS_PER_SECOND + (nanos ? fraction : fraction * 1000);
        long original = Math.min(fields.u32(segment, at + 12), Integer.MAX_VALUE);
        packet.origin(from, time, begin);
        packet.content(segment, at + PACKET_HEADER, (int) captured, (int) original);
        source.skip(PACKET_HEADER + captured);
        return packet;
    }

    private @Nullable CaptureInterface header() throws IOException {
        long there = source.available(FILE_HEADER);
        if (there < FILE_HEADER) {
            report(Reason.CUT_HEADER, 0, (long) FILE_HEADER, there);
            return null;
        }
        MemorySegment segment = source.segment();
        long at = source.position();
        int major = fields.u16(segment, at + 4);
        if (major != VERSION) {
            report(Reason.UNSUPPORTED_VERSION, 4, "pcap " + major + "." + fields.u16(segment, at + 6));
            return null;
        }
        // The upper bits of the link type say whether frames end in a check sequence.
        LinkType linkType = new LinkType(fields.i32(segment, at + 20) & 0x03FF_FFFF);
        int snapLength = Math.max(0, fields.i32(segment, at + 16));
        CaptureInterface described = new CaptureInterface(
                0, 0, "", linkType, snapLength, nanos ? CaptureInterface.Clock.NANOS : CaptureInterface.Clock.MICROS);
        captureInterface = described;
        source.skip(FILE_HEADER);
        return described;
    }

    @Override
    List<CaptureInterface> interfaces() {
        return captureInterface == null ? List.of() : List.of(captureInterface);
    }

    @Override
    SectionInfo section() {
        return SectionInfo.NONE;
    }
}
