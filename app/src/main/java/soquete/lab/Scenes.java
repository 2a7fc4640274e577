package soquete.lab;

import java.util.List;
import java.util.Optional;

/// The scenes of the lab, in the order of the assignment.
public final class Scenes {

    private static final List<Scene> ALL = List.of(
            new SimpleScene("greeting", "GreetingServer", "GreetingClient", 12345),
            new SimpleScene("echo", "EchoServer", "EchoClient", 65432),
            new UdpScene(),
            new MultiScene(),
            new RemoteScene(),
            new ComparisonScene());

    private Scenes() {}

    public static List<Scene> all() {
        return ALL;
    }

    public static Optional<Scene> named(String name) {
        return ALL.stream().filter(s -> s.name().equals(name)).findFirst();
    }
}
