package soquete.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import soquete.host.Platform;
import soquete.host.Platform.Capability;
import soquete.host.Unavailable;

/// How much this user may observe: all; all but the kernel's own states, as it is or in a user namespace; calls and
/// what the socket table shows.
enum Tier {
    ROOT,
    PACKETS,
    NAMESPACE,
    CALLS;

    private static final String RELAUNCHED = "SOQUETE_IN_NAMESPACE";

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static boolean relaunched() {
        return System.getenv(RELAUNCHED) != null;
    }

    static Tier of(Platform platform) {
        if (relaunched()) {
            return NAMESPACE;
        }
        List<Capability.Name> there = platform.capabilities().stream()
                .filter(c -> c.missing() == null)
                .map(Capability::name)
                .toList();
        if (there.contains(Capability.Name.HOSTS) && there.contains(Capability.Name.PACKETS)) {
            return there.contains(Capability.Name.KERNEL_STATES) ? ROOT : PACKETS;
        }
        return there.contains(Capability.Name.USER_NAMESPACE) ? NAMESPACE : CALLS;
    }

    /// Runs this same command once more inside a user namespace, where hosts and captures need no privilege.
    static int relaunch(Platform platform) throws IOException, Unavailable, InterruptedException {
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>(platform.userNamespaceCommand());
        command.add(self.command().orElseThrow());
        command.addAll(List.of(self.arguments().orElseThrow()));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(RELAUNCHED, "1");
        Process inside = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(inside::destroy));
        return inside.waitFor();
    }
}
