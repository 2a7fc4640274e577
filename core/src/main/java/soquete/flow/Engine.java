package soquete.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureReader;
import soquete.pcap.CaptureRecord;
import soquete.pcap.PacketRecord;

/// Takes the packets of a capture through reading, decoding, tracking and a [Job].
///
/// Each thread carries a batch of packets through all steps. What needs the order of the capture (reading, tracking,
/// the
/// job's ordered part) stands behind a [Turnstile]; the rest is done by all threads at once. So the result is the same
/// for any number of threads, and no packet waits in a queue.
public final class Engine {
    private final Tracker tracker;
    private final Job job;
    private final int threads;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile long bytesRead;
    private volatile long packetsRead;
    private long captureStart;
    private long previousNanos;

    /// @param threads at least 1
    public Engine(Tracker tracker, Job job, int threads) {
        this.tracker = tracker;
        this.job = job;
        this.threads = threads;
    }

    /// Reads to the end of the capture, or until [#stop()]. Packet numbers go on where the capture before it ended.
    public void run(CaptureReader reader) throws IOException, InterruptedException {
        Run run = new Run(reader);
        List<Thread> helpers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            helpers.add(Thread.ofPlatform().daemon().name("engine-" + i).start(run));
        }
        for (Thread helper : helpers) {
            helper.join();
        }
        Throwable thrown = failure.get();
        switch (thrown) {
            case null -> {}
            case IOException e -> throw e;
            case UncheckedIOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }

    /// Has the packets read so far end the capture.
    public void stop() {
        stopped = true;
    }

    /// How many bytes of the capture that is being read are behind.
    public long bytesRead() {
        return bytesRead;
    }

    /// Packets of all captures so far.
    public long packetsRead() {
        return packetsRead;
    }

    /// One capture's way through the engine.
    private final class Run implements Runnable {
        private final CaptureReader reader;
        private final Turnstile tracking = new Turnstile();
        private final Turnstile ordered = new Turnstile();
        private long tickets;
        private boolean ended;
        /// Where the packet read last lies.
        private MemorySegment memory = MemorySegment.NULL;

        Run(CaptureReader reader) {
            this.reader = reader;
            reader.lasting();
        }

        @Override
        public void run() {
            try {
                PacketBatch batch = new PacketBatch();
                Dissection dissection = new Dissection();
                Job.Work work = job.begin();
                while (fill(batch)) {
                    dissection.dissect(batch);
                    if (!tracking.enter(batch.ticket)) {
                        return;
                    }
                    track(batch);
                    tracking.leave();
                    work.each(batch);
                    if (!ordered.enter(batch.ticket)) {
                        return;
                    }
                    work.inOrder(batch);
                    ordered.leave();
                    batch.finished.forEach(reader::recycle);
                }
            } catch (Throwable e) {
                fail(e);
            }
        }

        private void fail(Throwable e) {
            failure.compareAndSet(null, e);
            stop();
            tracking.close();
            ordered.close();
        }

        private synchronized boolean fill(PacketBatch batch) throws IOException {
            if (ended || stopped) {
                return false;
            }
            long number = packetsRead;
            int size = 0;
            batch.finished.clear();
            do {
                CaptureRecord record = reader.next();
                if (record == null) {
                    ended = true;
                } else if (record.frame()) {
                    begin(batch.packet(size++), ++number, record);
                    if (record instanceof PacketRecord read && !read.segment().equals(memory)) {
                        batch.finished.add(memory);
                        memory = read.segment();
                    }
                }
            } while (!ended && size < PacketBatch.SIZE && (size == 0 || reader.ready()));
            batch.size = size;
            batch.ticket = tickets++;
            packetsRead = number;
            if (size > 0) {
                bytesRead = batch.packet(size - 1).fileOffset();
            }
            return true;
        }

        private void begin(Packet packet, long number, CaptureRecord record) {
            if (record instanceof PacketRecord read) {
                packet.begin(number, read);
            } else {
                packet.begin(number, record);
            }
            if (number == 1) {
                captureStart = packet.epochNanos;
                previousNanos = packet.epochNanos;
            }
            packet.captureStart = captureStart;
            packet.previousNanos = previousNanos;
            previousNanos = packet.epochNanos;
        }

        private void track(PacketBatch batch) {
            if (batch.fragments) {
                tracker.reassemble(batch);
            }
            if (job.needsTracking()) {
                for (int i = 0; i < batch.size; i++) {
                    tracker.track(batch.packet(i));
                }
            }
        }
    }
}
