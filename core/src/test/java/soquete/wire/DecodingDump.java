package soquete.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import soquete.pcap.CaptureReader;
import soquete.pcap.PacketRecord;

/// Writes what the decoder finds in a folder of captures as tables, a row a packet, with Wireshark's column
/// names: to be compared with another program's. Not run by default: `java -cp … -Ddump.captures=FOLDER
/// -Ddump.out=FOLDER soquete.wire.DecodingDump`.
public final class DecodingDump {
    private static final String HEADER = "frame.number\tip.src\tip.dst\tipv6.src\tipv6.dst\ttcp.srcport\ttcp.dstport"
            + "\tudp.srcport\tudp.dstport\ttcp.flags\ttcp.seq_raw\ttcp.ack_raw\ttcp.len\ttcp.window_size_value\tvlan.id"
            + "\t_ws.malformed\n";
    private static final int COLUMNS = 15;

    private final Decoder decoder = Decoder.reassembling();
    private final Reassembler reassembler = new Reassembler();
    private final List<List<String>> values = new ArrayList<>();

    private DecodingDump() {
        for (int i = 0; i < COLUMNS; i++) {
            values.add(new ArrayList<>());
        }
    }

    /// Reads every file below the first folder that is a capture.
    public static void main(String[] args) throws IOException {
        Path captures = Path.of(System.getProperty("dump.captures"));
        Path out = Path.of(System.getProperty("dump.out"));
        try (Stream<Path> files = Files.walk(captures)) {
            files.filter(Files::isRegularFile).sorted().forEach(file -> {
                Path table = out.resolve(captures.relativize(file) + ".tsv");
                try {
                    new DecodingDump().dump(file, table);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private void dump(Path file, Path table) throws IOException {
        StringBuilder rows = new StringBuilder(HEADER);
        int number = 0;
        try (CaptureReader reader = CaptureReader.open(file)) {
            for (PacketRecord packet = reader.nextPacket(); packet != null; packet = reader.nextPacket()) {
                number++;
                row(packet);
                rows.append(number);
                for (List<String> column : values) {
                    rows.append('\t').append(String.join(",", column));
                    column.clear();
                }
                rows.append('\n');
            }
        }
        if (number > 0) {
            Files.createDirectories(table.getParent());
            Files.writeString(table, rows, StandardCharsets.UTF_8);
        }
    }

    private void row(PacketRecord packet) {
        LinkType linkType = packet.captureInterface().linkType();
        decoder.read(linkType, packet.segment(), packet.offset(), packet.capturedLength(), packet.originalLength());
        Layers layers = decoder.layers();
        Reassembler.Whole whole = reassembler.accept(layers, packet.epochNanos());
        while (whole != null) {
            decoder.read(linkType, whole);
            whole = reassembler.accept(layers, packet.epochNanos());
        }
        for (int i = 0; i < layers.depth(); i++) {
            header(layers, i);
        }
        if (decoder.malformed()) {
            add(14, "1");
        }
    }

    private void header(Layers layers, int i) {
        switch (layers.protocol(i)) {
            case IPV4 -> {
                add(0, address(layers, i, 12, 4));
                add(1, address(layers, i, 16, 4));
            }
            case IPV6 -> {
                add(2, address(layers, i, 8, 16));
                add(3, address(layers, i, 24, 16));
            }
            case VLAN -> add(13, String.valueOf(Bytes.u16(layers.segment(), layers.position(i)) & 0xFFF));
            case TCP -> tcp(layers, i);
            case UDP, UDP_LITE -> {
                add(6, String.valueOf(layers.sourcePort(i)));
                add(7, String.valueOf(layers.destinationPort(i)));
            }
            default -> {}
        }
    }

    private void tcp(Layers layers, int i) {
        add(4, String.valueOf(layers.sourcePort(i)));
        add(5, String.valueOf(layers.destinationPort(i)));
        if (!layers.hasTcpNumbers(i)) {
            return;
        }
        int header = layers.tcpHeaderLength(i);
        int payload = layers.end(i) - layers.offset(i) - header;
        add(9, Integer.toUnsignedString(layers.tcpSequence(i)));
        boolean first = layers.fragmented();
        if (payload >= 0 && !first) {
            add(11, String.valueOf(payload));
        }
        if (header >= TcpView.MIN_LENGTH) {
            add(8, String.format(Locale.ROOT, "0x%04x", layers.tcpFlags(i)));
            add(10, Integer.toUnsignedString(layers.tcpAcknowledgment(i)));
            add(12, String.valueOf(layers.tcpWindow(i)));
        }
    }

    private static String address(Layers layers, int i, int offset, int length) {
        MemorySegment segment = layers.segment();
        InetAddress address = Bytes.address(segment, layers.position(i) + offset, length);
        return address.getHostAddress();
    }

    private void add(int column, String value) {
        values.get(column).add(value);
    }
}
