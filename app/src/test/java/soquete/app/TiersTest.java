package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.host.Host;
import soquete.host.Platform;
import soquete.host.Unavailable;

/// `soquete lab echo` by the tier of the user: what is missing is said, and nothing is invented.
class TiersTest {

    @TempDir
    private Path folder;

    private Platform platform;
    private Host host;

    /// On a host of its own where that is allowed: on this machine others may have taken the ports.
    @BeforeEach
    void makeHost() throws IOException {
        platform = Platform.current();
        try {
            host = platform.newHost("test");
        } catch (Unavailable e) {
            host = platform.machine();
        }
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void withoutTracefsStatesAreSampledAndInferred() throws Exception {
        Cli.Outcome outcome =
                new Cli().on(host).property("soquete.deny", "tracefs").run("lab", "echo", "-o", folder.toString());
        assumeTrue(outcome.out().contains("SYN seq=0"), "needs captures");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("The kernel's own state reports are not there")
                .contains("TIME-WAIT", "Hello, world");
        assertThat(outcome.out()).doesNotContainPattern("client: SYN-SENT");
    }

    @Test
    void withoutAnythingTheCallsAreStillShown() throws Exception {
        Cli.Outcome outcome = new Cli()
                .on(host)
                .property("soquete.deny", "tracefs,packets,namespaces,user-namespaces")
                .run("lab", "echo", "greeting", "-o", folder.toString());
        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("Packets could not be observed")
                .contains("connect(127.0.0.1:65432)", "accept", "recv")
                .doesNotContain("SYN seq");
    }

    @Test
    void thePortableTierRunsTheSameScene() throws Exception {
        Cli.Outcome outcome =
                new Cli().on(host).property("soquete.platform", "portable").run("lab", "echo", "-o", folder.toString());
        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("connect(127.0.0.1:65432)").doesNotContain("SYN seq");
    }

    @Test
    void theColleaguesMachineNeedsHostsAndSaysSo() throws Exception {
        Cli.Outcome outcome = new Cli()
                .on(host)
                .property("soquete.deny", "tracefs,packets,namespaces,user-namespaces")
                .language("pt_BR")
                .run("lab", "remote", "-o", folder.toString());
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out()).contains("segunda máquina").doesNotContain("\tat ");
    }
}
