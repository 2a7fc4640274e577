package soquete.agent;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;

/// The entry of the agent: `-javaagent:soquete-agent.jar=FILE`. Appends the program's socket calls to FILE.
public final class Agent {

    private Agent() {}

    /// Called by the JVM before the program's `main`. A file that cannot be written leaves the program unobserved and
    /// otherwise untouched.
    public static void premain(String file, Instrumentation instrumentation) {
        try {
            if (Recorder.start(file)) {
                open(instrumentation);
                Weaver.install(instrumentation);
            }
        } catch (Throwable e) {
            // the program comes first: without a recording it runs as ever
            Recorder.stop("cannot watch: " + e);
        }
    }

    /// Opens to the agent the two packages of the JDK that hold the sockets.
    private static void open(Instrumentation instrumentation) {
        Set<Module> agent = Set.of(Agent.class.getModule());
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of(),
                Map.of("java.net", agent, "sun.nio.ch", agent),
                Set.of(),
                Map.of());
    }
}
