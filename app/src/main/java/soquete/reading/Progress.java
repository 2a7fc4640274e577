package soquete.reading;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureReader;
import soquete.text.Messages;

/// How far a reading is: one line on standard error, rewritten in place and cleared at the end. It appears after a
/// second, and only where standard error is a terminal.
final class Progress implements AutoCloseable {
    private static final long FIRST_MILLIS = 1000;
    private static final long EVERY_MILLIS = 200;
    /// What the launcher sets where it sees that standard error is no terminal: to find out from here, JLine starts a
    /// program.
    private static final String WANTED = "soquete.progress";

    private static final String NO = "no";
    private static final String CLEAR = "\r\u001b[K";
    private static final double SECOND = 1e9;

    private final List<Path> files;
    private final LongSupplier bytes;
    private final LongSupplier packets;
    private final PrintStream err;
    private final long begin = System.nanoTime();
    private @Nullable ScheduledExecutorService clock;
    private volatile long before;
    private volatile long total;
    private boolean shown;

    /// @param bytes   of the capture that is being read, so far
    /// @param packets of all captures, so far
    Progress(List<Path> files, LongSupplier bytes, LongSupplier packets, PrintStream err) {
        this.files = files;
        this.bytes = bytes;
        this.packets = packets;
        this.err = err;
    }

    /// @param rows whether standard output shows rows meanwhile: where both are the terminal, they are enough
    static Progress of(List<Path> files, LongSupplier bytes, LongSupplier packets, boolean rows) {
        Progress progress = new Progress(files, bytes, packets, System.err);
        if (NO.equals(System.getProperty(WANTED))) {
            return progress;
        }
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name("progress").unstarted(task));
        progress.clock = clock;
        clock.schedule(
                () -> {
                    if (terminal(SystemStream.Error) && !(rows && terminal(SystemStream.Output))) {
                        clock.scheduleAtFixedRate(progress::show, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
                    }
                },
                FIRST_MILLIS,
                TimeUnit.MILLISECONDS);
        return progress;
    }

    private static boolean terminal(SystemStream stream) {
        try {
            List<TerminalProvider> providers =
                    TerminalBuilder.builder().getProviders(null, new IllegalStateException("no provider"));
            return !providers.isEmpty() && providers.getFirst().isSystemStream(stream);
        } catch (IllegalStateException e) {
            return false; // progress is a courtesy
        }
    }

    /// A capture is now read, the `index`th from 0.
    void at(int index, CaptureReader reader) {
        long behind = 0;
        long all = reader.length() < 0 ? -1 : 0;
        for (int i = 0; i < files.size(); i++) {
            long size = size(files.get(i));
            behind += i < index ? size : 0;
            all = all < 0 ? -1 : all + size;
        }
        before = behind;
        total = all;
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private synchronized void show() {
        err.print("\r" + line(System.nanoTime() - begin) + "\u001b[K");
        err.flush();
        shown = true;
    }

    /// What is told after so much time.
    String line(long nanos) {
        Messages texts = Messages.of("soquete.reading.reading", Locale.getDefault()); // seldom needed
        long read = before + bytes.getAsLong();
        double perSecond = read / (nanos / SECOND);
        String rate = size(perSecond);
        if (total <= 0) {
            return texts.text("progress.unknown", size(read), rate, packets.getAsLong());
        }
        double share = Math.min(1, (double) read / total);
        long left = read == 0 ? 0 : (long) Math.ceil((total - read) / perSecond);
        return texts.text("progress.known", share, rate, packets.getAsLong(), Math.max(0, left));
    }

    /// `1.2 GB`, with the language's decimal sign.
    private String size(double count) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        int unit = 0;
        double left = count;
        while (left >= 1000 && unit < units.length - 1) {
            left /= 1000;
            unit++;
        }
        return String.format(Locale.getDefault(), unit == 0 ? "%.0f %s" : "%.1f %s", left, units[unit]);
    }

    @Override
    public void close() {
        ScheduledExecutorService running = clock;
        if (running != null) {
            running.shutdownNow();
        }
        synchronized (this) {
            if (shown) {
                err.print(CLEAR);
                err.flush();
            }
        }
    }
}
