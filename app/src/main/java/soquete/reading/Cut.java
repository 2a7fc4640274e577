package soquete.reading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import soquete.filter.Filter;
import soquete.flow.Engine;
import soquete.flow.Packet;
import soquete.flow.PacketFields;
import soquete.flow.Walk;
import soquete.pcap.CaptureCopy;
import soquete.pcap.CaptureReader;
import soquete.pcap.CaptureRecord;

/// A part of captures as a new one: the packets that a filter and a range of times let through, those of several
/// captures in the order of time.
public final class Cut {
    private final Reading reading;
    private final Choice choice;
    private final WritableByteChannel out;
    private volatile boolean stopped;
    private volatile @Nullable Engine engine;

    /// Which packets.
    public record Choice(Filter filter, TimeRange times) {}

    /// What came of it: packets read, packets written.
    public record Result(long read, long kept) {}

    /// @param reading what could not be read to its end, and whether Ctrl-C ended it, is found there
    /// @param out     remains the caller's to close
    public Cut(Reading reading, Choice choice, WritableByteChannel out) {
        this.reading = reading;
        this.choice = choice;
        this.out = out;
    }

    public Result run() throws IOException, InterruptedException {
        List<CaptureReader> readers = new ArrayList<>();
        try (Interruption interruption = Interruption.during(this::stop)) {
            for (Path file : reading.files()) {
                CaptureReader reader = Opening.open(file, false, interruption);
                if (reader == null) {
                    break;
                }
                readers.add(reader);
            }
            CaptureCopy copy = CaptureCopy.to(out, readers);
            Result result = readers.size() == 1 && copy.asTheyLie()
                    ? runs(readers.getFirst(), copy)
                    : oneByOne(readers, copy, interruption);
            synchronized (copy) {
                copy.flush();
            }
            for (int i = 0; i < readers.size(); i++) {
                reading.damaged(reading.files().get(i), readers.get(i).problem());
            }
            reading.interrupted(interruption.happened());
            return result;
        } finally {
            for (CaptureReader reader : readers) {
                reader.close();
            }
        }
    }

    private void stop() {
        stopped = true;
        Engine running = engine;
        if (running != null) {
            running.stop();
        }
    }

    private Result runs(CaptureReader reader, CaptureCopy copy) throws IOException, InterruptedException {
        CutJob job = new CutJob(choice, copy);
        Engine running = new Engine(reading.begin(), job, Reading.threads());
        engine = running;
        if (stopped) {
            running.stop();
        }
        try (Progress progress = Progress.of(reading.files(), running::bytesRead, running::packetsRead, false)) {
            progress.at(0, reader);
            running.run(reader);
        }
        return new Result(running.packetsRead(), job.kept());
    }

    /// On a thread of its own, which may wait for a pipe when Ctrl-C comes.
    private Result oneByOne(List<CaptureReader> readers, CaptureCopy copy, Interruption interruption)
            throws IOException, InterruptedException {
        Sequence sequence = new Sequence(readers, copy);
        CompletableFuture<Void> ending = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("cut").start(() -> {
            try {
                sequence.run();
                ending.complete(null);
            } catch (Throwable e) {
                ending.completeExceptionally(e);
            }
        });
        boolean waits = readers.stream().anyMatch(CaptureReader::waits);
        LongSupplier bytes = () -> sequence.bytes;
        try (Progress progress = Progress.of(reading.files(), bytes, () -> sequence.read, false)) {
            if (!readers.isEmpty()) {
                progress.at(0, readers.getFirst());
            }
            CompletableFuture<?> first = waits ? CompletableFuture.anyOf(ending, interruption.happening()) : ending;
            first.get();
        } catch (ExecutionException e) {
            throw cause(e);
        }
        return new Result(sequence.read, sequence.kept);
    }

    private static IOException cause(ExecutionException e) {
        Throwable thrown = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
        if (thrown instanceof RuntimeException bug && !(bug instanceof UncheckedIOException)) {
            throw bug;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof IOException io ? io : new IOException(thrown);
    }

    /// The packets one after the other.
    private final class Sequence {
        private final List<CaptureReader> readers;
        private final CaptureCopy copy;
        private volatile long bytes;
        private volatile long read;
        private volatile long kept;

        Sequence(List<CaptureReader> readers, CaptureCopy copy) {
            this.readers = readers;
            this.copy = copy;
        }

        void run() throws IOException {
            Merge merge = new Merge(readers, () -> stopped);
            Walk walk = new Walk(reading.begin(), Reading.analyses(choice.filter()));
            PacketFields fields = new PacketFields();
            CaptureRecord record = merge.next();
            while (record != null) {
                boolean wanted = true;
                if (record.frame()) {
                    Packet packet = walk.next(record);
                    read = walk.packets();
                    wanted = choice.times().contains(packet.epochNanos(), packet.sinceStart())
                            && choice.filter().matches(fields.of(packet));
                }
                if (wanted) {
                    keep(record);
                }
                bytes = merge.bytesRead();
                record = merge.next();
            }
        }

        private void keep(CaptureRecord record) throws IOException {
            synchronized (copy) {
                if (!stopped) {
                    copy.keep(record);
                    if (record.frame()) {
                        kept = kept + 1;
                    }
                }
            }
        }
    }
}
