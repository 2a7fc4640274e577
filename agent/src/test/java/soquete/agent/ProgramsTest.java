package soquete.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static soquete.agent.Observed.PROGRAMS;
import static soquete.agent.Observed.line;
import static soquete.trace.CallName.ACCEPT;
import static soquete.trace.CallName.BIND;
import static soquete.trace.CallName.CLOSE;
import static soquete.trace.CallName.CONNECT;
import static soquete.trace.CallName.LISTEN;
import static soquete.trace.CallName.RECV;
import static soquete.trace.CallName.RECVFROM;
import static soquete.trace.CallName.SEND;
import static soquete.trace.CallName.SENDTO;
import static soquete.trace.CallName.SETSOCKOPT;
import static soquete.trace.CallName.SOCKET;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.SourceLine;

/// The class's own programs, each watched in a JVM of its own.
class ProgramsTest {

    @TempDir
    static Path shared;

    private static Path agent;
    private static String programs;

    @TempDir
    Path folder;

    @BeforeAll
    static void build() throws IOException {
        agent = Observed.agentJar(shared);
        programs = Observed.compiledPrograms(shared);
    }

    private Observed server(String... command) throws IOException {
        return Observed.start(agent, folder.resolve("server"), programs, command);
    }

    private Observed client(String... command) throws IOException {
        return Observed.start(agent, folder.resolve("client"), programs, command);
    }

    private static List<Call> calls(Observed program, int count) {
        return Awaitility.await().until(program::calls, calls -> calls.size() >= count && endedExceptLast(calls));
    }

    private static boolean endedExceptLast(List<Call> calls) {
        return calls.subList(0, calls.size() - 1).stream().allMatch(Call::returned);
    }

    private static List<CallName> names(List<Call> calls) {
        return calls.stream().map(Call::name).toList();
    }

    private static void assertLine(Call call, String program, String method, String text) throws IOException {
        assertThat(call.source())
                .as("%s", call)
                .isEqualTo(new SourceLine(program + ".java", line(PROGRAMS, program, text), program + "." + method));
    }

    @Test
    void echoWithItsLinesInOrderOnBothEnds() throws Exception {
        try (Observed server = server("EchoServer", "127.0.0.1", "0")) {
            int port = server.port();
            Observed client = client("EchoClient", "127.0.0.1", String.valueOf(port));
            assertThat(client.end()).isZero();
            assertThat(client.output()).containsExactly("Received: Hello, world");
            List<Call> there = calls(server, 9);
            List<Call> here = client.calls();

            assertThat(names(there)).containsExactly(SOCKET, BIND, LISTEN, ACCEPT, RECV, SEND, RECV, CLOSE, ACCEPT);
            assertThat(names(here)).containsExactly(SOCKET, CONNECT, SEND, RECV, CLOSE);
            assertLine(there.get(1), "EchoServer", "serve", "new ServerSocket(");
            assertLine(there.get(2), "EchoServer", "serve", "new ServerSocket(");
            assertLine(there.get(3), "EchoServer", "serve", "server.accept()");
            assertLine(there.get(4), "EchoServer", "echo", "in.read(buffer)");
            assertLine(there.get(5), "EchoServer", "echo", "out.write(");
            assertLine(here.get(1), "EchoClient", "main", "new Socket(");
            assertLine(here.get(2), "EchoClient", "main", "out.write(");
            assertLine(here.get(3), "EchoClient", "main", "in.read(");

            assertThat(there.get(2).arguments()).isEqualTo("50");
            assertThat(there.get(4).arguments()).isEqualTo("1024");
            assertThat(there.get(4).bytes()).isEqualTo(12);
            assertThat(there.get(6).bytes()).as("end of stream").isZero();
            assertThat(here.get(2).arguments()).isEqualTo("12");
            assertThat(here.get(1).arguments()).isEqualTo("127.0.0.1:" + port);
            assertThat(there.get(8).returned()).as("waits for the next client").isFalse();

            Call accept = there.get(3);
            Call connect = here.get(1);
            assertThat(accept.local()).isEqualTo(connect.peer());
            assertThat(accept.peer()).isEqualTo(connect.local()).isNotNull();
            assertThat(there.get(1).local()).isEqualTo(accept.local());
            assertThat(Objects.requireNonNull(accept.outcome()).result())
                    .isEqualTo(there.get(4).socket())
                    .isNotEqualTo(accept.socket());

            assertThat(connect.beginNanos()).isLessThan(accept.endNanos());
            assertThat(here.get(2).beginNanos()).isLessThan(there.get(4).endNanos());
            assertThat(there.get(5).beginNanos()).isLessThan(here.get(3).endNanos());
            assertThat(here.get(4).beginNanos()).isLessThan(there.get(6).endNanos());
        }
    }

