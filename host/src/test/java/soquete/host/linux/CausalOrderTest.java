package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import soquete.host.Host;
import soquete.host.PacketCapture;
import soquete.host.StateWatch;
import soquete.tcp.TcpState;
import soquete.trace.CapturedPacket;
import soquete.trace.StateChange;
import soquete.wire.Addresses;

/// Whether calls, kernel states and packets, whose times come from three clocks, stand in the order in
/// which they caused each other: over loopback, where the steps are shortest.
final class CausalOrderTest {

    private static final int PORT = 7007;
    private static final int EXCHANGES = Integer.getInteger("soquete.exchanges", 1000);
    private static final InetAddress LOOPBACK = Addresses.literal("127.0.0.1");

    /// What must not come later than what.
    private static final List<List<String>> EDGES = List.of(
            List.of("client connect begins", "client SYN-SENT"),
            List.of("client SYN-SENT", "packet S"),
            List.of("packet S", "packet S."),
            List.of("packet S.", "client ESTABLISHED"),
            List.of("client ESTABLISHED", "packet ."),
            List.of("client ESTABLISHED", "client connect returns"),
            List.of("packet .", "server SYN-RECEIVED"),
            List.of("server SYN-RECEIVED", "server ESTABLISHED"),
            List.of("server ESTABLISHED", "server accept returns"),
            List.of("client send begins", "client packet P."),
            List.of("client packet P.", "server recv returns"),
            List.of("server send begins", "server packet P."),
            List.of("server packet P.", "client recv returns"),
            List.of("client close begins", "client FIN-WAIT-1"),
            List.of("client FIN-WAIT-1", "client packet F."),
            List.of("client packet F.", "server CLOSE-WAIT"),
            List.of("server CLOSE-WAIT", "server recv sees the end"),
            List.of("server close begins", "server LAST-ACK"),
            List.of("server LAST-ACK", "server packet F."),
            List.of("server packet F.", "client CLOSED"),
            List.of("client FIN-WAIT-2", "client CLOSED"),
            // The kernel sends the last ACK before it stores the client's state, so those two have no order.
            List.of("server packet F.", "server CLOSED"));

    /// The times of one exchange by what happened, the first of each.
    private static final class Exchange extends HashMap<String, Long> {
        private static final long serialVersionUID = 1L;

        void at(String what, long timeNanos) {
            putIfAbsent(what, timeNanos);
        }

        long of(String what) {
            Long timeNanos = get(what);
            assertThat(timeNanos).as(what).isNotNull();
            return timeNanos == null ? 0 : timeNanos;
        }
    }

    private final Map<Integer, Exchange> exchanges = new LinkedHashMap<>();

    private Exchange of(int clientPort) {
        return exchanges.computeIfAbsent(clientPort, port -> new Exchange());
    }

    @Test
    void causesComeBeforeTheirEffects() throws Exception {
        Root.tracefsAssumed();
        Collection<CapturedPacket> packets = new ConcurrentLinkedQueue<>();
        Collection<StateChange> changes = new ConcurrentLinkedQueue<>();
        try (LinuxPlatform platform = LinuxPlatform.open()) {
            Host host = platform.newHost("alone");
            // On loopback a port in TIME-WAIT is used again after a second; here a port names one exchange.
            host.call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_tw_reuse"), "0"));
            StateWatch watch = platform.kernelStates(Set.of(PORT), changes::add);
            PacketCapture capture = platform.capture(host, "lo", packets::add);
            exchange(host);
            capture.close();
            watch.close();
            assertThat(watch.lost()).isZero();
            assertThat(capture.dropped()).isZero();
        }
        packets.stream().filter(Segment::isTcp).map(Segment::of).forEach(this::place);
        place(changes);
        assertThat(exchanges.size()).isEqualTo(EXCHANGES);
        Map<String, Integer> violated = new LinkedHashMap<>();
        StringBuilder report = new StringBuilder();
        for (List<String> edge : EDGES) {
            List<Long> gaps = new ArrayList<>();
            for (Exchange exchange : exchanges.values()) {
                gaps.add(exchange.of(edge.get(1)) - exchange.of(edge.get(0)));
            }
            gaps.sort(null);
            int late = (int) gaps.stream().filter(gap -> gap < 0).count();
            report.append("%-26s -> %-26s least %8d median %8d violated %d%n"
                    .formatted(edge.get(0), edge.get(1), gaps.getFirst(), gaps.get(gaps.size() / 2), late));
            if (late > 0) {
                violated.put(edge.toString(), late);
            }
        }
        if (Boolean.getBoolean("soquete.report")) {
            System.out.println(report);
        }
        assertThat(violated).isEmpty();
    }

