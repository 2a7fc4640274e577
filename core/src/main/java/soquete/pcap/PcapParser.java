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

    private final Fields fields;
    private final int magic;

    // What the file header says: the packets are read by it.
    private Octets fileHeader = Octets.NONE;
    private @Nullable CaptureInterface from;
    private int header;
    private long fractionNanos;
    private Lengths lengths = Lengths.CAPTURED_FIRST;
    private int padding;
    /// The least and the most that a captured length may be.
    private int least;

    private int most;

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
    CaptureRecord next() throws IOException {
        CaptureInterface known = from == null ? begin() : from;
        if (known == null || source.ready() < header && !begins(Reason.CUT_PACKET, header)) {
            return null;
        }
        byte[] bytes = source.bytes();
        int at = source.position();
        int seconds = Fields.little(bytes, at);
        int fraction = Fields.little(bytes, at + 4);
        int captured = Fields.little(bytes, at + 8);
        int original = Fields.little(bytes, at + 12);
        if (fields == Fields.BIG_ENDIAN) {
            seconds = Integer.reverseBytes(seconds);
            fraction = Integer.reverseBytes(fraction);
            captured = Integer.reverseBytes(captured);
            original = Integer.reverseBytes(original);
        }
        if (lengths != Lengths.CAPTURED_FIRST && swapped(captured, original)) {
            int first = captured;
            captured = original;
            original = first;
        }
        if (!isThere(captured)) {
            return null;
        }
        packet.origin(known, (seconds & 0xFFFF_FFFFL) * NANOS_PER_SECOND + (fraction & 0xFFFF_FFFFL) * fractionNanos);
        int length = header + captured;
        packet.extent(source, length);
        packet.content(
                source.position() + header + padding,
                captured - padding,
                (original < 0 ? Integer.MAX_VALUE : original) - padding);
        source.skip(length);
        return packet;
    }

    /// Whether a packet is there that was captured so long; if not, it is noted why.
    private boolean isThere(int captured) throws IOException {
        return captured >= least && captured <= most && source.ready() - header >= captured || arrives(captured);
    }

    /// The same, after reading on if it does not lie in memory as a whole.
    private boolean arrives(int captured) throws IOException {
        if (captured < 0 || captured > most) {
            report(Reason.PACKET_TOO_LONG, source.fileOffset(), captured & 0xFFFF_FFFFL, (long) most);
            return false;
        }
        if (!whole(Reason.CUT_PACKET, header + captured)) {
            return false;
        }
        if (captured < least) {
            report(Reason.PACKET_TOO_SHORT, source.fileOffset(), (long) least);
        }
        return captured >= least;
    }

    private boolean swapped(int captured, int original) {
        return lengths == Lengths.ORIGINAL_FIRST || Integer.compareUnsigned(captured, original) > 0;
    }

    @Override
    boolean buffered() {
        long there = source.ready();
        if (from == null || there < header) {
            return false;
        }
        int captured = fields.i32(source.bytes(), source.position() + 8);
        int original = fields.i32(source.bytes(), source.position() + 12);
        if (lengths != Lengths.CAPTURED_FIRST && swapped(captured, original)) {
            captured = original;
        }
        return captured < 0 || captured > most || there >= header + captured;
    }

    @Override
    String format() {
        return "pcap";
    }

    /// Reads the file header; null when it cannot be read by it.
    private @Nullable CaptureInterface begin() throws IOException {
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
        lengths = old
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
        CaptureInterface read = new CaptureInterface(
                CaptureInterface.NO_SECTION,
                0,
                "",
                linkType,
                snapLength,
                nanos ? CaptureInterface.Clock.NANOS : CaptureInterface.Clock.MICROS,
                new CaptureInterface.About("", "", fcs, List.of(), false));
        header = variant.headerBytes();
        fractionNanos = nanos ? 1 : 1000;
        padding = aix == 10 ? FDDI_PADDING : 0;
        least = padding + read.pseudoHeaderBytes();
        most = maxPacket(linkType);
        from = read;
        return read;
    }

    /// The file's header as it stands there; nothing when it cannot be read by it.
    Octets fileHeader() throws IOException {
        if (from == null && !failed()) {
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
        return from == null ? List.of() : List.of(from);
    }
}
