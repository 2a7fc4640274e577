package soquete.bench;

import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Lets many flows go on together, in order of time.
final class Interleaver {
    private static final Comparator<Flow> BY_TIME =
            Comparator.comparingLong(Flow::next).thenComparingLong(Flow::number);

    /// Flows in the order in which they start.
    interface Traffic {
        /// The next one; null when there is none left.
        @Nullable
        Flow next();
    }

    private Interleaver() {}

    /// Writes what `traffic` gives until all has ended or the file has `packets`.
    static void run(Traffic traffic, PcapOut out, long packets) throws IOException {
        PriorityQueue<Flow> live = new PriorityQueue<>(1024, BY_TIME);
        Flow waiting = traffic.next();
        while (out.packets() < packets) {
            while (waiting != null
                    && (live.isEmpty() || waiting.next() <= live.element().next())) {
                live.add(waiting);
                waiting = traffic.next();
            }
            Flow flow = live.poll();
            if (flow == null) {
                return;
            }
            long until = Math.min(
                    live.isEmpty() ? Agenda.NEVER : live.element().next(),
                    waiting == null ? Agenda.NEVER : waiting.next());
            do {
                flow.step();
            } while (flow.next() < until && out.packets() < packets);
            if (flow.next() != Agenda.NEVER) {
                live.add(flow);
            }
        }
    }
}
