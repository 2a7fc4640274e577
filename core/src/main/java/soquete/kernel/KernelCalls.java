package soquete.kernel;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Endpoint;

/// Makes socket calls of what the kernel's tracepoints tell of programs' threads.
///
/// A call is handed over when it has returned; one that is still open when [#settle()] is called is handed over as
/// begun, once, and again when it has returned. An accept, connect or bind is handed over again under the same id when
/// its ends are known better: what is handed over last holds. An address that cannot be known is null, never guessed.
///
/// Feed it events in the order of time. Not safe for several threads.
public final class KernelCalls {

    private static final int ENOTSOCK = 88;
    private static final int EBADF = 9;
    private static final int EINTR = 4;

    private final Consumer<Call> sink;
    private final Map<Integer, Task> tasks = new HashMap<>();
    private final Map<Integer, Task.Program> programs = new HashMap<>();
    private final Processes processes = new Processes();
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

    /// The processes of a program that are alive. Safe for several threads.
    public Set<Integer> processes(int program) {
        return processes.ofProgram(program);
    }

    /// Beside the threads: sockets by their names, listeners, connections that wait for accept.
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
            case KernelEvent.Missed e -> missed(e.ofCalls());
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
        boolean replaces = CallKind.replaces(call) && task.descriptors.get((int) arguments.second()) != null;
        if (name == null && !followed && !replaces) {
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
        } else if (OpenCall.isInterrupted(event.result())) {
            task.interrupted = open;
            task.interruptedNanos = event.timeNanos();
            task.handled = false;
        } else {
            finish(open, event.timeNanos(), event.result());
        }
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
            if (result >= 0) {
                Closings.closeRange(open, endNanos, sink);
            }
            return;
        }
        if (result >= 0) {
            Closings.replace(open, endNanos, sink);
            open.succeeded(result);
        }
        if (open.name != null) {
            Call call = open.returned(endNanos, open.outcome(result));
            if (open.call == Syscall.RECVFROM && result >= 0 && open.arguments.fifth() != 0) {
                open.task.finished = call;
            } else {
                sink.accept(call);
            }
            if (open.name == CallName.CONNECT && open.socket != null) {
                names.connected(open.socket, call);
            } else if (open.name == CallName.BIND && open.socket != null && result >= 0) {
                names.bound(open.socket, call);
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

    private void accepted(OpenCall open, long endNanos, int descriptor, @Nullable Listening listening) {
        KernelSocket socket = made(open.task, false);
        open.task.descriptors.put(descriptor, socket, CallKind.closesOnExec(open.call, open.arguments));
        if (listening != null) {
            names.accepted(socket, listening);
        }
        KernelEvent.Connected coming = open.task.coming;
        open.task.coming = null;
        if (coming != null && coming.descriptor() == descriptor) {
            names.connected(socket, coming.local(), coming.peer());
        }
        Call call = open.accepted(endNanos, socket);
        socket.origin = call;
        sink.accept(call);
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
            Descriptors descriptors = (event.flags() & CallKind.CLONE_FILES) != 0
                    ? parent.descriptors.shared()
                    : parent.descriptors.copied();
            ended(event.child());
            tasks.put(event.child(), new Task(parent.program, event.child(), event.name(), descriptors, true));
            boolean thread = (event.flags() & CallKind.CLONE_THREAD) != 0;
            int process = thread ? processes.of(event.thread()) : event.child();
            processes.began(event.child(), process, parent.program.id());
        }
    }

    private void executed(KernelEvent.Executed event) {
        Task task = tasks.remove(event.before());
        if (task != null) {
            if (event.before() != event.thread()) {
                ended(event.thread());
                processes.ended(event.before());
            }
            flush(task);
            task.thread = event.thread();
            task.started = true;
            task.descriptors = task.descriptors.alone();
            task.descriptors.exec();
            tasks.put(task.thread, task);
            processes.began(task.thread, task.thread, task.program.id());
        }
    }

    private void ended(int thread) {
        processes.ended(thread);
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

    /// What stands on events that may be among the lost is given up: which socket is which, and where calls were
    /// lost, that those which are open are still the same, and what their descriptors are. Sockets that listen and
    /// bound ones for datagrams are rarely made anew, and stay.
    private void missed(boolean ofCalls) {
        names.distrust();
        if (!ofCalls) {
            return;
        }
        for (Task task : tasks.values()) {
            flush(task);
            if (task.open != null) {
                broken++;
                abandon(task.open);
                task.open = null;
            }
            task.interrupted = null;
            task.announced = null;
        }
        Map<KernelSocket, KernelSocket> others = new IdentityHashMap<>();
        Set<Descriptors> tables = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Task task : tasks.values()) {
            if (tables.add(task.descriptors)) {
                task.descriptors.replace(
                        socket -> socket.stays() ? socket : others.computeIfAbsent(socket, s -> other(task, s)));
            }
        }
    }

    /// Another in its place, of which nothing is known.
    private KernelSocket other(Task task, KernelSocket socket) {
        unused(socket);
        KernelSocket other = made(task, socket.datagram);
        other.descriptors = socket.descriptors;
        return other;
    }

    private void present(KernelEvent.Present event) {
        Task leader = tasks.get(event.process());
        Task.Program program = programs.computeIfAbsent(event.program(), Task.Program::new);
        Descriptors descriptors = leader == null ? new Descriptors(this::unused) : leader.descriptors.shared();
        if (tasks.containsKey(event.thread())) {
            descriptors.left();
        } else {
            tasks.put(event.thread(), new Task(program, event.thread(), event.name(), descriptors, event.started()));
            processes.began(event.thread(), event.process(), program.id());
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
