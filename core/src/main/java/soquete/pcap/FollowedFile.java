package soquete.pcap;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem.Reason;

/// A file that is still being written. At its end it waits for more, until it is closed or its reader is
/// interrupted.
final class FollowedFile extends InputStream {
    private static final long PAUSE_MILLIS = 100;

    private final Path file;
    private final FileInputStream in;
    private final @Nullable Object key;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Runnable pause;
    private long position;
    private volatile boolean stopped;

    FollowedFile(Path file) throws IOException {
        this(file, null);
    }

    /// @param pause what to do at the file's end before looking again; null to wait a little
    FollowedFile(Path file, @Nullable Runnable pause) throws IOException {
        this.file = file;
        this.in = new FileInputStream(file.toFile());
        this.key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        this.pause = pause == null ? this::awaitMore : pause;
    }

    boolean stopped() {
        return stopped;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (!stopped) {
            boolean same = sameFile();
            int read = readNow(into, offset, length);
            if (read > 0) {
                position += read;
                return read;
            }
            if (!same) {
                throw new DamagedStream(CaptureProblem.of(Reason.FILE_REPLACED, position));
            }
            pause.run();
        }
        return -1;
    }

    @Override
    public int available() throws IOException {
        return stopped ? 0 : in.available();
    }

    private int readNow(byte[] into, int offset, int length) throws IOException {
        try {
            return in.read(into, offset, length);
        } catch (IOException e) {
            if (stopped) {
                return -1;
            }
            throw e;
        }
    }

    /// Whether the path still leads to the file that is read, and that has not become shorter.
    private boolean sameFile() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (!Objects.equals(now.fileKey(), key)) {
                return false;
            }
            if (now.size() < position) {
                throw new DamagedStream(CaptureProblem.of(Reason.FILE_SHRANK, now.size()));
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void awaitMore() {
        lock.lock();
        try {
            if (!stopped && !closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        lock.lock();
        try {
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        in.close();
    }
}
