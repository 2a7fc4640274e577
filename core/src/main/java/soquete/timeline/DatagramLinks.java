package soquete.timeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.trace.CallName;

/// Joins the calls and the datagrams of one direction. Datagrams keep their boundaries: each send is one datagram, each
/// receive takes one, in order. A datagram may get lost on the way, and nothing in a receive says which one it took: it
/// is joined only where one alone can be meant.
final class DatagramLinks {

    private final List<Moment> datagrams = new ArrayList<>();
    private final List<Moment> sent = new ArrayList<>();
    private final List<Moment> received = new ArrayList<>();

    DatagramLinks(Conversation conversation, Side sender) {
        for (Moment moment : conversation.moments()) {
            boolean ofSender = moment.side() == sender;
            if (length(moment) >= 0) {
                if (ofSender) {
                    datagrams.add(moment);
                }
            } else if (moved(moment)) {
                if (ofSender && isSend(moment) && moment.what() instanceof Moment.What.Began) {
                    sent.add(moment);
                } else if (!ofSender && !isSend(moment) && moment.what() instanceof Moment.What.Returned) {
                    received.add(moment);
                }
            }
        }
    }

    void join() {
        joinSends();
        if (received.size() == datagrams.size()) {
            for (int i = 0; i < received.size(); i++) {
                joinRead(received.get(i), datagrams.get(i));
            }
        } else {
            joinReadsWithLoss();
        }
    }

    /// A datagram leaves while its send runs, as a rule; else, of those that fit, the oldest send is meant.
    private void joinSends() {
        Deque<Moment> waiting = new ArrayDeque<>();
        int next = 0;
        for (Moment datagram : datagrams) {
            while (next < sent.size() && sent.get(next).timeNanos() <= datagram.timeNanos()) {
                waiting.add(sent.get(next++));
            }
            Moment last = waiting.peekLast();
            Moment meant = last != null && bytes(last) == length(datagram) && runs(last, datagram)
                    ? waiting.pollLast()
                    : takeFitting(waiting, length(datagram));
            if (meant != null) {
                datagram.causedBy(meant);
            }
        }
    }

    private static boolean runs(Moment send, Moment datagram) {
        Call call = send.call();
        return call != null && call.endNanos() >= datagram.timeNanos();
    }

    /// The oldest send of that many bytes; those before it left no datagram that was captured.
    private static @Nullable Moment takeFitting(Deque<Moment> waiting, int length) {
        if (waiting.stream().noneMatch(m -> bytes(m) == length)) {
            return null;
        }
        Moment oldest = waiting.poll();
        while (oldest != null && bytes(oldest) != length) {
            oldest = waiting.poll();
        }
        return oldest;
    }

    private static void joinRead(Moment read, Moment datagram) {
        if (read.timeNanos() >= datagram.timeNanos() && bytes(read) <= length(datagram)) {
            read.causedBy(datagram);
        }
    }

    /// Datagrams that came since the receive before, and fit: one alone is the one.
    private void joinReadsWithLoss() {
        int next = 0;
        for (Moment read : received) {
            List<Moment> fitting = new ArrayList<>(2);
            while (next < datagrams.size() && datagrams.get(next).timeNanos() <= read.timeNanos()) {
                if (length(datagrams.get(next)) == bytes(read)) {
                    fitting.add(datagrams.get(next));
                }
                next++;
            }
            if (fitting.size() == 1) {
                read.causedBy(fitting.getFirst());
            }
        }
    }

    private static boolean moved(Moment moment) {
        Call call = moment.call();
        return call != null && call.outcome() != null && call.outcome().error() == null && movesOne(call.name());
    }

    /// Whether such a call moves one datagram.
    private static boolean movesOne(CallName name) {
        return name.transfers() && !name.countsMessages();
    }

    private static boolean isSend(Moment moment) {
        Call call = moment.call();
        return call != null && call.name().sends();
    }

    private static int bytes(Moment moment) {
        Call call = moment.call();
        return call == null ? 0 : call.bytes();
    }

    /// Of the whole datagram; -1 for what is no datagram.
    private static int length(Moment moment) {
        Frame frame = moment.frame();
        return frame == null ? -1 : frame.datagramLength();
    }
}
