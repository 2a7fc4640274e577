package soquete.host.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import soquete.host.Host;
import soquete.host.Platform;

/// A laboratory for tests to kill: two hosts, a cable, every watch there is, and two programs.
final class Laboratory {

    private Laboratory() {}

    /// Prints `ready PID PID`, then waits to be killed.
    public static void main(String[] arguments) throws Exception {
        Platform platform = Platform.current();
        Host a = platform.newHost("a");
        Host b = platform.newHost("b");
        platform.join(a, Root.address("203.0.113.1", 24), b, Root.address("203.0.113.2", 24));
        platform.kernelStates(Set.of(), change -> {});
        platform.capture(a, "eth0", packet -> {});
        platform.sampledStates(b, Set.of(), change -> {});
        Process first = a.start(new ProcessBuilder("sleep", "1000"));
        Process second = platform.machine().start(new ProcessBuilder("sleep", "1000"));
        System.out.println("ready " + first.pid() + " " + second.pid());
        System.in.read(); // to be killed, or to end with who started it
    }

    /// A JVM of this test's class path that runs `main`.
    static ProcessBuilder jvm(Class<?> main, Path temporary, List<String> prefix) {
        List<String> command = new java.util.ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /// Its instances, by their path.
    static List<Path> instances(long pid) throws Exception {
        try (var listed = Files.list(Path.of("/sys/kernel/tracing/instances"))) {
            return listed.filter(path -> path.getFileName().toString().startsWith("soquete-" + pid + "-"))
                    .toList();
        }
    }
}
