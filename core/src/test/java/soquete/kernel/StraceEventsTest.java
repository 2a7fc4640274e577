package soquete.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import soquete.trace.Call;
import soquete.trace.Outcome;

/// Calls out of what strace writes.
class StraceEventsTest {

    /// A server with a thread, and its child as client.
    private static final String ECHO = """
            523   1000.100000000 execve("./e", [...], 0x7ffd81ae5b20 /* 35 vars */) = 0 <0.000167468>
            523   1000.100300000 read(3</usr/lib/libc.so.6>, ""..., 832) = 832 <0.000004641>
            523   1000.100400000 socket(0x2, 0x1, 0) = 3<TCP:[12357214]> <0.000138107>
            523   1000.101000000 bind(3<TCP:[12357214]>, {sa_family=0x2, sin_port="\\x1b\\xd3", sin_addr="\\x7f\\x00\\x00\\x01"}, 16) = 0 <0.000030888>
            523   1000.102000000 listen(3<TCP:[127.0.0.1:7123]>, 5) = 0 <0.000017753>
            523   1000.103000000 clone3({flags=0x3d0f00, exit_signal=0} => {parent_tid=[529]}, 88) = 529 <0.000280180>
            523   1000.104000000 clone(child_stack=NULL, flags=0x1200000|17 <unfinished ...>
            529   1000.104100000 accept(3<TCP:[127.0.0.1:7123]>,  <unfinished ...>
            530   1000.104200000 socket(0x2, 0x1, 0 <unfinished ...>
            523   1000.104300000 <... clone resumed>, child_tidptr=0x7f4bdae04a10) = 530 <0.000347973>
            530   1000.104400000 <... socket resumed>) = 4<TCP:[12357222]> <0.000200000>
            530   1000.105000000 connect(4<TCP:[12357222]>, {sa_family=0x2, sin_port="\\x1b\\xd3", sin_addr="\\x7f\\x00\\x00\\x01"}, 16) = 0 <0.000143083>
            529   1000.105200000 <... accept resumed>{sa_family=0x2, sin_port="\\x80\\x42", sin_addr="\\x7f\\x00\\x00\\x01"}, [16]) = 4<TCP:[127.0.0.1:7123->127.0.0.1:32834]> <0.001100000>
            529   1000.106000000 read(4<TCP:[127.0.0.1:7123->127.0.0.1:32834]>,  <unfinished ...>
            530   1000.106100000 sendto(4<TCP:[127.0.0.1:32834->127.0.0.1:7123]>, ""..., 5, 0x4000, NULL, 0) = 5 <0.000060862>
            529   1000.106200000 <... read resumed>""..., 100) = 5 <0.000210000>
            529   1000.107000000 close(4<TCP:[127.0.0.1:7123->127.0.0.1:32834]>) = 0 <0.000020117>
            529   1000.108000000 exit(0) = ?
            529   1000.108000001 +++ exited with 0 +++
            530   1000.109000000 recvfrom(4<TCP:[127.0.0.1:32834->127.0.0.1:7123]>,  <unfinished ...>
            """;

    private static List<String> calls(String lines) {
        return calls(lines, 0);
    }

    private static List<String> calls(String lines, long unreadable) {
        Map<Long, Call> calls = new LinkedHashMap<>();
        KernelCalls kernel = new KernelCalls(c -> calls.put(c.id(), c));
        StraceEvents events = new StraceEvents(1, "e", 1_000_000_000_000L, kernel::take);
        lines.lines().forEach(events::line);
        events.end();
        kernel.settle();
        assertThat(events.unreadable()).isEqualTo(unreadable);
        assertThat(kernel.broken()).isZero();
        return calls.values().stream().map(StraceEventsTest::text).toList();
    }

    private static String text(Call call) {
        Outcome outcome = call.outcome();
        String result = outcome == null ? "…" : outcome.error() != null ? outcome.error() : "" + outcome.result();
        return call.threadId() + " " + call.name() + "(" + call.arguments() + ") = " + result + " " + call.local() + " "
                + call.peer() + " " + call.beginNanos() / 1000 + "-"
                + (call.returned() ? call.endNanos() / 1000 : "");
    }

