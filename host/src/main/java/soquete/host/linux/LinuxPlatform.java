package soquete.host.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.host.CallWatch;
import soquete.host.Host;
import soquete.host.Opened;
import soquete.host.PacketCapture;
import soquete.host.Platform;
import soquete.host.RealtimeOffset;
import soquete.host.SampledStates;
import soquete.host.SocketTable;
import soquete.host.StateWatch;
import soquete.host.Unavailable;
import soquete.host.linux.Rtnetlink.Link;
import soquete.trace.Call;
import soquete.trace.CapturedPacket;
import soquete.trace.StateChange;

/// Linux 5.14 or later, by the Foreign Function and Memory API alone.
///
/// Whatever it opened ends with it: at [#close()], and at Ctrl-C or SIGTERM by a shutdown hook. What a killed process
/// left behind, the next start sweeps.
public final class LinuxPlatform implements Platform {

    private final Refusals refusals = Refusals.ofProperty();
    private final Children children;
    private final LinuxHost machine;
    private final Opened<LinuxHost> hosts = new Opened<>();
    private final Opened<PacketCapture> captures = new Opened<>();
    private final Opened<StateWatch> watches = new Opened<>();
    private final Opened<CallWatch> callWatches = new Opened<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread atExit = Thread.ofPlatform().name("soquete at exit").unstarted(this::closeAll);

    private LinuxPlatform() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Children.sweep(temporary);
        Tracefs.sweep();
        children = new Children(temporary);
        machine = LinuxHost.machine(children);
        if (UserNamespace.isHere()) {
            raiseOwnLoopback();
        }
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /// Sweeps, then opens. The namespace of the calling thread is the machine's.
    ///
    /// @throws IOException where a kernel only looks like Linux and has no netlink
    public static LinuxPlatform open() throws IOException {
        return new LinuxPlatform();
    }

    /// In a network namespace that came with a user namespace, even the loopback is down at first.
    private void raiseOwnLoopback() throws IOException {
        try {
            machine.raiseLoopback();
        } catch (NativeException e) {
            if (!e.refused()) {
                throw e;
            }
        }
    }

    @Override
    public Host machine() {
        return machine;
    }

    @Override
    public Host newHost(String name) throws Unavailable, IOException {
        refusals.check(Capability.Name.HOSTS);
        try {
            LinuxHost host = LinuxHost.make(name, children);
            hosts.add(host);
            return host;
        } catch (NativeException e) {
            throw translated(e, Capability.Name.HOSTS);
        }
    }

    @Override
    public void join(Host a, InterfaceAddress addressOfA, Host b, InterfaceAddress addressOfB) throws IOException {
        LinuxHost.join((LinuxHost) a, addressOfA, (LinuxHost) b, addressOfB);
    }

    @Override
    public void connect(Map<Host, InterfaceAddress> ends) throws Unavailable, IOException {
        LinuxHost hub = (LinuxHost) newHost("switch");
        int bridge;
        try {
            bridge = hub.bridge();
        } catch (NativeException e) {
            throw translated(e, Capability.Name.HOSTS);
        }
        for (Map.Entry<Host, InterfaceAddress> end : ends.entrySet()) {
            LinuxHost.connect((LinuxHost) end.getKey(), end.getValue(), hub, bridge);
        }
    }

    @Override
    public PacketCapture capture(Host host, String interfaceName, Consumer<CapturedPacket> sink)
            throws Unavailable, IOException {
        return capture(host, interfaceName, false, sink);
    }

    @Override
    public PacketCapture captureSent(Host host, String interfaceName, Consumer<CapturedPacket> sink)
            throws Unavailable, IOException {
        return capture(host, interfaceName, true, sink);
    }

    private PacketCapture capture(Host host, String interfaceName, boolean sentAlone, Consumer<CapturedPacket> sink)
            throws Unavailable, IOException {
        refusals.check(Capability.Name.PACKETS);
        LinuxHost where = (LinuxHost) host;
        List<Link> links = where.links();
        Link link = links.stream()
                .filter(one -> one.name().equals(interfaceName))
                .findFirst()
                .orElseThrow(() -> new Unavailable(
                        Unavailable.Reason.NO_SUCH_INTERFACE,
                        interfaceName,
                        links.stream().map(Link::name).toList()));
        PacketCapture capture =
                onHost(where, Capability.Name.PACKETS, () -> new PacketRing(where.name(), link, sentAlone, sink));
        captures.add(capture);
        return capture;
    }

