package soquete.text;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Lengths of time in print.
public final class Durations {
    private static final double NANOS_PER_MILLI = 1e6;

    private Durations() {}

    /// `44 ms`, `3.2 s`, `5.0 min`.
    public static String text(long nanos, Locale locale) {
        double millis = nanos / NANOS_PER_MILLI;
        if (millis < 10) {
            return String.format(locale, "%.1f ms", millis);
        }
        if (millis < 1_000) {
            return String.format(locale, "%.0f ms", millis);
        }
        return millis < 120_000
                ? String.format(locale, "%.1f s", millis / 1_000)
                : String.format(locale, "%.1f min", millis / 60_000);
    }

    /// The arguments of a text, lengths of time among them as they are printed.
    public static Object[] printed(List<Object> arguments, Locale locale) {
        return arguments.stream()
                .map(a -> a instanceof Duration time ? text(time.toNanos(), locale) : a)
                .toArray();
    }
}
