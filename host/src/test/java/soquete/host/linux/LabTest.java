package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import soquete.host.Host;
import soquete.host.PacketCapture;
import soquete.host.StateWatch;
import soquete.host.Unavailable;
import soquete.tcp.TcpState;
import soquete.trace.CapturedPacket;
import soquete.trace.SocketRow;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Addresses;
import soquete.wire.LinkType;

/// Two made hosts and a cable: what a whole exchange leaves in packets, kernel states and the socket table.
final class LabTest {

    private static final int PORT = 7007;
    private static final InetAddress SERVER = Addresses.literal("198.51.100.1");
    private static final InetAddress CLIENT = Addresses.literal("198.51.100.2");

    private LinuxPlatform platform;
    private Host server;
    private Host client;

    @BeforeEach
    void lay() throws Exception {
        Root.assumed();
        platform = LinuxPlatform.open();
        server = platform.newHost("server");
        client = platform.newHost("client");
        platform.join(server, Root.address("198.51.100.1", 24), client, Root.address("198.51.100.2", 24));
    }

    @AfterEach
    void remove() throws Exception {
        if (platform != null) {
            platform.close();
            assertThat(Root.instances()).isEmpty();
        }
    }

    @Test
    void hostsHaveLoopbackAndCable() throws Exception {
        assertThat(server.addresses().stream().map(Addresses::text))
                .containsExactly("127.0.0.1", "::1", "198.51.100.1");
        assertThat(platform.interfaceTowards(server, CLIENT)).isEqualTo("eth0");
        assertThat(platform.interfaceTowards(server, SERVER)).isEqualTo("lo");
        assertThat(platform.interfaceTowards(server, Addresses.literal("127.0.0.1")))
                .isEqualTo("lo");
        assertThatThrownBy(() -> platform.interfaceTowards(server, Addresses.literal("203.0.113.9")))
                .hasMessageContaining("ENETUNREACH");
        platform.join(server, Root.address("2001:db8::1", 64), client, Root.address("2001:db8::2", 64));
        assertThat(platform.interfaceTowards(server, Addresses.literal("2001:db8::2")))
                .isEqualTo("eth1");
        assertThatThrownBy(() -> platform.capture(server, "eth7", packet -> {}))
                .isInstanceOfSatisfying(Unavailable.class, e -> {
                    assertThat(e.reason()).isEqualTo(Unavailable.Reason.NO_SUCH_INTERFACE);
                    assertThat(e.details()).containsExactly("eth7", List.of("lo", "eth0", "eth1"));
                });
    }

    @Test
    void everyPacketOfAnEchoIsCapturedOnce() throws Exception {
        Collection<CapturedPacket> packets = new ConcurrentLinkedQueue<>();
        long begin = System.nanoTime();
        PacketCapture capture = platform.capture(client, "eth0", packets::add);
        int port = Echo.run(server, client, SERVER, PORT);
        capture.close();
        assertThat(capture.dropped()).isZero();
        assertThat(packets).allSatisfy(packet -> {
            assertThat(packet.linkType()).isEqualTo(LinkType.ETHERNET);
            assertThat(packet.interfaceName()).isEqualTo("eth0");
            assertThat(packet.timeNanos()).isBetween(begin, System.nanoTime());
            assertThat(packet.originalLength()).isEqualTo(packet.bytes().length);
        });
        // An ARP request and its reply, and nothing else that is not the echo's.
        assertThat(packets.stream().filter(packet -> !Segment.isTcp(packet)))
                .hasSize(2)
                .allSatisfy(packet -> assertThat(packet.bytes()[13]).isEqualTo((byte) 0x06));
        List<Segment> segments =
                packets.stream().filter(Segment::isTcp).map(Segment::of).toList();
        assertThat(segments).isSortedAccordingTo((a, b) -> Long.compare(a.timeNanos(), b.timeNanos()));
        assertThat(segments.stream()
                        .filter(s -> s.sourcePort() == port && !s.flags().equals("."))
                        .map(Segment::flags))
                .containsExactly("S", "P.", "F.");
        assertThat(segments.stream()
                        .filter(s -> s.sourcePort() == PORT && !s.flags().equals("."))
                        .map(Segment::flags))
                .containsExactly("S.", "P.", "F.");
    }

