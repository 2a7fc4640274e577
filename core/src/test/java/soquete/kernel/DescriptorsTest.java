package soquete.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// Which file a descriptor is, when its number goes from one to another, what a bind of unseen address was given, and
/// who runs.
final class DescriptorsTest {

    private static final int PROGRAM = 100;
    private static final int PIPE = 9;

    private final List<Call> told = new ArrayList<>();
    private final KernelCalls calls = new KernelCalls(told::add);
    private long now = 1000;

    @BeforeEach
    void program() {
        calls.take(new KernelEvent.Present(now, PROGRAM, PROGRAM, 1, "program", true));
    }

    private void call(Syscall call, long result, long... arguments) {
        calls.take(new KernelEvent.Entered(now += 10, PROGRAM, call, Arguments.of(arguments)));
        calls.take(new KernelEvent.Left(now += 10, PROGRAM, call, result));
    }

    private List<String> names() {
        return told.stream().map(c -> c.name() + "(" + c.arguments() + ")").toList();
    }

    @Test
    void whatIsWrittenToAFileThatTookASocketsNumberIsNotTheSockets() {
        call(Syscall.SOCKET, 3, 2, 1, 0);
        call(Syscall.DUP2, 1, 3, 1);
        call(Syscall.WRITE, 5, 1, 0, 5);
        call(Syscall.DUP2, 1, PIPE, 1);
        call(Syscall.WRITE, 6, 1, 0, 6);
        call(Syscall.WRITE, 7, 3, 0, 7);
        assertThat(names())
                .containsExactly("socket(AF_INET, SOCK_STREAM)", "dup()", "write(5)", "close(dup2)", "write(7)");
        Call close = told.get(3);
        assertThat(close.socket()).isEqualTo(told.getFirst().socket());
        assertThat(close.closesSocket()).isFalse();
    }

    @Test
    void aSocketWhoseLastNumberIsTakenIsClosed() {
        call(Syscall.SOCKET, 3, 2, 1, 0);
        call(Syscall.SOCKET, 4, 2, 1, 0);
        call(Syscall.DUP3, 3, 4, 3, 0);
        assertThat(names()).endsWith("close(dup3)", "dup()");
        Call close = told.get(2);
        assertThat(close.socket()).isEqualTo(told.get(0).socket());
        assertThat(close.closesSocket()).isTrue();
        call(Syscall.WRITE, 5, 3, 0, 5);
        assertThat(told.getLast().socket()).isEqualTo(told.get(1).socket());
    }

    @Test
    void aDuplicationThatFailsReplacesNothing() {
        call(Syscall.SOCKET, 3, 2, 1, 0);
        call(Syscall.DUP2, -9, PIPE, 3);
        call(Syscall.DUP2, 3, 3, 3);
        call(Syscall.WRITE, 5, 3, 0, 5);
        assertThat(names()).containsExactly("socket(AF_INET, SOCK_STREAM)", "dup()", "write(5)");
    }

    @Test
    void aProgramsProcessesAreThoseThatHaveNotEnded() {
        calls.take(new KernelEvent.Born(now += 10, PROGRAM, 101, 0x10000, "thread"));
        calls.take(new KernelEvent.Born(now += 10, 101, 102, 0, "daemon"));
        assertThat(calls.processes(1)).containsExactlyInAnyOrder(PROGRAM, 102);
        calls.take(new KernelEvent.Ended(now += 10, PROGRAM));
        assertThat(calls.processes(1)).as("a thread is left").containsExactlyInAnyOrder(PROGRAM, 102);
        calls.take(new KernelEvent.Ended(now += 10, 101));
        assertThat(calls.processes(1)).containsExactly(102);
        calls.take(new KernelEvent.Ended(now += 10, 102));
        assertThat(calls.processes(1)).isEmpty();
    }

    @Test
    void theAddressOfABindThatWasNotSeenIsTheListeners() {
        Endpoint bound = new Endpoint(Addresses.literal("127.0.0.1"), 7000);
        call(Syscall.SOCKET, 3, 2, 1, 0);
        call(Syscall.BIND, 0, 3, 0, 16);
        Call before = told.getLast();
        calls.take(new KernelEvent.Entered(now += 10, PROGRAM, Syscall.LISTEN, Arguments.of(3, 5)));
        StateChange change =
                new StateChange(now += 10, 0xA, bound, null, TcpState.CLOSED, TcpState.LISTEN, StateSource.KERNEL);
        calls.take(new KernelEvent.Changed(now, PROGRAM, false, change));
        calls.take(new KernelEvent.Left(now += 10, PROGRAM, Syscall.LISTEN, 0));
        assertThat(before.local()).isNull();
        Call again =
                told.stream().filter(c -> c.name() == CallName.BIND).toList().getLast();
        assertThat(again.id()).isEqualTo(before.id());
        assertThat(Objects.requireNonNull(again.local())).isEqualTo(bound);
        assertThat(again.arguments()).isEmpty();
    }
}
