package soquete.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// Makes socket calls of what the kernel's tracepoints tell of programs' threads.
///
/// A call is handed over when it has returned; one that is still open when [#settle()] is called is handed over as
/// begun, once, and again when it has returned. An accept or connect is handed over once more under the same id when
/// its ends are known better: what is handed over last holds. An address that cannot be known is null, never guessed.
///
/// Feed it events in the order of time. Not safe for several threads.
public final class KernelCalls {

    /// clone(2)
    private static final long CLONE_FILES = 0x400;

    /// close_range(2)
    private static final long CLOSE_RANGE_UNSHARE = 2;

    private static final long CLOSE_RANGE_CLOEXEC = 4;

    private static final int ENOTSOCK = 88;
    private static final int EBADF = 9;
    private static final int EINTR = 4;

    private final Consumer<Call> sink;
    private final Map<Integer, Task> tasks = new HashMap<>();
    private final Map<Integer, Task.Program> programs = new HashMap<>();
    private final Map<Long, KernelSocket> byInode = new HashMap<>();
    private final SocketNames names;
    private long broken;
    private long unseenRequests;

    public KernelCalls(Consumer<Call> sink) {
        this.sink = sink;
        names = new SocketNames(sink);
    }

    /// Calls of which the beginning or the end was not told, because events were lost.
    public long broken() {
        return broken;
    }

    /// Requests to io_uring, which may have moved data of sockets unseen.
    public long unseenRequests() {
        return unseenRequests;
    }

    /// Threads of the programs that are alive.
    public int threads() {
        return tasks.size();
    }

    /// What is kept beside the threads: sockets by their names, listeners, connections that wait for accept.
    int kept() {
        return names.kept() + byInode.size();
    }

    public void take(KernelEvent event) {
        switch (event) {
            case KernelEvent.Entered e -> entered(e.thread(), e.timeNanos(), e.call(), e.arguments());
            case KernelEvent.Left e -> left(e);
            case KernelEvent.Changed e -> changed(e);
            case KernelEvent.Routed e -> routed(e);
            case KernelEvent.Named e -> named(e);
            case KernelEvent.Born e -> born(e);
            case KernelEvent.Executed e -> executed(e);
            case KernelEvent.Ended e -> ended(e.thread());
            case KernelEvent.Renamed e -> {
                Task task = tasks.get(e.renamed());
                if (task != null) {
                    task.name = e.name();
                }
            }
            case KernelEvent.Present e -> present(e);
            case KernelEvent.Standing e -> {
                Task task = tasks.get(e.thread());
                if (task != null && task.open == null) {
                    entered(e.thread(), e.timeNanos(), e.call(), e.arguments());
                }
            }
            case KernelEvent.Held e -> held(e);
            case KernelEvent.Connected e -> connected(e);
        }
    }

    /// Hands over what is open: to be called when there is nothing more to be taken for now.
    public void settle() {
        for (Task task : tasks.values()) {
            flush(task);
            begun(task.open);
            begun(task.interrupted);
        }
    }

    private void begun(@Nullable OpenCall call) {
        if (call != null && call.name != null && !call.handedOver) {
            call.handedOver = true;
            sink.accept(call.begun());
        }
    }

    private void flush(Task task) {
        Call finished = task.finished;
        if (finished != null) {
            task.finished = null;
            sink.accept(finished);
        }
    }

    private void entered(int thread, long timeNanos, Syscall call, Arguments arguments) {
        Task task = tasks.get(thread);
        if (task == null || !task.started) {
            return;
        }
        flush(task);
        if (task.open != null) {
            broken++;
            abandon(task.open);
            task.open = null;
        }
        switch (call) {
            case RT_SIGRETURN -> task.handled = true;
            case RESTART_SYSCALL -> {
                task.open = task.interrupted;
                task.interrupted = null;
            }
            case IO_URING_ENTER -> unseenRequests++;
            default -> {
                if (!takenUpAgain(task, call, arguments)) {
                    task.open = begin(task, call, arguments, timeNanos);
                }
            }
        }
    }

