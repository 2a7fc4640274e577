package soquete.tcp;

import org.jspecify.annotations.Nullable;

/// The silences of one connection, and whose each was, as far as segments alone can say.
///
/// **What is a pause.** Text, SYN, FIN, RST and the handshake's last ACK move a connection on; other
/// ACKs, keep-alives and window probes do not. A pause is the time between two segments that move it
/// on, of at least [#LEAST_NANOS] and at least [#LEAST_ROUND_TRIPS] times the smallest round trip: one
/// round trip is the path's own, a second one is what an ACK-clocked sender waits for, and the third
/// leaves room for queues. Because that much is left out, it matters little where on the path the
/// capture was taken. While no round trip is known, only silences of [#UNKNOWN_PATH_NANOS] count (the
/// first RTO of a stack that does not know the path either, RFC 6298 §2.1), or those that end in
/// a retransmission. Opening is no pause unless a SYN is sent again.
///
/// **Whose it was** is inferred from how it ends:
/// - a retransmission: [Cause#NETWORK]. Something was lost or came too late, or its ACK.
/// - text at once after an ACK without text, so that the sender seems to have waited for that ACK:
///   [Cause#RECEIVER_WINDOW] if the ACK opened a window of 0 or one with no room for another segment;
///   [Cause#DELAYED_ACK] if less than two full segments were unacknowledged, the ACK took them all and
///   came after [#DELAYED_ACK_LEAST] to [#DELAYED_ACK_MOST] and a round trip (Linux waits 40 ms, others
///   up to 200 ms; RFC 9293 §3.8.6.3 allows less than 500 ms; that text is held so long is Nagle's
///   rule, RFC 9293 §3.7.4); [Cause#NETWORK] if two full segments waited (every second one is
///   acknowledged at once, same place) or it came later still; else [Cause#UNKNOWN].
/// - anything else after a window of 0 was probed, or text that is sent into one:
///   [Cause#RECEIVER_WINDOW]. Only who has something to send probes.
/// - text in answer to text that was not even acknowledged for 500 ms and a round trip, though a stack
///   must acknowledge whatever its program does: [Cause#NETWORK].
/// - other text, whatever ACKs came before: its sender's program. It was free to send and did not.
///   A silence in which nothing is owed and which the client ends is the client's, too.
/// - a keep-alive while nobody owes anything: [Cause#IDLE]. The same for a FIN or RST then. The server
///   owes an answer after the client's text, an end owes its FIN after the other's.
/// - a FIN or RST while somebody owes: the program of the end that owes; but [Cause#UNKNOWN] if an
///   answer is owed by an end that never said anything: it may be a protocol without answers.
///
/// **What segments do not show.** Whether a program was busy, asleep, waiting for a third machine or
/// not scheduled; whether it was its user. A server that pushes of its own accord looks like one that
/// answers late. A capture that lacks the ACKs of one direction shows waits that were none. A window
/// whose scale is not known (the capture begins after the SYN) counts only when it is 0, from the
/// moment the other end sends beyond it.
///
/// One instance takes 112 bytes without pauses, then 56 for each cause. Not safe for several threads.
public final class Pauses {
    /// A shorter silence is none: schedulers and interrupts take this much.
    public static final long LEAST_NANOS = 10_000_000;

    public static final int LEAST_ROUND_TRIPS = 3;

    public static final long UNKNOWN_PATH_NANOS = 1_000_000_000;

    /// 40 ms, and as much as a timer may be early.
    public static final long DELAYED_ACK_LEAST = 30_000_000;

    public static final long DELAYED_ACK_MOST = 500_000_000;

    /// No stack's timer is meant to be finer, so it is "at once" on any path.
    private static final long AT_ONCE_NANOS = 2_000_000;

    /// What a host may send when it was told nothing (RFC 9293 §3.7.1): no segment is full below it.
    private static final int LEAST_FULL_SEGMENT = 536;

    /// On Ethernet. Captures show larger ones that the network card cuts later.
    private static final int USUAL_FULL_SEGMENT = 1460;

    /// Whose a pause was.
    public enum Cause {
        CLIENT_PROGRAM,
        SERVER_PROGRAM,
        /// Loss, or a path slower than it was seen to be.
        NETWORK,
        /// The receiver's program did not read, so that its window was used up or 0.
        RECEIVER_WINDOW,
        /// Nagle against delayed ACK.
        DELAYED_ACK,
        /// Nobody waited for anything.
        IDLE,
        UNKNOWN
    }

    private static final int NO_TEXT = Segment.SYN | Segment.FIN | Segment.RST;

