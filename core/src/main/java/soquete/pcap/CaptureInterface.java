package soquete.pcap;

import soquete.wire.LinkType;

/// Where packets were captured, as a file describes it. A pcap file has one, without a name.
///
/// @param section    which pcapng section of the file it belongs to, from 0
/// @param index      its number within the section, from 0
/// @param name       `eth0`; empty when the file does not say
/// @param snapLength bytes of a packet that were kept at most; 0 means no limit
/// @param clock      what a unit of its packets' times is
public record CaptureInterface(int section, int index, String name, LinkType linkType, int snapLength, Clock clock) {

    /// How an interface's times are counted (pcapng if_tsresol and if_tsoffset).
    ///
    /// @param resolution    the option's byte: 10⁻ⁿ s when below 128, else 2⁻ⁿ s of its lower 7 bits
    /// @param offsetSeconds added to every time
    public record Clock(int resolution, long offsetSeconds) {
        public static final Clock MICROS = new Clock(6, 0);
        public static final Clock NANOS = new Clock(9, 0);

        private static final long NANOS_PER_SECOND = 1_000_000_000L;

        public Clock {
            if (resolution < 0 || resolution > 255) {
                throw new IllegalArgumentException("resolution " + resolution);
            }
        }

        /// Nanoseconds since 1970 of `ticks`, an unsigned number. What does not fit (beyond the years 1677 and 2262) is
        /// the nearest that does.
        public long epochNanos(long ticks) {
            long nanos = (resolution & 0x80) == 0 ? decimal(ticks, resolution) : binary(ticks, resolution & 0x7F);
            return offsetSeconds == 0 ? nanos : plusSeconds(nanos, offsetSeconds);
        }

        private static long decimal(long ticks, int digits) {
            if (digits <= 9) {
                long factor = power(9 - digits);
                boolean fits = Long.compareUnsigned(ticks, Long.MAX_VALUE / factor) <= 0;
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
