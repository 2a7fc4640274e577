package soquete.wire;

import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/// Frames of made-up hosts that talk over few addresses and ports, so that ports are used again: TCP in any order, UDP,
/// fragments, ICMP errors, in VLANs and tunnels.
public final class RandomTraffic {
    /// Those it can make frames for.
    public static final int[] LINK_TYPES = {0, 1, 101, 113, 228, 229, 276};

    private static final InetAddress[] HOSTS = {Frames.A, Frames.B, Addresses.literal("198.51.100.7")};
    private static final InetAddress[] HOSTS6 = {Frames.A6, Frames.B6, Addresses.literal("fe80::1")};
    private static final int MOST_CONNECTIONS = 6;

    private final RandomGenerator random;
    private final List<Connection> connections = new ArrayList<>();
    private final Deque<Packet> waiting = new ArrayDeque<>();
    private int identification;

    /// Headers from an IP header on, and what they carry.
    private record Packet(boolean ipv6, List<HeaderBuilder> headers, Octets payload) {}

    /// What is said next in a connection; index 0 is the client's.
    private static final class Connection {
        final boolean ipv6;
        final InetAddress[] hosts;
        final int[] ports;
        final int[] sequence = new int[2];

        Connection(boolean ipv6, InetAddress[] hosts, int[] ports) {
            this.ipv6 = ipv6;
            this.hosts = hosts;
            this.ports = ports;
        }
    }

    public RandomTraffic(RandomGenerator random) {
        this.random = random;
    }

    /// The next frame on a link of that type.
    public byte[] frame(int linkType) {
        if (waiting.isEmpty()) {
            packets();
        }
        Packet packet = waiting.removeFirst();
        List<HeaderBuilder> stack = new ArrayList<>();
        boolean straight = packet.ipv6 ? linkType != 228 : linkType != 229;
        boolean tunnel = !straight || random.nextInt(6) == 0;
        boolean outerIpv6 = linkType == 229 || straight && packet.ipv6;
        link(stack, linkType, outerIpv6);
        if (tunnel) {
            network(stack, outerIpv6);
            tunnel(stack);
        }
        stack.addAll(packet.headers);
        return HeaderBuilder.frame(packet.payload.toArray(), stack.toArray(HeaderBuilder[]::new));
    }

    private void packets() {
        int kind = random.nextInt(10);
        if (kind == 0) {
            datagram();
        } else if (kind == 1) {
            error();
        } else {
            segment();
        }
    }

    private Connection connection() {
        if (connections.size() < MOST_CONNECTIONS && random.nextInt(3) == 0 || connections.isEmpty()) {
            boolean ipv6 = random.nextBoolean();
            InetAddress[] hosts = ipv6 ? HOSTS6 : HOSTS;
            InetAddress[] ends = {hosts[random.nextInt(hosts.length)], hosts[random.nextInt(hosts.length)]};
            Connection connection =
                    new Connection(ipv6, ends, new int[] {50_000 + random.nextInt(2), 80 + random.nextInt(2)});
            connections.add(connection);
            return connection;
        }
        return connections.get(random.nextInt(connections.size()));
    }

    private void segment() {
        Connection connection = connection();
        int from = random.nextInt(2);
        byte[] payload = new byte[random.nextInt(3) == 0 ? random.nextInt(200) : 0];
        random.nextBytes(payload);
        TcpBuilder segment = new TcpBuilder(connection.ports[from], connection.ports[1 - from])
                .window(random.nextInt(4) == 0 ? 0 : random.nextInt(65536));
        int flags = flags();
        if ((flags & TcpView.SYN) != 0 && random.nextInt(3) > 0) {
            connection.sequence[from] = random.nextInt();
            segment.options(new TcpOption.WindowScale(random.nextInt(16)), new TcpOption.MaximumSegmentSize(1460));
        }
        int old = random.nextInt(5) == 0 ? random.nextInt(400) : 0;
        segment.sequence(new SeqNum(connection.sequence[from] - old));
        if ((flags & TcpView.ACK) != 0) {
            segment.acknowledgment(new SeqNum(connection.sequence[1 - from] - (old & 7)));
        }
        segment.flags(flags);
        boolean counts = (flags & (TcpView.SYN | TcpView.FIN)) != 0;
        connection.sequence[from] += old == 0 ? payload.length + (counts ? 1 : 0) : 0;
        send(connection.ipv6, connection.hosts[from], connection.hosts[1 - from], segment, payload);
    }

    private int flags() {
        return switch (random.nextInt(12)) {
            case 0, 1 -> TcpView.SYN;
            case 2 -> TcpView.SYN | TcpView.ACK;
            case 3 -> TcpView.FIN | TcpView.ACK;
            case 4 -> random.nextInt(512);
            default -> TcpView.ACK;
        };
    }

    private void datagram() {
        Connection connection = connection();
        int from = random.nextInt(2);
        byte[] payload = new byte[random.nextInt(100)];
        random.nextBytes(payload);
        UdpBuilder datagram = new UdpBuilder(connection.ports[from], connection.ports[1 - from]);
        send(connection.ipv6, connection.hosts[from], connection.hosts[1 - from], datagram, payload);
    }

