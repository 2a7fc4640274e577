package soquete.pcap;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem.Reason;
import soquete.wire.LinkType;
import soquete.wire.Octets;

/// The classic format: a file header, then packets, each behind a header of its own.
///
/// ```
///  file:   magic 4 | major 2 | minor 2 | zone 4 | accuracy 4 | snap length 4 | link type 4
///  packet: seconds 4 | fraction 4 | captured length 4 | original length 4 | bytes
/// ```
///
/// [PcapVariant] has the kinds whose packet headers are longer. Before version 2.3 the two lengths stood
/// the other way round.
final class PcapParser extends RecordParser {
    static final int MICROS = 0xA1B2C3D4;
    static final int NANOS = 0xA1B23C4D;
    static final int VERSION = 2;
    static final int FILE_HEADER = 24;
    static final int PACKET_HEADER = 16;

    /// DG/UX, whose lengths stand as in version 2.2.
    private static final int DG_UX = 543;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int FDDI_PADDING = 3;

    private enum Lengths {
        CAPTURED_FIRST,
        ORIGINAL_FIRST,
        /// Version 2.3: the captured length is the smaller one.
        SMALLER_IS_CAPTURED
    }

    /// What the file header says: the packets are read by it.
    private record Layout(CaptureInterface from, int header, long fraction, Lengths lengths, int padding) {}

    private final Fields fields;
    private final int magic;
    private @Nullable Layout layout;
    private Octets fileHeader = Octets.NONE;

    // The layout's parts, for the inner loop.
    private int header;
    private long fractionNanos;
    private int bound;
    private int least;

    private PcapParser(ByteSource source, Fields fields, int magic) {
        super(source);
        this.fields = fields;
        this.magic = magic;
    }

    /// The parser for a file whose first four bytes are `magic`, read big-endian; null when it is none.
    static @Nullable PcapParser forMagic(int magic, ByteSource source) {
        if (known(magic)) {
            return new PcapParser(source, Fields.BIG_ENDIAN, magic);
        }
        int reversed = Integer.reverseBytes(magic);
        return known(reversed) ? new PcapParser(source, Fields.LITTLE_ENDIAN, reversed) : null;
    }

    private static boolean known(int magic) {
        return switch (magic) {
            case MICROS, NANOS, PcapVariant.MODIFIED, PcapVariant.IXIA_NANOS, PcapVariant.IXIA_MICROS -> true;
            default -> false;
        };
    }

    @Override
    @Nullable
    PacketRecord next() throws IOException {
        return nextPacket();
    }

    @Override
    @Nullable
    PacketRecord nextPacket() throws IOException {
        Layout known = layout == null ? begin() : layout;
        if (known == null || source.ready() < header && !begins(Reason.CUT_PACKET, header)) {
            return null;
        }
        byte[] bytes = source.bytes();
        int at = source.position();
        int captured = fields.i32(bytes, at + 8);
        int original = fields.i32(bytes, at + 12);
        if (known.lengths() != Lengths.CAPTURED_FIRST && swapped(known.lengths(), captured, original)) {
            int first = captured;
            captured = original;
            original = first;
        }
        if (captured < 0 || captured > bound) {
            report(Reason.PACKET_TOO_LONG, source.fileOffset(), captured & 0xFFFF_FFFFL, (long) bound);
            return null;
        }
        int length = header + captured;
        if (source.ready() < length) {
            if (!whole(Reason.CUT_PACKET, length)) {
                return null;
            }
            bytes = source.bytes();
            at = source.position();
        }
        long time = fields.u32(bytes, at) * NANOS_PER_SECOND + fields.u32(bytes, at + 4) * fractionNanos;
        packet.origin(known.from(), time);
        packet.extent(source, length);
        int padding = known.padding();
        if (captured < least) {
            report(Reason.PACKET_TOO_SHORT, source.fileOffset(), (long) least);
            return null;
        }
        packet.content(
                at + header + padding, captured - padding, (original < 0 ? Integer.MAX_VALUE : original) - padding);
        source.skip(length);
        return packet;
    }

