package soquete.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The kernel's numbers of threads, as Linux gives them to each thread (proc(5), `/proc/thread-self`).
final class ThreadIds {
    private static final int UNKNOWN = 0;
    private static final Path SELF = Path.of("/proc/thread-self");
    private static final ThreadLocal<Integer> KNOWN = ThreadLocal.withInitial(ThreadIds::look);

    private ThreadIds() {}

    /// 0 for a virtual thread, which has none of its own, and where the system does not say.
    static int current() {
        return Thread.currentThread().isVirtual() ? UNKNOWN : KNOWN.get();
    }

    private static int look() {
        try {
            return Integer.parseInt(String.valueOf(Files.readSymbolicLink(SELF).getFileName()));
        } catch (IOException | NumberFormatException | UnsupportedOperationException e) {
            return UNKNOWN;
        }
    }
}
