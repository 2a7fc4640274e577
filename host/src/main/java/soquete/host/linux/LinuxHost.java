package soquete.host.linux;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import soquete.host.Host;
import soquete.host.Platform.InterfaceAddress;
import soquete.host.Programs;
import soquete.host.linux.Rtnetlink.End;
import soquete.host.linux.Rtnetlink.Link;
import soquete.host.linux.Rtnetlink.LinkAddress;

/// A network namespace and the thread that holds it; or the machine's own namespace.
///
/// One *root* thread stays in the namespace for the host's life and does nothing but start threads: a thread is born in
/// the namespace of the one that starts it. Each piece of work gets a platform thread of its own, so one that blocks
/// keeps nobody waiting. Never a virtual thread: its carrier would stay in the wrong namespace.
///
/// Invariant: work runs, and programs start, only after the namespace of their thread was asked for and found right.
final class LinuxHost implements Host {

    /// Twenty days.
    private static final String LONG_AFTER_MILLIS = "1728000000";

    /// A cable is ready in milliseconds; one that is not after this long is used as it is.
    private static final long READY_NANOS = 2_000_000_000;

    private static final long POLL_NANOS = 500_000;
    private static final String NAMESPACE_FILE = "/proc/thread-self/ns/net";

    /// Born with the first platform, on the machine.
    private static final ThreadPoolExecutor MESSENGER = messenger();

    private final String name;
    private final boolean made;
    private final Children children;
    private final Set<Process> programs = ConcurrentHashMap.newKeySet();
    private final List<Integer> cables = new ArrayList<>();
    private final Queue<Runnable> starts = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread root;
    private final Namespace namespace;

    /// What is opened in the namespace.
    private record Namespace(int fd, long cookie, Rtnetlink routes, SocketDiag sockets) {}

    private LinuxHost(String name, boolean made, Children children) throws IOException {
        this.name = name;
        this.made = made;
        this.children = children;
        FutureTask<Namespace> entering = new FutureTask<>(this::enter);
        root = Thread.ofPlatform().daemon().name("host " + name).unstarted(() -> {
            entering.run();
            startWork();
        });
        root.start();
        try {
            namespace = entering.get();
        } catch (ExecutionException e) {
            stopRoot();
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            stopRoot();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted on host " + name);
        }
    }

    private void stopRoot() {
        closed.set(true);
        LockSupport.unpark(root);
    }