    private static final int OPEN = 1;
    private static final int LAST_FROM_CLIENT = 2;
    private static final int LAST_HAD_TEXT = 4;
    private static final int CLIENT_SPOKE_LAST = 8;
    private static final int PROBED = 16;
    private static final int BEGUN = 32;

    private final End client = new End();
    private final End server = new End();
    /// Of the last segment that moved the connection on.
    private long lastTime;
    private long lastNumber;
    private int facts;
    private @Nullable Release release;
    private @Nullable Entry entries;

    /// One direction's sender.
    private static final class End {
        private static final int ACK_SEEN = 1;
        private static final int SENT = 2;
        private static final int SPOKE = 4;
        private static final int CLOSED = 8;
        /// The other end sent beyond the window: its scale is not known.
        private static final int WINDOW_UNTRUSTED = 16;

        /// The number after all that it sent.
        private int next;
        /// What it asked for last.
        private int acknowledged;
        private int window;
        private char largestText;
        private byte facts;

        boolean is(int fact) {
            return (facts & fact) != 0;
        }

        void learn(int fact) {
            facts |= (byte) fact;
        }

        /// How much of it `peer` has not acknowledged.
        int unacknowledgedBy(End peer) {
            return is(SENT) && peer.is(ACK_SEEN) ? next - peer.acknowledged : 0;
        }

        int fullSegment() {
            return Math.max(LEAST_FULL_SEGMENT, largestText);
        }

        /// Whether the window of `peer` has no room for another segment of the size it sends.
        boolean isHeldBy(End peer) {
            if (!is(SENT) || !peer.is(ACK_SEEN)) {
                return false;
            }
            int room = peer.acknowledged + peer.window - next;
            return peer.window == 0 || (!peer.is(WINDOW_UNTRUSTED) && room < Math.min(largestText, USUAL_FULL_SEGMENT));
        }
    }

    /// An ACK without text that may be what its receiver waited for.
    private static final class Release {
        private long time;
        private long number;
        private boolean byClient;
        private @Nullable Cause cause;
    }

    private static final class Entry {
        private final Cause cause;
        private final @Nullable Entry other;
        private int count;
        private long totalNanos;
        private long longestNanos;
        private long longestBefore;
        private long longestAfter;

        Entry(Cause cause, @Nullable Entry other) {
            this.cause = cause;
            this.other = other;
        }
    }

    /// Takes the next segment in the order of capture.
    ///
    /// @param number         of its packet, from 1
    /// @param time           in nanoseconds of any clock that goes on
    /// @param acknowledgment as it stands in the header; not read without the ACK bit
    /// @param flags          as in [soquete.wire.TcpView#flags()]
    /// @param scaledWindow   in bytes
    /// @param retransmission whether it brings again what its sender had sent
    /// @param roundTrip      the smallest of the whole path so far, in nanoseconds; 0 while not known
    public void segment(
            long number,
            long time,
            boolean fromClient,
            int sequence,
            int acknowledgment,
            int flags,
            int textLength,
            long scaledWindow,
            boolean retransmission,
            long roundTrip) {
        End sender = fromClient ? client : server;
        End receiver = fromClient ? server : client;
        boolean movesOn = textLength > 0 || (flags & NO_TEXT) != 0;
        if (!is(BEGUN)) {
            movesOn = true;
        } else if (isProbe(sender, receiver, sequence, flags, textLength)) {
            movesOn = false;
            probed(number, time, receiver, roundTrip);
        } else if (!is(OPEN) && (flags & (Segment.ACK | NO_TEXT)) == Segment.ACK) {
            movesOn = true; // the handshake's last ACK
        } else if (movesOn) {
            judge(number, time, fromClient, flags, textLength, retransmission, roundTrip);
        } else {
            noteAck(
                    number,
                    time,
                    fromClient,
                    acknowledgment,
                    (int) Math.min(scaledWindow, Integer.MAX_VALUE),
                    roundTrip);
        }
        if (movesOn) {
            moved(number, time, fromClient, flags, textLength);
        }
        if (movesOn || !sender.is(End.SENT)) {
            sent(sender, receiver, sequence, flags, textLength);
        }
        if ((flags & (Segment.ACK | Segment.RST)) == Segment.ACK) {
            acknowledged(sender, acknowledgment, scaledWindow);
        }
    }

    private boolean is(int fact) {
        return (facts & fact) != 0;
    }

