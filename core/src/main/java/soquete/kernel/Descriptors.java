package soquete.kernel;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The descriptors of a process that are sockets. Threads share one table, and so do processes made with CLONE_FILES.
final class Descriptors {

    private record Entry(KernelSocket socket, boolean closesOnExec) {}

    private final Map<Integer, Entry> entries;
    private final Consumer<KernelSocket> unused;
    private int users = 1;

    /// @param unused takes a socket when its last descriptor is gone
    Descriptors(Consumer<KernelSocket> unused) {
        this(new HashMap<>(), unused);
    }

    private Descriptors(Map<Integer, Entry> entries, Consumer<KernelSocket> unused) {
        this.entries = entries;
        this.unused = unused;
    }

    Descriptors shared() {
        users++;
        return this;
    }

    Descriptors copied() {
        entries.values().forEach(e -> e.socket.descriptors++);
        return new Descriptors(new HashMap<>(entries), unused);
    }

    /// The table that its user has alone from now on.
    Descriptors alone() {
        if (users == 1) {
            return this;
        }
        users--;
        return copied();
    }

    /// Each socket by what it is taken for from now on.
    void replace(UnaryOperator<KernelSocket> by) {
        entries.replaceAll((d, e) -> new Entry(by.apply(e.socket()), e.closesOnExec()));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    @Nullable
    KernelSocket get(int descriptor) {
        Entry entry = entries.get(descriptor);
        return entry == null ? null : entry.socket();
    }

    void put(int descriptor, KernelSocket socket, boolean closesOnExec) {
        socket.descriptors++;
        Entry before = entries.put(descriptor, new Entry(socket, closesOnExec));
        if (before != null) {
            released(before.socket());
        }
    }

    void closesOnExec(int descriptor, boolean closes) {
        entries.computeIfPresent(descriptor, (d, e) -> new Entry(e.socket(), closes));
    }

    /// Takes it out; what was the last descriptor of a socket leaves it to the caller to say that it is unused.
    void detach(int descriptor) {
        Entry entry = entries.remove(descriptor);
        if (entry != null) {
            entry.socket().descriptors--;
        }
    }

    void remove(int descriptor) {
        Entry entry = entries.remove(descriptor);
        if (entry != null) {
            released(entry.socket());
        }
    }

    /// The sockets' descriptors from `first` to `last`, both included.
    int[] between(long first, long last) {
        return entries.keySet().stream()
                .mapToInt(d -> d)
                .filter(d -> first <= d && d <= last)
                .sorted()
                .toArray();
    }

    void exec() {
        Iterator<Entry> all = entries.values().iterator();
        while (all.hasNext()) {
            Entry entry = all.next();
            if (entry.closesOnExec()) {
                all.remove();
                released(entry.socket());
            }
        }
    }

    /// One user less; the last closes what is left.
    void left() {
        users--;
        if (users == 0) {
            entries.values().forEach(e -> released(e.socket()));
            entries.clear();
        }
    }

    private void released(KernelSocket socket) {
        socket.descriptors--;
        if (socket.descriptors == 0) {
            unused.accept(socket);
        }
    }
}