    private static ThreadPoolExecutor messenger() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("messenger of hosts").factory());
        executor.prestartAllCoreThreads();
        return executor;
    }

    /// The machine: the namespace of the calling thread.
    static LinuxHost machine(Children children) throws IOException {
        return new LinuxHost("machine", false, children);
    }

    /// A new namespace with its loopback up.
    static LinuxHost make(String name, Children children) throws IOException {
        LinuxHost host = new LinuxHost(name, true, children);
        try {
            host.raiseLoopback();
            host.onOwnThread(() -> {
                quietenIpv6();
                return name;
            });
            return host;
        } catch (IOException e) {
            host.close();
            throw e;
        }
    }

    /// [#call(Callable)] for work that fails by [IOException] alone.
    <T> T onOwnThread(Callable<T> work) throws IOException {
        try {
            return call(work);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted on " + this);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Namespace enter() throws IOException {
        if (made) {
            FileCalls.unshare(FileCalls.CLONE_NEWNET);
        }
        int fd = FileCalls.open(NAMESPACE_FILE, FileCalls.O_RDONLY);
        return new Namespace(fd, NamespaceGuard.cookieHere(), new Rtnetlink(), new SocketDiag());
    }

    /// No lock is shared with callers: to release one could wake a virtual thread from here.
    private void startWork() {
        while (!closed.get() || !starts.isEmpty()) {
            Runnable start = starts.poll();
            if (start == null) {
                LockSupport.park(this);
            } else {
                start.run();
            }
        }
    }

    /// Interfaces made from now on have no IPv6 address of their own making: no router solicitation, no
    /// duplicate address detection, so the cable carries what programs send and what that needs, no more.
    private static void quietenIpv6() throws IOException {
        Path defaults = Path.of("/proc/sys/net/ipv6/conf/default");
        if (Files.isDirectory(defaults)) {
            // IN6_ADDR_GEN_MODE_NONE (include/uapi/linux/if_link.h)
            Files.writeString(defaults.resolve("addr_gen_mode"), "1");
            Files.writeString(defaults.resolve("accept_dad"), "0");
            Files.writeString(defaults.resolve("accept_ra"), "0");
            Files.writeString(defaults.resolve("router_solicitations"), "0");
            Files.writeString(defaults.resolve("mldv1_unsolicited_report_interval"), LONG_AFTER_MILLIS);
            Files.writeString(defaults.resolve("mldv2_unsolicited_report_interval"), LONG_AFTER_MILLIS);
        }
    }

    void raiseLoopback() throws IOException {
        for (Link link : namespace.routes.links()) {
            if (link.isLoopback() && !link.isUp()) {
                namespace.routes.up(link.index());
            }
        }
    }

    /// Lays a cable between two made hosts.
    static void join(LinuxHost a, InterfaceAddress addressOfA, LinuxHost b, InterfaceAddress addressOfB)
            throws IOException {
        if (a == b || !a.made || !b.made) {
            throw new IllegalArgumentException("a cable joins two made hosts, not " + a.name + " and " + b.name);
        }
        End endAtA = a.freeEnd(0);
        End endAtB = b.freeEnd(endAtA.index());
        a.namespace.routes.veth(endAtA, endAtB, b.namespace.fd);
        a.plug(endAtA, addressOfA);
        b.plug(endAtB, addressOfB);
        a.awaitReady(endAtA, addressOfA);
        b.awaitReady(endAtB, addressOfB);
    }

    /// Makes this host a switch; gives what [#connect] wants.
    int bridge() throws IOException {
        End end = new End("switch", freeEnd(0).index());
        namespace.routes.bridge(end);
        namespace.routes.up(end.index());
        return end.index();
    }

    /// Lays a cable from the host to a port of the switch on `hub`.
    static void connect(LinuxHost host, InterfaceAddress address, LinuxHost hub, int bridge) throws IOException {
        End end = host.freeEnd(0);
        End port = hub.freeEnd(end.index());
        host.namespace.routes.veth(end, port, hub.namespace.fd);
        hub.onOwnThread(() -> {
            Offloads.off(port.name());
            return port;
        });
        hub.namespace.routes.master(port.index(), bridge);
        hub.namespace.routes.up(port.index());
        host.plug(end, address);
        host.awaitReady(end, address);
    }

    /// A name and an index nothing has here, the index beyond `above`.
    private End freeEnd(int above) throws IOException {
        Set<String> taken = new HashSet<>();
        int index = above;
        for (Link link : namespace.routes.links()) {
            taken.add(link.name());
            index = Math.max(index, link.index());
        }
        int number = 0;
        while (taken.contains("eth" + number)) {
            number++;
        }
        return new End("eth" + number, index + 1);
    }

    private void plug(End end, InterfaceAddress address) throws IOException {
        synchronized (cables) {
            cables.add(end.index());
        }
        onOwnThread(() -> {
            Offloads.off(end.name());
            return end;
        });
        namespace.routes.add(end.index(), address);
        namespace.routes.up(end.index());
    }

    /// Waits until the cable carries, and until its end has reported its IPv6 group: later it would be a
    /// packet nobody of the scene sent.
    private void awaitReady(End end, InterfaceAddress address) throws IOException {
        boolean v6 = address.address() instanceof Inet6Address;
        long deadline = System.nanoTime() + READY_NANOS;
        boolean ready = false;
        while (!ready && System.nanoTime() < deadline) {
            ready = link(end.name()).isRunning() && (!v6 || onOwnThread(() -> hasReported(end.name())));
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /// Whether an MLDv2 report (ICMPv6 type 143, RFC 3810 §5.2) has left by the interface.
    private static boolean hasReported(String interfaceName) throws IOException {
        Path counters = Path.of("/proc/thread-self/net/dev_snmp6", interfaceName);
        return Files.readString(counters).contains("Icmp6OutType143");
    }

    private Link link(String interfaceName) throws IOException {
        return namespace.routes.links().stream()
                .filter(link -> link.name().equals(interfaceName))
                .findFirst()
                .orElseThrow(() -> new NativeException("RTM_GETLINK " + interfaceName, 19));
    }

    List<Link> links() throws IOException {
        return namespace.routes.links();
    }

    /// The name of the interface towards `destination`.
    String interfaceTowards(InetAddress destination) throws IOException {
        int index = namespace.routes.interfaceTowards(destination);
        return namespace.routes.links().stream()
                .filter(link -> link.index() == index)
                .map(Link::name)
                .findFirst()
                .orElseThrow(() -> new NativeException("RTM_GETROUTE " + destination.getHostAddress(), 101));
    }

    SocketDiag sockets() {
        return namespace.sockets;
    }

    @Override
    public String name() {
        return name;
    }

    /// `machine`, `host NAME`: for the names of threads.
    @Override
    public String toString() {
        return made ? "host " + name : name;
    }

    @Override
    public List<String> interfaces() throws IOException {
        return namespace.routes.links().stream()
                .filter(Link::isUp)
                .map(Link::name)
                .toList();
    }

    @Override
    public List<InetAddress> addresses() throws IOException {
        List<Link> up = namespace.routes.links().stream().filter(Link::isUp).toList();
        Comparator<Link> loopbackFirst = Comparator.comparing(Link::isLoopback).reversed();
        List<LinkAddress> addresses = namespace.routes.addresses();
        return up.stream()
                .sorted(loopbackFirst.thenComparing(Link::index))
                .flatMap(link -> addresses.stream().filter(address -> address.index() == link.index()))
                .map(LinkAddress::address)
                .toList();
    }

    @Override
    public <T> T call(Callable<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread worker = Thread.ofPlatform().daemon().name("work on " + name).unstarted(() -> work(work, result));
        synchronized (closed) {
            if (closed.get()) {
                throw new IllegalStateException(this + " is closed");
            }
            starts.add(worker::start);
        }
        LockSupport.unpark(root);
        try {
            return result.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception exception -> throw exception;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        } catch (InterruptedException e) {
            worker.interrupt();
            throw e;
        }
    }

    /// Does the work here; its result is told by [#MESSENGER], because what a thread of this host wakes is born on it.
    private <T> void work(Callable<T> work, CompletableFuture<T> result) {
        try {
            NamespaceGuard.requireHere(namespace.cookie, name);
            T value = work.call();
            MESSENGER.execute(() -> result.complete(value));
        } catch (Throwable e) {
            MESSENGER.execute(() -> result.completeExceptionally(e));
        }
    }

    @Override
    public Process start(ProcessBuilder program) throws IOException {
        Process process = HostProgram.watched(onOwnThread(program::start));
        programs.add(process);
        if (closed.get()) {
            // It came too late to be ended with the others.
            process.destroyForcibly();
        }
        children.add(process.pid());
        var unused = process.onExit().thenAccept(programs::remove);
        return process;
    }

    /// A program that [#start] gave is to go on should this process be killed. On a made host it is not: its network
    /// ends with this process.
    void release(Process program) throws IOException {
        if (!made) {
            children.release(program.pid());
        }
    }

    /// Does the work in the network namespace of the process, on a thread of its own.
    static <T> T inNamespaceOf(long pid, Callable<T> work) throws IOException {
        FutureTask<T> task = new FutureTask<>(() -> {
            int fd = FileCalls.open("/proc/" + pid + "/ns/net", FileCalls.O_RDONLY);
            try {
                ProcessCalls.setns(fd, FileCalls.CLONE_NEWNET);
            } finally {
                FileCalls.close(fd);
            }
            return work.call();
        });
        Thread.ofPlatform().daemon().name("namespace of " + pid).start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted at process " + pid);
        }
    }

    @Override
    public void close() {
        synchronized (closed) {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
        }
        LockSupport.unpark(root);
        Programs.end(programs);
        synchronized (cables) {
            cables.forEach(this::unplug);
        }
        namespace.sockets.close();
        namespace.routes.close();
        FileCalls.close(namespace.fd);
    }

    /// The kernel would remove the cable with the namespace, but that lives as long as any socket of it.
    private void unplug(int index) {
        try {
            namespace.routes.delete(index);
        } catch (IOException e) {
            // The host at the other end has already removed it.
        }
    }
}
