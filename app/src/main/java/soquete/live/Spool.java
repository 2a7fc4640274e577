package soquete.live;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A file that programs write to while a view stands where they would write: its last lines can be seen, and all of it
/// goes where it belongs in the end.
///
/// Programs append to one file, so that it holds everything in the order written, and needs nobody to read it.
final class Spool {

    /// In which the last lines are looked for.
    private static final int TAIL_BYTES = 16 * 1024;

    private final Path written;
    private final Path nothing;
    private long seen;
    private List<String> tail = List.of();

    Spool(Path folder) throws IOException {
        written = Files.createFile(folder.resolve("output"));
        nothing = Files.createFile(folder.resolve("input"));
    }

    Redirect output() {
        return Redirect.appendTo(written.toFile());
    }

    /// An input that is at its end.
    Redirect input() {
        return Redirect.from(nothing.toFile());
    }

    /// The last lines; the very last may not be whole yet.
    List<String> tail() throws IOException {
        long size = Files.size(written);
        if (size != seen) {
            seen = size;
            tail = read(size);
        }
        return tail;
    }

    private List<String> read(long size) throws IOException {
        long from = Math.max(0, size - TAIL_BYTES);
        byte[] bytes = new byte[(int) (size - from)];
        try (RandomAccessFile file = new RandomAccessFile(written.toFile(), "r")) {
            file.seek(from);
            file.readFully(bytes);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        String whole = text.substring(from == 0 ? 0 : text.indexOf('\n') + 1);
        return Arrays.stream(whole.split("\n")).map(Cells::plain).toList();
    }

    /// Writes all of it.
    void pour(OutputStream to) throws IOException {
        Files.copy(written, to);
        to.flush();
    }
}
