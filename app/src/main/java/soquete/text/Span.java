package soquete.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a length of time as people write it: `10s`, `500ms`, `2m`, `1.5` (seconds), `0`.
public final class Span {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h|)");

    private Span() {}

    /// @throws IllegalArgumentException for all else
    public static Duration parse(String text) {
        Matcher parts = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "': 10s, 500ms, 2m");
        }
        long unitMicros = switch (parts.group(2)) {
            case "ms" -> 1_000;
            case "m" -> 60_000_000L;
            case "h" -> 3_600_000_000L;
            default -> 1_000_000;
        };
        return Duration.ofNanos(new BigDecimal(parts.group(1))
                .multiply(BigDecimal.valueOf(unitMicros * 1_000))
                .longValue());
    }
}
