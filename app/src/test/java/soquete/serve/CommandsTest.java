package soquete.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import soquete.command.Command;
import soquete.text.Messages;

class CommandsTest {

    private static final Locale BRAZIL = Locale.of("pt", "BR");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Command command, Object... arguments) {
        String[] words = List.of(arguments).stream().map(String::valueOf).toArray(String[]::new);
        return command.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    private void assertOneSentence(int code, String sentence) {
        assertThat(code).isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo(sentence);
    }

    @Test
    void aPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, Running.HOST)) {
            int code = run(new ServeCommand(), "echo", "--port", taken.getLocalPort());
            assertOneSentence(
                    code,
                    "Port " + taken.getLocalPort()
                            + " is in use by another program: end that one, or choose another port with --port.");
        }
    }

    @Test
    void anAddressOfAnotherMachine() {
        assertOneSentence(
                run(new ServeCommand(), "upper", "--host", "203.0.113.9"),
                "203.0.113.9 is not an address of this machine: use one of its own, 127.0.0.1, or 0.0.0.0 for all of"
                        + " them.");
    }

    @Test
    void aHostThatIsNotThere() {
        assertThat(run(new ConnectCommand(), "no-such-host.invalid", "65432")).isEqualTo(1);
        assertThat(err.toString()).startsWith("The").doesNotContain("Exception").hasLineCount(1);
    }

    @Test
    void namesThatCannotBeUsedEachForItsReason() {
        Messages texts = Messages.of("soquete.serve.serve", Locale.US);
        assertThat(Fault.naming(texts, "h", new UnknownHostException("h: Name or service not known")))
                .startsWith("There is no host named h");
        assertThat(Fault.naming(texts, "h", new UnknownHostException("h: No address associated with hostname")))
                .startsWith("The host h exists and has no IP address");
        assertThat(Fault.naming(texts, "h", new UnknownHostException("h: Temporary failure in name resolution")))
                .startsWith("The name h cannot be looked up");
    }

    @Test
    void anEndThatIsNotThereEachForItsReason() {
        Messages texts = Messages.of("soquete.serve.serve", BRAZIL);
        InetSocketAddress there = InetSocketAddress.createUnresolved("h", 9);
        assertThat(Fault.talking(texts, there, new java.net.NoRouteToHostException("No route to host")))
                .isEqualTo("Não há caminho até h: confira a rede e o endereço.");
        assertThat(Fault.talking(texts, there, new java.net.ConnectException("Connection timed out")))
                .startsWith("h porta 9 não respondeu a tempo");
        assertThat(Fault.talking(texts, there, new java.net.ConnectException("Conexão recusada")))
                .startsWith("h recusou a conexão: nenhum programa escuta na porta 9.");
        assertThat(Fault.binding(
                        texts, new InetSocketAddress("127.0.0.1", 80), new java.net.BindException("Permission denied")))
                .startsWith("A porta 80 é reservada ao administrador");
    }

    @Test
    void aRefusedConnection() throws Exception {
        int free;
        try (ServerSocket taken = new ServerSocket(0, 1, Running.HOST)) {
            free = taken.getLocalPort();
        }
        assertOneSentence(
                run(new ConnectCommand(), "127.0.0.1", free, "--message", "x"),
                "127.0.0.1 refused the connection: no program listens on its port " + free
                        + ". Start the server first, and check the port.");
    }

    @Test
    void aPortThatReceivesNoDatagrams() throws Exception {
        int free;
        try (DatagramSocket taken = new DatagramSocket(0, Running.HOST)) {
            free = taken.getLocalPort();
        }
        assertThat(run(new ConnectCommand(), "127.0.0.1", free, "--udp", "--message", "x"))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("127.0.0.1 answered that no program receives on its port " + free);
    }

    @Test
    void anAnswerThatNeverComes() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, Running.HOST);
                ServerSocket deaf = new ServerSocket(0, 1, Running.HOST)) {
            assertThat(run(
                            new ConnectCommand(),
                            "127.0.0.1",
                            silent.getLocalPort(),
                            "--udp",
                            "--message",
                            "x",
                            "--timeout",
                            "100ms"))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("No answer in 0.1 s: the datagram or its answer was lost");
            assertThat(run(
                            new ConnectCommand(),
                            "127.0.0.1",
                            deaf.getLocalPort(),
                            "--message",
                            "x",
                            "--timeout",
                            "100ms"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("did not answer in time");
        }
    }

    @ParameterizedTest
    @CsvSource({"--port, 70000", "--port, -5", "--backlog, 0", "--idle-timeout, soon", "--model, magic"})
    void argumentsThatMakeNoSense(String option, String value) {
        assertThat(run(new ServeCommand(), "echo", option + "=" + value)).isEqualTo(2);
        assertThat(err.toString()).doesNotContain("\tat ");
    }

    @Test
    void aConversationIsTold() throws Exception {
        try (Running server = Running.start(Service.ECHO, Model.VIRTUAL)) {
            assertThat(run(
                            new ConnectCommand(),
                            "127.0.0.1",
                            server.port(),
                            "--message",
                            "olá",
                            "--message",
                            "\u001b[2J"))
                    .isZero();
        }
        assertThat(out.toString())
                .contains("Connected to 127.0.0.1:", "Sent 5 bytes.", "olá", "\uFFFD[2J", "The other end has closed.")
                .contains("Nothing more to send: this direction is closed, the other still open.")
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCPServer", "ThreadingTCPServer", "UDPServer"})
    void pythonsServers(String type, @TempDir Path folder) throws Exception {
        assumeTrue(Peers.has("python3"), "python3 is not installed");
        boolean udp = type.equals("UDPServer");
        String receive = udp ? "self.request[0].strip()" : "self.request.recv(1024).strip()";
        String send = udp
                ? "self.request[1].sendto(data.upper(), self.client_address)"
                : "self.request.sendall(data.upper())";
        Path program = folder.resolve("server.py");
        Files.writeString(program, """
                import socketserver
                class Handler(socketserver.BaseRequestHandler):
                    def handle(self):
                        data = %s
                        %s
                with socketserver.%s(("127.0.0.1", 0), Handler) as server:
                    print(server.server_address[1], flush=True)
                    server.serve_forever()
                """.formatted(receive, send, type));
        Process python = new ProcessBuilder("python3", program.toString()).start();
        try (BufferedReader lines = python.inputReader(StandardCharsets.UTF_8)) {
            String port = lines.readLine();
            Object[] words = udp
                    ? new Object[] {"127.0.0.1", port, "--message", "olá x", "--udp"}
                    : new Object[] {"127.0.0.1", port, "--message", "olá x"};
            assertThat(run(new ConnectCommand(), words)).as(err.toString()).isZero();
            assertThat(out.toString()).contains(": OLá X");
        } finally {
            python.destroy();
        }
    }

    /// The command in a JVM of its own, ended as a person ends it.
    @ParameterizedTest
    @CsvSource({"threads, INT", "selector, INT", "virtual, TERM"})
    void anInterruptEndsItWithTheTotals(String model, String signal) throws Exception {
        assumeTrue(Peers.has("kill"), "kill is not installed");
        // a shell's background job ignores SIGINT, and so does every program it starts
        assumeTrue(!signal.equals("INT") || !Peers.ignoresInterrupts(), "this process was started to ignore SIGINT");
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.language=pt",
                        "-Duser.country=BR",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServeMain.class.getName(),
                        "echo",
                        "--host",
                        "0.0.0.0",
                        "--port",
                        "0",
                        "--model",
                        model)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
            String bound = lines.readLine();
            assertThat(bound).startsWith("Vinculado a ");
            int port = Integer.parseInt(bound.replaceAll(".*:(\\d+)\\.$", "$1"));
            assertThat(run(new ConnectCommand(), "127.0.0.1", port, "--message", "x"))
                    .isZero();
            Peers.run("", "kill", "-" + signal, String.valueOf(server.pid()));
            List<String> rest = lines.lines().toList();
            assertThat(rest).contains("Ctrl-C encerra.");
            assertThat(rest.getLast()).isEqualTo("Encerrado: 1 conexão, 2 bytes recebidos, 2 bytes enviados.");
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isZero();
        } finally {
            server.destroy();
        }
    }
}
