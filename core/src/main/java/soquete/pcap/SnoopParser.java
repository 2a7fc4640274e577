package soquete.pcap;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem.Reason;
import soquete.wire.LinkType;

/// Solaris snoop (RFC 1761), always big-endian, and what Shomiti's Surveyor made of it.
///
/// ```
///  file:   "snoop" 0 0 0 | version 4 | datalink type 4
///  packet: original 4 | included 4 | record length 4 | drops 4 | seconds 4 | microseconds 4
///          | bytes | padding
/// ```
final class SnoopParser extends RecordParser {
    /// `snoop`, three zeros.
    static final long MAGIC = 0x736E6F6F70000000L;

    private static final int FILE_HEADER = 16;
    private static final int HEADER = 24;
    private static final int OLDEST = 2;
    private static final int NEWEST = 5;

    /// Shomiti puts so many bytes behind each packet, more than snoop pads with.
    private static final int SHOMITI_TRAILER = 20;

    private static final int SHOMITI_FCS = 4;
    private static final int TOKEN_RING = 6;
    private static final int FDDI = 10;
    private static final int NONE = -1;
    private static final Fields FIELDS = Fields.BIG_ENDIAN;

    private @Nullable CaptureInterface from;

    SnoopParser(ByteSource source) {
        super(source);
    }

    @Override
    @Nullable
    CaptureRecord next() throws IOException {
        CaptureInterface known = from == null ? begin() : from;
        if (known == null || !begins(Reason.CUT_PACKET, HEADER)) {
            return null;
        }
        byte[] bytes = source.bytes();
        long at = source.position();
        long original = FIELDS.u32(bytes, at);
        long captured = FIELDS.u32(bytes, at + 4);
        long length = FIELDS.u32(bytes, at + 8);
        if (original > MAX_PACKET || captured > MAX_PACKET) {
            report(Reason.PACKET_TOO_LONG, source.fileOffset(), Math.max(original, captured), (long) MAX_PACKET);
            return null;
        }
        if (captured + HEADER > length) {
            report(Reason.PACKET_OVERRUNS_BLOCK, source.fileOffset(), captured, Math.max(0, length - HEADER));
            return null;
        }
        if (captured < known.pseudoHeaderBytes()) {
            report(Reason.PACKET_TOO_SHORT, source.fileOffset(), (long) known.pseudoHeaderBytes());
            return null;
        }
        if (!whole(Reason.CUT_PACKET, HEADER + captured)) {
            return null;
        }
        bytes = source.bytes();
        at = source.position();
        long micros = FIELDS.u32(bytes, at + 20);
        packet.origin(known, FIELDS.u32(bytes, at + 16) * 1_000_000_000L + micros * 1000);
        if (length > CaptureReader.MAX_LENGTH) {
            report(Reason.BLOCK_TOO_LONG, source.fileOffset(), length, (long) CaptureReader.MAX_LENGTH);
            return null;
        }
        if (!whole(Reason.CUT_PACKET, length)) {
            return null;
        }
        packet.extent(source, length);
        packet.content(source.position() + HEADER, (int) captured, (int) original);
        source.skip(length);
        return packet;
    }

    @Override
    boolean buffered() {
        long there = source.ready();
        return from != null && there >= HEADER && there >= FIELDS.u32(source.bytes(), source.position() + 8);
    }

    @Override
    String format() {
        return "snoop";
    }

    private @Nullable CaptureInterface begin() throws IOException {
        if (!whole(Reason.CUT_HEADER, FILE_HEADER)) {
            return null;
        }
        long version = FIELDS.u32(source.bytes(), source.position() + 8);
        if (version < OLDEST || version > NEWEST) {
            report(Reason.UNSUPPORTED_VERSION, 8, "snoop " + version);
            return null;
        }
        int type = FIELDS.i32(source.bytes(), source.position() + 12);
        source.skip(FILE_HEADER);
        boolean shomiti = shomiti();
        int linkType = shomiti ? shomitiLinkType(type) : linkType(type);
        if (linkType == NONE) {
            report(Reason.UNSUPPORTED_VERSION, 12, (shomiti ? "Shomiti " : "snoop ") + (type & 0xFFFF_FFFFL));
            return null;
        }
        CaptureInterface described = new CaptureInterface(
                CaptureInterface.NO_SECTION,
                0,
                "",
                new LinkType(linkType),
                0,
                CaptureInterface.Clock.MICROS,
                new CaptureInterface.About("", "", shomiti ? SHOMITI_FCS : 0, List.of(), false));
        from = described;
        return described;
    }

    private boolean shomiti() throws IOException {
        if (source.available(HEADER) < HEADER) {
            return false;
        }
        long captured = FIELDS.u32(source.bytes(), source.position() + 4);
        return FIELDS.u32(source.bytes(), source.position() + 8) >= captured + HEADER + SHOMITI_TRAILER;
    }

    /// The link type of a DLPI media type.
    private static int linkType(int type) {
        return switch (type) {
            case 0, 4 -> LinkType.ETHERNET.value();
            case 2 -> TOKEN_RING;
            case 8 -> FDDI;
            case 9, 14 -> LinkType.NULL.value();
            case 16 -> 122;
            case 18 -> 123;
            case 0x8000_0005 -> 226;
            default -> NONE;
        };
    }

    private static int shomitiLinkType(int type) {
        return switch (type) {
            case 0, 4, 10, 12, 19 -> LinkType.ETHERNET.value();
            case 2, 11, 13, 14 -> TOKEN_RING;
            case 8 -> FDDI;
            default -> NONE;
        };
    }

    @Override
    List<CaptureInterface> interfaces() {
        CaptureInterface known = from;
        return known == null ? List.of() : List.of(known);
    }
}
