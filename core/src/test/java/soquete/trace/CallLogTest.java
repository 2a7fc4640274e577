package soquete.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

class CallLogTest {

    private static final String HEAD = "H\t2\t4711\tEchoServer\n";
    private static final String BEGIN = "B\t4\t1000\tmain\taccept\t\tEchoServer.java\t28\tEchoServer.serve\t1\t4712\n";
    private static final String END = "E\t4\t2500\t2\t\t\t127.0.0.1:65432\t[::1]:40000\t1200\n";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("calls");
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void aCallIsWholeWithItsTwoLines() throws IOException {
        append(HEAD + BEGIN + END);

        assertThat(CallLog.read(file, 3))
                .containsExactly(new Call(
                        3,
                        4,
                        "main",
                        4712,
                        CallName.ACCEPT,
                        "",
                        new SourceLine("EchoServer.java", 28, "EchoServer.serve"),
                        1200,
                        2500,
                        Outcome.success(2),
                        1,
                        new Endpoint(Addresses.literal("127.0.0.1"), 65432),
                        new Endpoint(Addresses.literal("::1"), 40000)));
    }

    @Test
    void aBlockedCallIsSeenBeforeItReturnsAndAgainWhenItHas() throws IOException {
        try (CallLog log = new CallLog(file, 1)) {
            assertThat(log.poll()).as("no file yet").isEmpty();
            append(HEAD + BEGIN);
            List<Call> begun = log.poll();
            assertThat(begun).singleElement().matches(call -> !call.returned() && call.outcome() == null);
            assertThat(log.pid()).isEqualTo(4711);
            assertThat(log.name()).isEqualTo("EchoServer");
            assertThat(log.poll()).isEmpty();
            append(END);
            assertThat(log.poll()).singleElement().matches(Call::returned);
            assertThat(log.loss()).isEqualTo(new Loss("calls EchoServer", 0));
        }
    }

    @Test
    void aLineWaitsUntilItIsWholeWhereverItIsCut() throws IOException {
        byte[] text = (HEAD + BEGIN + END).getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= text.length; cut++) {
            Path cutFile = folder.resolve("cut" + cut);
            Files.write(cutFile, java.util.Arrays.copyOf(text, cut));
            try (CallLog log = new CallLog(cutFile, 1)) {
                int before = log.poll().size();
                Files.write(cutFile, java.util.Arrays.copyOfRange(text, cut, text.length), StandardOpenOption.APPEND);
                List<Call> after = log.poll();
                assertThat(before + after.size()).isBetween(1, 2);
                assertThat(log.loss().count()).isZero();
            }
        }
    }

    @Test
    void whatCannotBeReadIsCountedAndTheRestIsRead() throws IOException {
        append(HEAD + "nonsense\n" + "B\tx\n" + "E\t99\t1\t1\t\t\t\t\t1\n" + "\n" + BEGIN + "x".repeat(200_000) + "\n"
                + "L\t5\n" + END + "B\t5\t1\tmain\tfrobnicate\t\t\t0\t\t0\t0\n");
        try (CallLog log = new CallLog(file, 1)) {
            assertThat(log.poll()).singleElement().matches(Call::returned);
            assertThat(log.loss().count()).isEqualTo(4 + 1 + 5 + 1);
        }
    }

    @Test
    void aCallThatEndsBeforeItBeginsIsNotBelieved() throws IOException {
        append(BEGIN + "E\t4\t100\t2\t\t\t\t\t1200\n");
        try (CallLog log = new CallLog(file, 1)) {
            assertThat(log.poll()).singleElement().matches(call -> !call.returned());
            assertThat(log.loss().count()).isEqualTo(1);
        }
    }

    @Test
    void errorsEscapesAndAbsentSources() throws IOException {
        append("B\t1\t5\ta\\tb\\\\c\tconnect\t10.0.0.1:1\t\t0\t\t7\t0\n"
                + "E\t1\t9\t-1\tECONNREFUSED\tline\\nline\t\thost.example:1\t6\n" + "X\tdisk full\n");
        try (CallLog log = new CallLog(file, 1)) {
            Call call = log.poll().getFirst();
            assertThat(call.thread()).isEqualTo("a\tb\\c");
            assertThat(call.source()).isNull();
            assertThat(call.outcome()).isEqualTo(Outcome.failure("ECONNREFUSED", "line\nline"));
            assertThat(call.peer()).as("a name is no address").isNull();
            assertThat(log.stopped()).isEqualTo("disk full");
        }
    }

    @Test
    void aNewChannelsIdentityIsItsSocket() throws IOException {
        append("B\t1\t5\tm\tsocket\tAF_INET6, SOCK_DGRAM\t\t0\t\t0\t0\n" + "E\t1\t9\t12\t\t\t\t\t6\n");

        Call call = CallLog.read(file, 1).getFirst();

        assertThat(call.socket()).isEqualTo(12);
        assertThat(call.outcome()).isEqualTo(Outcome.success(0));
    }

    @Test
    void aLogGoesOnInItsNextPart() throws IOException {
        append(HEAD + BEGIN + "B\t5\t10");
        Path part = folder.resolve("calls.1");
        Files.writeString(part, HEAD + END);
        try (CallLog log = new CallLog(file, 1)) {
            assertThat(log.poll()).singleElement().matches(call -> !call.returned());
            log.next(part);
            assertThat(log.poll()).singleElement().matches(Call::returned);
            assertThat(log.loss().count()).as("the line that was cut").isEqualTo(1);
        }
    }

    @Test
    void anOffsetKeepsTheNumbersOfSeveralLogsApart() throws IOException {
        append(HEAD + BEGIN + END + "B\t5\t10\tm\tsocket\t\t\t0\t\t0\t0\n" + "E\t5\t12\t7\t\t\t\t\t11\n");
        try (CallLog log = new CallLog(file, 1, 1000)) {
            List<Call> calls = log.poll();
            assertThat(calls).extracting(Call::id).containsExactly(1004L, 1005L);
            assertThat(calls).extracting(Call::socket).containsExactly(1001L, 1007L);
            assertThat(calls.getFirst().outcome()).isEqualTo(Outcome.success(1002));
        }
    }

    @Test
    void flippedBytesNeverThrow() throws IOException {
        byte[] good = (HEAD + BEGIN + END).getBytes(StandardCharsets.UTF_8);
        Random random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            Files.write(file, bad);
            try (CallLog log = new CallLog(file, 1)) {
                assertThat(log.poll().size()).isLessThanOrEqualTo(2);
            }
        }
    }
}
