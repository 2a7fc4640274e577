package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import soquete.host.Host;
import soquete.host.Platform;
import soquete.timeline.Conversation;
import soquete.timeline.Side;
import soquete.trace.Call;
import soquete.trace.CallName;

/// Programs that make it hard to be watched: with many processes, killed, of another user, with all descriptors closed.
class HardProgramsTest {

    /// A program is run again when events were lost, or a line came so late that it was no longer waited
    /// for, as happens on a machine that is too busy.
    private static final int ATTEMPTS = 3;

    private Platform platform;
    private Host host;

    @BeforeEach
    void makeHost() throws Exception {
        platform = Platform.current();
        WatchedRun.needsKernelAndPython(platform);
        host = platform.newHost("hard");
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private WatchedRun watched(String name, String... roles) throws Exception {
        List<String> given = roles.length == 0 ? List.of("") : List.of(roles);
        Callable<WatchedRun> work = () -> WatchedRun.of(WatchedRun.program("/soquete/hard/" + name), given);
        WatchedRun run = host.call(work);
        for (int attempt = 1; !run.isWhole() && attempt < ATTEMPTS; attempt++) {
            run = host.call(work);
        }
        assumeTrue(!run.lostEvents(), "others on this machine make connections faster than their states can be read");
        return run;
    }

    private static Map<CallName, Integer> succeeded(WatchedRun run) {
        Map<CallName, Integer> counts = new EnumMap<>(CallName.class);
        for (Call call : run.recording().calls()) {
            if (call.outcome() != null && call.outcome().error() == null) {
                counts.merge(call.name(), 1, Integer::sum);
            }
        }
        return counts;
    }

    @Test
    void aHundredChildrenAndTheirClients() throws Exception {
        WatchedRun run = watched("forks.py");

        assertThat(run.exits()).containsExactly(0);
        assertThat(run.timeline().conversations()).hasSize(100);
        for (Conversation each : run.timeline().conversations()) {
            assertThat(each.calls(Side.CLIENT, CallName::transfers)).hasSize(2);
            assertThat(each.calls(Side.SERVER, CallName::transfers)).hasSize(2);
        }
        assertThat(succeeded(run))
                .containsEntry(CallName.CONNECT, 100)
                .containsEntry(CallName.ACCEPT, 100)
                .containsEntry(CallName.SEND, 200)
                .containsEntry(CallName.RECV, 200);
        assertThat(run.ownCalls()).allMatch(call -> call.source() != null);
        assertThat(run.kinds()).as(run::all).isEmpty();
    }

    @Test
    void aProgramThatIsKilledInACall() throws Exception {
        WatchedRun run = watched("killed.py");

        assertThat(run.exits()).containsExactly(128 + 9);
        List<Call> open =
                run.recording().calls().stream().filter(c -> !c.returned()).toList();
        assertThat(open).hasSize(1);
        assertThat(open.getFirst().name()).isEqualTo(CallName.RECV);
        assertThat(String.valueOf(open.getFirst().source())).isEqualTo("killed.py:9");
        assertThat(run.timeline().conversations()).hasSize(1);
    }

    /// Every call is seen, with its line: also where the log that the shim had was closed by the program, and where it
    /// may not open it again.
    @ParameterizedTest
    @CsvSource({"user.py, 2", "closes.py, 4", "closes_user.py, 2"})
    void aProgramThatGivesUpRightsOrDescriptors(String name, int conversations) throws Exception {
        WatchedRun run = watched(name);

        assertThat(run.exits()).containsExactly(0);
        assertThat(run.timeline().conversations()).hasSize(conversations);
        assertThat(succeeded(run))
                .containsEntry(CallName.CONNECT, conversations)
                .containsEntry(CallName.ACCEPT, conversations)
                .containsEntry(CallName.SEND, conversations)
                .containsEntry(CallName.RECV, conversations);
        assertThat(run.ownCalls()).as(run::all).allMatch(call -> call.source() != null);
        assertThat(run.kinds()).as(run::all).isEmpty();
    }
}