    @Override
    public StateWatch kernelStates(Set<Integer> ports, Consumer<StateChange> sink) throws Unavailable, IOException {
        refusals.check(Capability.Name.KERNEL_STATES);
        StateWatch watch = new KernelStates(ports, sink);
        watches.add(watch);
        return watch;
    }

    @Override
    public CallWatch calls(Consumer<Call> calls, Consumer<StateChange> states) throws Unavailable, IOException {
        refusals.check(Capability.Name.KERNEL_STATES);
        CallWatch watch = new KernelCallWatch(calls, states);
        callWatches.add(watch);
        return watch;
    }

    @Override
    public CallWatch straceCalls(Path folder, Consumer<Call> calls) throws Unavailable {
        refusals.checkStrace();
        CallWatch watch = new StraceCallWatch(folder, calls);
        callWatches.add(watch);
        return watch;
    }

    @Override
    public StateWatch sampledStates(Host host, Set<Integer> ports, Consumer<StateChange> sink)
            throws Unavailable, IOException {
        refusals.check(Capability.Name.SOCKET_TABLE);
        LinuxHost where = (LinuxHost) host;
        StateWatch watch = new SampledStates(where.name(), where.sockets()::readTcp, ports, sink);
        watches.add(watch);
        return watch;
    }

    @Override
    public SocketTable socketTable(Host host) throws Unavailable {
        refusals.check(Capability.Name.SOCKET_TABLE);
        return ((LinuxHost) host).sockets();
    }

    @Override
    public String interfaceTowards(Host host, InetAddress destination) throws IOException {
        return ((LinuxHost) host).interfaceTowards(destination);
    }

    @Override
    public long realtimeOffsetNanos() {
        return RealtimeOffset.measured().nanos();
    }

    @Override
    public List<String> userNamespaceCommand() throws Unavailable {
        refusals.check(Capability.Name.USER_NAMESPACE);
        return UserNamespace.command();
    }

    @Override
    public List<Capability> capabilities() {
        List<Capability> tried = new ArrayList<>();
        for (Capability.Name name : Capability.Name.values()) {
            tried.add(new Capability(name, missing(name)));
        }
        return List.copyOf(tried);
    }

    /// Tries it; gives why it failed, null when it did not.
    private @Nullable Unavailable missing(Capability.Name name) {
        try {
            refusals.check(name);
            switch (name) {
                case KERNEL_STATES -> Tracefs.make().close();
                case PACKETS ->
                    onHost(machine, name, () -> {
                        FileCalls.close(SocketCalls.socket(SocketCalls.AF_PACKET, SocketCalls.SOCK_RAW, 0));
                        return name;
                    });
                case HOSTS -> newHost("trial").close();
                case USER_NAMESPACE -> UserNamespace.command();
                case SOCKET_TABLE -> machine.sockets().read();
            }
            return null;
        } catch (Unavailable e) {
            return e;
        } catch (IOException e) {
            return new Unavailable(Unavailable.Reason.NOT_THIS_SYSTEM, name, String.valueOf(e.getMessage()));
        }
    }

    /// Opens something in the host's namespace.
    private static <T> T onHost(LinuxHost host, Capability.Name capability, Callable<T> opening)
            throws Unavailable, IOException {
        try {
            return host.onOwnThread(opening);
        } catch (NativeException e) {
            throw translated(e, capability);
        }
    }

    /// A refusal is a missing capability; anything else is an error of the environment, and thrown.
    private static Unavailable translated(NativeException e, Capability.Name capability) throws NativeException {
        boolean root = Integer.valueOf(0).equals(uid());
        if (e.refused() && !root) {
            return new Unavailable(Unavailable.Reason.NOT_ROOT, capability);
        }
        if (capability == Capability.Name.HOSTS && e.function().equals("unshare")) {
            return new Unavailable(Unavailable.Reason.NO_NAMESPACES, e.getMessage());
        }
        if (e.refused()) {
            // Root in name, but in a container that took the privilege away.
            return new Unavailable(Unavailable.Reason.NOT_ROOT, capability);
        }
        throw e;
    }

    private static Object uid() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The hook is what runs.
        }
    }

    /// First what observes, so that the end of the programs is not taken for part of the scene; then the hosts.
    private void closeAll() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        callWatches.forEach(CallWatch::close);
        watches.forEach(StateWatch::close);
        captures.forEach(PacketCapture::close);
        hosts.forEach(LinuxHost::close);
        machine.close();
        children.close();
    }
}
