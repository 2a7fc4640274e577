package soquete.pcap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Compares what the reader says of each frame of a corpus with what tshark says. It is no test: the
/// corpus is not part of the project.
///
/// Arguments: a folder of captures with a `MANIFEST.tsv`, whose first column is a file, and a folder
/// with `FILE.tsv` of each: `tshark -T fields -E header=y` with the fields below.
final class CorpusCheck {
    private static final List<String> COLUMNS =
            List.of("frame.time_epoch", "frame.len", "frame.cap_len", "frame.interface_id", "frame.encap_type");

    private CorpusCheck() {}

    public static void main(String[] arguments) throws IOException {
        Path captures = Path.of(arguments[0]);
        Path expected = Path.of(arguments[1]);
        Map<String, Integer> differences = new TreeMap<>();
        int files = 0;
        long frames = 0;
        for (String line : Files.readAllLines(captures.resolve("MANIFEST.tsv"))) {
            String name = line.split("\t", -1)[0];
            Path tsv = expected.resolve(name + ".tsv");
            if (name.equals("file") || !Files.exists(tsv)) {
                continue;
            }
            files++;
            frames += compare(captures.resolve(name), tsv, differences);
        }
        System.out.printf(Locale.ROOT, "%d files, %d frames, differences: %s%n", files, frames, differences);
    }

    private static int compare(Path capture, Path tsv, Map<String, Integer> differences) throws IOException {
        List<String> lines = Files.readAllLines(tsv, StandardCharsets.UTF_8);
        List<String> header =
                lines.isEmpty() ? List.of() : Arrays.asList(lines.getFirst().split("\t", -1));
        List<List<String>> ours = frames(capture);
        int theirs = Math.max(0, lines.size() - 1);
        if (ours.size() != theirs) {
            differences.merge("number of frames", 1, Integer::sum);
            System.out.println(capture + ": " + ours.size() + " frames, tshark " + theirs);
        }
        for (int i = 0; i < Math.min(ours.size(), theirs); i++) {
            String[] cells = lines.get(i + 1).split("\t", -1);
            for (int column = 0; column < COLUMNS.size(); column++) {
                String theirCell = cells[header.indexOf(COLUMNS.get(column))];
                String ourCell = ours.get(i).get(column);
                if (!theirCell.equals(ourCell) && differences.merge(COLUMNS.get(column), 1, Integer::sum) <= 20) {
                    System.out.printf(
                            "%s frame %d %s: %s, tshark %s%n", capture, i + 1, COLUMNS.get(column), ourCell, theirCell);
                }
            }
        }
        return ours.size();
    }

    static List<List<String>> frames(Path capture) throws IOException {
        List<List<String>> frames = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(capture)) {
            for (CaptureRecord next = reader.next(); next != null; next = reader.next()) {
                if (next.frame()) {
                    frames.add(cells(next));
                }
            }
            CaptureProblem problem = reader.problem();
            if (problem != null) {
                System.out.println(capture + ": " + problem.text(Locale.ENGLISH));
            }
            if (!reader.unknownBlocks().isEmpty()) {
                System.out.println(capture + ": unknown blocks " + reader.unknownBlocks());
            }
        }
        return frames;
    }

    private static List<String> cells(CaptureRecord frame) {
        String id = "";
        String encapsulation = "";
        String time = "";
        if (frame instanceof PacketRecord packet) {
            boolean timed = packet.epochNanos() != PacketRecord.NO_TIME;
            time = timed ? "%d.%09d".formatted(packet.epochSeconds(), packet.nanosOfSecond()) : "";
            id = packet.captureInterface().numbered()
                    ? Integer.toString(packet.captureInterface().index())
                    : "";
            encapsulation = Integer.toString(packet.captureInterface().encapType());
        } else if (frame instanceof CaptureRecord.Event event) {
            time = "%d.%09d".formatted(event.epochNanos() / 1_000_000_000, event.epochNanos() % 1_000_000_000);
        }
        return List.of(
                time,
                Integer.toString(frame.frameLength()),
                Integer.toString(frame.frameCapturedLength()),
                id,
                encapsulation);
    }
}
