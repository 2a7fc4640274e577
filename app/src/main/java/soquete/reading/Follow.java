package soquete.reading;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import soquete.flow.Flow;
import soquete.flow.Tracker;
import soquete.text.Messages;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// One conversation's bytes, both directions, in order.
public final class Follow {
    private final Messages texts = Messages.of("soquete.reading.follow", Locale.getDefault());
    private final StreamNumber stream;
    private final StreamText.Style style;
    private final OutputStream out;

    /// How it is shown, and which directions.
    public enum Form {
        TEXT,
        HEX,
        RAW,
        JSON
    }

    /// Which ends' bytes are wanted, and whether colours are understood.
    public record Shown(boolean client, boolean server, boolean colour) {}

    public Follow(StreamNumber stream, Form form, Shown shown, OutputStream out) {
        this.stream = stream;
        this.style = new StreamText.Style(form, shown.colour(), shown.client(), shown.server());
        this.out = out;
    }

    /// How many conversations of that kind there are; −1 when the one asked for was found and told.
    public int run(Reading reading) throws IOException {
        StreamText text = new StreamText(style, out);
        FollowJob job = new FollowJob(stream, text, this::head);
        Tracker tracker = reading.run(job);
        job.end();
        text.end();
        if (job.flow() == null) {
            return stream.tcp() ? tracker.tcpFlows().size() : tracker.udpFlows().size();
        }
        if (people()) {
            line(texts.text("follow.end", job.bytes(true), job.bytes(false)));
        }
        return -1;
    }

    private boolean people() {
        return style.form() == Form.TEXT || style.form() == Form.HEX;
    }

    private void head(Flow flow) {
        if (people()) {
            try {
                line(texts.text("follow.head", stream.toString(), text(flow.client()), text(flow.server())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String text(Endpoint endpoint) {
        String address = Addresses.text(endpoint.address());
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + endpoint.port();
    }

    private void line(String text) throws IOException {
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
