package soquete.tcp;

/// What made a sender send a segment again, inferred from when it did and what it had heard.
///
/// A timer fires in silence, all other repairs follow an ACK. Two things cannot be seen and are
/// assumed: that a stack with SACK has the loss probe of RFC 8985 (Linux since 3.10), which then fires
/// before the first timeout; and that nobody's timer is set below [#LEAST_TIMEOUT_NANOS] (Linux's
/// minimum; RFC 6298 §2.4 asks for 1 s), unless doubling waits show it.
public enum RetransmissionKind {
    /// The retransmission timer, RTO: RFC 6298 §5.4 to §5.6.
    TIMEOUT,
    /// The tail loss probe, TLP: RFC 8985 §7.
    LOSS_PROBE,
    /// ACKs told of later segments: RFC 5681 §3.2, RFC 6675 §5, RFC 5827, RFC 8985 §6.
    FAST,
    /// Neither: as a rule more of what an earlier repair began, by the clock of its ACKs (RFC 6582 §3.2
    /// step 3, RFC 5681 §3.1 after a timeout), or a program between the two ends that sends again.
    UNKNOWN;

    /// A shorter silence is no timeout: 200 ms, less what a timer's tick and a capture may err.
    public static final long LEAST_TIMEOUT_NANOS = 190_000_000;

    private static final int DUPLICATE_ACKS = 3;

    /// "At once", however short the path is.
    private static final long AT_ONCE_NANOS = 2_000_000;

    /// For how long the probe of a single segment waits for a delayed ACK (RFC 8985 §7.2), and a
    /// quarter more.
    private static final long PROBE_SLACK_NANOS = 250_000_000;

    /// One retransmission and what its sender knew. Times are in nanoseconds and end with the
    /// retransmission; what never happened is [Long#MAX_VALUE] long ago.
    ///
    /// @param sinceOriginal       from the segment's first sending
    /// @param sincePrevious       from its last sending before this one
    /// @param sinceSent           from whatever text, SYN or FIN this sender sent last
    /// @param sinceAck            from the last ACK that came for it
    /// @param roundTrip           the smallest or the smoothed one; 0 while not known
    /// @param duplicateAcks       in a row before it
    /// @param sackedBeyond        bytes after this segment that are selectively acknowledged
    /// @param timesBefore         how often the segment was sent again before
    /// @param firstUnacknowledged whether nothing before it waits for an ACK
    /// @param highest             whether nothing after it was sent
    /// @param sackPermitted       whether both SYNs offered SACK, without which there is no probe (RFC
    ///                            8985 §4)
    public record Resend(
            long sinceOriginal,
            long sincePrevious,
            long sinceSent,
            long sinceAck,
            long roundTrip,
            int duplicateAcks,
            long sackedBeyond,
            int timesBefore,
            boolean firstUnacknowledged,
            boolean highest,
            boolean sackPermitted) {

        /// Within a round trip, if the capture was taken at the other end, and RACK's reordering
        /// window, which is a quarter of one (RFC 8985 §6.2 step 4).
        boolean followsAnAck() {
            return sinceAck <= roundTrip + roundTrip / 4 + AT_ONCE_NANOS;
        }

        boolean laterOnesArrived() {
            return duplicateAcks > 0 || sackedBeyond > 0;
        }

        /// How long its timer may have run: it starts again with each sending and each ACK (RFC 6298
        /// §5.1 and §5.3, RFC 8985 §7.2).
        long silence() {
            return Math.min(sinceSent, sinceAck);
        }
    }

    public static RetransmissionKind of(Resend resend) {
        if (resend.followsAnAck()) {
            // the third duplicate (RFC 5681 §3.2), or fewer where few are under way (RFC 5827 §3, RFC 8985 §6)
            boolean heard = resend.duplicateAcks >= DUPLICATE_ACKS
                    || (resend.laterOnesArrived() && resend.sinceOriginal >= resend.roundTrip);
            return heard ? FAST : UNKNOWN;
        }
        if (isProbe(resend)) {
            return LOSS_PROBE;
        }
        return isTimeout(resend) ? TIMEOUT : UNKNOWN;
    }

    /// One probe per silence (RFC 8985 §7.3), of the last segment sent, two round trips after it, and
    /// 200 ms later if it is alone under way (§7.2). With others under way a timer would have begun
    /// with the first of them.
    private static boolean isProbe(Resend resend) {
        long roundTrip = resend.roundTrip;
        if (!resend.sackPermitted
                || !resend.highest
                || resend.timesBefore > 0
                || resend.laterOnesArrived()
                || roundTrip == 0
                || resend.silence() < 2 * roundTrip - roundTrip / 4) {
            return false;
        }
        return !resend.firstUnacknowledged || resend.silence() <= 2 * roundTrip + roundTrip / 2 + PROBE_SLACK_NANOS;
    }

    /// A timer sends the first that is unacknowledged (RFC 6298 §5.4) and waits twice as long each time
    /// (§5.5), so that each wait is about as long as all before it together.
    private static boolean isTimeout(Resend resend) {
        if (!resend.firstUnacknowledged || resend.silence() < resend.roundTrip) {
            return false;
        }
        boolean doubled = resend.timesBefore >= 2 && resend.sincePrevious >= 0.4 * resend.sinceOriginal;
        return doubled || resend.silence() >= LEAST_TIMEOUT_NANOS;
    }
}
