package soquete.reading;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import soquete.text.Messages;
import soquete.text.Paint;

/// Writes the bytes of a stream as they come: as text, in hexadecimal, as they are, or as JSON.
final class StreamText implements StreamSink {
    private static final int HEX_COLUMNS = 16;
    private static final String SERVER_INDENT = "    ";
    private static final int PRINTABLE = 0x20;
    private static final int DELETE = 0x7F;
    private static final byte[] RESET = "\u001b[0m".getBytes(StandardCharsets.US_ASCII);

    private final Messages texts = Messages.of("soquete.reading.follow", Locale.getDefault());
    private final Style style;
    private final OutputStream out;
    private final Rows rows = new Rows();
    private boolean any;
    private boolean lastFromClient;
    private boolean lineBegun;
    private boolean returned;

    /// How.
    ///
    /// @param client whether the client's bytes are wanted
    /// @param server whether the server's are
    record Style(Follow.Form form, boolean colour, boolean client, boolean server) {}

    StreamText(Style style, OutputStream out) {
        this.style = style;
        this.out = out;
    }

    @Override
    public void data(boolean fromClient, long offset, MemorySegment bytes, long packet) throws IOException {
        if (!wanted(fromClient)) {
            return;
        }
        byte[] copy = bytes.toArray(ValueLayout.JAVA_BYTE);
        rows.clear();
        switch (style.form()) {
            case RAW -> rows.add(copy);
            case HEX -> hex(fromClient, offset, copy);
            case TEXT -> text(fromClient, copy);
            case JSON -> {
                object(fromClient, offset, copy.length);
                rows.add(",\"packet\":");
                rows.decimal(packet);
                rows.add(",\"base64\":\"");
                rows.add(Base64.getEncoder().encode(copy));
                rows.add("\"}\n");
            }
        }
        rows.writeTo(out);
    }

    @Override
    public void gap(boolean fromClient, long offset, long bytes, Missing why) throws IOException {
        if (!wanted(fromClient)) {
            return;
        }
        rows.clear();
        String said = "[" + texts.text("gap." + why.name(), bytes) + "]";
        switch (style.form()) {
            case RAW -> {}
            case HEX -> {
                rows.add(fromClient ? "" : SERVER_INDENT);
                rows.add(said);
                rows.add('\n');
            }
            case TEXT -> {
                turn(fromClient);
                begin(fromClient);
                rows.add(said);
                colourEnds();
            }
            case JSON -> {
                object(fromClient, offset, bytes);
                rows.add(",\"missing\":\"");
                rows.add(why.name().toLowerCase(Locale.ROOT).replace('_', '-'));
                rows.add("\"}\n");
            }
        }
        rows.writeTo(out);
    }

    /// Ends the last line.
    void end() throws IOException {
        if (lineBegun) {
            out.write('\n');
        }
    }

    private boolean wanted(boolean fromClient) {
        return fromClient ? style.client() : style.server();
    }

    private void object(boolean fromClient, long offset, long length) {
        rows.add("{\"from\":\"");
        rows.add(fromClient ? "client" : "server");
        rows.add("\",\"offset\":");
        rows.decimal(offset);
        rows.add(",\"length\":");
        rows.decimal(length);
    }

    private void hex(boolean fromClient, long offset, byte[] bytes) {
        for (int line = 0; line < bytes.length; line += HEX_COLUMNS) {
            rows.add(fromClient ? "" : SERVER_INDENT);
            rows.hex(offset + line, 8);
            rows.add(' ');
            for (int i = 0; i < HEX_COLUMNS; i++) {
                rows.add(i == HEX_COLUMNS / 2 ? "  " : " ");
                if (line + i < bytes.length) {
                    rows.hex(bytes[line + i], 2);
                } else {
                    rows.add("  ");
                }
            }
            rows.add("  ");
            for (int i = line; i < Math.min(bytes.length, line + HEX_COLUMNS); i++) {
                rows.add(printable(bytes[i]) ? (char) bytes[i] : '.');
            }
            rows.add('\n');
        }
    }

    private static boolean printable(byte b) {
        return b >= PRINTABLE && b < DELETE;
    }

    private void text(boolean fromClient, byte[] bytes) {
        turn(fromClient);
        int at = 0;
        while (at < bytes.length) {
            byte b = bytes[at];
            if (b == '\n') {
                begin(fromClient);
                colourEnds();
                rows.add('\n');
                lineBegun = false;
            } else {
                if (returned) {
                    begin(fromClient);
                    rows.add('.');
                }
                if (b != '\r') {
                    begin(fromClient);
                    int length = characterBytes(bytes, at);
                    character(bytes, at, length);
                    at += Math.max(length, 1) - 1;
                }
            }
            returned = b == '\r';
            at++;
        }
        colourEnds();
    }

    private void character(byte[] bytes, int at, int length) {
        if (length == 1) {
            rows.add((char) bytes[at]);
        } else if (length > 1) {
            rows.add(new String(bytes, at, length, StandardCharsets.UTF_8));
        } else {
            rows.add('.');
        }
    }

    /// Of the printable character of UTF-8 that begins there; 0 when there is none, or not all of it in these bytes.
    private static int characterBytes(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        if (first < 0x80) {
            return printable(bytes[at]) || first == '\t' ? 1 : 0;
        }
        int length = first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (first < 0xC2 || length == 0 || at + length > bytes.length) {
            return 0;
        }
        String decoded = new String(bytes, at, length, StandardCharsets.UTF_8);
        boolean one = decoded.codePointCount(0, decoded.length()) == 1;
        int point = decoded.codePointAt(0);
        return one && point != 0xFFFD && !Character.isISOControl(point) ? length : 0;
    }

    /// The other end begins on a line of its own.
    private void turn(boolean fromClient) {
        if (any && lastFromClient != fromClient) {
            if (returned) {
                returned = false;
            }
            if (lineBegun) {
                rows.add('\n');
                lineBegun = false;
            }
        }
        any = true;
        lastFromClient = fromClient;
        if (style.colour() && lineBegun) {
            colour(fromClient);
        }
    }

    /// What stands before each line: the colour, or the plain marker.
    private void begin(boolean fromClient) {
        if (lineBegun) {
            return;
        }
        lineBegun = true;
        if (style.colour()) {
            colour(fromClient);
        } else {
            rows.add(fromClient ? "> " : "< ");
        }
    }

    private void colour(boolean fromClient) {
        rows.add((fromClient ? Paint.CLIENT : Paint.SERVER).begin());
    }

    private void colourEnds() {
        if (style.colour()) {
            rows.add(RESET);
        }
    }
}
