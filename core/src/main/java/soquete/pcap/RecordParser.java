package soquete.pcap;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem.Reason;
import soquete.wire.LinkType;

/// Takes the records of one file format out of its bytes.
abstract sealed class RecordParser permits PcapParser, PcapngParser, SnoopParser, ErfParser {
    /// Captured bytes of one packet, at most, but for some link types; Wireshark's bound.
    static final int MAX_PACKET = 1 << 18;

    final ByteSource source;
    final PacketRecord packet = new PacketRecord();
    private @Nullable CaptureProblem problem;

    RecordParser(ByteSource source) {
        this.source = source;
    }

    /// Null at the end, or where [#problem()] is.
    abstract @Nullable CaptureRecord next() throws IOException;

    /// The next packet, whatever other records stand before it.
    @Nullable
    PacketRecord nextPacket() throws IOException {
        while (true) {
            CaptureRecord read = next();
            if (read == null || read instanceof PacketRecord) {
                return (PacketRecord) read;
            }
        }
    }

    /// Whether a whole record lies in memory, so that [#next()] need not wait for the rest of it.
    abstract boolean buffered();

    /// What the format is called.
    abstract String format();

    abstract List<CaptureInterface> interfaces();

    ByteOrder order() {
        return ByteOrder.LITTLE_ENDIAN;
    }

    SectionInfo section() {
        return SectionInfo.NONE;
    }

    /// How many blocks of each type were passed over because their type is not known.
    Map<Integer, Long> unknownBlocks() {
        return Map.of();
    }

    /// Wireshark's bound of a packet's captured bytes: D-Bus messages and USBPcap have 128 MiB, EBHSCR
    /// 32 MiB.
    static int maxPacket(LinkType linkType) {
        return switch (linkType.value()) {
            case 231, 249 -> CaptureReader.MAX_PACKET_LENGTH;
            case 279 -> 32 << 20;
            default -> MAX_PACKET;
        };
    }

    /// Whether so many bytes of a record are there; if not, the file ends within it.
    final boolean whole(Reason reason, long needed) throws IOException {
        long there = source.available(needed);
        if (there < needed) {
            report(reason, source.fileOffset(), needed, there);
            return false;
        }
        return true;
    }

    /// Whether a record begins here. If not, it is the end of the file, or it is cut within the record's
    /// header.
    final boolean begins(Reason reason, long headerBytes) throws IOException {
        long there = source.available(headerBytes);
        if (there < headerBytes && there > 0) {
            report(reason, source.fileOffset(), headerBytes, there);
        }
        return there >= headerBytes;
    }

    @Nullable
    CaptureProblem problem() {
        return problem;
    }

    void report(Reason reason, long offset, Object... args) {
        problem = CaptureProblem.of(reason, offset, args);
    }

    boolean failed() {
        return problem != null;
    }
}
