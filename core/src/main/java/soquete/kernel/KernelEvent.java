package soquete.kernel;

import org.jspecify.annotations.Nullable;
import soquete.trace.SocketRow.Protocol;
import soquete.trace.StateChange;
import soquete.wire.Endpoint;

/// What the kernel tells of watched threads, in the order of time. `thread` is the kernel's number of the thread that
/// ran when it happened.
public sealed interface KernelEvent {

    /// CLOCK_MONOTONIC in nanoseconds.
    long timeNanos();

    /// 0 where it is nobody's.
    int thread();

    /// A call began (`syscalls/sys_enter_NAME`).
    record Entered(long timeNanos, int thread, Syscall call, Arguments arguments) implements KernelEvent {}

    /// A call is over (`syscalls/sys_exit_NAME`).
    ///
    /// @param result what it gave back; −errno on failure
    record Left(long timeNanos, int thread, Syscall call, long result) implements KernelEvent {}

    /// A thread or a process was made (`task/task_newtask`).
    ///
    /// @param flags of clone(2)
    record Born(long timeNanos, int thread, int child, long flags, String name) implements KernelEvent {}

    /// A process runs another program from now on (`sched/sched_process_exec`).
    ///
    /// @param before the thread's number before; it becomes that of the process
    record Executed(long timeNanos, int thread, int before) implements KernelEvent {}

    /// A thread ended (`sched/sched_process_exit`).
    record Ended(long timeNanos, int thread) implements KernelEvent {}

    /// A thread has another name (`task/task_rename`).
    record Renamed(long timeNanos, int thread, int renamed, String name) implements KernelEvent {}

    /// A TCP socket changed its state (`sock/inet_sock_set_state`).
    ///
    /// @param interrupted whether the thread only lent its time: a packet that came in changed the state
    record Changed(long timeNanos, int thread, boolean interrupted, StateChange change) implements KernelEvent {}

    /// A route was looked up for a datagram, or in vain for a connection (`fib/fib_table_lookup`).
    ///
    /// @param local the socket's end as far as it is chosen: the address may be any, the port 0
    record Routed(long timeNanos, int thread, Protocol protocol, Endpoint local, Endpoint peer)
            implements KernelEvent {}

    /// The program's memory told an address: that of a bind that is about to begin, or of a receive just over.
    record Named(long timeNanos, int thread, Syscall call, int descriptor, Endpoint address) implements KernelEvent {}

    /// From this time on events were lost: what was to be told by them is not known.
    ///
    /// @param ofCalls false when only changes of state were lost
    record Missed(long timeNanos, boolean ofCalls) implements KernelEvent {
        @Override
        public int thread() {
            return 0;
        }
    }

    /// A descriptor of the thread is a socket with these ends.
    ///
    /// @param peer null while it has none
    record Connected(
            long timeNanos,
            int thread,
            int descriptor,
            boolean datagram,
            Endpoint local,
            @Nullable Endpoint peer) implements KernelEvent {}

    /// A thread was there when watching began.
    ///
    /// @param thread  itself
    /// @param process its process
    /// @param started false while it is still to become the program, by exec
    record Present(long timeNanos, int thread, int process, int program, String name, boolean started)
            implements KernelEvent {}

    /// A thread stood in a call when watching began; since when is not known.
    record Standing(long timeNanos, int thread, Syscall call, Arguments arguments) implements KernelEvent {}

    /// A socket was open when watching began.
    ///
    /// @param thread   of the process
    /// @param inode    what tells it from others: its inode
    /// @param protocol null for a socket that is neither TCP nor UDP
    /// @param waiting  connections that waited for accept; −1 for a socket that does not listen
    record Held(
            long timeNanos,
            int thread,
            int descriptor,
            boolean closesOnExec,
            long inode,
            @Nullable Protocol protocol,
            @Nullable Endpoint local,
            @Nullable Endpoint peer,
            long waiting)
            implements KernelEvent {}
}
