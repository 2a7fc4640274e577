package soquete.lab;

import java.net.URISyntaxException;
import java.nio.file.Path;

/// Where the parts of Soquete that other JVMs load lie: beside this program, whether it runs from jars or from a build.
public final class Parts {

    private Parts() {}

    /// The agent's jar.
    public static Path agent() {
        return locationOf("soquete.agent.Agent");
    }

    /// The class path of the class's programs, which stand in the unnamed package.
    static Path programs() {
        return locationOf("EchoServer");
    }

    private static Path locationOf(String className) {
        try {
            Class<?> found = Class.forName(className, false, Parts.class.getClassLoader());
            return Path.of(
                    found.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(className + " is not on the class path", e);
        }
    }
}
