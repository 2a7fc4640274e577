package soquete.host.portable;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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
import soquete.trace.Call;
import soquete.trace.CapturedPacket;
import soquete.trace.StateChange;

/// The last tier: this machine, its socket table, and states sampled from it. Everything else is [Unavailable].
public final class PortablePlatform implements Platform {

    private final PortableMachine machine = new PortableMachine();
    private final SocketTable table = new OshiSocketTable();
    private final Opened<StateWatch> watches = new Opened<>();
    private final Thread atExit = Thread.ofPlatform().name("soquete at exit").unstarted(this::closeAll);

    public PortablePlatform() {
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    private static Unavailable missing(Capability.Name capability) {
        return new Unavailable(Unavailable.Reason.NOT_THIS_SYSTEM, capability);
    }

    @Override
    public Host machine() {
        return machine;
    }

    @Override
    public Host newHost(String name) throws Unavailable {
        throw missing(Capability.Name.HOSTS);
    }

    @Override
    public void join(Host a, InterfaceAddress addressOfA, Host b, InterfaceAddress addressOfB) throws Unavailable {
        throw missing(Capability.Name.HOSTS);
    }

    @Override
    public void connect(Map<Host, InterfaceAddress> hosts) throws Unavailable {
        throw missing(Capability.Name.HOSTS);
    }

    @Override
    public PacketCapture captureSent(Host host, String interfaceName, Consumer<CapturedPacket> sink)
            throws Unavailable {
        throw missing(Capability.Name.PACKETS);
    }

    @Override
    public PacketCapture capture(Host host, String interfaceName, Consumer<CapturedPacket> sink) throws Unavailable {
        throw missing(Capability.Name.PACKETS);
    }

    @Override
    public StateWatch kernelStates(Set<Integer> ports, Consumer<StateChange> sink) throws Unavailable {
        throw missing(Capability.Name.KERNEL_STATES);
    }

    @Override
    public CallWatch calls(Consumer<Call> calls, Consumer<StateChange> states) throws Unavailable {
        throw missing(Capability.Name.KERNEL_STATES);
    }

    @Override
    public CallWatch straceCalls(Path folder, Consumer<Call> calls) throws Unavailable {
        throw missing(Capability.Name.KERNEL_STATES);
    }

    @Override
    public StateWatch sampledStates(Host host, Set<Integer> ports, Consumer<StateChange> sink) throws IOException {
        StateWatch watch = new SampledStates(host.name(), table::read, ports, sink);
        watches.add(watch);
        return watch;
    }

    @Override
    public SocketTable socketTable(Host host) {
        return table;
    }

    @Override
    public String interfaceTowards(Host host, InetAddress destination) throws Unavailable {
        throw missing(Capability.Name.PACKETS);
    }

    @Override
    public long realtimeOffsetNanos() {
        return RealtimeOffset.measured().nanos();
    }

    @Override
    public List<String> userNamespaceCommand() throws Unavailable {
        throw missing(Capability.Name.USER_NAMESPACE);
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(
                new Capability(Capability.Name.KERNEL_STATES, missing(Capability.Name.KERNEL_STATES)),
                new Capability(Capability.Name.PACKETS, missing(Capability.Name.PACKETS)),
                new Capability(Capability.Name.HOSTS, missing(Capability.Name.HOSTS)),
                new Capability(Capability.Name.USER_NAMESPACE, missing(Capability.Name.USER_NAMESPACE)),
                new Capability(Capability.Name.SOCKET_TABLE, null));
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

    private void closeAll() {
        watches.forEach(StateWatch::close);
        machine.close();
    }
}
