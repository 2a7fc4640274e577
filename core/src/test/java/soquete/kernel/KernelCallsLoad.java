package soquete.kernel;

import soquete.tcp.TcpState;
import soquete.trace.StateChange;
import soquete.trace.StateSource;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// A server that forks a child for each connection, one after the other, without end.
final class KernelCallsLoad {

    private static final Endpoint LISTENER = new Endpoint(Addresses.literal("127.0.0.1"), 7000);
    private static final int SERVER = 10;

    private final KernelCalls calls;
    private long now = 1;
    private long made;
    private int next;

    KernelCallsLoad(KernelCalls calls) {
        this.calls = calls;
        calls.take(new KernelEvent.Present(now, SERVER, SERVER, 1, "server", true));
        call(SERVER, Syscall.SOCKET, 3, 2, 1, 0);
        calls.take(new KernelEvent.Entered(++now, SERVER, Syscall.LISTEN, Arguments.of(3, 5)));
        change(SERVER, false, 1, null, TcpState.CLOSED, TcpState.LISTEN);
        calls.take(new KernelEvent.Left(++now, SERVER, Syscall.LISTEN, 0));
    }

    long calls() {
        return made;
    }

    private void call(int thread, Syscall call, long result, long... arguments) {
        calls.take(new KernelEvent.Entered(++now, thread, call, Arguments.of(arguments)));
        calls.take(new KernelEvent.Left(++now, thread, call, result));
        made++;
    }

    private void change(
            int thread,
            boolean interrupted,
            long socket,
            @org.jspecify.annotations.Nullable Endpoint peer,
            TcpState from,
            TcpState to) {
        StateChange change = new StateChange(++now, socket, LISTENER, peer, from, to, StateSource.KERNEL);
        calls.take(new KernelEvent.Changed(now, thread, interrupted, change));
    }

    void connections(int count) {
        for (int i = 0; i < count; i++) {
            int child = 1000 + next % 20_000;
            Endpoint peer = new Endpoint(LISTENER.address(), 10_000 + next % 50_000);
            long socket = 1_000_000L + next;
            next++;
            change(1, true, socket, peer, TcpState.LISTEN, TcpState.SYN_RECEIVED);
            change(1, true, socket, peer, TcpState.SYN_RECEIVED, TcpState.ESTABLISHED);
            call(SERVER, Syscall.ACCEPT, 4, 3, 1, 1);
            calls.take(new KernelEvent.Born(++now, SERVER, child, 0, "child"));
            call(SERVER, Syscall.CLOSE, 0, 4);
            call(child, Syscall.CLOSE, 0, 3);
            for (int n = 0; n < 5; n++) {
                call(child, Syscall.RECVFROM, 5, 4, 1, 10, 0, 0, 0);
                call(child, Syscall.SENDTO, 5, 4, 1, 5, 0, 0, 0);
            }
            change(1, true, socket, peer, TcpState.ESTABLISHED, TcpState.CLOSE_WAIT);
            if (i % 2 == 0) {
                calls.take(new KernelEvent.Entered(++now, child, Syscall.CLOSE, Arguments.of(4)));
                change(child, false, socket, peer, TcpState.CLOSE_WAIT, TcpState.LAST_ACK);
                calls.take(new KernelEvent.Left(++now, child, Syscall.CLOSE, 0));
            }
            calls.take(new KernelEvent.Ended(++now, child));
            change(1, true, socket, peer, TcpState.LAST_ACK, TcpState.CLOSED);
            calls.settle();
        }
    }
}