    @Test
    void threadsAndChildrenAreFollowed() {
        assertThat(calls(ECHO))
                .containsExactlyInAnyOrder(
                        "523 socket(AF_INET, SOCK_STREAM) = 0 null null 100400-100538",
                        "523 bind(127.0.0.1:7123) = 0 127.0.0.1:7123 null 101000-101030",
                        "523 listen(5) = 0 127.0.0.1:7123 null 102000-102017",
                        "530 socket(AF_INET, SOCK_STREAM) = 0 null null 104200-104400",
                        "530 connect(127.0.0.1:7123) = 0 127.0.0.1:32834 127.0.0.1:7123 105000-105143",
                        "529 accept() = 3 127.0.0.1:7123 127.0.0.1:32834 104100-105200",
                        "530 send(5, MSG_NOSIGNAL) = 5 127.0.0.1:32834 127.0.0.1:7123 106100-106160",
                        "529 read(100) = 5 127.0.0.1:7123 127.0.0.1:32834 106000-106210",
                        "529 close() = 0 127.0.0.1:7123 127.0.0.1:32834 107000-107020",
                        "530 recv(?) = … 127.0.0.1:32834 127.0.0.1:7123 109000-");
    }

    @Test
    void datagramsHaveTheirAddresses() {
        assertThat(calls("""
                        7 1000.100000000 execve("u", [...], 0x7 /* 1 var */) = 0 <0.000100000>
                        7 1000.110000000 socket(0x2, 0x2, 0) = 5<UDP:[123]> <0.000013457>
                        7 1000.120000000 sendto(5<UDP:[123]>, ""..., 1, 0, {sa_family=0x2, sin_port="\\x1b\\xd4", sin_addr="\\x7f\\x00\\x00\\x01"}, 16) = 1 <0.000048605>
                        7 1000.130000000 recvfrom(5<UDP:[0.0.0.0:43226]>, ""..., 10, 0, {sa_family=0x2, sin_port="\\x1b\\xd4", sin_addr="\\x7f\\x00\\x00\\x01"}, [16]) = 9 <0.000004244>
                        7 1000.140000000 recvfrom(5<UDP:[0.0.0.0:43226]>, 0x7fff79300ee0, 10, 0x40, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable) <0.000004244>
                        7 1000.150000000 dup2(5<UDP:[0.0.0.0:43226]>, 9) = 9<UDP:[0.0.0.0:43226]> <0.000002920>
                        """))
                .containsExactly(
                        "7 socket(AF_INET, SOCK_DGRAM) = 0 null null 110000-110013",
                        "7 sendto(1, 127.0.0.1:7124) = 1 null 127.0.0.1:7124 120000-120048",
                        "7 recvfrom(10) = 9 0.0.0.0:43226 127.0.0.1:7124 130000-130004",
                        "7 recv(10, MSG_DONTWAIT) = EAGAIN 0.0.0.0:43226 null 140000-140004",
                        "7 dup() = 0 0.0.0.0:43226 null 150000-150002");
    }

    @Test
    void aCallThatASignalInterruptedIsOne() {
        assertThat(calls("""
                        7 1000.100000000 execve("u", [...], 0x7 /* 1 var */) = 0 <0.000100000>
                        7 1000.110000000 socket(0xa, 0x1, 0) = 5<TCPv6:[123]> <0.000010000>
                        7 1000.120000000 accept(5<TCPv6:[[::]:80]>, NULL, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set) <1.000000000>
                        7 1001.120000000 rt_sigreturn({mask=[]}) = 43 <0.000001000>
                        7 1001.130000000 accept(5<TCPv6:[[::]:80]>, NULL, NULL) = 6<TCPv6:[[::1]:80->[::1]:4]> <1.000000000>
                        """))
                .containsExactly(
                        "7 socket(AF_INET6, SOCK_STREAM) = 0 null null 110000-110010",
                        "7 accept() = 2 [::1]:80 [::1]:4 120000-2130000");
    }

    @Test
    void everyCutLineIsCountedAndSpoilsNothing() {
        List<String> lines = new ArrayList<>(ECHO.lines().toList());
        String whole = lines.get(11);
        for (int length = 1; length < whole.length(); length++) {
            StraceEvents events = new StraceEvents(1, "e", 0, event -> {});
            lines.subList(0, 11).forEach(events::line);
            events.line(whole.substring(0, length));
            assertThat(events.unreadable()).as(whole.substring(0, length)).isBetween(0L, 1L);
            assertThat(events.unreadable() == 1 || length > whole.length() - 15)
                    .as(whole.substring(0, length))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"0x1f, 31", "12<TCP:[5]>, 12", "NULL, 0", "-1, -1", "flags=0x11, 17", "0x7fff79300ee0, 140735226580704"
    })
    void words(String word, long number) {
        assertThat(StraceLine.number(word)).isEqualTo(number);
    }
}