    @Test
    void theKernelsStatesOfAnEchoAreThoseOfTheDiagram() throws Exception {
        Root.tracefsAssumed();
        Collection<StateChange> changes = new ConcurrentLinkedQueue<>();
        StateWatch watch = platform.kernelStates(Set.of(PORT), changes::add);
        assertThat(Root.instances()).hasSize(1);
        int port = Echo.run(server, client, SERVER, PORT);
        watch.close();
        assertThat(Root.instances()).isEmpty();
        assertThat(watch.source()).isEqualTo(StateSource.KERNEL);
        assertThat(watch.lost()).isZero();
        assertThat(List.copyOf(changes)).isSortedAccordingTo((a, b) -> Long.compare(a.timeNanos(), b.timeNanos()));
        StateChange synSent = changes.stream()
                .filter(change -> change.to() == TcpState.SYN_SENT)
                .findFirst()
                .orElseThrow();
        assertThat(synSent.local()).hasToString("198.51.100.2:0");
        assertThat(synSent.peer()).hasToString("198.51.100.1:" + PORT);
        assertThat(path(changes, synSent.socket()))
                .containsExactly("CLOSED", "SYN-SENT", "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSED");
        StateChange accepted = changes.stream()
                .filter(change -> change.to() == TcpState.SYN_RECEIVED)
                .findFirst()
                .orElseThrow();
        assertThat(accepted.peer()).hasToString("198.51.100.2:" + port);
        assertThat(path(changes, accepted.socket()))
                .containsExactly("LISTEN", "SYN-RECEIVED", "ESTABLISHED", "CLOSE-WAIT", "LAST-ACK", "CLOSED");
        StateChange listening = changes.iterator().next();
        assertThat(listening.peer()).isNull();
        assertThat(path(changes, listening.socket())).containsExactly("CLOSED", "LISTEN", "CLOSED");
    }

