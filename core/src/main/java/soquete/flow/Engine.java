package soquete.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureReader;
import soquete.pcap.CaptureRecord;
import soquete.pcap.Chunk;
import soquete.pcap.PacketRecord;

/// Takes the packets of a capture through reading, decoding, tracking and a [Job].
///
/// Packets go in batches, and a [Schedule] says which thread does what next. What needs the order of the capture is
/// done in it, the rest by all threads at once; so the result is the same for any number of threads.
public final class Engine {
    private final Tracker tracker;
    private final Job job;
    private final int threads;
    private volatile @Nullable Throwable failure;
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
        tracker.depth(job.depth());
    }

    /// Reads to the end of the capture, or until [#stop()]. Packet numbers go on where the capture before it ended.
    public void run(CaptureReader reader) throws IOException, InterruptedException {
        Run run = new Run(reader);
        current = run;
        List<Thread> helpers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int lane = i;
            helpers.add(Thread.ofPlatform().daemon().name("engine-" + i).start(() -> run.thread(lane)));
        }
        if (!run.abandoned()) {
            for (Thread helper : helpers) {
                helper.join();
            }
        }
        Throwable thrown = failure;
        if (thrown != null) {
            rethrow(thrown);
        }
    }

    private static void rethrow(Throwable thrown) throws IOException {
        switch (thrown) {
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
    private final class Run {
        private final CaptureReader reader;
        private final boolean tracks = job.depth().reaches(Depth.FLAGS);
        private final boolean lasting = job.readsBytes();
        private final Schedule schedule = new Schedule(threads, tracks);
        private final PacketBatch[] batches = new PacketBatch[schedule.batches()];
        private final SpareArrays[] spares = new SpareArrays[schedule.lanes()];
        private final boolean waits;
        private final Object progress = new Object();
        private int ended;
        /// Whether packets were read that no batch was given for yet.
        private boolean holding;
        private boolean abandoned;
        private boolean readToEnd;
        /// What the packet read last lies in.
        private @Nullable Chunk chunk;

        Run(CaptureReader reader) {
            this.reader = reader;
            if (lasting) {
                reader.lasting();
            }
            this.waits = reader.waits();
            Arrays.setAll(spares, i -> Unacknowledged.spares());
            Arrays.setAll(batches, i -> new PacketBatch(schedule.lanes()));
        }

        /// Waits for the end. True when it was stopped while its reader waits for bytes to arrive: what had arrived is
        /// done with, and a thread that may wait for ever is left alone.
        boolean abandoned() throws InterruptedException {
            synchronized (progress) {
                while (ended < threads && !(stopped && waits && nothingLeft())) {
                    progress.wait();
                }
                abandoned = ended < threads;
            }
            if (abandoned) {
                schedule.close();
            }
            return abandoned;
        }

        private boolean nothingLeft() {
            return failure != null || !holding && schedule.settled();
        }

        void changed() {
            synchronized (progress) {
                progress.notifyAll();
            }
        }

        void thread(int lane) {
            try {
                carry(lane);
            } catch (Throwable e) {
                fail(e);
            } finally {
                synchronized (progress) {
                    ended++;
                    progress.notifyAll();
                }
            }
        }

        private void carry(int lane) throws IOException, InterruptedException {
            Dissection dissection = new Dissection();
            Job.Work work = job.begin();
            Schedule.Turn turn = schedule.next(lane);
            while (turn.step() != Schedule.Step.END) {
                PacketBatch batch = batches[schedule.slot(turn.ticket())];
                switch (turn.step()) {
                    case FILL -> {
                        if (!fill(batch, dissection)) {
                            schedule.ended();
                        }
                    }
                    case FIND -> {
                        tracker.find(batch);
                        schedule.found(turn);
                    }
                    case FOLLOW -> {
                        Tracker.follow(batch, turn.lane(), spares[turn.lane()]);
                        schedule.followed(turn);
                    }
                    default -> use(turn.ticket(), batch, work);
                }
                turn = schedule.next(lane);
            }
        }

        private void use(long ticket, PacketBatch batch, Job.Work work) throws IOException, InterruptedException {
            work.each(batch);
            if (schedule.mayUse(ticket)) {
                work.inOrder(batch);
                batch.finished.forEach(reader::recycle);
                schedule.used();
                if (waits) {
                    changed();
                }
            }
        }

        private void fail(Throwable e) {
            synchronized (progress) {
                if (abandoned) {
                    return; // its capture was closed under it
                }
                // a plain field: where memory is at its end nothing may be linked for the first time
                failure = failure == null ? e : failure;
            }
            stop();
            schedule.close();
        }

        /// False when there are no more packets.
        private boolean fill(PacketBatch batch, Dissection dissection) throws IOException {
            if (readToEnd || stopped) {
                return false;
            }
            long number = packetsRead;
            long bytes = 0;
            int size = 0;
            batch.finished.clear();
            do {
                CaptureRecord record = reader.next();
                if (record == null) {
                    readToEnd = true;
                } else if (record instanceof PacketRecord read) {
                    Packet packet = batch.place(size++);
                    packet.begin(++number, read);
                    follows(packet);
                    look(packet, dissection);
                    lies(read, batch);
                    bytes += packet.capturedLength;
                } else if (record.frame()) {
                    Packet packet = batch.place(size++);
                    packet.begin(++number, record);
                    follows(packet);
                    bytes += packet.capturedLength;
                } else {
                    job.aside(record);
                }
            } while (!readToEnd && size < PacketBatch.SIZE && bytes < PacketBatch.BYTES && more(size));
            batch.size = size;
            return issue(batch, number);
        }

        private void look(Packet packet, Dissection dissection) {
            if (tracks) {
                dissection.dissect(packet);
            } else {
                dissection.fragment(packet);
            }
            if (packet.fragment) {
                tracker.reassemble(packet);
            }
        }

        private void lies(PacketRecord record, PacketBatch batch) {
            Chunk before = chunk;
            if (lasting && record.chunk() != before) {
                if (before != null) {
                    batch.finished.add(before);
                }
                chunk = record.chunk();
            }
        }

        /// Whether a batch goes on.
        private boolean more(int size) throws IOException {
            return !stopped && (!waits || arrives(size));
        }

        /// Packets that lie in memory do not wait for others that are still to come.
        private boolean arrives(int size) throws IOException {
            if (size > 0 && !reader.ready()) {
                return false;
            }
            if (size > 1) {
                return true;
            }
            synchronized (progress) {
                holding = size > 0;
                return !abandoned;
            }
        }

        /// False when nobody waits for what was read.
        private boolean issue(PacketBatch batch, long number) {
            synchronized (progress) {
                holding = false;
                if (abandoned) {
                    return false;
                }
                packetsRead = number;
                if (batch.size > 0) {
                    bytesRead = batch.packet(batch.size - 1).fileOffset();
                }
                return schedule.filled();
            }
        }

        private void follows(Packet packet) {
            if (packet.number == 1) {
                captureStart = packet.epochNanos;
                previousNanos = packet.epochNanos;
            }
            packet.captureStart = captureStart;
            packet.previousNanos = previousNanos;
            previousNanos = packet.epochNanos;
        }
    }
}
