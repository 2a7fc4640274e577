package soquete.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static soquete.agent.Observed.SCENES;
import static soquete.agent.Observed.line;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import soquete.trace.Call;
import soquete.trace.CallName;

/// Programs that do unusual things, watched in a JVM of their own.
class SceneTest {

    @TempDir
    static Path shared;

    private static Path agent;

    @TempDir
    Path folder;

    @BeforeAll
    static void build() throws IOException {
        agent = Observed.agentJar(shared);
    }

    private Observed play(@Nullable Path with, String scene) throws IOException {
        return Observed.start(with, folder.resolve("calls"), "target/test-classes", "soquete.agent.scene.Scene", scene);
    }

    private List<Call> calls(String scene) throws Exception {
        Observed program = play(agent, scene);
        assertThat(program.end()).as("%s", program.output()).isZero();
        return program.calls();
    }

    /// The only call made from the line that contains `text`.
    private static Call at(List<Call> calls, CallName name, String file, String text) throws IOException {
        int number = line(SCENES, file, text);
        List<Call> found = calls.stream()
                .filter(call -> call.name() == name && call.source() != null)
                .filter(call -> Objects.requireNonNull(call.source()).line() == number)
                .filter(call -> Objects.requireNonNull(call.source()).file().equals(file + ".java"))
                .toList();
        assertThat(found).as("%s at %s", name, text).hasSize(1);
        return found.getFirst();
    }

