package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import soquete.host.Host;

/// What goes on on a host stays there: pools that others share keep their threads on the machine.
final class BirthplaceTest {

    @Test
    void noSharedThreadIsBornOnAHost() throws Exception {
        Root.assumed();
        long machine = NamespaceGuard.cookieHere();
        try (LinuxPlatform platform = LinuxPlatform.open()) {
            Host host = platform.newHost("apart");
            assertThat(host.call(NamespaceGuard::cookieHere)).isNotEqualTo(machine);
            try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Long>> found = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    found.add(virtual.submit(() -> {
                        host.call(() -> 1);
                        host.start(new ProcessBuilder("true")).waitFor();
                        return NamespaceGuard.cookieHere();
                    }));
                }
                for (Future<Long> one : found) {
                    assertThat(one.get()).isEqualTo(machine);
                }
            }
            Process program = host.start(new ProcessBuilder("true"));
            assertThat(program.onExit().thenApplyAsync(ended -> here()).get()).isEqualTo(machine);
            for (int i = 0; i < 50; i++) {
                assertThat(CompletableFuture.supplyAsync(BirthplaceTest::here).get())
                        .isEqualTo(machine);
            }
        }
    }

    private static long here() {
        Callable<Long> cookie = NamespaceGuard::cookieHere;
        try {
            return cookie.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
