package soquete.wire;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/// What an ICMP error quotes, as [NaiveDecoder] writes it.
@NullMarked
public final class QuoteLine {
    private QuoteLine() {}

    /// Empty when nothing is quoted that has ports.
    public static List<String> of(Layers layers) {
        QuotedHeader quote = layers.quoted();
        if (quote == null || quote.sourcePort() == QuotedHeader.NO_PORT) {
            return List.of();
        }
        return List.of("quoted %d %s %d %s %d %d"
                .formatted(
                        quote.protocol(),
                        HexFormat.of().formatHex(quote.source().getAddress()),
                        quote.sourcePort(),
                        HexFormat.of().formatHex(quote.destination().getAddress()),
                        quote.destinationPort(),
                        quote.length()));
    }
}
