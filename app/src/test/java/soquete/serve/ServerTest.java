package soquete.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ServerTest {

    private static final Duration SOON = Duration.ofMillis(200);

    private static String exchange(Running server, String message) throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(message.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void eachServiceInEachModel(Model model) throws Exception {
        try (Running greeting = Running.start(Service.GREETING, model);
                Running echo = Running.start(Service.ECHO, model);
                Running upper = Running.start(Service.UPPER, model)) {
            for (int i = 0; i < 3; i++) {
                try (Socket silent = greeting.connect()) {
                    assertThat(new String(silent.getInputStream().readAllBytes(), UTF_8))
                            .isEqualTo("Conexão estabelecida com o servidor TCP");
                }
                assertThat(exchange(echo, "olá, mundo\n")).isEqualTo("olá, mundo\n");
                assertThat(exchange(upper, "  olá, mundo\n")).isEqualTo("OLá, MUNDO");
            }
            echo.waitToSay("[3] The client has finished; closed.");
            upper.waitToSay("[3] Answered; closed by this end.");
            assertThat(echo.said()).contains("[1] Accepted a connection from 127.0.0.1:", "[1] Received 12 bytes.");
            assertThat(echo.narrator.received.sum()).isEqualTo(36);
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void aResetHarmsNobodyElse(Model model) throws Exception {
        try (Running server = Running.start(Service.ECHO, model)) {
            try (Socket rude = server.connect()) {
                rude.getOutputStream().write(new byte[100]);
                server.waitToSay("[1] Sent 100 bytes.");
                rude.setSoLinger(true, 0);
            }
            server.waitToSay("[1] Connection lost");
            server.connect().close();
            assertThat(exchange(server, "still here")).isEqualTo("still here");
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void aClientThatSaysNothingIsLetGo(Model model) throws Exception {
        try (Running server = Running.start(Service.UPPER, model, SOON, 200)) {
            try (Socket silent = server.connect()) {
                assertThat(silent.getInputStream().read())
                        .as("closed when idle")
                        .isEqualTo(-1);
            }
            server.waitToSay("[1] Nothing moved for 0.2 s; closed by this end.");
        }
    }

    /// A client that sends and never reads: its echo fills both TCP buffers, and then the server reads no more of it.
    @ParameterizedTest
    @EnumSource(Model.class)
    void aFloodFillsTheNetworkAndNotTheServer(Model model) throws Exception {
        try (Running server = Running.start(Service.ECHO, model, Duration.ofSeconds(1), 200);
                Socket flood = server.connect();
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<Long> sent = executor.submit(() -> {
                OutputStream out = flood.getOutputStream();
                byte[] chunk = new byte[65_536];
                long count = 0;
                try {
                    while (true) {
                        out.write(chunk);
                        count += chunk.length;
                    }
                } catch (SocketException e) {
                    return count;
                }
            });
            assertThat(sent.get()).as("bytes until it was stopped").isPositive();
            server.waitToSay("[1] Nothing moved for 1 s; closed by this end.");
            long held = server.narrator.received.sum() - server.narrator.sent.sum();
            assertThat(held).as("bytes in the server's own hands").isBetween(0L, 8192L);
            assertThat(exchange(server, "next")).isEqualTo("next");
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void aSlowReaderGetsEveryByteInOrder(Model model) throws Exception {
        byte[] message = new byte[4 << 20];
        new Random(7).nextBytes(message);
        try (Running server = Running.start(Service.ECHO, model);
                Socket socket = server.connect();
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<?> sending = executor.submit(() -> {
                socket.getOutputStream().write(message);
                socket.shutdownOutput();
                return null;
            });
            byte[] back = new byte[message.length];
            int n = 0;
            while (n < back.length) {
                int r = socket.getInputStream().read(back, n, Math.min(1 + n % 70_000, back.length - n));
                assertThat(r).isPositive();
                n += r;
            }
            sending.get();
            assertThat(Arrays.equals(back, message)).isTrue();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({"THREADS", "VIRTUAL", "SELECTOR"})
    void moreClientsThanTheLimitWaitAndAreServed(Model model) throws Exception {
        try (Running server = Running.start(Service.ECHO, model, Duration.ofSeconds(30), 2)) {
            List<Socket> first = List.of(server.connect(), server.connect());
            server.waitToSay("2 connections are open, which is the limit");
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<String> third = executor.submit(() -> exchange(server, "third"));
                assertThat(server.narrator.connections.sum()).isEqualTo(2);
                for (Socket socket : first) {
                    socket.close();
                }
                assertThat(third.get()).isEqualTo("third");
            }
        }
    }

    @Test
    void oneClientAfterTheOtherMeansThatTheSecondWaits() throws Exception {
        try (Running server = Running.start(Service.ECHO, Model.SEQUENTIAL);
                Socket first = server.connect();
                Socket second = server.connect()) {
            second.getOutputStream().write('2');
            first.getOutputStream().write('1');
            assertThat(first.getInputStream().read()).isEqualTo('1');
            assertThat(server.narrator.connections.sum()).isEqualTo(1);
            first.close();
            assertThat(second.getInputStream().read()).isEqualTo('2');
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void aBurstLeavesNoDescriptorAndNoThread(Model model) throws Exception {
        exchangeOnce(model); // what the JVM itself opens, it opens now
        long before = Running.descriptors();
        assumeTrue(before > 0, "this system does not tell a process's descriptors");
        try (Running server = Running.start(Service.ECHO, model, Duration.ofSeconds(30), 50);
                ExecutorService executor = Executors.newFixedThreadPool(40)) {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                String message = "message " + i;
                all.add(executor.submit(() -> exchange(server, message)));
            }
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).get()).isEqualTo("message " + i);
            }
            assertThat(server.narrator.connections.sum()).isEqualTo(600);
            server.connect(); // and one that is open when the server ends
            server.waitToSay("[601] Accepted");
        }
        Awaitility.await().untilAsserted(() -> assertThat(Running.descriptors()).isLessThanOrEqualTo(before + 1));
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("client-")
                        || thread.getName().equals("idle-watch"));
    }

    private static void exchangeOnce(Model model) throws Exception {
        try (Running server = Running.start(Service.ECHO, model)) {
            assertThat(exchange(server, "x")).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void datagramsAreAnsweredOneByOne(Service service) throws Exception {
        try (Running server = Running.udp(service);
                DatagramSocket client = new DatagramSocket()) {
            client.setSoTimeout(20_000);
            for (String message : List.of("abc", "", " x\n")) {
                byte[] data = message.getBytes(UTF_8);
                client.send(new DatagramPacket(data, data.length, new InetSocketAddress(Running.HOST, server.port())));
                DatagramPacket answer = new DatagramPacket(new byte[2000], 2000);
                client.receive(answer);
                assertThat(Arrays.copyOf(answer.getData(), answer.getLength()))
                        .isEqualTo(service.answer(data, data.length));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"nc, -N", "ncat, -4", "socat, -"})
    void otherPeoplesClients(String program, String option) throws Exception {
        assumeTrue(Peers.has(program), program + " is not installed");
        try (Running echo = Running.start(Service.ECHO, Model.SELECTOR);
                Running upper = Running.start(Service.UPPER, Model.VIRTUAL)) {
            for (Running server : List.of(echo, upper)) {
                String port = String.valueOf(server.port());
                String answer = program.equals("socat")
                        ? Peers.run("peer\n", program, "-", "TCP:127.0.0.1:" + port)
                        : Peers.run("peer\n", program, option, "127.0.0.1", port);
                assertThat(answer).isEqualTo(server == echo ? "peer\n" : "PEER");
            }
        }
    }
}
