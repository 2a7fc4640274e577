package soquete.pcap;

import java.math.BigInteger;
import java.util.List;
import soquete.wire.LinkType;

/// Where packets were captured, as a file describes it. A pcap file has one, without a name.
///
/// @param section    which pcapng section of the file it belongs to, from 0; [#NO_SECTION] in other formats
/// @param index      its number within the section, from 0
/// @param name       `eth0`; empty when the file does not say
/// @param snapLength bytes of a packet that were kept at most; 0 means no limit
/// @param clock      what a unit of its packets' times is
/// @param about      what else is said of it
public record CaptureInterface(
        int section, int index, String name, LinkType linkType, int snapLength, Clock clock, About about) {
    /// The section of an interface whose file does not number interfaces.
    public static final int NO_SECTION = -1;

    public CaptureInterface(int section, int index, String name, LinkType linkType, int snapLength, Clock clock) {
        this(section, index, name, linkType, snapLength, clock, About.NONE);
    }

    /// Wireshark's number of the encapsulation, which it shows as `frame.encap_type`.
    public int encapType() {
        return about.erf() ? EncapType.ERF : EncapType.of(linkType);
    }

    /// Whether Wireshark shows [#index()] as a packet's `frame.interface_id`.
    public boolean numbered() {
        return section != NO_SECTION || about.erf();
    }

    /// Bytes before each frame that Wireshark does not count as the frame's.
    int pseudoHeaderBytes() {
        return EncapType.pseudoHeaderBytes(linkType);
    }

    /// What a file may say of an interface beside the necessary. Empty texts are not said.
    ///
    /// @param description the interface in words
    /// @param filter      which packets were captured: the text of a capture filter
    /// @param fcsBytes    bytes of check sequence at each frame's end; -1 when the file does not say
    /// @param erf         whether packets of this interface were ERF records
    public record About(String description, String filter, int fcsBytes, List<String> comments, boolean erf) {
        public static final About NONE = new About("", "", -1, List.of(), false);
        static final About ERF = new About("", "", -1, List.of(), true);

        public About {
            comments = List.copyOf(comments);
        }
    }

    /// How an interface's times are counted (pcapng if_tsresol and if_tsoffset).
    ///
    /// @param resolution    the option's byte: 10⁻ⁿ s when below 128, else 2⁻ⁿ s of its lower 7 bits
    /// @param offsetSeconds added to every time
    public record Clock(int resolution, long offsetSeconds) {
        public static final Clock MICROS = new Clock(6, 0);
        public static final Clock NANOS = new Clock(9, 0);

        static final long NANOS_PER_SECOND = 1_000_000_000L;

        /// Nanoseconds of a tick of 10⁻ⁿ s, and the most ticks whose nanoseconds fit.
        private static final long[] FACTORS = new long[10];

        private static final long[] LIMITS = new long[10];

        static {
            for (int digits = 0; digits < FACTORS.length; digits++) {
                FACTORS[digits] = power(9 - digits);
                LIMITS[digits] = Long.MAX_VALUE / FACTORS[digits];
            }
        }

        public Clock {
            if (resolution < 0 || resolution > 255) {
                throw new IllegalArgumentException("resolution " + resolution);
            }
        }

        /// Nanoseconds since 1970 of `ticks`, an unsigned number. What does not fit (beyond the years
        /// 1677 and 2262) is the nearest that does.
        public long epochNanos(long ticks) {
            long nanos = (resolution & 0x80) == 0 ? decimal(ticks, resolution) : binary(ticks, resolution & 0x7F);
            return offsetSeconds == 0 ? nanos : plusSeconds(nanos, offsetSeconds);
        }

        /// The ticks of a time, a part of one cut off; what [#epochNanos(long)] takes.
        long ticks(long nanos) {
            BigInteger units =
                    (resolution & 0x80) == 0 ? BigInteger.TEN.pow(resolution) : BigInteger.TWO.pow(resolution & 0x7F);
            BigInteger second = BigInteger.valueOf(NANOS_PER_SECOND);
            BigInteger sinceOffset = BigInteger.valueOf(nanos)
                    .subtract(BigInteger.valueOf(offsetSeconds).multiply(second));
            return sinceOffset.multiply(units).divide(second).longValue();
        }

        /// Whole seconds since 1970 of `ticks`, for times that do not fit into [#epochNanos(long)].
        long epochSeconds(long ticks) {
            long seconds = wide() ? Long.divideUnsigned(ticks, units()) : 0;
            return seconds + offsetSeconds;
        }

        int nanosOfSecond(long ticks) {
            return wide() ? (int) (Long.remainderUnsigned(ticks, units()) * (NANOS_PER_SECOND / units())) : 0;
        }

        /// Whether a unit is so long that 64 bits of it go beyond the year 2262.
        private boolean wide() {
            return resolution <= 9;
        }

        private long units() {
            return power(resolution);
        }

        private static long decimal(long ticks, int digits) {
            if (digits <= 9) {
                long factor = FACTORS[digits];
                boolean fits = Long.compareUnsigned(ticks, LIMITS[digits]) <= 0;
                return fits ? ticks * factor : Long.MAX_VALUE;
            }
            return digits - 9 > 18 ? 0 : Long.divideUnsigned(ticks, power(digits - 9));
        }

        private static long binary(long ticks, int bits) {
            long high = Math.unsignedMultiplyHigh(ticks, NANOS_PER_SECOND);
            long low = ticks * NANOS_PER_SECOND;
            if (bits >= 64) {
                return high >>> (bits - 64);
            }
            if (bits == 0) {
                return high == 0 && low >= 0 ? low : Long.MAX_VALUE;
            }
            long nanos = high << (64 - bits) | low >>> bits;
            return high >>> bits == 0 && nanos >= 0 ? nanos : Long.MAX_VALUE;
        }

        private static long plusSeconds(long nanos, long seconds) {
            long bound = Long.MAX_VALUE / NANOS_PER_SECOND;
            long offset =
                    seconds > bound ? Long.MAX_VALUE : seconds < -bound ? Long.MIN_VALUE : seconds * NANOS_PER_SECOND;
            long sum = nanos + offset;
            boolean overflow = ((nanos ^ sum) & (offset ^ sum)) < 0;
            return overflow ? (nanos < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
        }

        private static long power(int exponent) {
            long power = 1;
            for (int i = 0; i < exponent; i++) {
                power *= 10;
            }
            return power;
        }
    }
}
