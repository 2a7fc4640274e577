package soquete.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import soquete.kernel.Arguments;
import soquete.kernel.KernelEvent;
import soquete.kernel.Syscall;
import soquete.trace.SocketRow.Protocol;
import soquete.trace.StateChange;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// The trace events of watched threads, decoded to [KernelEvent].
///
/// System calls by their own events (`syscalls/sys_enter_NAME`) rather than by `raw_syscalls` with a filter: as
/// fast, shorter by a sixth, the same on every architecture, and 32-bit programs' other numbers are not mistaken.
final class CallEvents {

    /// What else is told of threads.
    private static final String BORN = "events/task/task_newtask";

    private static final String RENAMED = "events/task/task_rename";
    private static final String EXECUTED = "events/sched/sched_process_exec";
    private static final String ENDED = "events/sched/sched_process_exit";
    private static final String ROUTED = "events/fib/fib_table_lookup";
    private static final String ROUTED_V6 = "events/fib6/fib6_table_lookup";

    /// Datagrams, and connections that have no route. The others' ends are told by their states.
    private static final String ROUTE_FILTER = "dport!=0&&(proto==17||proto==6&&err!=0)";

    private static final Set<Syscall> WAITS = EnumSet.range(Syscall.POLL, Syscall.EPOLL_PWAIT2);

    private static final int COMM_BYTES = 16;
    private static final int IPPROTO_UDP = 17;

    /// include/linux/trace_events.h: TRACE_FLAG_HARDIRQ, TRACE_FLAG_SOFTIRQ
    private static final int INTERRUPTED = 0x08 | 0x10;

    private final Tracefs instance;
    /// By the events' ids; replaced by another when more are added.
    private volatile @Nullable TraceDecoder[] decoders = new TraceDecoder[0];
    private final List<String> events = new ArrayList<>();

    CallEvents(Tracefs instance) throws IOException {
        this.instance = instance;
        add(BORN, CallEvents::born);
        add(RENAMED, CallEvents::renamed);
        add(EXECUTED, CallEvents::executed);
        add(ENDED, (f, time, data) -> new KernelEvent.Ended(time, thread(data)));
        for (Syscall call : Syscall.values()) {
            if (instance.has(enter(call))) {
                add(enter(call), (f, time, data) -> entered(call, time, data));
                add(exit(call), (f, time, data) -> left(call, time, data));
            }
        }
        if (instance.has(ROUTED)) {
            add(ROUTED, (f, time, data) -> routed(f, time, data, 4));
            instance.write(ROUTED + "/filter", ROUTE_FILTER);
        }
        if (instance.has(ROUTED_V6)) {
            add(ROUTED_V6, (f, time, data) -> routed(f, time, data, 16));
            instance.write(ROUTED_V6 + "/filter", ROUTE_FILTER);
        }
    }

    /// Decodes with the event's own format.
    @FunctionalInterface
    private interface Formatted {
        @Nullable
        KernelEvent decode(EventFormat format, long timeNanos, MemorySegment data);
    }

    private void add(String event, Formatted decoder) throws IOException {
        EventFormat format = EventFormat.parse(instance.read(event + "/format"));
        add(Map.of(format.id(), (time, data) -> decoder.decode(format, time, data)));
        events.add(event);
    }

    /// Takes decoders of events that were made later.
    final synchronized void add(Map<Integer, TraceDecoder> more) {
        int most = more.keySet().stream().mapToInt(id -> id).max().orElse(-1);
        @Nullable TraceDecoder[] all = Arrays.copyOf(decoders, Math.max(decoders.length, most + 1));
        more.forEach((id, decoder) -> all[id] = decoder);
        decoders = all;
    }

    void enable() throws IOException {
        for (String event : events) {
            instance.write(event + "/enable", "1");
        }
    }

    /// From here on calls are only counted, one event for each: how they ended, and of waiting nothing.
    void rest() throws IOException {
        for (Syscall call : Syscall.values()) {
            if (events.contains(enter(call))) {
                instance.write(enter(call) + "/enable", "0");
                if (WAITS.contains(call)) {
                    instance.write(exit(call) + "/enable", "0");
                }
            }
        }
    }

