package soquete.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureInterface;
import soquete.pcap.CaptureProblem;
import soquete.pcap.CaptureReader;
import soquete.pcap.CaptureRecord;
import soquete.pcap.CaptureRecord.CustomBlock;
import soquete.pcap.CaptureRecord.Event;
import soquete.pcap.CaptureRecord.Names;
import soquete.pcap.CaptureRecord.Secrets;
import soquete.pcap.CaptureRecord.Statistics;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PacketRecord;
import soquete.pcap.PcapngWriter;
import soquete.pcap.SectionInfo;
import soquete.wire.LinkType;
import soquete.wire.Octets;

/// A recording as a pcapng file: the packets for any tool, each with its comment, and after them everything else in
/// custom blocks, so that the file alone replays the timeline. After them, because Wireshark numbers custom blocks as
/// if they were packets. Any other capture is read as a recording of packets alone.
public final class RecordingFile {

    /// Reserved for examples and documentation (RFC 5612): Soquete has no private enterprise number of its own. Our
    /// blocks are told from others' by [#MARK].
    public static final long ENTERPRISE = 32473;

    private static final String MARK = "soquete 1";
    private static final int NO_LIMIT = 0;
    /// Memory that the timeline of a packet takes beside its bytes, measured and rounded up.
    private static final int OVERHEAD = 1_500;

    private RecordingFile() {}

    /// @param problem  null when the file is undamaged; else why the recording ends early
    /// @param complete false when the file holds more packets than half of the memory that Java was given
    public record Read(Recording recording, @Nullable CaptureProblem problem, boolean complete) {}

    /// An interface to capture on: two namespaces may each have an `eth0`, of different kinds.
    private record Origin(String name, LinkType linkType) {}

    private static String source(CaptureInterface on) {
        return "packets " + on.name();
    }

    /// @param comments of a packet, by its index in the recording; they show in Wireshark
    public static void write(
            OutputStream out, Recording recording, String application, IntFunction<List<String>> comments)
            throws IOException {
        long offset = recording.realtimeOffsetNanos();
        PcapngWriter writer = new PcapngWriter(out, new SectionInfo("", "", application, List.of()));
        Map<Origin, CaptureInterface> interfaces = new LinkedHashMap<>();
        List<CaptureInterface> captured = new ArrayList<>();
        for (CapturedPacket packet : recording.packets()) {
            Origin origin = new Origin(packet.interfaceName(), packet.linkType());
            CaptureInterface on = interfaces.get(origin);
            if (on == null) {
                on = writer.addInterface(origin.name(), origin.linkType(), NO_LIMIT);
                interfaces.put(origin, on);
            }
            captured.add(on);
        }
        for (int i = 0; i < recording.packets().size(); i++) {
            CapturedPacket packet = recording.packets().get(i);
            CapturedBytes bytes = new CapturedBytes(MemorySegment.ofArray(packet.bytes()), packet.originalLength());
            writer.packet(captured.get(i), packet.timeNanos() + offset, bytes, comments.apply(i));
        }
        for (Map.Entry<Origin, CaptureInterface> entry : interfaces.entrySet()) {
            long dropped = recording.losses().stream()
                    .filter(l -> l.source().equals(source(entry.getValue())))
                    .mapToLong(Loss::count)
                    .sum();
            long last = recording.packets().getLast().timeNanos() + offset;
            writer.statistics(new Statistics(entry.getValue(), last, Statistics.UNKNOWN, dropped, Statistics.UNKNOWN));
        }
        for (String lines : EvidenceText.blocks(recording)) {
            byte[] text = (MARK + "\n" + lines).getBytes(StandardCharsets.UTF_8);
            writer.custom(new CustomBlock(ENTERPRISE, true, Octets.of(text)));
        }
        writer.close();
    }

    /// Whether the file holds calls or states that Soquete observed, and not packets alone. Keeps nothing.
    public static boolean holdsEvidence(Path file) throws IOException {
        try (CaptureReader reader = CaptureReader.open(file)) {
            CaptureRecord next = reader.next();
            boolean ours = reader.section().application().startsWith("soquete");
            while (ours && next != null && !(next instanceof CustomBlock block && isMarked(block))) {
                next = reader.next();
            }
            return ours && next != null;
        }
    }

    private static boolean isMarked(CustomBlock block) {
        return block.enterprise() == ENTERPRISE
                && new String(block.data().toArray(), StandardCharsets.UTF_8).startsWith(MARK + "\n");
    }

    /// A recording of packets alone, which somebody chose from a capture.
    public static Recording ofPackets(String name, List<CapturedPacket> packets) {
        return new EvidenceText.Parser(name).recording(packets, List.of());
    }

    public static Read read(Path file) throws IOException {
        try (CaptureReader reader = CaptureReader.open(file)) {
            return read(reader, String.valueOf(file.getFileName()));
        }
    }

    private static Read read(CaptureReader reader, String name) throws IOException {
        EvidenceText.Parser evidence = new EvidenceText.Parser(name);
        List<CapturedPacket> packets = new ArrayList<>();
        Map<CaptureInterface, Loss> losses = new LinkedHashMap<>();
        long kept = 0;
        long most = Runtime.getRuntime().maxMemory() / 2;
        for (CaptureRecord next = reader.next(); next != null && kept <= most; next = reader.next()) {
            switch (next) {
                case PacketRecord packet -> {
                    packets.add(captured(packet, packets));
                    kept += packet.capturedLength() + OVERHEAD;
                }
                case CustomBlock block when block.enterprise() == ENTERPRISE -> custom(block, evidence);
                case CustomBlock ignored -> {}
                case Statistics counted
                when counted.dropped() != Statistics.UNKNOWN -> {
                    CaptureInterface on = counted.captureInterface();
                    losses.put(on, new Loss(source(on), counted.dropped())); // the last count is the whole count
                }
                case Statistics ignored -> {}
                case Names ignored -> {}
                case Secrets ignored -> {}
                case Event ignored -> {}
            }
        }
        return new Read(evidence.recording(packets, List.copyOf(losses.values())), reader.problem(), kept <= most);
    }

    /// A packet without a time has that of the packet before it.
    private static CapturedPacket captured(PacketRecord packet, List<CapturedPacket> before) {
        long nanos = packet.epochNanos();
        if (nanos == PacketRecord.NO_TIME) {
            nanos = before.isEmpty() ? 0 : before.getLast().timeNanos();
        }
        CaptureInterface on = packet.captureInterface();
        byte[] bytes = packet.bytes().toArray(ValueLayout.JAVA_BYTE);
        return new CapturedPacket(nanos, on.name(), on.linkType(), packet.originalLength(), bytes);
    }

    private static void custom(CustomBlock block, EvidenceText.Parser evidence) {
        String text = new String(block.data().toArray(), StandardCharsets.UTF_8);
        if (text.startsWith(MARK + "\n")) {
            int end = text.indexOf('\0');
            text.substring(MARK.length() + 1, end < 0 ? text.length() : end)
                    .lines()
                    .forEach(evidence::line);
        }
    }
}
