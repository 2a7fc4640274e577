package soquete.host.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import soquete.host.StateWatch;
import soquete.host.Unavailable;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Endpoint;

/// The kernel's own TCP transitions: the tracepoint `sock/inet_sock_set_state` (include/trace/events/sock.h), read from
/// the raw pages of a trace instance of our own, each at its nanosecond of CLOCK_MONOTONIC.
///
/// Invariant: changes are handed over in the order of time.
final class KernelStates implements StateWatch {

    static final String EVENT = StateEvents.EVENT;

    private static final int BUFFER_KIB = 1024;
    private static final int PAUSE_MILLIS = 1;

    /// The kernel takes a filter of less than a page.
    private static final int LONGEST_FILTER = 4000;

    private final Tracefs instance;
    private final Set<Integer> ports;
    private final StateEvents events;
    private final TraceReader<StateChange> reader;
    private final AtomicBoolean closing = new AtomicBoolean();

    KernelStates(Set<Integer> ports, Consumer<StateChange> sink) throws Unavailable, IOException {
        this.ports = Set.copyOf(ports);
        instance = Tracefs.make(BUFFER_KIB);
        try {
            events = new StateEvents(EventFormat.parse(instance.read(EVENT + "/format")));
            instance.write(EVENT + "/filter", filter(ports));
            reader = new TraceReader<>(
                    "kernel states",
                    List.of(instance),
                    new TraceReader.Reading<>(
                            this::decode, (i, time) -> null, StateChange::timeNanos, sink, () -> {}, PAUSE_MILLIS));
        } catch (IOException e) {
            instance.close();
            throw e;
        }
        try {
            instance.write(EVENT + "/enable", "1");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// What the kernel is to leave out before it writes anything: `protocol==6&&(sport==80||dport==80)`.
    static String filter(Set<Integer> ports) {
        String wanted = ports.stream()
                .sorted()
                .map(port -> "sport==" + port + "||dport==" + port)
                .collect(Collectors.joining("||"));
        return wanted.isEmpty() || wanted.length() > LONGEST_FILTER
                ? StateEvents.FILTER
                : StateEvents.FILTER + "&&(" + wanted + ")";
    }

    private @Nullable StateChange decode(int unused, long timeNanos, MemorySegment event) {
        StateChange change = events.change(timeNanos, event);
        return change != null && isWanted(change) ? change : null;
    }

    private boolean isWanted(StateChange change) {
        Endpoint peer = change.peer();
        return ports.isEmpty() || ports.contains(change.local().port()) || peer != null && ports.contains(peer.port());
    }

    @Override
    public StateSource source() {
        return StateSource.KERNEL;
    }

    @Override
    public long lost() {
        return reader.lost();
    }

    @Override
    public void close() {
        boolean first = closing.compareAndSet(false, true);
        try {
            if (first) {
                instance.write(EVENT + "/enable", "0");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            reader.close();
        }
        if (first) {
            instance.close();
        }
    }
}
