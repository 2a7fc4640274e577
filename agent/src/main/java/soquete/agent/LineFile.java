package soquete.agent;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The log: lines of tab-separated fields in UTF-8, each appended with one write.
///
/// A plain stream on purpose: a file channel would be closed by the program's own interrupts.
final class LineFile {

    private final FileOutputStream file;

    private LineFile(FileOutputStream file) {
        this.file = file;
    }

    static LineFile append(String path) throws IOException {
        return new LineFile(new FileOutputStream(path, true));
    }

    void write(Line line) throws IOException {
        file.write(line.text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }

    /// A line in the making.
    static final class Line {
        /// A field is cut here: a log of calls needs no longer words.
        private static final int LONGEST_FIELD = 300;

        private final StringBuilder text = new StringBuilder(160);

        Line(String kind) {
            text.append(kind);
        }

        Line field(long value) {
            text.append('\t').append(value);
            return this;
        }

        Line field(String value) {
            text.append('\t');
            int length = Math.min(value.length(), LONGEST_FIELD);
            for (int i = 0; i < length; i++) {
                char c = value.charAt(i);
                switch (c) {
                    case '\\' -> text.append("\\\\");
                    case '\t' -> text.append("\\t");
                    case '\n' -> text.append("\\n");
                    case '\r' -> text.append("\\r");
                    default -> text.append(c);
                }
            }
            return this;
        }
    }
}
