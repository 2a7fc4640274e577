package soquete.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import soquete.host.StateWatch;
import soquete.host.Threads;
import soquete.host.Unavailable;
import soquete.tcp.TcpState;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// The kernel's own TCP transitions: the tracepoint `sock/inet_sock_set_state` (include/trace/events/sock.h), read from
/// the raw pages of a trace instance of our own, each at its nanosecond of CLOCK_MONOTONIC.
///
/// Invariant: changes are handed over in the order of time. Each cpu has a buffer of its own; what is younger than the
/// beginning of a round of reading waits for the next round, because an older one may stand in a buffer already passed.
final class KernelStates implements StateWatch {

    static final String EVENT = "events/sock/inet_sock_set_state";

    private static final int PAGE_BYTES = 64 * 1024;
    private static final int BUFFER_KIB = 1024;
    private static final int IPPROTO_TCP = 6;

    /// The kernel takes a filter of less than a page.
    private static final int LONGEST_FILTER = 4000;

    /// Between the time an event bears and its being readable lie a few instructions, or an interrupt.
    private static final long COMMIT_NANOS = 50_000;

    private static final int PAGES_A_ROUND = 64;
    private static final int IDLE_MILLIS = 100;
    private static final int HELD_MILLIS = 1;

    private final Tracefs instance;
    private final Set<Integer> ports;
    private final Consumer<StateChange> sink;
    private final EventFormat format;
    private final int[] pipes;
    private final Readiness readiness;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment page = arena.allocate(PAGE_BYTES, 8);
    private final List<StateChange> held = new ArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread reader;
    private long newestNanos;
    private volatile long missedInPages;
    private volatile long lost;

