package soquete.host.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import soquete.host.CallWatch;
import soquete.host.Host;
import soquete.host.Platform;
import soquete.trace.Call;
import soquete.trace.Loss;
import soquete.trace.StateChange;

/// Programs that are run under a [CallWatch], and what it handed over.
final class Watched implements AutoCloseable {

    private final Map<Long, Call> calls = Collections.synchronizedMap(new LinkedHashMap<>());
    final List<StateChange> states = Collections.synchronizedList(new ArrayList<>());
    final Platform platform = Platform.current();
    final CallWatch watch;
    private int programs;

    Watched() throws Exception {
        watch = platform.calls(call -> calls.put((long) call.program() << 40 | call.id(), call), states::add);
    }

    Process start(Host host, List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        return watch.start(host, builder, ++programs);
    }

    int attach(long pid) throws Exception {
        watch.attach(pid, ++programs);
        return programs;
    }

    /// As far as they were handed over, in order of beginning; each as it was told last.
    List<Call> calls(int program) {
        synchronized (calls) {
            return calls.values().stream()
                    .filter(c -> c.program() == program)
                    .sorted(Comparator.comparingLong(Call::id))
                    .toList();
        }
    }

    List<Loss> losses() {
        return watch.losses();
    }

    @Override
    public void close() {
        watch.close();
        platform.close();
    }

    /// For trying: runs a command and prints its calls.
    public static void main(String[] command) throws Exception {
        Watched watched = new Watched();
        try (watched) {
            long begin = System.nanoTime();
            Process process =
                    watched.watch.start(watched.platform.machine(), new ProcessBuilder(command).inheritIO(), 1);
            System.out.printf("started after %.1f ms%n", (System.nanoTime() - begin) / 1e6);
            process.waitFor();
        }
        if (!Boolean.getBoolean("quiet")) {
            for (Call c : watched.calls(1)) {
                System.out.printf(
                        "%.6f %.6f %s/%d %s(%s) = %s s%d %s %s%n",
                        c.beginNanos() / 1e9,
                        c.returned() ? (c.endNanos() - c.beginNanos()) / 1e9 : -1,
                        c.thread(),
                        c.threadId(),
                        c.name(),
                        c.arguments(),
                        c.outcome(),
                        c.socket(),
                        c.local(),
                        c.peer());
            }
        }
        System.out.println(watched.calls(1).size() + " calls, " + watched.losses() + " " + Path.of(command[0]));
    }
}
