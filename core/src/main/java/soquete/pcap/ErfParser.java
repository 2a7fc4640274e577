package soquete.pcap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem.Reason;
import soquete.wire.LinkType;

/// Endace's Extensible Record Format. It has no file header: a file is taken for it when its first
/// records make sense.
///
/// ```
///  record: time 8, little-endian, in 2⁻³² s | type 1 | flags 1
///          | record length 2 | losses or color 2 | wire length 2
///          | extension headers of 8 bytes while the highest bit of the type before is set | sub-header | bytes
/// ```
///
/// A record's bytes get the link type of what they are; those of kinds that are not decoded stay ERF.
final class ErfParser extends RecordParser {
    private static final int HEADER = 16;
    private static final int EXTENSION = 8;
    private static final int MORE = 0x80;
    private static final int PAD = 48;
    private static final int PORTS = 3;
    private static final int TRIED = 20;
    private static final int TRIED_AT_LEAST = 3;
    private static final long YEAR = 365L * 24 * 3600;
    private static final LinkType UNKNOWN = new LinkType(197);
    private static final LinkType PPP = new LinkType(50);
    private static final LinkType CISCO_HDLC = new LinkType(104);
    private static final LinkType LLC_OVER_ATM = new LinkType(100);

    private final List<CaptureInterface> interfaces = new ArrayList<>();

    ErfParser(ByteSource source) {
        super(source);
    }

    /// Whether the first records look like ERF: known lengths, times that hardly go back and no year
    /// forward.
    static boolean looksLike(ByteSource source) throws IOException {
        long ahead = 0;
        long before = 0;
        for (int i = 0; i < TRIED; i++) {
            long there = source.available(ahead + HEADER);
            if (there < ahead + HEADER) {
                return there == ahead ? i > 0 : i >= TRIED_AT_LEAST;
            }
            byte[] bytes = source.bytes();
            long at = source.position() + ahead;
            int type = Fields.u8(bytes, at + 8) & ~MORE;
            int length = Fields.BIG_ENDIAN.u16(bytes, at + 10);
            if (length < HEADER || type == 0) {
                return false;
            }
            if (type != PAD) {
                long seconds = Fields.LITTLE_ENDIAN.u32(bytes, at + 4);
                if (before - seconds > 1 || before > 0 && seconds - before > YEAR) {
                    return false;
                }
                before = seconds;
            }
            ahead += length;
            if (source.available(ahead) < ahead) {
                return i >= TRIED_AT_LEAST;
            }
        }
        return true;
    }

    @Override
    @Nullable
    CaptureRecord next() throws IOException {
        while (begins(Reason.CUT_PACKET, HEADER)) {
            int length = Fields.BIG_ENDIAN.u16(source.bytes(), source.position() + 10);
            int type = Fields.u8(source.bytes(), source.position() + 8);
            boolean pad = (type & ~MORE) == PAD;
            if (length < HEADER || length == HEADER && !pad) {
                report(Reason.BLOCK_LENGTH, source.fileOffset() + 10, (long) length);
                return null;
            }
            if (!whole(Reason.CUT_PACKET, length)) {
                return null;
            }
            if (type == PAD) {
                source.skip(length);
                continue;
            }
            return record(type, length);
        }
        return null;
    }

    @Override
    boolean buffered() {
        long there = source.ready();
        return there >= HEADER && there >= Fields.BIG_ENDIAN.u16(source.bytes(), source.position() + 10);
    }

    @Override
    String format() {
        return "ERF";
    }

    private @Nullable PacketRecord record(int type, int length) {
        byte[] bytes = source.bytes();
        long at = source.position();
        int skipped = HEADER;
        int more = type;
        while ((more & MORE) != 0) {
            if (skipped + EXTENSION > length) {
                return tooShort(skipped + EXTENSION, length);
            }
            more = Fields.u8(bytes, at + skipped);
            skipped += EXTENSION;
        }
        int kind = type & ~MORE;
        skipped += subHeaderBytes(kind);
        if (skipped > length) {
            return tooShort(skipped, length);
        }
        int wire = Fields.BIG_ENDIAN.u16(bytes, at + 14);
        int captured = Math.min(wire, length - skipped);
        int cell = cellHeaderBytes(kind);
        boolean decoded = captured >= cell;
        LinkType linkType = decoded ? linkType(kind, bytes, at + skipped, captured) : UNKNOWN;
        int port = Fields.u8(bytes, at + 9) & PORTS;
        packet.origin(captureInterface(port, linkType), time(bytes, at));
        packet.extent(source, length);
        int before = decoded ? cell : 0;
        packet.content(at + skipped + before, captured - before, wire - before);
        packet.pseudoHeader(-before);
        source.skip(length);
        return packet;
    }

    private @Nullable PacketRecord tooShort(int needed, int length) {
        report(Reason.PACKET_OVERRUNS_BLOCK, source.fileOffset(), (long) needed, (long) length);
        return null;
    }

    private static long time(byte[] bytes, long at) {
        long fraction = Fields.LITTLE_ENDIAN.u32(bytes, at) * 1_000_000_000L;
        long rounded = fraction + ((fraction & 0x8000_0000L) << 1);
        return Fields.LITTLE_ENDIAN.u32(bytes, at + 4) * 1_000_000_000L + (rounded >>> 32);
    }

    /// Ethernet has an offset and a pad, multi-channel kinds a channel, AAL2 an extension.
    private static int subHeaderBytes(int kind) {
        return switch (kind) {
            case 2, 11, 16, 20 -> 2;
            case 5, 6, 7, 8, 9, 12, 17, 18 -> 4;
            default -> 0;
        };
    }

    /// AAL5 frames stand behind their first cell's header.
    private static int cellHeaderBytes(int kind) {
        return kind == 4 || kind == 9 ? 4 : 0;
    }

    private static LinkType linkType(int kind, byte[] bytes, long at, int captured) {
        return switch (kind) {
            case 2, 11, 16, 20 -> LinkType.ETHERNET;
            case 1, 5, 10, 15, 17, 19 -> hdlc(bytes, at, captured);
            case 4, 9 -> LLC_OVER_ATM;
            case 22 -> LinkType.IPV4;
            case 23 -> LinkType.IPV6;
            default -> UNKNOWN;
        };
    }

    /// A POS record does not say what it carries; the first bytes do.
    private static LinkType hdlc(byte[] bytes, long at, int captured) {
        if (captured < 2) {
            return UNKNOWN;
        }
        return switch (Fields.BIG_ENDIAN.u16(bytes, at)) {
            case 0x0F00, 0x8F00 -> CISCO_HDLC;
            case 0xFF03 -> PPP;
            default -> UNKNOWN;
        };
    }

    /// The interface of a port, `A` to `D`; its first packet gives it its number.
    private CaptureInterface captureInterface(int port, LinkType linkType) {
        for (CaptureInterface known : interfaces) {
            if (known.linkType().equals(linkType) && known.name().charAt(0) == 'A' + port) {
                return known;
            }
        }
        CaptureInterface added = new CaptureInterface(
                CaptureInterface.NO_SECTION,
                interfaces.size(),
                String.valueOf((char) ('A' + port)),
                linkType,
                0,
                CaptureInterface.Clock.NANOS,
                CaptureInterface.About.ERF);
        interfaces.add(added);
        return added;
    }

    @Override
    List<CaptureInterface> interfaces() {
        return Collections.unmodifiableList(interfaces);
    }
}