    /// A call that a signal interrupted and that is made again with the same arguments is one call. One that is not
    /// made again after the handler has failed with EINTR.
    private boolean takenUpAgain(Task task, Syscall call, Arguments arguments) {
        OpenCall interrupted = task.interrupted;
        if (interrupted == null) {
            return false;
        }
        if (interrupted.call == call && interrupted.arguments.equals(arguments)) {
            task.open = interrupted;
            task.interrupted = null;
            return true;
        }
        if (task.handled) {
            task.interrupted = null;
            finish(interrupted, task.interruptedNanos, -EINTR);
        }
        return false;
    }

    private @Nullable OpenCall begin(Task task, Syscall call, Arguments arguments, long timeNanos) {
        KernelSocket socket = CallKind.hasDescriptor(call) ? task.descriptors.get(arguments.descriptor()) : null;
        CallName name = CallKind.name(call, arguments, socket, !task.descriptors.isEmpty());
        if (call == Syscall.SPLICE) {
            KernelSocket from = task.descriptors.get(arguments.descriptor());
            KernelSocket to = task.descriptors.get((int) arguments.third());
            socket = to != null ? to : from;
            name = to != null ? CallName.SPLICE_OUT : from != null ? CallName.SPLICE_IN : null;
        }
        boolean followed = call == Syscall.CLOSE_RANGE || call == Syscall.UNSHARE;
        if (name == null && !followed) {
            return null;
        }
        OpenCall open = new OpenCall(task, call, arguments, timeNanos, name);
        open.socket = socket;
        if (call == Syscall.CLOSE && socket != null) {
            // the number is free from now on: another thread may be given it before this call is over
            task.descriptors.detach(arguments.descriptor());
            open.left = socket.descriptors;
        } else if (call == Syscall.BIND) {
            KernelEvent.Named announced = task.announced;
            open.address =
                    announced != null && announced.descriptor() == arguments.descriptor() ? announced.address() : null;
        } else if (name == CallName.ACCEPT && socket != null && socket.listening != null) {
            open.listening = socket.listening;
            open.listening.acceptors++;
        }
        task.announced = null;
        return open;
    }

    /// It will not be heard of any more.
    private void abandon(OpenCall call) {
        Listening listening = call.listening;
        if (listening != null) {
            listening.acceptors--;
        }
        begun(call);
        closed(call);
    }

    private void closed(OpenCall call) {
        KernelSocket socket = call.socket;
        if (call.call == Syscall.CLOSE && socket != null && socket.descriptors == 0) {
            unused(socket);
        }
    }

    private void left(KernelEvent.Left event) {
        Task task = tasks.get(event.thread());
        if (task == null || !task.started) {
            return;
        }
        OpenCall open = task.open;
        if (open == null) {
            leftUnbegun(task, event);
            return;
        }
        task.open = null;
        if (open.call != event.call() && event.call() != Syscall.RESTART_SYSCALL) {
            broken++;
            abandon(open);
        } else if (isInterrupted(event.result())) {
            task.interrupted = open;
            task.interruptedNanos = event.timeNanos();
            task.handled = false;
        } else {
            finish(open, event.timeNanos(), event.result());
        }
    }

    /// The kernel's own results for a call that a signal interrupted (include/linux/errno.h): no program sees them.
    private static boolean isInterrupted(long result) {
        return result == -512 || result == -513 || result == -514 || result == -516;
    }

    /// A call that began before the thread was watched: what it made is known all the same.
    private void leftUnbegun(Task task, KernelEvent.Left event) {
        boolean makes = event.call() == Syscall.SOCKET || CallKind.accepts(event.call());
        if (makes && event.result() >= 0) {
            task.descriptors.put((int) event.result(), made(task, false), false);
        }
    }

    private KernelSocket made(Task task, boolean datagram) {
        return new KernelSocket(task.program.nextSocket(), datagram);
    }

    private void finish(OpenCall open, long endNanos, long result) {
        Listening listening = open.listening;
        if (listening != null) {
            listening.acceptors--;
        }
        learn(open, result);
        if (result >= 0 && CallKind.accepts(open.call)) {
            accepted(open, endNanos, (int) result, listening);
            return;
        }
        if (open.call == Syscall.CLOSE_RANGE) {
            closedRange(open, endNanos, result);
            return;
        }
        if (result >= 0) {
            succeeded(open, result);
        }
        if (open.name != null) {
            Call call = open.returned(endNanos, outcome(open, result));
            if (open.call == Syscall.RECVFROM && result >= 0 && open.arguments.fifth() != 0) {
                open.task.finished = call;
            } else {
                sink.accept(call);
            }
            if (open.name == CallName.CONNECT && open.socket != null) {
                names.connected(open.socket, call);
            }
        }
        closed(open);
    }

