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
/// Each thread carries a batch of packets through all steps. What needs the order of the capture (reading,
/// tracking, the job's ordered part) stands behind a [Turnstile]; the rest is done by all threads at once.
/// So the result is the same for any number of threads, and no packet waits in a queue.
public final class Engine {
    private final Tracker tracker;
    private final Job job;
    private final int threads;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile long bytesRead;
    private volatile long packetsRead;
    private volatile @Nullable Run current;
    private long captureStart;
    private long previousNanos;

    /// @param threads at least 1
    public Engine(Tracker tracker, Job job, int threads) {
        this.tracker = tracker;
        this.job = job;
        this.threads = threads;
        tracker.measuring(job.needsMeasures());
    }

    /// Reads to the end of the capture, or until [#stop()]. Packet numbers go on where the capture before it ended.
    public void run(CaptureReader reader) throws IOException, InterruptedException {
        Run run = new Run(reader);
        current = run;
        List<Thread> helpers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            helpers.add(Thread.ofPlatform().daemon().name("engine-" + i).start(run));
        }
        if (!run.abandoned()) {
            for (Thread helper : helpers) {
                helper.join();
            }
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
        Run run = current;
        if (run != null) {
            run.changed();
        }
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
        private final boolean waits;
        private final Object progress = new Object();
        private long tickets;
        private long finished;
        private int ended;
        private boolean filling;
        private boolean abandoned;
        private boolean readToEnd;
        /// Where the packet read last lies.
        private MemorySegment memory = MemorySegment.NULL;

        Run(CaptureReader reader) {
            this.reader = reader;
            reader.lasting();
            this.waits = reader.waits();
        }

        /// Waits for the end. True when it was stopped while its reader waits for bytes to arrive: what had arrived is
        /// done with, and a thread that may wait for ever is left alone.
        boolean abandoned() throws InterruptedException {
            synchronized (progress) {
                while (ended < threads && !(stopped && waits && nothingLeft())) {
                    progress.wait();
                }
                abandoned = ended < threads;
                return abandoned;
            }
        }

        private boolean nothingLeft() {
            return failure.get() != null || !filling && finished == tickets;
        }

        void changed() {
            synchronized (progress) {
                progress.notifyAll();
            }
        }

        @Override
        public void run() {
            try {
                carry();
            } catch (Throwable e) {
                fail(e);
            } finally {
                synchronized (progress) {
                    ended++;
                    progress.notifyAll();
                }
            }
        }

        private void carry() throws IOException, InterruptedException {
            PacketBatch batch = new PacketBatch();
            Dissection dissection = new Dissection();
            Job.Work work = job.begin();
            boolean transports = job.needsTracking();
            while (fill(batch)) {
                if (transports) {
                    dissection.dissect(batch);
                } else {
                    dissection.fragments(batch);
                }
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
                synchronized (progress) {
                    finished++;
                    progress.notifyAll();
                }
            }
        }

        private void fail(Throwable e) {
            synchronized (progress) {
                if (abandoned) {
                    return; // its capture was closed under it
                }
            }
            failure.compareAndSet(null, e);
            stop();
            tracking.close();
            ordered.close();
        }

        private synchronized boolean fill(PacketBatch batch) throws IOException {
            if (readToEnd || stopped) {
                return false;
            }
            long number = packetsRead;
            int size = 0;
            batch.finished.clear();
            do {
                CaptureRecord record = reader.next();
                if (record == null) {
                    readToEnd = true;
                } else if (record.frame()) {
                    begin(batch.packet(size++), ++number, record);
                    lies(record, batch);
                } else {
                    job.aside(record);
                }
            } while (!readToEnd && size < PacketBatch.SIZE && more(size));
            batch.size = size;
            if (!issue(batch)) {
                return false;
            }
            packetsRead = number;
            if (size > 0) {
                bytesRead = batch.packet(size - 1).fileOffset();
            }
            return true;
        }

        private void lies(CaptureRecord record, PacketBatch batch) {
            if (record instanceof PacketRecord packet && !packet.segment().equals(memory)) {
                batch.finished.add(memory);
                memory = packet.segment();
            }
        }

        /// Whether a batch goes on: packets that lie in memory do not wait for others that are still to come.
        private boolean more(int size) throws IOException {
            if (stopped || size > 0 && !reader.ready()) {
                return false;
            }
            if (!waits || size > 1) {
                return true;
            }
            synchronized (progress) {
                filling = size > 0;
                return !abandoned;
            }
        }

        private boolean issue(PacketBatch batch) {
            synchronized (progress) {
                filling = false;
                batch.ticket = tickets++;
                return !abandoned;
            }
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