    /// A keep-alive (RFC 9293 §3.8.4: one less than the next number, everything acknowledged) or a
    /// probe of a window of 0 (§3.8.6.1), which is the same or brings one byte.
    private static boolean isProbe(End sender, End receiver, int sequence, int flags, int textLength) {
        if (textLength > 1 || (flags & NO_TEXT) != 0 || !sender.is(End.SENT) || !receiver.is(End.ACK_SEEN)) {
            return false;
        }
        boolean before = sequence == sender.next - 1;
        boolean again = textLength == 0 && sequence == receiver.acknowledged - 1;
        if (receiver.window == 0 && (textLength == 1 || before || again)) {
            return true;
        }
        return before && (textLength == 0 || sender.unacknowledgedBy(receiver) <= 0);
    }

    private void probed(long number, long time, End receiver, long roundTrip) {
        if (receiver.window == 0) {
            facts |= PROBED;
        } else if (nobodyOwes()) {
            if (isPause(time - lastTime, roundTrip)) {
                record(Cause.IDLE, time - lastTime, lastNumber, number);
            }
            lastTime = time;
            lastNumber = number;
        }
    }

    private static boolean isPause(long nanos, long roundTrip) {
        return nanos >= (roundTrip == 0 ? UNKNOWN_PATH_NANOS : Math.max(LEAST_NANOS, LEAST_ROUND_TRIPS * roundTrip));
    }

    /// Notes what an ACK without text may have released.
    private void noteAck(long number, long time, boolean byClient, int acknowledgment, int window, long roundTrip) {
        long waited = time - lastTime;
        if (!isPause(waited, roundTrip)) {
            return;
        }
        End by = byClient ? client : server;
        End held = byClient ? server : client;
        int flight = held.unacknowledgedBy(by);
        int room = acknowledgment + window - held.next;
        boolean wasHeld = held.isHeldBy(by);
        boolean opens = wasHeld && window > 0 && room >= Math.min(held.largestText, USUAL_FULL_SEGMENT);
        boolean advances = flight > 0 && acknowledgment - by.acknowledged > 0;
        if (!opens && (wasHeld || !advances)) {
            return;
        }
        Release noted = release;
        if (noted == null) {
            noted = new Release();
            release = noted;
        } else if (noted.cause == Cause.RECEIVER_WINDOW && noted.byClient == byClient) {
            return; // the window is open already
        }
        noted.time = time;
        noted.number = number;
        noted.byClient = byClient;
        if (opens) {
            noted.cause = Cause.RECEIVER_WINDOW;
        } else if (flight >= 2 * held.fullSegment() || waited > DELAYED_ACK_MOST + roundTrip) {
            noted.cause = Cause.NETWORK;
        } else {
            boolean delayed = waited >= DELAYED_ACK_LEAST && acknowledgment == held.next;
            noted.cause = delayed ? Cause.DELAYED_ACK : Cause.UNKNOWN;
        }
    }

    /// Says whose the silence was that a segment ends.
    private void judge(
            long number,
            long time,
            boolean fromClient,
            int flags,
            int textLength,
            boolean retransmission,
            long roundTrip) {
        if (retransmission) {
            if (time - lastTime >= Math.max(LEAST_NANOS, LEAST_ROUND_TRIPS * roundTrip)) {
                record(Cause.NETWORK, time - lastTime, lastNumber, number);
            }
            return;
        }
        if (!is(OPEN) || (flags & Segment.SYN) != 0 || (client.is(End.CLOSED) && server.is(End.CLOSED))) {
            return;
        }
        long since = lastTime;
        long before = lastNumber;
        Release noted = release;
        if (noted != null && noted.cause != null && noted.byClient != fromClient && textLength > 0) {
            boolean atOnce = time - noted.time <= Math.max(AT_ONCE_NANOS, roundTrip + roundTrip / 2);
            if (atOnce || (noted.cause == Cause.RECEIVER_WINDOW && is(PROBED))) {
                record(noted.cause, noted.time - since, before, noted.number);
                since = noted.time;
                before = noted.number;
                facts &= ~PROBED;
            }
        }
        if (isPause(time - since, roundTrip)) {
            record(causeOf(time - since, fromClient, textLength, roundTrip), time - since, before, number);
        }
    }

