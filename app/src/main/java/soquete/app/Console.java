package soquete.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// Standard output, and writers of the command line's own words: UTF-8, whatever the locale says.
final class Console {

    private Console() {}

    /// Standard output for rows of bytes. It stays open when it is closed: others may have something to say yet.
    static OutputStream rows() {
        return new FileOutputStream(FileDescriptor.out) {
            @Override
            public void close() {}
        };
    }

    static PrintWriter writer(OutputStream out) {
        return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
    }
}