    /// An ICMP error that quotes a packet as far as it likes.
    private void error() {
        Connection connection = connection();
        int from = random.nextInt(2);
        InetAddress source = connection.hosts[from];
        InetAddress destination = connection.hosts[1 - from];
        HeaderBuilder failed = random.nextInt(3) == 0
                ? new UdpBuilder(connection.ports[from], connection.ports[1 - from])
                : new TcpBuilder(connection.ports[from], connection.ports[1 - from])
                        .sequence(new SeqNum(connection.sequence[from]));
        byte[] packet = HeaderBuilder.frame(new byte[4], ip(connection.ipv6, source, destination), failed);
        byte[] quote = Arrays.copyOf(packet, packet.length - random.nextInt(20));
        HeaderBuilder error = connection.ipv6
                ? new Icmpv6Builder(Icmpv6View.DESTINATION_UNREACHABLE, 4)
                : new IcmpBuilder(IcmpView.DESTINATION_UNREACHABLE, 3);
        send(connection.ipv6, destination, source, error, quote);
    }

    private void send(boolean ipv6, InetAddress from, InetAddress to, HeaderBuilder transport, byte[] payload) {
        if (payload.length >= 24 && random.nextInt(8) == 0) {
            fragments(ipv6, from, to, transport, payload);
            return;
        }
        waiting.add(new Packet(ipv6, List.of(ip(ipv6, from, to), transport), Octets.of(payload)));
    }

    private static HeaderBuilder ip(boolean ipv6, InetAddress from, InetAddress to) {
        return ipv6 ? new Ipv6Builder(from, to) : new Ipv4Builder(from, to);
    }

    private void fragments(boolean ipv6, InetAddress from, InetAddress to, HeaderBuilder transport, byte[] payload) {
        HeaderBuilder ip = ip(ipv6, from, to);
        byte[] whole = HeaderBuilder.frame(payload, ip, transport);
        byte[] data = Arrays.copyOfRange(whole, ip.length(), whole.length);
        IpProtocol protocol = new IpProtocol(transport.ipProtocol());
        identification++;
        List<Packet> fragments = new ArrayList<>();
        int size = 8 * random.nextInt(1, 12);
        for (int at = 0; at < data.length; at += size) {
            int end = Math.min(data.length, at + size);
            boolean more = end < data.length;
            Octets part = Octets.of(Arrays.copyOfRange(data, at, end));
            List<HeaderBuilder> headers = ipv6
                    ? List.of(
                            ip,
                            IpExtensionBuilder.fragment(at, more, identification)
                                    .next(protocol))
                    : List.of(new Ipv4Builder(from, to)
                            .identification(identification)
                            .fragment(at, more)
                            .protocol(protocol));
            fragments.add(random.nextInt(fragments.size() + 1), new Packet(ipv6, headers, part));
        }
        waiting.addAll(fragments);
    }

    /// The headers of a link on which an IP packet of that version comes next.
    void link(List<HeaderBuilder> stack, int linkType, boolean ipv6) {
        switch (linkType) {
            case 1 -> ethernet(stack);
            case 113 -> stack.add(new SllBuilder());
            case 276 -> stack.add(new Sll2Builder(3));
            case 0 -> stack.add(new NullBuilder(ipv6 ? 24 : 2, ByteOrder.LITTLE_ENDIAN));
            default -> {}
        }
    }

    private void ethernet(List<HeaderBuilder> stack) {
        stack.add(Frames.ethernet());
        for (int tags = random.nextInt(3); tags > 0; tags--) {
            VlanBuilder tag = new VlanBuilder(random.nextInt(4096));
            stack.add(random.nextBoolean() ? tag : tag.service());
        }
    }

    /// An IP header, with extensions perhaps.
    void network(List<HeaderBuilder> stack, boolean ipv6) {
        if (!ipv6) {
            stack.add(Frames.ipv4());
            return;
        }
        stack.add(Frames.ipv6());
        if (random.nextInt(4) == 0) {
            Octets padN = Octets.of(Frames.hex("0104 0000 0000"));
            stack.add(
                    IpExtensionBuilder.of(random.nextBoolean() ? IpProtocol.HOP_BY_HOP : IpProtocol.DESTINATION, padN));
        }
    }

    /// What stands between two IP headers, the one inside still to come: nothing, GRE or VXLAN.
    void tunnel(List<HeaderBuilder> stack) {
        switch (random.nextInt(3)) {
            case 0 -> {}
            case 1 -> {
                stack.add(TunnelBuilder.gre());
                if (random.nextBoolean()) {
                    ethernet(stack);
                }
            }
            default -> {
                stack.add(new UdpBuilder(1024 + random.nextInt(400), 4789));
                stack.add(TunnelBuilder.vxlan(random.nextInt(1 << 20)));
                ethernet(stack);
            }
        }
    }
}
