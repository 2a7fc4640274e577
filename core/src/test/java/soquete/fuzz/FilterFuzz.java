package soquete.fuzz;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import soquete.filter.Filter;
import soquete.filter.FilterException;
import soquete.wire.Decoder;
import soquete.wire.Frames;
import soquete.wire.Layers;
import soquete.wire.LinkType;

/// Any text is a filter or is refused with a sentence; a filter has an answer for every packet. The text ends at a zero
/// byte; two bytes of link type and a packet may follow.
final class FilterFuzz {
    private static final List<Layers> PACKETS = packets();

    private FilterFuzz() {}

    private static List<Layers> packets() {
        List<Layers> packets = new ArrayList<>();
        for (Frames.Frame frame : Frames.all().values()) {
            packets.add(frame.decoded().layers());
        }
        return packets;
    }

    static void fuzzerTestOneInput(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != 0) {
            end++;
        }
        String text = new String(input, 0, end, StandardCharsets.UTF_8);
        Filter filter;
        try {
            filter = Filter.parse(text);
        } catch (FilterException e) {
            refused(text, e);
            return;
        }
        if (!filter.toString().equals(text)) {
            throw new AssertionError("another filter: " + filter);
        }
        Filter opposite = opposite(text);
        for (Layers packet : PACKETS) {
            ask(filter, opposite, packet);
        }
        if (input.length - end > 2) {
            LinkType link = new LinkType((input[end + 1] & 0xFF) << 8 | input[end + 2] & 0xFF);
            int length = input.length - end - 3;
            Decoder decoder = new Decoder();
            decoder.read(link, MemorySegment.ofArray(input), end + 3, length, length + (length & 1));
            ask(filter, opposite, decoder.layers());
        }
    }

    /// Null where parentheses make it none: around nothing, or too deep.
    private static @Nullable Filter opposite(String text) {
        try {
            return Filter.parse("!(" + text + ")");
        } catch (FilterException e) {
            return null;
        }
    }

    private static void refused(String text, FilterException refusal) {
        if (refusal.column() < 1 || refusal.column() > text.length() + 1) {
            throw new AssertionError("column " + refusal.column());
        }
        for (String language : new String[] {"en", "pt-BR"}) {
            if (refusal.text(Locale.forLanguageTag(language)).isEmpty()) {
                throw new AssertionError("a refusal says nothing");
            }
        }
    }

    private static void ask(Filter filter, @Nullable Filter opposite, Layers packet) {
        boolean passes = filter.matches(packet);
        if (opposite != null && opposite.matches(packet) == passes) {
            throw new AssertionError("neither the filter nor its opposite: " + filter);
        }
    }
}
