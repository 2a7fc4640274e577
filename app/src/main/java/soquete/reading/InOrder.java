package soquete.reading;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Work on the parts of a long list, by several threads at once, whose results are taken in the order of the list.
final class InOrder implements AutoCloseable {
    private static final int AHEAD_PER_THREAD = 4;

    private final int threads;
    private final ExecutorService workers;

    /// Takes one part's result.
    interface Taker<R> {
        void take(R result) throws IOException;
    }

    /// @param threads at least 1
    InOrder(int threads) {
        this.threads = threads;
        this.workers = Executors.newFixedThreadPool(
                threads, task -> Thread.ofPlatform().daemon().name("rows").unstarted(task));
    }

    /// @param size of each part but the last, at least 1
    <T, R> void each(List<T> list, int size, Function<List<T>, R> work, Taker<R> taker) throws IOException {
        Queue<Future<R>> ahead = new ArrayDeque<>();
        int from = 0;
        while (from < list.size() || !ahead.isEmpty()) {
            if (from < list.size() && ahead.size() < threads * AHEAD_PER_THREAD) {
                List<T> part = list.subList(from, Math.min(list.size(), from + size));
                Callable<R> task = () -> work.apply(part);
                ahead.add(workers.submit(task));
                from += part.size();
            } else {
                taker.take(result(ahead.remove()));
            }
        }
    }

    private static <R> R result(Future<R> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // memory that does not suffice has a sentence of its own
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
