package soquete.lab;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import soquete.host.Host;
import soquete.host.PacketCapture;
import soquete.host.Platform;
import soquete.host.StateWatch;
import soquete.host.Unavailable;
import soquete.tcp.TcpState;
import soquete.timeline.Timeline;
import soquete.trace.Call;
import soquete.trace.CapturedPacket;
import soquete.trace.Loss;
import soquete.trace.Program;
import soquete.trace.Recording;
import soquete.trace.SocketRow;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Addresses;
import soquete.wire.Decoder;
import soquete.wire.Endpoint;
import soquete.wire.Layers;
import soquete.wire.QuotedHeader;

/// Where one scene is played: hosts, programs and everything that observes them. What cannot be observed here is noted,
/// not invented. Closing it ends the programs and removes the hosts.
public final class Stage implements AutoCloseable {

    /// Evidence that may be missing; the message bundle holds `missing.NAME`.
    public static final String NO_PACKETS = "packets";

    public static final String NO_KERNEL_STATES = "kernel-states";
    public static final String NO_STATES = "states";
    public static final String NO_HOSTS = "hosts";

    static final InetAddress LOOPBACK = Addresses.literal("127.0.0.1");

    private final Platform platform;
    private final String name;
    private final Set<Integer> ports;
    private final Scratch scratch;
    private final List<Host> hosts = new ArrayList<>();
    private final List<Player> players = new ArrayList<>();
    private final List<CapturedPacket> packets = new ArrayList<>();
    private final List<StateChange> states = new ArrayList<>();
    private final List<SocketRow> rows = new ArrayList<>();
    private final List<PacketCapture> captures = new ArrayList<>();
    private final List<StateWatch> watches = new ArrayList<>();
    private final List<Loss> losses = new ArrayList<>();
    private final Set<String> missing = new LinkedHashSet<>();

    /// @param ports of the scene's servers: what is kept of the kernel's reports
    public Stage(Platform platform, String name, Set<Integer> ports) throws IOException {
        this.platform = platform;
        this.name = name;
        this.ports = Set.copyOf(ports);
        this.scratch = Scratch.make();
    }

    /// A host of its own where the platform can make one; else this machine itself, noted as missing.
    public Host host(String hostName) throws IOException {
        Host host;
        try {
            host = platform.newHost(hostName);
        } catch (Unavailable e) {
            missing.add(NO_HOSTS);
            host = platform.machine();
        }
        hosts.add(host);
        return host;
    }

    /// This machine itself, where the scene is about a real peer.
    Host machine() {
        hosts.add(platform.machine());
        return platform.machine();
    }

    /// Whether [#host] gave hosts of their own.
    public boolean ownHosts() {
        return !missing.contains(NO_HOSTS);
    }

    public Platform platform() {
        return platform;
    }

    /// Begins to observe: packets of the host's interface towards that address, and the states of the sockets of all
    /// hosts made so far.
    public void observe(Host host, InetAddress towards) throws IOException {
        Consumer<CapturedPacket> sink = host.equals(platform.machine()) ? this::packetOnMachine : this::packet;
        try {
            captures.add(platform.capture(host, platform.interfaceTowards(host, towards), sink));
        } catch (Unavailable e) {
            missing.add(NO_PACKETS);
        }
        if (watches.isEmpty()) {
            watchStates();
        }
    }

    private void watchStates() throws IOException {
        try {
            watches.add(platform.kernelStates(ports, this::state));
        } catch (Unavailable noTracepoints) {
            missing.add(NO_KERNEL_STATES);
            try {
                for (Host host : hosts) {
                    watches.add(platform.sampledStates(host, ports, this::state));
                }
            } catch (Unavailable noTable) {
                missing.add(NO_STATES);
            }
        }
    }

    private void packet(CapturedPacket packet) {
        synchronized (packets) {
            packets.add(packet);
        }
    }

    /// On the machine itself others talk too: only packets of the scene's ports are kept.
    private void packetOnMachine(CapturedPacket packet) {
        Layers layers = Decoder.decode(
                        packet.linkType(), MemorySegment.ofArray(packet.bytes()), packet.originalLength())
                .layers();
        QuotedHeader quoted = layers.quoted();
        if (isOurs(layers.sourceEndpoint(), layers.destinationEndpoint())
                || (quoted != null && isOurs(quoted.sourceEndpoint(), quoted.destinationEndpoint()))) {
            packet(packet);
        }
    }

    private boolean isOurs(@Nullable Endpoint one, @Nullable Endpoint other) {
        return (one != null && ports.contains(one.port())) || (other != null && ports.contains(other.port()));
    }

    private void state(StateChange change) {
        synchronized (states) {
            states.add(change);
        }
    }

    /// Starts one of the class's programs on the host, observed.
    ///
    /// @param role `server`, `client`, `client 3`
    public Player start(String role, Host host, String program, String... arguments) throws IOException {
        Player player = Player.start(players.size() + 1, role, host, scratch.folder(), program, arguments);
        players.add(player);
        return player;
    }

    /// Reads the socket tables until a row of the scene is as wanted, and keeps the rows that are. Gives up in silence:
    /// what was not seen is then not said.
    public void sample(TcpState state, int wanted, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        List<SocketRow> found = List.of();
        while (found.size() < wanted && System.nanoTime() < end) {
            List<SocketRow> seen = new ArrayList<>();
            for (Host host : distinctHosts()) {
                try {
                    platform.socketTable(host).read().stream()
                            .filter(r -> r.state() == state && isOurs(r.local(), r.peer()))
                            .forEach(seen::add);
                } catch (Unavailable e) {
                    return;
                }
            }
            found = seen;
            if (found.size() < wanted) {
                Patience.pause();
            }
        }
        rows.addAll(found);
    }

    private List<Host> distinctHosts() {
        return hosts.stream().distinct().toList();
    }

    /// Ends the programs that still run, stops observing and gives what was seen.
    public Recording finish() throws IOException {
        players.forEach(Player::stop);
        for (PacketCapture capture : captures) {
            capture.close();
            losses.add(new Loss("packets " + capture.interfaceName(), capture.dropped()));
        }
        captures.clear();
        for (StateWatch watch : watches) {
            watch.close();
            if (watch.source() == StateSource.KERNEL) {
                losses.add(new Loss("kernel states", watch.lost()));
            }
        }
        watches.clear();
        List<Program> programs = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        for (Player player : players) {
            programs.add(player.program());
            calls.addAll(player.calls());
            losses.add(player.loss());
        }
        calls.sort(Comparator.comparingLong(Call::beginNanos));
        packets.sort(Comparator.comparingLong(CapturedPacket::timeNanos));
        states.sort(Comparator.comparingLong(StateChange::timeNanos));
        Recording whole = new Recording(
                name,
                platform.realtimeOffsetNanos(),
                programs,
                calls,
                packets,
                states,
                rows,
                losses,
                List.copyOf(missing));
        return whole.without(new HashSet<>(Timeline.of(whole).foreign()));
    }

    /// The programs of the scene with what they printed.
    public List<Player> players() {
        return List.copyOf(players);
    }

    @Override
    public void close() {
        players.forEach(Player::close);
        captures.forEach(PacketCapture::close);
        watches.forEach(StateWatch::close);
        hosts.stream().filter(h -> !h.equals(platform.machine())).forEach(Host::close);
        scratch.close();
    }
}