    /// A descriptor that takes socket calls is a socket, whoever made it.
    private void learn(OpenCall open, long result) {
        boolean proof = result != -EBADF && result != -ENOTSOCK && CallKind.provesSocket(open.call);
        if (proof && open.socket == null) {
            KernelSocket socket = made(open.task, false);
            open.socket = socket;
            open.task.descriptors.put(open.arguments.descriptor(), socket, false);
        }
    }

    private static Outcome outcome(OpenCall open, long result) {
        if (result < 0) {
            int error = (int) -result;
            return Outcome.failure(ErrorNumber.name(error), ErrorNumber.meaning(error));
        }
        boolean counts = open.name != null && (open.name.transfers() || open.name == CallName.POLL);
        return Outcome.success(counts ? result : open.call == Syscall.CLOSE ? open.left : 0);
    }

    private void accepted(OpenCall open, long endNanos, int descriptor, @Nullable Listening listening) {
        KernelSocket socket = made(open.task, false);
        open.task.descriptors.put(descriptor, socket, CallKind.closesOnExec(open.call, open.arguments));
        if (listening != null) {
            names.accepted(socket, listening);
        }
        KernelEvent.Connected coming = open.task.coming;
        if (coming != null && coming.descriptor() == descriptor) {
            names.connected(socket, coming.local(), coming.peer());
        }
        Call call = open.accepted(endNanos, socket);
        socket.origin = call;
        sink.accept(call);
    }

    /// What a call that succeeded changes about sockets and descriptors.
    private static void succeeded(OpenCall open, long result) {
        Arguments a = open.arguments;
        Task task = open.task;
        KernelSocket socket = open.socket;
        if (open.call == Syscall.SOCKET) {
            KernelSocket made = new KernelSocket(task.program.nextSocket(), (a.second() & 0xF) == CallWords.SOCK_DGRAM);
            open.socket = made;
            task.descriptors.put((int) result, made, CallKind.closesOnExec(open.call, a));
        } else if (open.call == Syscall.UNSHARE && (a.first() & CLONE_FILES) != 0) {
            task.descriptors = task.descriptors.alone();
        } else if (socket != null && CallKind.duplicates(open.call, a)) {
            if (result != a.descriptor()) {
                task.descriptors.put((int) result, socket, CallKind.closesOnExec(open.call, a));
            }
        } else if (open.call == Syscall.FCNTL && a.second() == 2) {
            task.descriptors.closesOnExec(a.descriptor(), (a.third() & 1) != 0);
        } else if (open.call == Syscall.BIND && socket != null) {
            Endpoint address = open.address;
            socket.local = address == null || address.port() == 0 ? socket.local : address;
        } else if (open.call == Syscall.CONNECT && socket != null && socket.datagram) {
            socket.peer = open.address;
        }
    }

    /// Told as a close of each socket among them.
    private void closedRange(OpenCall open, long endNanos, long result) {
        Arguments a = open.arguments;
        Task task = open.task;
        if (result < 0) {
            return;
        }
        if ((a.third() & CLOSE_RANGE_UNSHARE) != 0) {
            task.descriptors = task.descriptors.alone();
        }
        for (int descriptor : task.descriptors.between(a.first(), a.second())) {
            KernelSocket socket = task.descriptors.get(descriptor);
            if ((a.third() & CLOSE_RANGE_CLOEXEC) != 0) {
                task.descriptors.closesOnExec(descriptor, true);
            } else if (socket != null) {
                OpenCall close = new OpenCall(task, open.call, a, open.beginNanos, CallName.CLOSE);
                close.socket = socket;
                sink.accept(close.returned(endNanos, Outcome.success(socket.descriptors - 1)));
                task.descriptors.remove(descriptor);
            }
        }
    }

    private void unused(KernelSocket socket) {
        names.forget(socket);
        byInode.remove(socket.inode, socket);
    }

