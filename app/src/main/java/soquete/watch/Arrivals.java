package soquete.watch;

import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import soquete.trace.CapturedPacket;

/// Packets of the whole machine that nobody has looked at yet. Their number is bounded, and so are the bytes of all
/// that have arrived and were not let go. Safe for several threads.
final class Arrivals {
    private static final int MOST = 100_000;

    /// While there are more, the first bytes of each packet are kept, which hold its headers.
    private static final long MOST_BYTES = 64 << 20;

    private static final int CUT_BYTES = 256;

    private final Queue<CapturedPacket> waiting = new LinkedBlockingQueue<>(MOST);
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder overrun = new LongAdder();
    private final LongAdder cut = new LongAdder();

    void add(CapturedPacket packet) {
        boolean shortened = bytes.get() > MOST_BYTES && packet.bytes().length > CUT_BYTES;
        CapturedPacket taken = shortened ? packet.cut(CUT_BYTES) : packet;
        if (waiting.offer(taken)) {
            bytes.addAndGet(taken.bytes().length);
            cut.add(shortened ? 1 : 0);
        } else {
            overrun.increment();
        }
    }

    @Nullable
    CapturedPacket poll() {
        return waiting.poll();
    }

    /// One that was taken is not kept.
    void letGo(CapturedPacket packet) {
        bytes.addAndGet(-packet.bytes().length);
    }

    /// How many found no room.
    long overrun() {
        return overrun.sum();
    }

    /// Of how many only the first bytes are there.
    long cut() {
        return cut.sum();
    }
}