    @Test
    void greeting() throws Exception {
        try (Observed server = server("GreetingServer", "127.0.0.1", "0")) {
            Observed client = client("GreetingClient", "127.0.0.1", String.valueOf(server.port()));
            assertThat(client.output()).containsExactly("Conexão estabelecida com o servidor TCP");

            List<Call> there = calls(server, 7);
            assertThat(names(there)).containsExactly(SOCKET, BIND, LISTEN, ACCEPT, SEND, CLOSE, ACCEPT);
            assertThat(there.get(2).arguments()).isEqualTo("5");
            assertThat(there.get(4).bytes()).isEqualTo(40);
            assertThat(names(client.calls())).startsWith(SOCKET, CONNECT, RECV).endsWith(RECV, CLOSE);
            assertLine(client.calls().get(2), "GreetingClient", "main", "in.readAllBytes()");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "threads"})
    void upper(String form) throws Exception {
        try (Observed server = server("UpperServer", "127.0.0.1", "0", form)) {
            Observed client = client("UpperClient", "127.0.0.1", String.valueOf(server.port()));
            client.type("olá, mundo\n");
            assertThat(client.output()).containsExactly("Sent:     olá, mundo", "Received: OLá, MUNDO");

            List<Call> there = Awaitility.await()
                    .until(
                            server::calls,
                            calls -> calls.stream().anyMatch(call -> call.name() == CLOSE && call.returned()));
            assertThat(there).as("a Java time-out is no call").noneMatch(call -> call.name() == SETSOCKOPT);
            Call recv = there.stream()
                    .filter(call -> call.name() == RECV)
                    .findFirst()
                    .orElseThrow();
            assertLine(recv, "UpperServer", "handle", "in.read(buffer)");
            assertThat(recv.thread().equals("main")).isEqualTo(form.equals("sequential"));
        }
    }

    @Test
    void datagrams() throws Exception {
        try (Observed server = server("UpperUdpServer", "127.0.0.1", "0")) {
            int port = server.port();
            Observed client = client("UpperUdpClient", "127.0.0.1", String.valueOf(port));
            client.type("one\ntwo words\n");
            assertThat(client.output())
                    .containsExactly("Sent:     one", "Received: ONE", "Sent:     two words", "Received: TWO WORDS");
            List<Call> here = client.calls();
            List<Call> there = calls(server, 6);

            assertThat(names(here))
                    .containsExactly(SOCKET, BIND, SETSOCKOPT, SENDTO, RECVFROM, SENDTO, RECVFROM, CLOSE);
            assertThat(names(there).subList(3, 7)).containsExactly(RECVFROM, SENDTO, RECVFROM, SENDTO);
            Call sent = here.get(3);
            Call received = there.get(3);
            assertLine(sent, "UpperUdpClient", "talk", "socket.send(");
            assertLine(received, "UpperUdpServer", "serve", "socket.receive(");
            assertThat(sent.arguments()).isEqualTo("4, 127.0.0.1:" + port);
            assertThat(sent.bytes()).isEqualTo(4);
            assertThat(received.bytes()).isEqualTo(4);
            assertThat(received.local()).isEqualTo(sent.peer());
            assertThat(Objects.requireNonNull(received.peer()).port())
                    .isEqualTo(Objects.requireNonNull(sent.local()).port());
            assertThat(there.get(4).peer()).isEqualTo(received.peer());
        }
    }

    @Test
    void aRefusedConnectionIsOneSentenceAndOneError() throws Exception {
        int free;
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0)) {
            free = taken.getLocalPort();
        }
        Observed client = client("EchoClient", "127.0.0.1", String.valueOf(free));
        assertThat(client.output()).containsExactly("Cannot talk to 127.0.0.1 port " + free + ": Connection refused");
        assertThat(client.end()).isEqualTo(1);
        Call connect = client.calls().get(1);
        assertThat(connect.name()).isEqualTo(CONNECT);
        assertThat(Objects.requireNonNull(connect.outcome()).error()).isEqualTo("ECONNREFUSED");
        assertThat(Objects.requireNonNull(connect.peer()).port()).isEqualTo(free);
        assertThat(names(client.calls())).containsExactly(SOCKET, CONNECT, CLOSE);
    }

    @Test
    void aPortInUseIsOneSentenceAndOneError() throws Exception {
        try (java.net.ServerSocket taken =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            Observed server = server("EchoServer", "127.0.0.1", String.valueOf(taken.getLocalPort()));
            assertThat(server.end()).isEqualTo(1);
            assertThat(server.output()).hasSize(1);
            Call bind = server.calls().get(1);
            assertThat(Objects.requireNonNull(bind.outcome()).error()).isEqualTo("EADDRINUSE");
            assertThat(bind.bytes()).isZero();
        }
    }

    @Test
    void aLogThatCannotBeWrittenLeavesTheProgramAlone() throws Exception {
        try (Observed server = Observed.start(agent, folder, programs, "EchoServer", "127.0.0.1", "0")) {
            Observed client = Observed.start(
                    agent,
                    folder.resolve("no/such/folder"),
                    programs,
                    "EchoClient",
                    "127.0.0.1",
                    String.valueOf(server.port()));
            assertThat(client.output()).containsExactly("Received: Hello, world");
        }
    }
}
