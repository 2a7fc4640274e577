package soquete.pcap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureRecord.CustomBlock;
import soquete.pcap.CaptureRecord.Statistics;
import soquete.wire.LinkType;
import soquete.wire.Octets;

/// Capture files in memory, and everything a reader says of one as text.
final class CaptureFiles {
    static final long TIME = 1_795_359_600_123_456_789L;
    static final SectionInfo SECTION = new SectionInfo("x86", "Linux 6.1", "soquete", List.of("recording"));

    private CaptureFiles() {}

    static byte[] frame(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i + 1);
        }
        return bytes;
    }

    static byte[] pcap(ByteOrder order, boolean nanos) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapWriter writer = new PcapWriter(out, new PcapWriter.Format(order, nanos, LinkType.LINUX_SLL2, 65535))) {
            writer.packet(TIME, CapturedBytes.whole(frame(5)));
            writer.packet(TIME + 1000, new CapturedBytes(MemorySegment.ofArray(frame(7)), 1500));
        }
        return out.toByteArray();
    }

    static byte[] pcapng(ByteOrder order) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngWriter writer = new PcapngWriter(out, SECTION, order)) {
            CaptureInterface lo = writer.addInterface("lo", LinkType.ETHERNET, 0);
            CaptureInterface any = writer.addInterface("", LinkType.LINUX_SLL2, 65535);
            writer.packet(lo, TIME, CapturedBytes.whole(frame(5)), List.of("um comentário", "another"));
            writer.custom(new CustomBlock(32473, true, Octets.of(frame(6))));
            writer.packet(any, TIME + 1, new CapturedBytes(MemorySegment.ofArray(frame(8)), 1500));
            writer.custom(new CustomBlock(0xFFFF_FFFFL, false, Octets.NONE));
            writer.statistics(new Statistics(lo, TIME + 2, 12, 3, Statistics.UNKNOWN));
        }
        return out.toByteArray();
    }

    /// All that a reader gives of a file.
    record Content(List<String> records, @Nullable CaptureProblem problem) {}

    static Content read(byte[] file) throws IOException {
        try (CaptureReader reader = CaptureReader.over(ByteSource.of(new ByteArrayInputStream(file), false))) {
            return read(reader);
        }
    }

    static Content read(CaptureReader reader) throws IOException {
        List<String> records = new ArrayList<>();
        for (CaptureRecord record = reader.next(); record != null; record = reader.next()) {
            records.add(text(record));
        }
        return new Content(records, reader.problem());
    }

    static String text(CaptureRecord record) {
        return switch (record) {
            case PacketRecord packet ->
                "packet %d %s %d %d/%d %s %s"
                        .formatted(
                                packet.captureInterface().index(),
                                packet.captureInterface().name(),
                                packet.epochNanos(),
                                packet.capturedLength(),
                                packet.originalLength(),
                                Octets.of(packet.bytes().toArray(ValueLayout.JAVA_BYTE)),
                                packet.comments());
            case CustomBlock(long enterprise, boolean copyable, Octets data) ->
                "custom %d %s %s".formatted(enterprise, copyable, data);
            case Statistics counted ->
                "statistics %s %d %d %d %d"
                        .formatted(
                                counted.captureInterface().name(),
                                counted.epochNanos(),
                                counted.received(),
                                counted.dropped(),
                                counted.osDropped());
            case CaptureRecord.Names(List<CaptureRecord.Name> names) -> "names " + names;
            case CaptureRecord.Secrets(int type, Octets data) -> "secrets %x %s".formatted(type, data);
            case CaptureRecord.Event event -> event.toString();
        };
    }
}
