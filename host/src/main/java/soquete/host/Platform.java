package soquete.host;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import soquete.trace.Call;
import soquete.trace.CapturedPacket;
import soquete.trace.StateChange;

/// What this operating system and this user can give. Everything that needs a privilege says so by [Unavailable].
public interface Platform extends AutoCloseable {

    /// The platform of the machine this runs on; sweeps what dead runs left behind.
    static Platform current() {
        return Platforms.current();
    }

    /// This machine itself.
    Host machine();

    /// A new host with its own interfaces, addresses and ports; only its loopback is up.
    Host newHost(String name) throws Unavailable, IOException;

    /// Joins two made hosts by a cable (`eth0` at both ends, or the next free `ethN`), each end with its address and
    /// prefix length, both up.
    void join(Host a, InterfaceAddress addressOfA, Host b, InterfaceAddress addressOfB) throws Unavailable, IOException;

    /// Joins made hosts by a switch: each gets `eth0`, or the next free `ethN`, with its address and prefix length, up.
    void connect(Map<Host, InterfaceAddress> hosts) throws Unavailable, IOException;

    /// Opens a capture on an interface of the host; a packet counts once, outgoing copies of loopback are left out.
    PacketCapture capture(Host host, String interfaceName, Consumer<CapturedPacket> sink)
            throws Unavailable, IOException;

    /// The same of those packets alone that the host itself sends: where several ends of one network are captured, each
    /// packet is seen once.
    PacketCapture captureSent(Host host, String interfaceName, Consumer<CapturedPacket> sink)
            throws Unavailable, IOException;

    /// The kernel's own transitions of the TCP sockets that have one of `ports` at either end. The kernel reports every
    /// namespace of the machine: the caller keeps those of its connections. All ports when `ports` is empty.
    StateWatch kernelStates(Set<Integer> ports, Consumer<StateChange> sink) throws Unavailable, IOException;

    /// Socket calls of any program, as the kernel sees them, with the transitions of all TCP sockets of the machine, on
    /// one clock: the caller keeps those of its connections. Nothing is watched yet; [CallWatch] is given programs.
    CallWatch calls(Consumer<Call> calls, Consumer<StateChange> states) throws Unavailable, IOException;

    /// Socket calls of programs started here, by strace where that is installed: no privilege, but each call costs the
    /// program much more. Running programs are not taken.
    ///
    /// @param folder where it may write; the caller takes it away
    CallWatch straceCalls(Path folder, Consumer<Call> calls) throws Unavailable;

    /// Differences between successive readings of the host's socket table; needs no privilege.
    StateWatch sampledStates(Host host, Set<Integer> ports, Consumer<StateChange> sink) throws Unavailable, IOException;

    SocketTable socketTable(Host host) throws Unavailable;

    /// Which interface of the host a packet to `destination` leaves by, `lo` for the host's own addresses.
    String interfaceTowards(Host host, InetAddress destination) throws Unavailable, IOException;

    /// REALTIME − MONOTONIC in nanoseconds, measured now.
    long realtimeOffsetNanos();

    /// The words to put before a command line so that it runs where hosts and captures need no privilege (a user
    /// namespace of its own). Tried before it is given. A running JVM cannot move there; it is started anew.
    List<String> userNamespaceCommand() throws Unavailable;

    /// What this user may do here, one entry a capability, in a fixed order.
    List<Capability> capabilities();

    @Override
    void close();

    /// An address of an interface with its prefix length: 198.51.100.1/24.
    record InterfaceAddress(InetAddress address, int prefixLength) {}

    /// @param name   of the capability: the message bundles hold `capability.NAME` and `capability.NAME.cost`
    /// @param missing null when it is there
    record Capability(
            Name name, @org.jspecify.annotations.Nullable Unavailable missing) {
        public enum Name {
            KERNEL_STATES,
            PACKETS,
            HOSTS,
            USER_NAMESPACE,
            SOCKET_TABLE
        }
    }
}
