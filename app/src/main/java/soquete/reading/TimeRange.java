package soquete.reading;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import soquete.pcap.PacketRecord;

/// Which times are meant: from the first, included, to the second, not included.
public record TimeRange(Bound from, Bound to) {
    /// All times, and packets without one.
    public static final TimeRange ALL = new TimeRange(Bound.NONE, Bound.NONE);

    private static final int NANO_DIGITS = 9;
    private static final Pattern EPOCH = Pattern.compile("\\d{1,10}(\\.\\d{1,9})?");
    private static final Pattern SINCE_START = Pattern.compile("\\+(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|)");

    /// One end of it.
    ///
    /// @param sinceStart whether the time counts from the first packet; else it is one since 1970
    public record Bound(boolean set, boolean sinceStart, long nanos) {
        public static final Bound NONE = new Bound(false, false, 0);

        private boolean isAfter(long epochNanos, long sinceStartNanos) {
            return nanos > (sinceStart ? sinceStartNanos : epochNanos);
        }
    }

    boolean everything() {
        return !from.set && !to.set;
    }

    /// A packet without a time is in no range but the one of everything.
    boolean contains(long epochNanos, long sinceStartNanos) {
        if (everything()) {
            return true;
        }
        return epochNanos != PacketRecord.NO_TIME
                && !(from.set && from.isAfter(epochNanos, sinceStartNanos))
                && (!to.set || to.isAfter(epochNanos, sinceStartNanos));
    }

    /// `+1.5s` from the first packet on, `1795359600.5` seconds since 1970, `2026-11-22T21:00:00Z`; without
    /// a zone it is the machine's. Null for other texts.
    public static @Nullable Bound bound(String text) {
        try {
            var since = SINCE_START.matcher(text);
            if (since.matches()) {
                long unit = switch (since.group(2)) {
                    case "ms" -> 1_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    default -> 1_000_000_000L;
                };
                BigDecimal nanos = new BigDecimal(since.group(1)).multiply(BigDecimal.valueOf(unit));
                return new Bound(true, true, nanos.longValue());
            }
            if (EPOCH.matcher(text).matches()) {
                return new Bound(
                        true,
                        false,
                        new BigDecimal(text).movePointRight(NANO_DIGITS).longValueExact());
            }
            Instant time = text.matches(".*T.*(Z|[+-]\\d\\d:?\\d*)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
            long seconds = Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L);
            return new Bound(true, false, Math.addExact(seconds, time.getNano()));
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