    private Cause causeOf(long nanos, boolean byClient, int textLength, long roundTrip) {
        End by = byClient ? client : server;
        End other = byClient ? server : client;
        if (is(PROBED) || (textLength > 0 && other.is(End.ACK_SEEN) && other.window == 0)) {
            return Cause.RECEIVER_WINDOW;
        }
        boolean answers = is(LAST_HAD_TEXT) && is(LAST_FROM_CLIENT) != byClient;
        if (answers && other.unacknowledgedBy(by) > 0 && nanos > DELAYED_ACK_MOST + roundTrip) {
            return Cause.NETWORK;
        }
        Cause own = byClient ? Cause.CLIENT_PROGRAM : Cause.SERVER_PROGRAM;
        if (textLength > 0) {
            return own;
        }
        if (nobodyOwes()) {
            return Cause.IDLE;
        }
        boolean owesClose = client.is(End.CLOSED) || server.is(End.CLOSED);
        boolean clientOwes = owesClose ? server.is(End.CLOSED) : !is(CLIENT_SPOKE_LAST);
        if (clientOwes == byClient) {
            return own;
        }
        if (!owesClose && (!other.is(End.SPOKE) || by.unacknowledgedBy(other) > 0)) {
            return Cause.UNKNOWN;
        }
        return clientOwes ? Cause.CLIENT_PROGRAM : Cause.SERVER_PROGRAM;
    }

    /// Nothing was asked that is not answered, and no end has closed alone.
    private boolean nobodyOwes() {
        return client.is(End.CLOSED) == server.is(End.CLOSED) && !is(CLIENT_SPOKE_LAST);
    }

    private void moved(long number, long time, boolean fromClient, int flags, int textLength) {
        lastTime = time;
        lastNumber = number;
        facts &= ~(LAST_FROM_CLIENT | LAST_HAD_TEXT | PROBED);
        facts |= BEGUN | (fromClient ? LAST_FROM_CLIENT : 0);
        if ((flags & (Segment.SYN | Segment.RST)) == 0) {
            facts |= OPEN;
        }
        if (textLength > 0) {
            facts &= ~CLIENT_SPOKE_LAST;
            facts |= LAST_HAD_TEXT | (fromClient ? CLIENT_SPOKE_LAST : 0);
        }
        if (release != null) {
            release.cause = null;
        }
    }

    private static void sent(End sender, End receiver, int sequence, int flags, int textLength) {
        boolean fin = (flags & Segment.FIN) != 0;
        int end = sequence + textLength + ((flags & Segment.SYN) != 0 ? 1 : 0) + (fin ? 1 : 0);
        if ((flags & Segment.RST) == 0 && (!sender.is(End.SENT) || end - sender.next > 0)) {
            sender.next = end;
            sender.learn(End.SENT);
            if (receiver.is(End.ACK_SEEN)
                    && receiver.window > 0
                    && end - receiver.acknowledged - receiver.window > 1 + (fin ? 1 : 0)) {
                receiver.learn(End.WINDOW_UNTRUSTED);
            }
        }
        sender.largestText = (char) Math.min(Character.MAX_VALUE, Math.max(sender.largestText, textLength));
        sender.learn((textLength > 0 ? End.SPOKE : 0) | (fin ? End.CLOSED : 0));
    }

    private static void acknowledged(End sender, int acknowledgment, long window) {
        if (!sender.is(End.ACK_SEEN) || acknowledgment - sender.acknowledged >= 0) {
            sender.learn(End.ACK_SEEN);
            sender.acknowledged = acknowledgment;
            sender.window = (int) Math.min(window, Integer.MAX_VALUE);
        }
    }

    private void record(Cause cause, long nanos, long before, long after) {
        Entry entry = find(cause);
        if (entry == null) {
            entry = new Entry(cause, entries);
            entries = entry;
        }
        entry.count++;
        entry.totalNanos += nanos;
        if (nanos > entry.longestNanos) {
            entry.longestNanos = nanos;
            entry.longestBefore = before;
            entry.longestAfter = after;
        }
    }

    private @Nullable Entry find(Cause cause) {
        Entry entry = entries;
        while (entry != null && entry.cause != cause) {
            entry = entry.other;
        }
        return entry;
    }

    /// How many pauses of this cause there were.
    public int count(Cause cause) {
        Entry entry = find(cause);
        return entry == null ? 0 : entry.count;
    }

    /// All pauses of this cause together.
    public long totalNanos(Cause cause) {
        Entry entry = find(cause);
        return entry == null ? 0 : entry.totalNanos;
    }

    public long longestNanos(Cause cause) {
        Entry entry = find(cause);
        return entry == null ? 0 : entry.longestNanos;
    }

    /// The number of the packet with which the longest pause of this cause began; 0 if there was none.
    public long longestBefore(Cause cause) {
        Entry entry = find(cause);
        return entry == null ? 0 : entry.longestBefore;
    }

    /// The number of the packet with which it ended; 0 if there was none.
    public long longestAfter(Cause cause) {
        Entry entry = find(cause);
        return entry == null ? 0 : entry.longestAfter;
    }

    /// Whether there was no pause at all.
    public boolean isEmpty() {
        return entries == null;
    }
}
