package soquete.host.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import soquete.host.Platform;
import soquete.host.Platform.Capability;
import soquete.host.StateWatch;
import soquete.host.Unavailable;
import soquete.host.Unavailable.Reason;
import soquete.tcp.TcpState;
import soquete.trace.SocketRow;
import soquete.trace.StateChange;
import soquete.wire.Addresses;

/// The last tier, on whatever system this is.
final class PortablePlatformTest {

    private static final InetAddress LOOPBACK = Addresses.literal("127.0.0.1");

    @Test
    void aPropertyForcesIt() {
        System.setProperty("soquete.platform", "portable");
        try (Platform platform = Platform.current()) {
            assertThat(platform).isInstanceOf(PortablePlatform.class);
            assertThat(platform.capabilities().stream()
                            .filter(c -> c.missing() == null)
                            .map(Capability::name))
                    .containsExactly(Capability.Name.SOCKET_TABLE);
            assertThatThrownBy(() -> platform.newHost("none"))
                    .isInstanceOfSatisfying(
                            Unavailable.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_THIS_SYSTEM));
        } finally {
            System.clearProperty("soquete.platform");
        }
    }

    @Test
    void aListenerStandsInTheTable() throws Exception {
        try (Platform platform = new PortablePlatform();
                ServerSocket listener = platform.machine().call(() -> new ServerSocket(0, 5, LOOPBACK))) {
            assertThat(platform.machine().addresses()).contains(LOOPBACK);
            assertThat(platform.socketTable(platform.machine()).read()).anySatisfy(row -> {
                assertThat(row.local()).hasToString("127.0.0.1:" + listener.getLocalPort());
                assertThat(row.protocol()).isEqualTo(SocketRow.Protocol.TCP);
                assertThat(row.state()).isEqualTo(TcpState.LISTEN);
                assertThat(row.peer()).isNull();
            });
        }
    }

    @Test
    void aListenersStatesAreSampled() throws Exception {
        Collection<StateChange> changes = new ConcurrentLinkedQueue<>();
        try (Platform platform = new PortablePlatform()) {
            ServerSocket listener = new ServerSocket(0, 5, LOOPBACK);
            StateWatch watch =
                    platform.sampledStates(platform.machine(), Set.of(listener.getLocalPort()), changes::add);
            await().until(() -> changes.stream().anyMatch(change -> change.to() == TcpState.LISTEN));
            listener.close();
            await().until(() -> changes.stream().anyMatch(change -> change.to() == TcpState.CLOSED));
            watch.close();
            assertThat(changes).hasSize(2);
        }
    }
}
