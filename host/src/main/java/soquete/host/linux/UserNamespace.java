package soquete.host.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import soquete.host.Platform.Capability;
import soquete.host.Unavailable;

/// A user namespace of one's own, in which who is not root has hosts, captures and cables after all
/// (user_namespaces(7)). The kernel's states stay closed to it.
///
/// A process with threads cannot enter one (EINVAL), and a JVM always has: it is started anew under `unshare`.
final class UserNamespace {

    private static final List<String> COMMAND = List.of("unshare", "--user", "--map-root-user", "--net");
    private static final int LONGEST_SECONDS = 5;

    private UserNamespace() {}

    /// The words to put before a command so that it runs in one; tried just now.
    static List<String> command() throws Unavailable {
        List<String> trial = new ArrayList<>(COMMAND);
        trial.add("true");
        try {
            Process process = new ProcessBuilder(trial)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return COMMAND;
            }
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new Unavailable(Unavailable.Reason.NO_NAMESPACES, String.valueOf(e.getMessage()));
        }
        throw new Unavailable(Unavailable.Reason.NO_NAMESPACES, Capability.Name.USER_NAMESPACE);
    }

    /// Whether this process is in one: there, uid 0 is not the machine's root.
    static boolean isHere() {
        try {
            String map = Files.readString(Path.of("/proc/self/uid_map")).strip().replaceAll("\\s+", " ");
            return !map.equals("0 0 4294967295");
        } catch (IOException e) {
            return false;
        }
    }
}
