package soquete.host.linux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import soquete.host.Platform.InterfaceAddress;
import soquete.host.Unavailable;
import soquete.wire.Addresses;

/// What live tests share: they are skipped, with the reason, where this user may not do what they need.
final class Root {

    private Root() {}

    static void assumed() throws IOException {
        assumeTrue("Linux".equals(System.getProperty("os.name")), "needs Linux");
        Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        assumeTrue(Integer.valueOf(0).equals(uid), "needs root");
    }

    static void tracefsAssumed() throws IOException {
        assumed();
        try {
            Tracefs.make().close();
        } catch (Unavailable e) {
            assumeTrue(false, "needs tracefs: " + e.getMessage());
        }
    }

    static InterfaceAddress address(String text, int prefixLength) {
        return new InterfaceAddress(Addresses.literal(text), prefixLength);
    }

    /// Instances of this process.
    static List<Path> instances() throws IOException {
        ProcStat self = ProcStat.self();
        try (var listed = Files.list(Path.of("/sys/kernel/tracing/instances"))) {
            return listed.filter(path -> path.getFileName()
                            .toString()
                            .startsWith("soquete-" + self.pid() + "-" + self.startTicks() + "-"))
                    .toList();
        }
    }
}