    private void exchange(Host host) throws Exception {
        ServerSocket listener = host.call(() -> {
            ServerSocket made = new ServerSocket();
            made.bind(new InetSocketAddress(LOOPBACK, PORT));
            return made;
        });
        try (listener;
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<Map<Integer, Exchange>> served = executor.submit(() -> serve(listener));
            Map<Integer, Exchange> asked = host.call(CausalOrderTest::ask);
            asked.forEach((port, times) -> of(port).putAll(times));
            served.get().forEach((port, times) -> of(port).putAll(times));
        }
    }

    private static Map<Integer, Exchange> ask() throws Exception {
        Map<Integer, Exchange> times = new LinkedHashMap<>();
        for (int i = 0; i < EXCHANGES; i++) {
            Exchange exchange = new Exchange();
            Socket socket = new Socket();
            exchange.at("client connect begins", System.nanoTime());
            socket.connect(new InetSocketAddress(LOOPBACK, PORT));
            exchange.at("client connect returns", System.nanoTime());
            times.put(socket.getLocalPort(), exchange);
            exchange.at("client send begins", System.nanoTime());
            socket.getOutputStream().write(new byte[5]);
            socket.getInputStream().readNBytes(5);
            exchange.at("client recv returns", System.nanoTime());
            exchange.at("client close begins", System.nanoTime());
            socket.close();
        }
        return times;
    }

    private static Map<Integer, Exchange> serve(ServerSocket listener) throws Exception {
        Map<Integer, Exchange> times = new LinkedHashMap<>();
        for (int i = 0; i < EXCHANGES; i++) {
            Socket socket = listener.accept();
            long accepted = System.nanoTime();
            Exchange exchange = new Exchange();
            times.put(socket.getPort(), exchange);
            exchange.at("server accept returns", accepted);
            byte[] bytes = socket.getInputStream().readNBytes(5);
            exchange.at("server recv returns", System.nanoTime());
            exchange.at("server send begins", System.nanoTime());
            socket.getOutputStream().write(bytes);
            socket.getInputStream().read();
            exchange.at("server recv sees the end", System.nanoTime());
            exchange.at("server close begins", System.nanoTime());
            socket.close();
        }
        return times;
    }

    private void place(Segment segment) {
        boolean client = segment.destinationPort() == PORT;
        Exchange exchange = of(client ? segment.sourcePort() : segment.destinationPort());
        boolean handshake = segment.flags().contains("S") || segment.flags().equals(".") && client;
        exchange.at(
                "%spacket %s".formatted(handshake ? "" : client ? "client " : "server ", segment.flags()),
                segment.timeNanos());
    }

    /// At SYN-SENT the client's port is not known yet: the socket's identity leads to it.
    private void place(Collection<StateChange> changes) {
        Map<Long, StateChange> synSent = new HashMap<>();
        for (StateChange change : changes) {
            boolean client = change.peer() != null && change.peer().port() == PORT;
            if (change.to() == TcpState.SYN_SENT) {
                synSent.put(change.socket(), change);
            } else if (client) {
                StateChange first = synSent.remove(change.socket());
                Exchange exchange = of(change.local().port());
                if (first != null) {
                    exchange.at("client SYN-SENT", first.timeNanos());
                }
                exchange.at("client " + change.to(), change.timeNanos());
            } else if (change.peer() != null) {
                of(change.peer().port()).at("server " + change.to(), change.timeNanos());
            }
        }
    }
}
