package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import soquete.host.Host;
import soquete.host.PacketCapture;
import soquete.host.StateWatch;
import soquete.trace.CapturedPacket;
import soquete.trace.StateChange;
import soquete.wire.Addresses;

/// Two made hosts and a cable: what a whole exchange leaves in packets, kernel states and the socket table.
final class LabTest {

    private static final int PORT = 7007;

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

    /// The client sends `hello`, the server sends it back, the client closes first.
    private void echo(String serverAddress) throws Exception {
        ServerSocket listener = server.call(() -> {
            ServerSocket made = new ServerSocket();
            made.bind(new InetSocketAddress(serverAddress, PORT));
            return made;
        });
        try (listener;
                var executor = Executors.newSingleThreadExecutor()) {
            var served = executor.submit(() -> {
                try (Socket accepted = listener.accept()) {
                    byte[] bytes = accepted.getInputStream().readNBytes(5);
                    accepted.getOutputStream().write(bytes);
                    assertThat(accepted.getInputStream().read()).isEqualTo(-1);
                }
                return null;
            });
            String received = client.call(() -> {
                try (Socket socket = new Socket(serverAddress, PORT)) {
                    socket.getOutputStream().write("hello".getBytes());
                    return new String(socket.getInputStream().readNBytes(5));
                }
            });
            assertThat(received).isEqualTo("hello");
            served.get();
        }
    }

    @Test
    void hostsHaveLoopbackAndCable() throws Exception {
        assertThat(server.addresses().stream().map(Addresses::text).toList())
                .containsExactly("127.0.0.1", "::1", "198.51.100.1");
        assertThat(platform.interfaceTowards(server, Addresses.literal("198.51.100.2")))
                .isEqualTo("eth0");
        assertThat(platform.interfaceTowards(server, Addresses.literal("198.51.100.1")))
                .isEqualTo("lo");
        assertThat(platform.interfaceTowards(server, Addresses.literal("127.0.0.1")))
                .isEqualTo("lo");
    }

    @Test
    void everyPacketOfAnEchoOnce() throws Exception {
        for (Host host : List.of(server, client)) {
            List<CapturedPacket> packets = Collections.synchronizedList(new ArrayList<>());
            PacketCapture capture = platform.capture(host, "eth0", packets::add);
            echo("198.51.100.1");
            capture.close();
            packets.forEach(p -> System.out.println(p.timeNanos() + " " + p.bytes().length + " "
                    + java.util.HexFormat.of().formatHex(p.bytes())));
            assertThat(capture.dropped()).isZero();
        }
    }

    @Test
    void kernelStatesOfAnEcho() throws Exception {
        Root.tracefsAssumed();
        List<StateChange> changes = Collections.synchronizedList(new ArrayList<>());
        StateWatch watch = platform.kernelStates(Set.of(PORT), changes::add);
        echo("198.51.100.1");
        watch.close();
        changes.forEach(System.out::println);
    }

    @Test
    void table() throws Exception {
        List<StateChange> changes = Collections.synchronizedList(new ArrayList<>());
        StateWatch watch = platform.sampledStates(client, Set.of(PORT), changes::add);
        echo("198.51.100.1");
        platform.socketTable(client).read().forEach(System.out::println);
        watch.close();
        changes.forEach(System.out::println);
        platform.capabilities().forEach(System.out::println);
    }
}
