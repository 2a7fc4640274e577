package soquete.reading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureReader;

/// Opens captures. A pipe that nobody writes to is waited for on a thread of its own, so that Ctrl-C ends that too.
final class Opening {
    private static final Path STANDARD_INPUT = Path.of("-");

    private Opening() {}

    /// Null when it was interrupted.
    static @Nullable CaptureReader open(Path file, boolean follow, Interruption interruption)
            throws IOException, InterruptedException {
        if (!follow && Files.isRegularFile(file)) {
            return CaptureReader.open(file);
        }
        CompletableFuture<CaptureReader> opening = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("opening").start(() -> {
            try {
                opening.complete(waiting(file, follow));
            } catch (IOException | RuntimeException e) {
                opening.completeExceptionally(e);
            }
        });
        try {
            CompletableFuture.anyOf(opening, interruption.happening()).get();
            return opening.getNow(null);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case UncheckedIOException io -> throw io;
                case RuntimeException bug -> throw bug;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private static CaptureReader waiting(Path file, boolean follow) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return CaptureReader.open(System.in);
        }
        return follow && Files.isRegularFile(file) ? CaptureReader.follow(file) : CaptureReader.open(file);
    }
}
