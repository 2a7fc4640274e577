package soquete.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureReader;
import soquete.pcap.NaiveCapture;
import soquete.wire.Layers;
import soquete.wire.QuoteLine;

/// Compares the engine with the naive reading on every packet of a corpus. It is no test: the corpus is not part of the
/// project. Its argument is a folder of captures.
///
/// Files whose format the naive one does not know are named and skipped; packets of which it does not know a header are
/// counted by what that was, and the engine's word is taken for them, so that the streams can be counted on.
final class CorpusReadings {
    private int files;
    private long packets;
    private long compared;
    private int differences;
    private final Map<String, Long> unknown = new TreeMap<>();

    private CorpusReadings() {}

    public static void main(String[] arguments) throws IOException {
        CorpusReadings readings = new CorpusReadings();
        try (Stream<Path> walk = Files.walk(Path.of(arguments[0]))) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                readings.compare(file);
            }
        }
        readings.unknown.forEach(
                (what, count) -> System.out.printf(Locale.ROOT, "not known to the naive one: %s: %d%n", what, count));
        System.out.printf(
                Locale.ROOT,
                "%d files, %d packets, %d compared, %d differ%n",
                readings.files,
                readings.packets,
                readings.compared,
                readings.differences);
    }

    private void compare(Path file) throws IOException {
        List<Map<String, List<String>>> fast = ComparedFields.of(CaptureReader.open(file));
        if (fast.isEmpty()) {
            return;
        }
        files++;
        packets += fast.size();
        byte[] bytes = Files.readAllBytes(file);
        if (!NaiveCapture.knows(bytes)) {
            unknown.merge("the format of " + file.getFileName(), (long) fast.size(), Long::sum);
            return;
        }
        List<List<String>> engineLines = lines(file);
        List<@Nullable Map<String, List<String>>> naive = NaiveReading.packets(bytes, (number, what) -> {
            unknown.merge(what, 1L, Long::sum);
            return engineLines.get(number - 1);
        });
        if (naive.size() != fast.size()) {
            differ(file, "packets", naive.size(), fast.size());
        }
        for (int i = 0; i < Math.min(naive.size(), fast.size()); i++) {
            Map<String, List<String>> expected = naive.get(i);
            if (expected != null) {
                compared++;
                if (!expected.equals(fast.get(i))) {
                    differ(file, "packet " + (i + 1), expected, fast.get(i));
                }
            }
        }
    }

    private void differ(Path file, String what, Object naive, Object fast) {
        differences++;
        if (differences <= 100) {
            System.out.println(file + " " + what + ":\n  naive " + naive + "\n  fast  " + fast);
        }
    }

    /// What the decoder found in each packet, as the naive decoder would write it.
    private static List<List<String>> lines(Path file) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        EngineFuzz.run(
                CaptureReader.open(file), new EachPacket(Depth.PACKETS, packet -> lines.add(of(packet.layers()))), 1);
        return lines;
    }

    private static List<String> of(Layers layers) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < layers.depth(); i++) {
            String ports = layers.hasPorts(i) ? " " + layers.sourcePort(i) + " " + layers.destinationPort(i) : "";
            switch (layers.protocol(i)) {
                case IPV4 ->
                    lines.add("ipv4 %08x %08x".formatted((int) layers.sourceLow(i), (int) layers.destinationLow(i)));
                case IPV6 ->
                    lines.add("ipv6 %016x%016x %016x%016x"
                            .formatted(
                                    layers.sourceHigh(i),
                                    layers.sourceLow(i),
                                    layers.destinationHigh(i),
                                    layers.destinationLow(i)));
                case UDP -> lines.add("udp" + ports + (layers.length(i) == 8 ? " whole" : ""));
                case TCP -> lines.add("tcp" + ports + numbers(layers, i));
                default -> {}
            }
        }
        lines.addAll(QuoteLine.of(layers));
        return lines;
    }

    private static String numbers(Layers layers, int i) {
        if (!layers.hasTcpNumbers(i)) {
            return "";
        }
        int carried = layers.end(i) - layers.offset(i) - layers.tcpHeaderLength(i);
        return " %08x %08x %d %d %s"
                .formatted(
                        layers.tcpSequence(i),
                        layers.tcpAcknowledgment(i),
                        layers.tcpFlags(i),
                        layers.tcpWindow(i),
                        carried < 0 ? "impossible" : carried + (layers.fragmented() ? " fragment" : ""));
    }
}
