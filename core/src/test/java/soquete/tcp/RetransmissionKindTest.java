package soquete.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import soquete.tcp.RetransmissionKind.Resend;

/// Why a segment was sent again, row by row with the section that says so.
class RetransmissionKindTest {

    /// Times in milliseconds; −1 is never. `place`: F the first unacknowledged, L the last sent; S:
    /// with SACK.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # section                       original previous sent  ack     rtt   dup sacked times place kind
            RFC 5681 §3.2 third duplicate    |  21   |  21   | 1    | 0.1   | 20   | 3 | 0    | 0 | F   | FAST
            RFC 5681 §3.2 seen at receiver   |  41   |  41   | 1    | 20    | 20   | 3 | 0    | 0 | F   | FAST
            RFC 6675 §5 by SACK, the second  |  25   |  25   | 0.1  | 0.1   | 20   | 0 | 9000 | 0 | S   | FAST
            RFC 5827 §3 two under way        |  20.5 |  20.5 | 15   | 0.1   | 20   | 1 | 0    | 0 | F   | FAST
            RFC 8985 §6.2 reordering window  |  25   |  25   | 10   | 5     | 20   | 1 | 1000 | 0 | FS  | FAST
            RFC 8985 §6.2 lost again         |  44   |  22   | 1    | 0.1   | 20   | 9 | 9000 | 1 | FS  | FAST
            RFC 8985 §6.2 sooner than an ACK |  5    |  5    | 1    | 0.1   | 20   | 1 | 1000 | 0 | FS  | UNKNOWN
            RFC 6582 §3.2 a partial ACK      |  45   |  45   | 0.1  | 0.1   | 20   | 0 | 0    | 0 | F   | UNKNOWN
            RFC 5681 §3.1 after a timeout    |  245  |  245  | 0.1  | 0.1   | 20   | 0 | 0    | 0 | F   | UNKNOWN
            RFC 8985 §7.2 two round trips    |  41   |  41   | 41   | 30    | 20   | 0 | 0    | 0 | LS  | UNKNOWN
            RFC 8985 §7.2 many under way     |  42   |  42   | 42   | 41    | 20   | 0 | 0    | 0 | LS  | LOSS_PROBE
            RFC 8985 §7.2 PTO up to the RTO  |  300  |  300  | 300  | 299   | 20   | 0 | 0    | 0 | LS  | LOSS_PROBE
            RFC 8985 §7.2 experiment 19      |  207  |  207  | 207  | 207   | 0.1  | 0 | 0    | 0 | FLS | LOSS_PROBE
            RFC 8985 §7.2 alone, slow path   |  400  |  400  | 400  | 420   | 100  | 0 | 0    | 0 | FLS | LOSS_PROBE
            RFC 8985 §7.2 not the last       |  42   |  42   | 42   | 41    | 20   | 0 | 0    | 0 | FS  | UNKNOWN
            RFC 8985 §7.3 one probe only     |  84   |  42   | 42   | 80    | 20   | 0 | 0    | 1 | FLS | UNKNOWN
            RFC 8985 §4 no SACK, no probe    |  207  |  207  | 207  | 207   | 0.1  | 0 | 0    | 0 | FL  | TIMEOUT
            RFC 6298 §5.4 the first of many  |  221  |  221  | 215  | 215   | 20   | 0 | 0    | 0 | FS  | TIMEOUT
            RFC 6298 §5.4 in spite of SACK   |  260  |  240  | 230  | 225   | 20   | 5 | 9000 | 1 | FS  | TIMEOUT
            RFC 6298 §5.4 too late to probe  |  1000 |  1000 | 1000 | 1000  | 0.1  | 0 | 0    | 0 | FLS | TIMEOUT
            RFC 6298 §5.4 not the first      |  221  |  221  | 215  | 215   | 20   | 0 | 0    | 0 | S   | UNKNOWN
            RFC 6298 §2.1 a SYN              |  1000 |  1000 | 1000 | -1    | 0    | 0 | 0    | 0 | FL  | TIMEOUT
            RFC 6298 §5.5 experiment 21      |  420  |  210  | 210  | 421   | 0.1  | 0 | 0    | 1 | FLS | TIMEOUT
            RFC 6298 §5.5 and on             |  830  |  410  | 410  | 831   | 0.1  | 0 | 0    | 2 | FLS | TIMEOUT
            RFC 6298 §5.5 and on             |  3370 |  1700 | 1700 | 3371  | 0.1  | 0 | 0    | 4 | FLS | TIMEOUT
            RFC 6298 §5.5 a short minimum    |  70   |  40   | 40   | 71    | 1    | 0 | 0    | 2 | F   | TIMEOUT
            RFC 6298 §5.5 no longer wait     |  70   |  10   | 10   | 71    | 1    | 0 | 0    | 2 | F   | UNKNOWN
            RFC 6298 §2.4 sooner than 200 ms |  100  |  100  | 100  | 100   | 1    | 0 | 0    | 0 | F   | UNKNOWN
            RFC 6298 §2.3 within a round trip|  500  |  500  | 500  | 900   | 600  | 0 | 0    | 0 | F   | UNKNOWN
            """)
    void isToldByTimeAndAcks(
            String section,
            double original,
            double previous,
            double sent,
            double ack,
            double roundTrip,
            int duplicates,
            long sacked,
            int times,
            String place,
            RetransmissionKind kind) {
        Resend resend = new Resend(
                nanos(original),
                nanos(previous),
                nanos(sent),
                nanos(ack),
                nanos(roundTrip),
                duplicates,
                sacked,
                times,
                place.contains("F"),
                place.contains("L"),
                place.contains("S"));
        assertThat(RetransmissionKind.of(resend)).as(section).isEqualTo(kind);
    }

    private static long nanos(double millis) {
        return millis < 0 ? Long.MAX_VALUE : Math.round(millis * 1e6);
    }
}
