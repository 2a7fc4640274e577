package soquete.host.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import soquete.host.Threads;

/// Reads the raw pages of trace instances on a thread of its own, and hands their events over in the order of time.
///
/// Each cpu of each instance has a buffer of its own; what is younger than the beginning of a round of reading waits
/// for the next round, because an older one may stand in a buffer already passed.
///
/// @param <E> what an event is decoded to
final class TraceReader<E> implements AutoCloseable {

    private static final int PAGE_BYTES = 64 * 1024;

    /// Between the time an event bears and its being readable lie a few instructions, or an interrupt.
    private static final long COMMIT_NANOS = 50_000;

    private static final int PAGES_A_ROUND = 64;
    private static final int IDLE_MILLIS = 100;
    private static final int NICENESS = -10;

    /// Makes something of an event's data.
    @FunctionalInterface
    interface Decoder<E> {
        /// @param instance which of the instances, from 0
        /// @return null for what is not wanted
        @Nullable
        E decode(int instance, long timeNanos, MemorySegment event);
    }

    /// Makes an event of the fact that some were lost.
    @FunctionalInterface
    interface Gap<E> {
        /// @param instance  of which they were
        /// @param timeNanos after which, at the earliest
        /// @return null when nobody wants to know
        @Nullable
        E after(int instance, long timeNanos);
    }

    /// How events are read.
    ///
    /// @param settled     runs after each round, when all that can be handed over has been
    /// @param pauseMillis between rounds while events come; the first after a silence is read at once
    record Reading<E>(
            Decoder<E> decoder,
            Gap<E> gap,
            ToLongFunction<E> time,
            Consumer<E> sink,
            Runnable settled,
            int pauseMillis) {}

    /// A cpu's buffer of an instance, and the time of what was read last from it.
    private static final class Pipe {
        final int instance;
        final int fd;
        long lastNanos;

        Pipe(int instance, int fd) {
            this.instance = instance;
            this.fd = fd;
        }
    }

    private final Reading<E> reading;
    private final List<Tracefs> instances;
    private final List<Pipe> pipes = new ArrayList<>();
    private final Readiness readiness;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment page = arena.allocate(PAGE_BYTES, 8);
    private final List<E> held = new ArrayList<>();
    private final Queue<E> added = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread reader;
    private volatile long ceiling = Long.MAX_VALUE;
    private volatile boolean resting;
    private volatile long missedInPages;
    private volatile long lost;