    private void changed(KernelEvent.Changed event) {
        Task task = tasks.get(event.thread());
        OpenCall inside = task == null || event.interrupted() ? null : task.open;
        names.changed(event.change(), inside);
    }

    /// The first look-up inside a call that sends or connects is for its destination.
    private void routed(KernelEvent.Routed event) {
        Task task = tasks.get(event.thread());
        OpenCall open = task == null ? null : task.open;
        KernelSocket socket = open == null ? null : open.socket;
        if (open == null || socket == null || socket.datagram != (event.protocol() == Protocol.UDP)) {
            return;
        }
        boolean connects = open.call == Syscall.CONNECT;
        boolean sends = open.name != null && open.name.sends();
        if (!connects && !(sends && open.address == null)) {
            return;
        }
        open.address = event.peer();
        Endpoint known = socket.local;
        boolean better = known == null || connects && known.address().isAnyLocalAddress();
        if (socket.datagram && better && event.local().port() != 0) {
            socket.local = event.local();
        }
    }

    private void named(KernelEvent.Named event) {
        Task task = tasks.get(event.thread());
        if (task == null) {
            return;
        }
        Call finished = task.finished;
        if (event.call() == Syscall.BIND) {
            task.announced = event;
        } else if (finished != null) {
            task.finished = null;
            sink.accept(SocketNames.with(finished, finished.local(), event.address()));
        }
    }

    private void born(KernelEvent.Born event) {
        Task parent = tasks.get(event.thread());
        if (parent != null && parent.started) {
            Descriptors descriptors =
                    (event.flags() & CLONE_FILES) != 0 ? parent.descriptors.shared() : parent.descriptors.copied();
            ended(event.child());
            tasks.put(event.child(), new Task(parent.program, event.child(), event.name(), descriptors, true));
        }
    }

    private void executed(KernelEvent.Executed event) {
        Task task = tasks.remove(event.before());
        if (task != null) {
            if (event.before() != event.thread()) {
                ended(event.thread());
            }
            flush(task);
            task.thread = event.thread();
            task.started = true;
            task.descriptors = task.descriptors.alone();
            task.descriptors.exec();
            tasks.put(task.thread, task);
        }
    }

    private void ended(int thread) {
        Task task = tasks.remove(thread);
        if (task != null) {
            flush(task);
            if (task.open != null) {
                abandon(task.open);
            }
            if (task.interrupted != null) {
                abandon(task.interrupted);
            }
            task.descriptors.left();
        }
    }

    private void present(KernelEvent.Present event) {
        Task leader = tasks.get(event.process());
        Task.Program program = programs.computeIfAbsent(event.program(), Task.Program::new);
        Descriptors descriptors = leader == null ? new Descriptors(this::unused) : leader.descriptors.shared();
        if (tasks.containsKey(event.thread())) {
            descriptors.left();
        } else {
            tasks.put(event.thread(), new Task(program, event.thread(), event.name(), descriptors, event.started()));
        }
    }

    private void connected(KernelEvent.Connected event) {
        Task task = tasks.get(event.thread());
        if (task == null || !task.started) {
            return;
        }
        OpenCall open = task.open;
        if (open != null && CallKind.accepts(open.call)) {
            task.coming = event;
            return;
        }
        KernelSocket socket = task.descriptors.get(event.descriptor());
        if (socket == null) {
            socket = made(task, event.datagram());
            task.descriptors.put(event.descriptor(), socket, false);
        }
        names.connected(socket, event.local(), event.peer());
    }

    private void held(KernelEvent.Held event) {
        Task task = tasks.get(event.thread());
        if (task == null || task.descriptors.get(event.descriptor()) != null) {
            return;
        }
        KernelSocket socket = byInode.get(event.inode());
        if (socket == null) {
            socket = made(task, event.protocol() == Protocol.UDP);
            socket.inode = event.inode();
            socket.local = event.local();
            socket.peer = event.peer();
            byInode.put(event.inode(), socket);
            if (event.waiting() >= 0 && event.local() != null) {
                names.listens(socket, event.local(), 0, event.waiting() == 0);
            }
        }
        task.descriptors.put(event.descriptor(), socket, event.closesOnExec());
    }
}
