package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.host.Host;
import soquete.host.PacketCapture;
import soquete.host.Platform;
import soquete.host.Platform.Capability;
import soquete.host.Unavailable;
import soquete.wire.Addresses;

/// The tiers of privilege as user `nobody` really has them: with nothing, and in a user namespace.
final class UnprivilegedTest {

    private static final List<String> NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all");

    @TempDir
    private Path directory;

    /// What a user finds: prints the capabilities, and how many packets an echo between two hosts had.
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) throws Exception {
            try (Platform platform = Platform.current()) {
                for (Capability capability : platform.capabilities()) {
                    Unavailable missing = capability.missing();
                    System.out.println(capability.name() + " " + (missing == null ? "there" : missing.reason()));
                }
                System.out.println("machine " + platform.machine().addresses().size());
                System.out.println(
                        "towards " + platform.interfaceTowards(platform.machine(), Addresses.literal("127.0.0.1")));
                if (arguments.length > 0) {
                    Host a = platform.newHost("a");
                    Host b = platform.newHost("b");
                    platform.join(a, Root.address("198.51.100.1", 24), b, Root.address("198.51.100.2", 24));
                    AtomicInteger packets = new AtomicInteger();
                    PacketCapture capture = platform.capture(a, "eth0", packet -> packets.incrementAndGet());
                    Echo.run(a, b, Addresses.literal("198.51.100.1"), 7007);
                    capture.close();
                    System.out.println("packets " + (packets.get() >= 10));
                }
            }
        }
    }

    @BeforeEach
    void nobody() throws Exception {
        Root.assumed();
        assumeTrue(succeeds(NOBODY, "true"), "needs setpriv");
        // The build's directories may be closed to nobody: the classes go where they are not.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path part = Path.of(entry);
            if (Files.isDirectory(part)) {
                copy(part, directory);
            } else if (entry.endsWith(".jar") && Files.exists(part)) {
                Files.copy(part, directory.resolve(part.getFileName().toString()));
            }
        }
        assumeTrue(succeeds(NOBODY, "test", "-r", directory.resolve("soquete").toString()), "needs an open /tmp");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static boolean succeeds(List<String> prefix, String... command) throws Exception {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(List.of(command));
        try {
            return new ProcessBuilder(all)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> probe(List<String> prefix, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(NOBODY);
        command.addAll(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                directory + File.pathSeparator + directory.resolve("*"),
                Probe.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    @Test
    void withoutPrivilegeThereIsTheSocketTable() throws Exception {
        assertThat(probe(List.of()))
                .contains("KERNEL_STATES NOT_ROOT", "PACKETS NOT_ROOT", "HOSTS NOT_ROOT", "SOCKET_TABLE there")
                .contains("towards lo");
    }

    @Test
    void inAUserNamespaceThereIsAllButTheKernelsStates() throws Exception {
        List<String> command;
        try {
            command = UserNamespace.command();
        } catch (Unavailable e) {
            assumeTrue(false, "needs user namespaces");
            return;
        }
        List<String> trial = new ArrayList<>(NOBODY);
        trial.addAll(command);
        assumeTrue(succeeds(trial, "true"), "needs user namespaces for everybody");
        assertThat(probe(command, "exchange"))
                .containsExactly(
                        "KERNEL_STATES NOT_ROOT",
                        "PACKETS there",
                        "HOSTS there",
                        "USER_NAMESPACE there",
                        "SOCKET_TABLE there",
                        "machine 2",
                        "towards lo",
                        "packets true");
    }
}