    private static @Nullable String error(Call call) {
        return Objects.requireNonNull(call.outcome()).error();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "errors",
                "interrupts",
                "virtual",
                "huge",
                "many",
                "deep",
                "selector",
                "refused",
                "adaptors",
                "datagrams"
            })
    void aProgramDoesTheSameWithAndWithout(String scene) throws Exception {
        Observed without = play(null, scene);
        Observed with = play(agent, scene);

        assertThat(with.output()).isEqualTo(without.output()).isNotEmpty();
        assertThat(with.end()).isEqualTo(without.end());
    }

    @Test
    void errorsHaveTheNamesThatPosixGivesThem() throws Exception {
        List<Call> calls = calls("errors");

        assertThat(error(at(calls, CallName.BIND, "Scene", "// bind in use"))).isEqualTo("EADDRINUSE");
        assertThat(error(at(calls, CallName.BIND, "Scene", "// bind elsewhere")))
                .isEqualTo("EADDRNOTAVAIL");
        assertThat(error(at(calls, CallName.RECV, "Scene", "// read times out")))
                .isEqualTo("SocketTimeoutException");
        assertThat(error(at(calls, CallName.RECV, "Scene", "// read is reset"))).isEqualTo("ECONNRESET");
        assertThat(error(at(calls, CallName.SEND, "Scene", "// write after reset")))
                .isEqualTo("EPIPE");
        assertThat(error(at(calls, CallName.ACCEPT, "Scene", "// accept times out")))
                .isEqualTo("SocketTimeoutException");
    }

    @Test
    void interruptsNeitherStopTheLogNorGetLost() throws Exception {
        List<Call> calls = calls("interrupts");

        Call accept = at(calls, CallName.ACCEPT, "Scene", "// interrupted accept");
        assertThat(error(accept)).isEqualTo("ClosedByInterruptException");
        assertThat(accept.thread()).isEqualTo("waiting");
        assertThat(error(at(calls, CallName.CONNECT, "Scene", "// connect while interrupted")))
                .isNull();
    }

    @Test
    void virtualThreadsHaveNamesAndEveryByteIsAccountedFor() throws Exception {
        List<Call> calls = calls("virtual");

        Set<String> threads = new HashSet<>();
        long sent = 0;
        for (Call call : calls) {
            assertThat(call.returned()).as("%s", call).isTrue();
            threads.add(call.thread());
            sent += call.name() == CallName.SEND ? call.bytes() : 0;
        }
        assertThat(sent).isEqualTo(2 * 20 * 100);
        assertThat(threads).hasSizeGreaterThan(40).anyMatch(name -> name.startsWith("virtual-"));
    }

    @Test
    void aHugeMessageIsOneCallAndShortLines() throws Exception {
        List<Call> calls = calls("huge");

        Call write = at(calls, CallName.SEND, "Scene", "// huge write");
        assertThat(write.bytes()).isEqualTo(64 << 20);
        assertThat(calls.stream()
                        .filter(call -> call.name() == CallName.RECV)
                        .mapToLong(Call::bytes)
                        .sum())
                .isEqualTo(64 << 20);
    }

    @Test
    void manyThreadsShareTheLog() throws Exception {
        List<Call> calls = calls("many");

        assertThat(calls).extracting(Call::id).doesNotHaveDuplicates();
        assertThat(calls.stream().filter(call -> call.name() == CallName.CONNECT))
                .hasSize(400);
        assertThat(calls.stream().filter(call -> call.name() == CallName.CLOSE)).hasSize(801);
        assertThat(calls).allMatch(Call::returned);
    }

    @Test
    void afterSoManyCallsTheProgramGoesOnUnwritten() throws Exception {
        Observed program = Observed.start(
                Map.of("SOQUETE_MOST_CALLS", "100"),
                agent,
                folder.resolve("calls"),
                "target/test-classes",
                "soquete.agent.scene.Scene",
                "many");

        assertThat(program.end()).as("%s", program.output()).isZero();
        // threads that were on their way when the last was counted
        assertThat(program.calls()).hasSizeBetween(100, 200).allMatch(Call::returned);
    }

    @Test
    void selectorsAndChannels() throws Exception {
        List<Call> calls = calls("selector");

        Call bind = at(calls, CallName.BIND, "ChannelScene", "// channel bind");
        Call listen = at(calls, CallName.LISTEN, "ChannelScene", "// channel bind");
        assertThat(bind.endNanos()).isLessThan(listen.beginNanos());
        assertThat(listen.arguments()).isEqualTo("7");
        assertThat(listen.socket()).isEqualTo(bind.socket()).isPositive();
        assertThat(error(at(calls, CallName.ACCEPT, "ChannelScene", "// nobody there yet")))
                .isEqualTo("EAGAIN");
        Call poll = at(calls, CallName.POLL, "ChannelScene", "// one is ready");
        assertThat(poll.arguments()).isEqualTo("nfds=1, timeout=-1");
        Call accept = at(calls, CallName.ACCEPT, "ChannelScene", "// channel accept");
        Call connect = at(calls, CallName.CONNECT, "ChannelScene", "// channel connect");
        assertThat(error(connect)).isIn(null, "EINPROGRESS");
        assertThat(accept.peer()).isNotNull();
        assertThat(error(at(calls, CallName.RECV, "ChannelScene", "// nothing there yet")))
                .isEqualTo("EAGAIN");
        assertThat(at(calls, CallName.SEND, "ChannelScene", "// channel write").bytes())
                .isEqualTo(30);
        assertThat(at(calls, CallName.SEND, "ChannelScene", "// gather").bytes())
                .isEqualTo(11);
        assertThat(calls.stream().filter(call -> call.name() == CallName.CLOSE)).hasSize(3);
        assertThat(calls.stream().filter(call -> call.name() == CallName.SOCKET))
                .hasSize(2);
        assertThat(calls.stream()
                        .filter(call -> call.name() == CallName.RECV)
                        .mapToInt(Call::bytes)
                        .sum())
                .isEqualTo(41);
    }

    @Test
    void aRefusedChannel() throws Exception {
        Call connect = at(calls("refused"), CallName.CONNECT, "ChannelScene", "// blocking refused");

        assertThat(error(connect)).isEqualTo("ECONNREFUSED");
    }

    @Test
    void adaptorsAreSeenOnce() throws Exception {
        List<Call> calls = calls("adaptors");

        assertThat(at(calls, CallName.CONNECT, "ChannelScene", "// adaptor connect")
                        .arguments())
                .endsWith(", timeout 1000 ms");
        assertThat(at(calls, CallName.ACCEPT, "ChannelScene", "// adaptor accept")
                        .peer())
                .isNotNull();
        assertThat(at(calls, CallName.SEND, "ChannelScene", "// adaptor write").bytes())
                .isEqualTo(12);
        assertThat(at(calls, CallName.RECV, "ChannelScene", "// adaptor read").bytes())
                .isEqualTo(12);
    }

    @Test
    void datagramsBothWays() throws Exception {
        List<Call> calls = calls("datagrams");

        assertThat(at(calls, CallName.SENDTO, "ChannelScene", "// channel send").bytes())
                .isEqualTo(9);
        assertThat(at(calls, CallName.RECVFROM, "ChannelScene", "// cut to four")
                        .bytes())
                .isEqualTo(4);
        Call empty = at(calls, CallName.SENDTO, "ChannelScene", "// empty datagram");
        assertThat(error(empty)).isNull();
        assertThat(at(calls, CallName.RECVFROM, "ChannelScene", "// channel receive")
                        .peer())
                .isEqualTo(empty.local());
        assertThat(at(calls, CallName.CONNECT, "ChannelScene", "// datagram connect")
                        .peer())
                .isEqualTo(empty.local());
        assertThat(at(calls, CallName.SEND, "ChannelScene", "// connected write")
                        .bytes())
                .isEqualTo(3);
        assertThat(error(at(calls, CallName.RECVFROM, "ChannelScene", "// no datagram there")))
                .isEqualTo("EAGAIN");
        assertThat(error(at(calls, CallName.RECVFROM, "ChannelScene", "// nothing comes")))
                .isEqualTo("SocketTimeoutException");
    }
}