    private static String enter(Syscall call) {
        return "events/syscalls/sys_enter_" + call;
    }

    private static String exit(Syscall call) {
        return "events/syscalls/sys_exit_" + call;
    }

    @Nullable
    KernelEvent decode(long timeNanos, MemorySegment data) {
        int id = data.get(JAVA_SHORT_UNALIGNED, 0) & 0xFFFF;
        @Nullable TraceDecoder[] all = decoders;
        TraceDecoder decoder = id < all.length ? all[id] : null;
        return decoder == null ? null : decoder.decode(timeNanos, data);
    }

    /// A change of state, with the thread in whose time it fell.
    static @Nullable KernelEvent changed(StateEvents states, long timeNanos, MemorySegment data) {
        StateChange change = states.change(timeNanos, data);
        return change == null ? null : new KernelEvent.Changed(timeNanos, thread(data), isInterrupted(data), change);
    }

    /// The common fields are the same in all events (kernel/trace/trace_events.c, trace_define_common_fields).
    private static int thread(MemorySegment data) {
        return data.get(JAVA_INT_UNALIGNED, 4);
    }

    private static boolean isInterrupted(MemorySegment data) {
        return (data.get(JAVA_BYTE, 2) & INTERRUPTED) != 0;
    }

    /// struct syscall_trace_enter: the number in 4 bytes @8, the arguments in 8 each @16 (kernel/trace/trace.h).
    private static KernelEvent entered(Syscall call, long timeNanos, MemorySegment data) {
        return new KernelEvent.Entered(
                timeNanos,
                thread(data),
                call,
                new Arguments(
                        word(data, 0), word(data, 1), word(data, 2), word(data, 3), word(data, 4), word(data, 5)));
    }

    private static long word(MemorySegment data, int number) {
        long at = 16 + 8L * number;
        return at + 8 <= data.byteSize() ? data.get(JAVA_LONG_UNALIGNED, at) : 0;
    }

    private static KernelEvent left(Syscall call, long timeNanos, MemorySegment data) {
        return new KernelEvent.Left(timeNanos, thread(data), call, word(data, 0));
    }

    private static KernelEvent born(EventFormat format, long timeNanos, MemorySegment data) {
        return new KernelEvent.Born(
                timeNanos,
                thread(data),
                data.get(JAVA_INT_UNALIGNED, format.offset("pid")),
                data.get(JAVA_LONG_UNALIGNED, format.offset("clone_flags")),
                text(format, data, "comm"));
    }

    private static KernelEvent renamed(EventFormat format, long timeNanos, MemorySegment data) {
        int renamed = format.has("pid") ? data.get(JAVA_INT_UNALIGNED, format.offset("pid")) : thread(data);
        return new KernelEvent.Renamed(timeNanos, thread(data), renamed, text(format, data, "newcomm"));
    }

    private static KernelEvent executed(EventFormat format, long timeNanos, MemorySegment data) {
        return new KernelEvent.Executed(
                timeNanos, thread(data), data.get(JAVA_INT_UNALIGNED, format.offset("old_pid")));
    }

    private static String text(EventFormat format, MemorySegment data, String field) {
        byte[] bytes = format.bytes(data, field, COMM_BYTES);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static @Nullable KernelEvent routed(EventFormat format, long timeNanos, MemorySegment data, int bytes) {
        if (isInterrupted(data)) {
            return null;
        }
        int protocol = data.get(JAVA_BYTE, format.offset("proto")) & 0xFF;
        return new KernelEvent.Routed(
                timeNanos,
                thread(data),
                protocol == IPPROTO_UDP ? Protocol.UDP : Protocol.TCP,
                endpoint(format, data, "src", "sport", bytes),
                endpoint(format, data, "dst", "dport", bytes));
    }

    private static Endpoint endpoint(EventFormat format, MemorySegment data, String address, String port, int bytes) {
        return new Endpoint(
                Addresses.of(format.bytes(data, address, bytes)),
                data.get(JAVA_SHORT_UNALIGNED, format.offset(port)) & 0xFFFF);
    }
}
