package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import soquete.host.Platform;
import soquete.host.Platform.Capability;
import soquete.host.Unavailable;
import soquete.host.Unavailable.Reason;

/// The tiers of privilege, as root is made to see them by `soquete.deny`.
final class CapabilitiesTest {

    @BeforeEach
    void root() throws Exception {
        Root.assumed();
    }

    @AfterEach
    void allowAll() {
        System.clearProperty(Refusals.PROPERTY);
    }

    @Test
    void rootHasAllInAFixedOrder() throws Exception {
        Root.tracefsAssumed();
        try (Platform platform = Platform.current()) {
            assertThat(platform.capabilities().stream().map(Capability::name))
                    .containsExactly(Capability.Name.values());
            assertThat(platform.capabilities().stream().filter(c -> c.name() != Capability.Name.USER_NAMESPACE))
                    .allSatisfy(capability -> assertThat(capability.missing()).isNull());
        }
        assertThat(Root.instances()).isEmpty();
    }

    @Test
    void whatIsDeniedIsUnavailable() {
        System.setProperty(Refusals.PROPERTY, "tracefs, packets,namespaces,user-namespaces,socket-table");
        try (Platform platform = Platform.current()) {
            assertThat(platform.capabilities())
                    .hasSize(Capability.Name.values().length)
                    .allSatisfy(capability -> assertThat(capability.missing()).isNotNull());
            refused(Reason.NOT_ROOT, () -> platform.kernelStates(Set.of(), change -> {}));
            refused(Reason.NOT_ROOT, () -> platform.capture(platform.machine(), "lo", packet -> {}));
            refused(Reason.NOT_ROOT, () -> platform.newHost("none"));
            refused(Reason.NO_NAMESPACES, platform::userNamespaceCommand);
            refused(Reason.NOT_THIS_SYSTEM, () -> platform.socketTable(platform.machine()));
        }
    }

    @Test
    void theOthersStayWhenOneIsDenied() throws Exception {
        System.setProperty(Refusals.PROPERTY, "tracefs");
        try (Platform platform = Platform.current()) {
            refused(Reason.NOT_ROOT, () -> platform.kernelStates(Set.of(), change -> {}));
            platform.capture(platform.machine(), "lo", packet -> {}).close();
            platform.newHost("allowed").close();
        }
    }

    private static void refused(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Unavailable.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