    KernelStates(Set<Integer> ports, Consumer<StateChange> sink) throws Unavailable, IOException {
        this.ports = Set.copyOf(ports);
        this.sink = sink;
        instance = Tracefs.make();
        try {
            instance.write("trace_clock", "mono");
            instance.write("buffer_percent", "0");
            instance.write("buffer_size_kb", Integer.toString(BUFFER_KIB));
            format = EventFormat.parse(instance.read(EVENT + "/format"));
            instance.write(EVENT + "/filter", filter(ports));
            pipes = openPipes();
            readiness = new Readiness(pipes);
        } catch (IOException e) {
            instance.close();
            throw e;
        }
        reader = Thread.ofPlatform().daemon().name("kernel states").start(this::run);
        try {
            instance.write(EVENT + "/enable", "1");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// What the kernel is to leave out before it writes anything: `protocol==6&&(sport==80||dport==80)`.
    static String filter(Set<Integer> ports) {
        String tcp = "protocol==" + IPPROTO_TCP;
        String wanted = ports.stream()
                .sorted()
                .map(port -> "sport==" + port + "||dport==" + port)
                .collect(Collectors.joining("||"));
        return wanted.isEmpty() || wanted.length() > LONGEST_FILTER ? tcp : tcp + "&&(" + wanted + ")";
    }

    private int[] openPipes() throws IOException {
        List<String> cpus = instance.cpus();
        int[] opened = new int[cpus.size()];
        for (int i = 0; i < opened.length; i++) {
            String path = instance.directory() + "/" + cpus.get(i) + "/trace_pipe_raw";
            opened[i] = FileCalls.open(path, FileCalls.O_RDONLY | FileCalls.O_NONBLOCK);
        }
        return opened;
    }

    private void run() {
        try {
            while (!closing.get()) {
                readiness.await(held.isEmpty() ? IDLE_MILLIS : HELD_MILLIS);
                long begin = System.nanoTime();
                handOver(drain(begin - COMMIT_NANOS));
            }
            long horizon = 0;
            while (horizon != Long.MAX_VALUE) {
                horizon = drain(Long.MAX_VALUE);
                handOver(horizon);
            }
        } catch (NativeException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Takes what the buffers hold, of each at most a bounded number of pages. Gives the time before which
    /// nothing is left in any of them, `horizon` when they are empty.
    private long drain(long horizon) throws NativeException {
        long complete = horizon;
        for (int pipe : pipes) {
            int pages = 0;
            int bytes = FileCalls.read(pipe, page);
            while (bytes > 0 && pages < PAGES_A_ROUND) {
                missedInPages += TracePage.read(page, bytes, this::take);
                pages++;
                bytes = FileCalls.read(pipe, page);
            }
            if (bytes > 0) {
                missedInPages += TracePage.read(page, bytes, this::take);
                complete = Math.min(complete, newestNanos);
            } else if (bytes != 0 && bytes != -Errno.EAGAIN && bytes != -Errno.EINTR) {
                throw new NativeException("read trace_pipe_raw", -bytes);
            }
        }
        return complete;
    }

    private void handOver(long before) {
        held.sort(Comparator.comparingLong(StateChange::timeNanos));
        int count = 0;
        while (count < held.size() && held.get(count).timeNanos() < before) {
            sink.accept(held.get(count));
            count++;
        }
        held.subList(0, count).clear();
    }

    private void take(long timeNanos, MemorySegment event) {
        newestNanos = timeNanos;
        if (u16(event, "common_type") != format.id() || u16(event, "protocol") != IPPROTO_TCP) {
            return;
        }
        int localPort = u16(event, "sport");
        int peerPort = u16(event, "dport");
        if (!ports.isEmpty() && !ports.contains(localPort) && !ports.contains(peerPort)) {
            return;
        }
        @Nullable Endpoint peer = peerPort == 0 ? null : new Endpoint(address(event, "daddr"), peerPort);
        TcpState from = SocketDiag.state(event.get(JAVA_INT_UNALIGNED, format.offset("oldstate")));
        TcpState to = SocketDiag.state(event.get(JAVA_INT_UNALIGNED, format.offset("newstate")));
        if (from == to) {
            // A close after a shutdown stores the state it finds, and the tracepoint reports that too: nothing changed.
            return;
        }
        held.add(new StateChange(
                timeNanos,
                event.get(JAVA_LONG_UNALIGNED, format.offset("skaddr")),
                new Endpoint(address(event, "saddr"), localPort),
                peer,
                from,
                to,
                StateSource.KERNEL));
    }

    private int u16(MemorySegment event, String field) {
        return event.get(JAVA_SHORT_UNALIGNED, format.offset(field)) & 0xFFFF;
    }

    /// An AF_INET6 socket that speaks IPv4 may have its IPv6 fields still empty while the IPv4 ones are set.
    private InetAddress address(MemorySegment event, String field) {
        byte[] v4 = bytes(event, field, 4);
        byte[] v6 = bytes(event, field + "_v6", 16);
        boolean v6Empty = isZero(v6);
        boolean isV4 = u16(event, "family") == SocketCalls.AF_INET || v6Empty && !isZero(v4);
        return Addresses.of(isV4 ? v4 : v6);
    }

    private byte[] bytes(MemorySegment event, String field, int count) {
        byte[] bytes = new byte[count];
        MemorySegment.copy(event, format.offset(field), MemorySegment.ofArray(bytes), 0, count);
        return bytes;
    }

    private static boolean isZero(byte[] bytes) {
        for (byte one : bytes) {
            if (one != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public StateSource source() {
        return StateSource.KERNEL;
    }

    @Override
    public long lost() {
        if (!closing.get()) {
            try {
                lost = Math.max(lost, instance.lost());
            } catch (IOException e) {
                // Closed in between: the last count stands.
            }
        }
        return Math.max(lost, missedInPages);
    }

    @Override
    public void close() {
        if (closing.get()) {
            Threads.join(reader);
            return;
        }
        try {
            instance.write(EVENT + "/enable", "0");
            lost();
            if (closing.compareAndSet(false, true)) {
                readiness.wake();
                Threads.join(reader);
                release();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void release() {
        for (int pipe : pipes) {
            FileCalls.close(pipe);
        }
        readiness.close();
        arena.close();
        instance.close();
    }
}