    private static boolean swapped(Lengths lengths, int captured, int original) {
        return lengths == Lengths.ORIGINAL_FIRST || Integer.compareUnsigned(captured, original) > 0;
    }

    @Override
    boolean buffered() {
        long there = source.ready();
        if (layout == null || there < header) {
            return false;
        }
        int captured = fields.i32(source.bytes(), source.position() + 8);
        int original = fields.i32(source.bytes(), source.position() + 12);
        if (layout.lengths() != Lengths.CAPTURED_FIRST && swapped(layout.lengths(), captured, original)) {
            captured = original;
        }
        return captured < 0 || captured > bound || there >= header + captured;
    }

    @Override
    String format() {
        return "pcap";
    }

    /// Reads the file header; null when it cannot be read by it.
    private @Nullable Layout begin() throws IOException {
        boolean ixia = magic == PcapVariant.IXIA_NANOS || magic == PcapVariant.IXIA_MICROS;
        int length = ixia ? FILE_HEADER + 4 : FILE_HEADER;
        if (!whole(Reason.CUT_HEADER, length)) {
            return null;
        }
        byte[] bytes = source.bytes();
        long at = source.position();
        int major = fields.u16(bytes, at + 4);
        int minor = fields.u16(bytes, at + 6);
        int snapLength = Math.max(0, fields.i32(bytes, at + 16));
        int network = fields.i32(bytes, at + 20);
        if (major < VERSION) {
            report(Reason.UNSUPPORTED_VERSION, 4, "pcap " + major + "." + minor);
            return null;
        }
        if ((network & 0x03FF_0000) != 0) {
            report(Reason.UNSUPPORTED_VERSION, 20, "pcap, 0x" + Integer.toHexString(network));
            return null;
        }
        fileHeader = Octets.of(bytes, at, length);
        source.skip(length);
        boolean old = major == DG_UX || major == VERSION && minor < 3;
        Lengths lengths = old
                ? Lengths.ORIGINAL_FIRST
                : major == VERSION && minor == 3 ? Lengths.SMALLER_IS_CAPTURED : Lengths.CAPTURED_FIRST;
        int aix = magic == MICROS && major == VERSION && minor == 2 ? aixLinkType(network) : -1;
        LinkType linkType = new LinkType(aix >= 0 ? aix : network & 0xFFFF);
        boolean nanos = magic == NANOS || magic == PcapVariant.IXIA_NANOS || aix >= 0;
        boolean guessed = lengths == Lengths.CAPTURED_FIRST && (magic == MICROS || magic == PcapVariant.MODIFIED);
        PcapVariant variant = guessed
                ? PcapVariant.guess(source, fields, magic, maxPacket(linkType), snapLength)
                : PcapVariant.STANDARD;
        int fcs = (network & 0x0400_0000) != 0 ? (network >>> 28) * 2 : -1;
        CaptureInterface from = new CaptureInterface(
                CaptureInterface.NO_SECTION,
                0,
                "",
                linkType,
                snapLength,
                nanos ? CaptureInterface.Clock.NANOS : CaptureInterface.Clock.MICROS,
                new CaptureInterface.About("", "", fcs, List.of(), false));
        int padding = aix == 10 ? FDDI_PADDING : 0;
        Layout read = new Layout(from, variant.headerBytes(), nanos ? 1 : 1000, lengths, padding);
        header = read.header();
        fractionNanos = read.fraction();
        bound = maxPacket(linkType);
        least = padding + from.pseudoHeaderBytes();
        layout = read;
        return read;
    }

    /// The file's header as it stands there; nothing when it cannot be read by it.
    Octets fileHeader() throws IOException {
        if (layout == null && !failed()) {
            begin();
        }
        return fileHeader;
    }

    /// AIX writes the interface's type (RFC 1573) for the link type; -1 when it is not an AIX file.
    private static int aixLinkType(int interfaceType) {
        return switch (interfaceType) {
            case 6 -> LinkType.ETHERNET.value();
            case 9 -> 6;
            case 15 -> 10;
            case 24 -> LinkType.NULL.value();
            default -> -1;
        };
    }

    @Override
    List<CaptureInterface> interfaces() {
        return layout == null ? List.of() : List.of(layout.from());
    }
}