    @Test
    void whatTheKernelsBufferCannotHoldIsCounted() throws Exception {
        Root.tracefsAssumed();
        CountDownLatch slow = new CountDownLatch(1);
        StateWatch watch = platform.kernelStates(Set.of(PORT), change -> {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        client.call(() -> {
            InetAddress self = Addresses.literal("127.0.0.1");
            try (ServerSocket listener = new ServerSocket(PORT, 5, self)) {
                while (watch.lost() == 0) {
                    try (Socket socket = new Socket(self, PORT);
                            Socket accepted = listener.accept()) {
                        assertThat(accepted.getPort()).isEqualTo(socket.getLocalPort());
                    }
                }
            }
            return PORT;
        });
        assertThat(watch.lost()).isPositive();
        slow.countDown();
        watch.close();
        assertThat(watch.lost()).isPositive();
    }

    @Test
    void aRefusedConnectIsClosedFromSynSent() throws Exception {
        Root.tracefsAssumed();
        Collection<StateChange> changes = new ConcurrentLinkedQueue<>();
        StateWatch watch = platform.kernelStates(Set.of(PORT), changes::add);
        assertThatThrownBy(() -> client.call(() -> new Socket(SERVER, PORT))).isInstanceOf(ConnectException.class);
        watch.close();
        assertThat(path(changes, changes.iterator().next().socket())).containsExactly("CLOSED", "SYN-SENT", "CLOSED");
        assertThat(changes).hasSize(2);
    }

    @Test
    void anIpv6CableCarriesWhatProgramsSendAndNeighbourDiscoveryNoMore() throws Exception {
        Root.tracefsAssumed();
        platform.join(server, Root.address("2001:db8::1", 64), client, Root.address("2001:db8::2", 64));
        Collection<CapturedPacket> packets = new ConcurrentLinkedQueue<>();
        Collection<StateChange> changes = new ConcurrentLinkedQueue<>();
        StateWatch watch = platform.kernelStates(Set.of(PORT), changes::add);
        PacketCapture capture = platform.capture(server, "eth1", packets::add);
        Echo.run(server, client, Addresses.literal("2001:db8::1"), PORT);
        capture.close();
        watch.close();
        assertThat(changes).anySatisfy(change -> {
            assertThat(change.to()).isEqualTo(TcpState.SYN_SENT);
            assertThat(change.local()).hasToString("[2001:db8::2]:0");
            assertThat(change.peer()).hasToString("[2001:db8::1]:" + PORT);
        });
        // IPv6's next header stands at 20, ICMPv6's type behind its header of 40 bytes: solicitation 135, advertisement
        // 136.
        assertThat(packets.stream().filter(packet -> packet.bytes()[20] != 6))
                .extracting(packet -> packet.bytes()[54] & 0xFF)
                .containsExactly(135, 136);
        assertThat(packets.stream().filter(packet -> packet.bytes()[20] == 6)).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void aCaptureOutlivesItsInterface() throws Exception {
        PacketCapture capture = platform.capture(client, "eth0", packet -> {});
        server.close();
        await().until(() -> !client.addresses().contains(CLIENT));
        capture.close();
        assertThat(capture.dropped()).isZero();
    }

    private static List<String> path(Collection<StateChange> changes, long socket) {
        List<StateChange> own =
                changes.stream().filter(change -> change.socket() == socket).toList();
        return Stream.concat(
                        own.stream().limit(1).map(change -> String.valueOf(change.from())),
                        own.stream().map(change -> change.to().toString()))
                .toList();
    }

    @Test
    void theTableShowsListenAndItsQueueAndTimeWait() throws Exception {
        ServerSocket listener = server.call(() -> new ServerSocket(PORT, 5, SERVER));
        try (listener) {
            Socket waiting = client.call(() -> new Socket(SERVER, PORT));
            try (waiting) {
                SocketRow listen = row(server, TcpState.LISTEN);
                assertThat(listen.local()).hasToString("198.51.100.1:" + PORT);
                assertThat(listen.peer()).isNull();
                assertThat(listen.sendQueue()).isEqualTo(5);
                await().until(() -> row(server, TcpState.LISTEN).receiveQueue() == 1);
                SocketRow open = row(client, TcpState.ESTABLISHED);
                assertThat(open.peer()).hasToString("198.51.100.1:" + PORT);
                assertThat(open.rttMicros()).isBetween(1L, 1_000_000L);
            }
        }
        Echo.run(server, client, SERVER, PORT + 1);
        await().until(() ->
                platform.socketTable(client).read().stream().anyMatch(row -> row.state() == TcpState.TIME_WAIT));
        SocketRow timeWait = row(client, TcpState.TIME_WAIT);
        assertThat(timeWait.expiresMillis()).isBetween(1L, 60_000L);
        assertThat(timeWait.inode()).isZero();
        assertThat(timeWait.rttMicros()).isZero();
    }

    private SocketRow row(Host host, TcpState state) throws Exception {
        return platform.socketTable(host).read().stream()
                .filter(row -> row.state() == state)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTableHasDatagramSocketsToo() throws Exception {
        DatagramSocket socket = client.call(() -> new DatagramSocket(new InetSocketAddress(CLIENT, 9009)));
        try (socket) {
            assertThat(platform.socketTable(client).read()).anySatisfy(row -> {
                assertThat(row.protocol()).isEqualTo(SocketRow.Protocol.UDP);
                assertThat(row.local()).hasToString("198.51.100.2:9009");
                assertThat(row.state()).isNull();
            });
            assertThat(platform.socketTable(server).read()).isEmpty();
        }
    }

    @Test
    void sampledStatesEndInTimeWait() throws Exception {
        Collection<StateChange> changes = new ConcurrentLinkedQueue<>();
        StateWatch watch = platform.sampledStates(client, Set.of(PORT), changes::add);
        Echo.run(server, client, SERVER, PORT);
        await().until(() -> changes.stream().anyMatch(change -> change.to() == TcpState.TIME_WAIT));
        watch.close();
        assertThat(changes).allSatisfy(change -> assertThat(change.source()).isEqualTo(StateSource.SAMPLED));
        assertThat(changes.iterator().next().from()).isNull();
    }

    @Test
    void closingDeliversEveryPacketThatCameBefore() throws Exception {
        AtomicInteger datagrams = new AtomicInteger();
        PacketCapture capture = platform.capture(client, "lo", packet -> datagrams.incrementAndGet());
        int sent = 2_000;
        client.call(() -> {
            sendToSelf(sent, 100);
            return sent;
        });
        capture.close();
        assertThat(capture.dropped()).isZero();
        assertThat(datagrams).hasValue(sent);
    }

    @Test
    void whatTheRingCannotHoldIsCounted() throws Exception {
        AtomicInteger datagrams = new AtomicInteger();
        CountDownLatch slow = new CountDownLatch(1);
        PacketCapture capture = platform.capture(client, "lo", packet -> {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            datagrams.incrementAndGet();
        });
        int sent = 1_500;
        client.call(() -> {
            sendToSelf(sent, 60_000);
            return sent;
        });
        assertThat(capture.dropped()).isPositive();
        slow.countDown();
        capture.close();
        assertThat(datagrams.get() + capture.dropped()).isEqualTo(sent);
    }

    private static void sendToSelf(int count, int bytes) throws Exception {
        InetAddress self = Addresses.literal("127.0.0.1");
        try (DatagramSocket receiver = new DatagramSocket(new InetSocketAddress(self, 9010));
                DatagramSocket sender = new DatagramSocket(new InetSocketAddress(self, 9011))) {
            DatagramPacket datagram = new DatagramPacket(new byte[bytes], bytes, self, receiver.getLocalPort());
            for (int i = 0; i < count; i++) {
                sender.send(datagram);
            }
        }
    }

    @Test
    void blockedWorkKeepsNobodyWaiting() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        FutureTask<Boolean> blocked = new FutureTask<>(() -> client.call(() -> {
            release.await();
            return true;
        }));
        Thread.ofPlatform().daemon().start(blocked);
        assertThat(client.call(() -> "free")).isEqualTo("free");
        assertThat(blocked).isNotDone();
        release.countDown();
        assertThat(blocked.get()).isTrue();
    }

    @Test
    void programsRunOnTheirHostAndEndWithIt() throws Exception {
        Process list = server.start(new ProcessBuilder("ls", "-l", "/proc/self/ns/net"));
        String there = new String(list.getInputStream().readAllBytes());
        String here = server.call(() ->
                Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString());
        assertThat(there).contains(here);
        Process program = server.start(new ProcessBuilder("sh", "-c", "trap '' TERM; sleep 1000 & wait; sleep 1000"));
        ProcessHandle handle = program.toHandle();
        await().until(() -> handle.descendants().count() > 0);
        List<ProcessHandle> below = handle.descendants().toList();
        server.close();
        assertThat(program.isAlive()).isFalse();
        await().until(() -> below.stream().noneMatch(ProcessHandle::isAlive));
        assertThatThrownBy(() -> server.call(() -> 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFailureOfWorkIsTheCallersOwn() {
        assertThatThrownBy(() -> client.call(() -> new Socket(SERVER, PORT))).isInstanceOf(ConnectException.class);
    }
}