    /// Begins to read; to be called before events are enabled.
    TraceReader(String name, List<Tracefs> instances, Reading<E> reading) throws IOException {
        this.reading = reading;
        this.instances = List.copyOf(instances);
        try {
            for (int i = 0; i < instances.size(); i++) {
                for (String cpu : instances.get(i).cpus()) {
                    String path = instances.get(i).directory() + "/" + cpu + "/trace_pipe_raw";
                    pipes.add(new Pipe(i, FileCalls.open(path, FileCalls.O_RDONLY | FileCalls.O_NONBLOCK)));
                }
            }
            readiness = new Readiness(pipes.stream().mapToInt(pipe -> pipe.fd).toArray());
        } catch (IOException e) {
            pipes.forEach(pipe -> FileCalls.close(pipe.fd));
            arena.close();
            throw e;
        }
        reader = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /// Nothing from `timeNanos` on is handed over until [#resume(Collection)].
    void suspend(long timeNanos) {
        ceiling = timeNanos;
    }

    /// Events from elsewhere take their place in the order of time.
    void resume(Collection<E> others) {
        added.addAll(others);
        ceiling = Long.MAX_VALUE;
    }

    /// Reads no more: what comes is counted by the kernel.
    void rest() throws IOException {
        resting = true;
        for (Tracefs instance : instances) {
            // what finds no room is dropped, which costs less than to make room
            instance.write("options/overwrite", "0");
        }
    }

    private void run() {
        hurry();
        try {
            while (!closing.get()) {
                if (resting) {
                    readiness.awaitWake(IDLE_MILLIS);
                    continue;
                }
                if (held.isEmpty()) {
                    readiness.await(IDLE_MILLIS);
                } else {
                    readiness.awaitWake(reading.pauseMillis());
                }
                // read before the buffers are, so that what was added meanwhile is not passed by
                long limit = ceiling;
                long begin = System.nanoTime();
                handOver(Math.min(limit, drain(begin - COMMIT_NANOS)));
            }
            long horizon = resting ? Long.MAX_VALUE : 0;
            handOver(horizon);
            while (horizon != Long.MAX_VALUE) {
                horizon = drain(Long.MAX_VALUE);
                handOver(horizon);
            }
        } catch (NativeException e) {
            throw new IllegalStateException(e);
        }
    }

    /// On a busy machine the buffers run over while their reader waits for its turn.
    private static void hurry() {
        try {
            ProcessCalls.setNiceness(NICENESS);
        } catch (NativeException e) {
            // who may not goes on as everybody
        }
    }

    /// Takes what the buffers hold, of each at most a bounded number of pages. Gives the time before which
    /// nothing is left in any of them, `horizon` when they are empty.
    private long drain(long horizon) throws NativeException {
        long complete = horizon;
        for (Pipe pipe : pipes) {
            int pages = 0;
            int bytes = FileCalls.read(pipe.fd, page);
            while (bytes > 0 && pages < PAGES_A_ROUND) {
                takePage(pipe, bytes);
                pages++;
                bytes = FileCalls.read(pipe.fd, page);
            }
            if (bytes > 0) {
                takePage(pipe, bytes);
                complete = Math.min(complete, pipe.lastNanos);
            } else if (bytes != 0 && bytes != -Errno.EAGAIN && bytes != -Errno.EINTR) {
                throw new NativeException("read trace_pipe_raw", -bytes);
            }
        }
        return complete;
    }

    /// What was missed, was so between what was read last and this page.
    private void takePage(Pipe pipe, int bytes) {
        long before = pipe.lastNanos;
        long missed = TracePage.read(page, bytes, (timeNanos, data) -> {
            pipe.lastNanos = timeNanos;
            hold(reading.decoder().decode(pipe.instance, timeNanos, data));
        });
        if (missed > 0) {
            missedInPages += missed;
            hold(reading.gap().after(pipe.instance, before));
        }
    }

    private void hold(@Nullable E event) {
        if (event != null) {
            held.add(event);
        }
    }

    private void handOver(long before) {
        for (E other = added.poll(); other != null; other = added.poll()) {
            held.add(other);
        }
        held.sort(Comparator.comparingLong(reading.time()));
        int count = 0;
        while (count < held.size() && reading.time().applyAsLong(held.get(count)) < before) {
            reading.sink().accept(held.get(count));
            count++;
        }
        held.subList(0, count).clear();
        reading.settled().run();
    }

    /// Events that are known to have been lost, in the kernel or on the way here. After the end, as many as then.
    long lost() {
        if (!closing.get()) {
            try {
                long now = 0;
                for (Tracefs instance : instances) {
                    now += instance.lost() + (resting ? instance.unread() : 0);
                }
                lost = Math.max(lost, now);
            } catch (IOException e) {
                // Closed in between: the last count stands.
            }
        }
        return Math.max(lost, missedInPages);
    }

    /// Reads what is left, once nothing more is enabled; returns when it was handed over.
    @Override
    public void close() {
        lost();
        if (closing.compareAndSet(false, true)) {
            try {
                readiness.wake();
            } catch (NativeException e) {
                throw new IllegalStateException(e);
            }
            Threads.join(reader);
            pipes.forEach(pipe -> FileCalls.close(pipe.fd));
            readiness.close();
            arena.close();
        } else {
            Threads.join(reader);
        }
    }
}
