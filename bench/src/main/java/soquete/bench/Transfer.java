package soquete.bench;

import java.io.IOException;

/// One message on its way from one end of a connection to the other: segments, acknowledgements, losses and what mends
/// them, and receivers that do not read.
///
/// At most one segment is missing at a time. Offsets are those of the connection.
final class Transfer {
    private static final int DUPLICATES = 3;
    private static final long TIMEOUT = 210_000_000;

    private final TcpFlow flow;
    private final boolean fromClient;
    private final long start;
    private final long size;
    private final long end;
    private final Runnable delivered;
    private long next;
    /// All before it is known to the sender to have arrived.
    private long acknowledged;
    /// The sender may send up to here.
    private long limit;
    private boolean sending;
    /// A segment that did not arrive; -1 for none.
    private long hole = -1;

    private long holeEnd;
    private int duplicates;
    /// The end of all that has arrived.
    private long arrived;

    private int unanswered;
    private boolean over;
    /// Where a receiver that does not read lets the window end; -1 while it reads.
    private long edge = -1;

    private long nextStall;

    Transfer(TcpFlow flow, boolean fromClient, long size, Runnable delivered) {
        this.flow = flow;
        this.fromClient = fromClient;
        this.size = size;
        this.delivered = delivered;
        start = flow.sent(fromClient);
        end = start + size;
        next = start;
        acknowledged = start;
        arrived = start;
        limit = Long.MAX_VALUE;
        nextStall = flow.talk.stallEvery() == 0 ? Long.MAX_VALUE : start + flow.talk.stallEvery();
    }

    void start() throws IOException {
        sending = true;
        send();
    }

    private void send() throws IOException {
        int flight = flow.way.flight() + duplicates * flow.way.mss();
        int length = (int) Math.min(flow.way.mss(), Math.min(end, limit) - next);
        if (length <= 0 || next - acknowledged + length > Math.max(flight, length)) {
            sending = false;
            return;
        }
        boolean lost = hole < 0 && edge < 0 && flow.dice.below(1_000_000) < flow.way.lossPerMillion();
        if (!lost || !flow.way.lostBefore()) {
            flow.data(fromClient, start, size, next, length);
        }
        long from = next;
        next += length;
        flow.sent(fromClient, next);
        if (lost) {
            hole = from;
            holeEnd = next;
            flow.after(TIMEOUT + flow.to(!fromClient), () -> timeout(from));
        } else {
            arrive(next);
        }
        flow.after(flow.way.gap(), this::send);
    }

    private void arrive(long upTo) {
        arrived = Math.max(arrived, upTo);
        long delay = flow.to(!fromClient);
        if (hole >= 0) {
            long from = hole;
            long block = holeEnd;
            long blockEnd = arrived;
            flow.after(delay, () -> acknowledge(from, block, blockEnd, true));
            return;
        }
        flow.received(!fromClient, arrived);
        unanswered++;
        boolean all = arrived == end;
        // A short message is often acknowledged by its answer.
        if (unanswered >= 2 || edge >= 0 || all && (size > flow.way.mss() || flow.dice.chance(5000))) {
            unanswered = 0;
            long covered = arrived;
            flow.after(delay, () -> acknowledge(covered, 0, 0, false));
        }
        if (all) {
            delivered();
        }
    }

    private void delivered() {
        if (over) {
            return;
        }
        over = true;
        if (flow.dice.chance(flow.talk.repeatPerTenThousand())) {
            flow.after(flow.way.toClient() + flow.way.toServer() + 1_000_000, this::repeat);
        }
        delivered.run();
    }

    /// The last segment once more, as by a sender that did not wait long enough; the answer names it (RFC 2883 §4).
    private void repeat() throws IOException {
        int length = (int) Math.min(flow.way.mss(), size);
        flow.data(fromClient, start, size, end - length, length);
        flow.after(flow.to(!fromClient), () -> flow.acknowledge(!fromClient, end, end - length, end, TcpFlow.WINDOW));
    }

    private void acknowledge(long upTo, long block, long blockEnd, boolean duplicate) throws IOException {
        if (edge < 0 && upTo >= nextStall && hole < 0) {
            edge = upTo + ((long) TcpFlow.WINDOW << TcpFlow.WINDOW_SCALE) / 4;
            nextStall = upTo + flow.talk.stallEvery();
        }
        int window = TcpFlow.WINDOW;
        if (edge >= 0) {
            window = (int) (edge - upTo >> TcpFlow.WINDOW_SCALE);
        } else if (!duplicate && flow.talk.stallEvery() > 0 && flow.dice.chance(100)) {
            window -= 512;
            flow.after(60_000, () -> update(upTo));
        }
        flow.acknowledge(!fromClient, upTo, block, blockEnd, window);
        long allowed = edge < 0 ? Long.MAX_VALUE : upTo + ((long) window << TcpFlow.WINDOW_SCALE);
        flow.after(flow.to(fromClient), () -> credit(upTo, duplicate, allowed));
    }

    /// The same acknowledgement with a window that has grown again, if nothing has changed since.
    private void update(long upTo) throws IOException {
        if (hole < 0 && edge < 0 && !over) {
            flow.acknowledge(!fromClient, upTo, 0, 0, TcpFlow.WINDOW);
        }
    }

    /// An acknowledgement reached the sender.
    private void credit(long upTo, boolean duplicate, long allowed) throws IOException {
        limit = allowed;
        if (duplicate) {
            if (upTo == hole && ++duplicates == DUPLICATES) {
                resend();
            }
        } else if (upTo > acknowledged) {
            acknowledged = upTo;
            duplicates = 0;
        }
        if (edge >= 0 && acknowledged == next && limit <= next && next < end) {
            long at = next;
            flow.after(TIMEOUT, () -> probe(at, 0));
        } else if (!sending && next < end && !over) {
            sending = true;
            flow.after(flow.way.gap(), this::send);
        }
    }

    private void timeout(long from) throws IOException {
        if (hole == from) {
            resend();
        }
    }

    private void resend() throws IOException {
        flow.data(fromClient, start, size, hole, (int) (holeEnd - hole));
        hole = -1;
        unanswered = 1;
        arrive(holeEnd);
    }

    /// A byte beyond the window, to ask whether it is still closed (RFC 9293 §3.8.6.1); it is not taken.
    private void probe(long at, int probes) throws IOException {
        if (edge < 0 || next != at) {
            return;
        }
        flow.data(fromClient, start, size, at, 1);
        flow.after(flow.to(!fromClient), () -> flow.acknowledge(!fromClient, at, 0, 0, 0));
        if (probes < 2) {
            flow.after(TIMEOUT << probes + 1, () -> probe(at, probes + 1));
        } else {
            flow.after(TIMEOUT, () -> read(at));
        }
    }

    /// The receiver reads again, and says so.
    private void read(long upTo) throws IOException {
        edge = -1;
        flow.acknowledge(!fromClient, upTo, 0, 0, TcpFlow.WINDOW);
        flow.after(flow.to(fromClient), () -> credit(upTo, false, Long.MAX_VALUE));
    }
}
