package soquete.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import soquete.lab.Part;
import soquete.timeline.Timeline;
import soquete.trace.RecordingFile;

/// The files of one scene or watch: `capture.pcapng` (the whole recording), `report.md` with its ladders as SVG files,
/// and `report.html`, which needs no other file.
public record Report(About about, Timeline timeline, List<Part> parts, Locale locale) {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /// Writes them into a new folder of `output` and gives that folder.
    public Path write(Path output) throws IOException {
        Path folder = newFolder(output);
        PacketComments comments = new PacketComments(timeline, locale);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve("capture.pcapng")))) {
            RecordingFile.write(out, timeline.recording(), "soquete", comments::of);
        }
        Map<String, String> pictures = new TreeMap<>();
        String markdown = new MarkdownReport(this, comments).text(pictures);
        Files.writeString(folder.resolve("report.md"), markdown);
        for (Map.Entry<String, String> picture : pictures.entrySet()) {
            Files.writeString(folder.resolve(picture.getKey()), picture.getValue());
        }
        String title = "Soquete · " + about.name();
        Files.writeString(folder.resolve("report.html"), HtmlPage.of(title, markdown, pictures, locale));
        return folder;
    }

    private Path newFolder(Path output) throws IOException {
        String name =
                about.name() + "-" + LocalDateTime.now(ZoneId.systemDefault()).format(STAMP);
        Path folder = output.resolve(name);
        for (int i = 2; Files.exists(folder); i++) {
            folder = output.resolve(name + "-" + i); // another run in the same second
        }
        return Files.createDirectory(folder);
    }
}
