package soquete.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// A server and a client whose events no kernel told, and the calls that are made of them.
abstract class KernelStory {

    static final int SERVER = 100;
    static final int CLIENT = 200;
    static final long CLONE_FILES = 0x400;
    static final long CLOEXEC = 0x80000;
    static final Endpoint LISTENER = endpoint(7000);
    static final Endpoint ANY = new Endpoint(Addresses.literal("0.0.0.0"), 7000);

    final List<Call> told = new ArrayList<>();
    final KernelCalls calls = new KernelCalls(told::add);
    long now = 1000;

    static Endpoint endpoint(int port) {
        return new Endpoint(Addresses.literal("127.0.0.1"), port);
    }

    @BeforeEach
    void programs() {
        calls.take(new KernelEvent.Present(now, SERVER, SERVER, 1, "server", true));
        calls.take(new KernelEvent.Present(now, CLIENT, CLIENT, 2, "client", true));
    }

    final void enter(int thread, Syscall call, long... arguments) {
        calls.take(new KernelEvent.Entered(now += 10, thread, call, Arguments.of(arguments)));
    }

    final void leave(int thread, Syscall call, long result) {
        calls.take(new KernelEvent.Left(now += 10, thread, call, result));
    }

    final void call(int thread, Syscall call, long result, long... arguments) {
        enter(thread, call, arguments);
        leave(thread, call, result);
    }

    final void change(
            int thread,
            boolean interrupted,
            long socket,
            Endpoint local,
            @Nullable Endpoint peer,
            TcpState from,
            TcpState to) {
        StateChange change = new StateChange(now += 10, socket, local, peer, from, to, StateSource.KERNEL);
        calls.take(new KernelEvent.Changed(now, thread, interrupted, change));
    }

    /// A listener with descriptor 3.
    final void listen(int thread, Endpoint local) {
        call(thread, Syscall.SOCKET, 3, 2, 1, 0);
        enter(thread, Syscall.LISTEN, 3, 5);
        change(thread, false, 0xA, local, null, TcpState.CLOSED, TcpState.LISTEN);
        leave(thread, Syscall.LISTEN, 0);
    }

    /// A client's connection is established in the time of whoever runs.
    final void established(long socket, int clientPort) {
        Endpoint peer = endpoint(clientPort);
        change(CLIENT, true, socket, LISTENER, peer, TcpState.LISTEN, TcpState.SYN_RECEIVED);
        change(CLIENT, true, socket, LISTENER, peer, TcpState.SYN_RECEIVED, TcpState.ESTABLISHED);
    }

    final void closeInCall(int thread, int descriptor, long socket, int clientPort) {
        enter(thread, Syscall.CLOSE, descriptor);
        change(thread, false, socket, LISTENER, endpoint(clientPort), TcpState.CLOSE_WAIT, TcpState.LAST_ACK);
        leave(thread, Syscall.CLOSE, 0);
    }

    /// Each as it was told last.
    final List<Call> all(CallName name) {
        Map<Long, Call> last = new LinkedHashMap<>();
        for (Call call : told) {
            last.put((long) call.program() << 32 | call.id(), call);
        }
        return last.values().stream().filter(c -> c.name() == name).toList();
    }

    final Call only(CallName name) {
        assertThat(all(name)).hasSize(1);
        return all(name).getFirst();
    }

    static Outcome outcome(Call call) {
        return Objects.requireNonNull(call.outcome());
    }
}
