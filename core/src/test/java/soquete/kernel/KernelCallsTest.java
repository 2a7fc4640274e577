package soquete.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import soquete.tcp.TcpState;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;
import soquete.trace.SocketRow.Protocol;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// Calls made of events that no kernel told.
final class KernelCallsTest extends KernelStory {

    @Test
    void aCallIsToldWhenItHasReturned() {
        enter(SERVER, Syscall.SOCKET, 2, 1 | CLOEXEC, 0);
        assertThat(told).isEmpty();
        leave(SERVER, Syscall.SOCKET, 3);
        assertThat(told).hasSize(1);
        Call call = told.getFirst();
        assertThat(call.name()).isEqualTo(CallName.SOCKET);
        assertThat(call.arguments()).isEqualTo("AF_INET, SOCK_STREAM|SOCK_CLOEXEC");
        assertThat(call.program()).isEqualTo(1);
        assertThat(call.thread()).isEqualTo("server");
        assertThat(call.threadId()).isEqualTo(SERVER);
        assertThat(call.endNanos() - call.beginNanos()).isEqualTo(10);
        assertThat(call.socket()).isEqualTo(1);
        assertThat(outcome(call)).isEqualTo(Outcome.success(0));
    }

    @Test
    void oneThatStaysOpenIsToldAsBegunOnce() {
        listen(SERVER, LISTENER);
        told.clear();
        enter(SERVER, Syscall.ACCEPT4, 3, 1, 2, CLOEXEC);
        calls.settle();
        calls.settle();
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().returned()).isFalse();
        established(0xB, 5000);
        leave(SERVER, Syscall.ACCEPT4, 4);
        assertThat(told).hasSize(2);
        Call accept = told.getLast();
        assertThat(accept.id()).isEqualTo(told.getFirst().id());
        assertThat(accept.arguments()).isEqualTo("SOCK_CLOEXEC");
        assertThat(accept.local()).isEqualTo(LISTENER);
        assertThat(accept.peer()).isEqualTo(endpoint(5000));
        assertThat(outcome(accept).result()).isEqualTo(2);
    }

    @Test
    void errorsHaveTheirNamesAndMeanings() {
        call(CLIENT, Syscall.SOCKET, 3, 2, 1, 0);
        enter(CLIENT, Syscall.CONNECT, 3, 1, 16);
        change(CLIENT, false, 0xC, endpoint(0), LISTENER, TcpState.CLOSED, TcpState.SYN_SENT);
        change(CLIENT, true, 0xC, endpoint(5000), LISTENER, TcpState.SYN_SENT, TcpState.CLOSED);
        leave(CLIENT, Syscall.CONNECT, -111);
        Call connect = only(CallName.CONNECT);
        assertThat(outcome(connect)).isEqualTo(Outcome.failure("ECONNREFUSED", "Connection refused"));
        assertThat(connect.arguments()).isEqualTo("127.0.0.1:7000");
        assertThat(connect.local()).isEqualTo(endpoint(5000));
        assertThat(connect.peer()).isEqualTo(LISTENER);
    }

    @Test
    void aConnectThatDoesNotWaitIsToldAgainWithItsPort() {
        call(CLIENT, Syscall.SOCKET, 3, 2, 1, 0);
        enter(CLIENT, Syscall.CONNECT, 3, 1, 16);
        change(CLIENT, false, 0xC, endpoint(0), LISTENER, TcpState.CLOSED, TcpState.SYN_SENT);
        leave(CLIENT, Syscall.CONNECT, -115);
        assertThat(only(CallName.CONNECT).local()).isEqualTo(endpoint(0));
        change(SERVER, true, 0xC, endpoint(5000), LISTENER, TcpState.SYN_SENT, TcpState.ESTABLISHED);
        assertThat(only(CallName.CONNECT).local()).isEqualTo(endpoint(5000));
        assertThat(outcome(only(CallName.CONNECT)).error()).isEqualTo("EINPROGRESS");
    }

    @Test
    void othersChangesInsideACallAreNotItsOwn() {
        call(CLIENT, Syscall.SOCKET, 3, 2, 1, 0);
        enter(CLIENT, Syscall.CONNECT, 3, 1, 16);
        change(CLIENT, true, 0xD, endpoint(1), endpoint(2), TcpState.CLOSED, TcpState.SYN_SENT);
        change(CLIENT, false, 0xC, endpoint(0), LISTENER, TcpState.CLOSED, TcpState.SYN_SENT);
        established(0xB, 5000);
        change(CLIENT, false, 0xC, endpoint(5000), LISTENER, TcpState.SYN_SENT, TcpState.ESTABLISHED);
        leave(CLIENT, Syscall.CONNECT, 0);
        assertThat(only(CallName.CONNECT).local()).isEqualTo(endpoint(5000));
        assertThat(only(CallName.CONNECT).peer()).isEqualTo(LISTENER);
    }

    @Test
    void onlySocketsAreReadAndWritten() {
        call(SERVER, Syscall.READ, 5, 0, 1, 10);
        call(SERVER, Syscall.CLOSE, 0, 7);
        call(SERVER, Syscall.POLL, 0, 1, 1, 100);
        assertThat(told).isEmpty();
        call(SERVER, Syscall.SOCKET, 3, 2, 1, 0);
        call(SERVER, Syscall.READ, 5, 3, 1, 10);
        call(SERVER, Syscall.WRITEV, 7, 3, 1, 2);
        call(SERVER, Syscall.SENDTO, 9, 3, 1, 9, 0x4000, 0, 0);
        call(SERVER, Syscall.SPLICE, 8, 9, 0, 3, 0, 8);
        call(SERVER, Syscall.POLL, 1, 1, 1, 100);
        assertThat(only(CallName.READ).bytes()).isEqualTo(5);
        assertThat(only(CallName.WRITEV).arguments()).isEqualTo("iovcnt=2");
        assertThat(only(CallName.SEND).arguments()).isEqualTo("9, MSG_NOSIGNAL");
        assertThat(only(CallName.SPLICE_OUT).bytes()).isEqualTo(8);
        assertThat(only(CallName.POLL).arguments()).isEqualTo("nfds=1, timeout=100");
    }

    @Test
    void aDescriptorThatTakesSocketCallsIsASocket() {
        call(SERVER, Syscall.RECVFROM, -88, 5, 1, 10, 0, 0, 0);
        call(SERVER, Syscall.READ, 1, 5, 1, 10);
        assertThat(all(CallName.READ)).isEmpty();
        call(SERVER, Syscall.RECVFROM, 1, 5, 1, 10, 0, 0, 0);
        call(SERVER, Syscall.READ, 1, 5, 1, 10);
        assertThat(only(CallName.READ).socket()).isNotZero();
    }

    @Test
    void copiesAndChildrenNameTheSameSocket() {
        call(SERVER, Syscall.SOCKET, 3, 2, 1, 0);
        call(SERVER, Syscall.DUP2, 9, 3, 9);
        call(SERVER, Syscall.FCNTL, 10, 3, 1030, 10);
        calls.take(new KernelEvent.Born(now += 10, SERVER, 101, 0, "child"));
        call(101, Syscall.READ, 1, 9, 1, 1);
        call(101, Syscall.CLOSE, 0, 3);
        call(SERVER, Syscall.CLOSE, 0, 3);
        call(SERVER, Syscall.CLOSE, 0, 9);
        calls.take(new KernelEvent.Ended(now += 10, 101));
        call(SERVER, Syscall.CLOSE, 0, 10);
        assertThat(only(CallName.READ).socket()).isEqualTo(1);
        assertThat(all(CallName.DUP)).hasSize(2).allMatch(c -> c.socket() == 1);
        assertThat(all(CallName.CLOSE).stream().map(c -> outcome(c).result())).containsExactly(5L, 4L, 3L, 0L);
        assertThat(all(CallName.CLOSE).stream().map(Call::closesSocket)).containsExactly(false, false, false, true);
    }

    @Test
    void threadsShareDescriptorsAndProcessesDoNot() {
        calls.take(new KernelEvent.Born(now, SERVER, 101, CLONE_FILES, "thread"));
        calls.take(new KernelEvent.Born(now, SERVER, 102, 0, "process"));
        call(101, Syscall.SOCKET, 3, 2, 1, 0);
        call(SERVER, Syscall.READ, 1, 3, 1, 1);
        call(102, Syscall.READ, 1, 3, 1, 1);
        assertThat(only(CallName.READ).threadId()).isEqualTo(SERVER);
        call(101, Syscall.UNSHARE, 0, CLONE_FILES);
        call(101, Syscall.CLOSE, 0, 3);
        call(SERVER, Syscall.READ, 1, 3, 1, 1);
        assertThat(all(CallName.READ)).hasSize(2);
    }

    @Test
    void execClosesWhatIsToBeClosed() {
        call(SERVER, Syscall.SOCKET, 3, 2, 1, 0);
        call(SERVER, Syscall.SOCKET, 4, 2, 1 | CLOEXEC, 0);
        calls.take(new KernelEvent.Born(now, SERVER, 101, CLONE_FILES | 0x10000, "thread"));
        calls.take(new KernelEvent.Renamed(now, 101, 101, "other"));
        calls.take(new KernelEvent.Executed(now += 10, SERVER, 101));
        call(SERVER, Syscall.READ, 1, 3, 1, 1);
        call(SERVER, Syscall.READ, 1, 4, 1, 1);
        assertThat(only(CallName.READ).socket()).isEqualTo(1);
        assertThat(only(CallName.READ).thread()).isEqualTo("other");
    }

    @Test
    void nothingIsToldBeforeTheProgramHasBegun() {
        calls.take(new KernelEvent.Present(now, 300, 300, 3, "sh", false));
        call(300, Syscall.SOCKET, 3, 1, 1, 0);
        calls.take(new KernelEvent.Executed(now += 10, 300, 300));
        call(300, Syscall.SOCKET, 3, 2, 1, 0);
        assertThat(only(CallName.SOCKET).arguments()).startsWith("AF_INET");
    }

    @Test
    void aRangeIsClosedSocketBySocket() {
        call(SERVER, Syscall.SOCKET, 3, 2, 1, 0);
        call(SERVER, Syscall.SOCKET, 5, 2, 1, 0);
        call(SERVER, Syscall.SOCKET, 7, 2, 1, 0);
        call(SERVER, Syscall.CLOSE_RANGE, 0, 4, 0xFFFFFFFFL, 0);
        assertThat(all(CallName.CLOSE).stream().map(Call::socket)).containsExactly(2L, 3L);
        call(SERVER, Syscall.READ, 1, 5, 1, 1);
        assertThat(all(CallName.READ)).isEmpty();
    }

    @Test
    void aNumberIsFreeBeforeItsCloseIsOver() {
        calls.take(new KernelEvent.Born(now, SERVER, 101, CLONE_FILES, "thread"));
        call(SERVER, Syscall.SOCKET, 3, 2, 1, 0);
        enter(SERVER, Syscall.CLOSE, 3);
        call(101, Syscall.SOCKET, 3, 2, 1, 0);
        leave(SERVER, Syscall.CLOSE, 0);
        call(SERVER, Syscall.READ, 1, 3, 1, 1);
        assertThat(only(CallName.READ).socket()).isEqualTo(2);
    }

    @Test
    void acceptsReturnConnectionsInTheirOrder() {
        listen(SERVER, ANY);
        for (int i = 0; i < 5; i++) {
            established(0x100 + i, 5000 + i);
        }
        for (int i = 0; i < 5; i++) {
            call(SERVER, Syscall.ACCEPT, 10 + i, 3, 1, 1);
        }
        assertThat(all(CallName.ACCEPT).stream().map(Call::peer))
                .containsExactly(endpoint(5000), endpoint(5001), endpoint(5002), endpoint(5003), endpoint(5004));
    }

    @Test
    void twoThatAcceptAtOnceAreToldApartWhenTheyClose() {
        calls.take(new KernelEvent.Born(now, SERVER, 101, CLONE_FILES, "thread"));
        listen(SERVER, LISTENER);
        enter(SERVER, Syscall.ACCEPT, 3, 1, 1);
        enter(101, Syscall.ACCEPT, 3, 1, 1);
        established(0xB, 5000);
        established(0xC, 5001);
        leave(101, Syscall.ACCEPT, 4);
        leave(SERVER, Syscall.ACCEPT, 5);
        assertThat(all(CallName.ACCEPT)).hasSize(2).allMatch(c -> c.peer() == null && c.local() == null);
        closeInCall(SERVER, 5, 0xB, 5000);
        closeInCall(SERVER, 4, 0xC, 5001);
        assertThat(all(CallName.ACCEPT).stream().map(Call::peer)).containsExactly(endpoint(5001), endpoint(5000));
        established(0xD, 5002);
        call(SERVER, Syscall.ACCEPT, 6, 3, 1, 1);
        assertThat(all(CallName.ACCEPT).getLast().peer()).isEqualTo(endpoint(5002));
    }

    @Test
    void whatTheOrderSaidWronglyIsToldAgain() {
        listen(SERVER, LISTENER);
        established(0xB, 5000);
        call(SERVER, Syscall.ACCEPT, 4, 3, 1, 1);
        assertThat(only(CallName.ACCEPT).peer()).isEqualTo(endpoint(5000));
        closeInCall(SERVER, 4, 0xC, 5001);
        assertThat(only(CallName.ACCEPT).peer()).isEqualTo(endpoint(5001));
        assertThat(only(CallName.CLOSE).peer()).isEqualTo(endpoint(5001));
    }

    @Test
    void anotherListenerOfTheSameAddressMakesTheOrderSayNothing() {
        listen(SERVER, LISTENER);
        change(999, false, 0xE, LISTENER, null, TcpState.CLOSED, TcpState.LISTEN);
        established(0xB, 5000);
        call(SERVER, Syscall.ACCEPT, 4, 3, 1, 1);
        assertThat(only(CallName.ACCEPT).peer()).isNull();
        closeInCall(SERVER, 4, 0xB, 5000);
        assertThat(only(CallName.ACCEPT).peer()).isEqualTo(endpoint(5000));
    }

    @Test
    void aSignalThatLetsTheCallGoOnIsNotSeen() {
        listen(SERVER, LISTENER);
        enter(SERVER, Syscall.ACCEPT, 3, 1, 1);
        leave(SERVER, Syscall.ACCEPT, -512);
        enter(SERVER, Syscall.SENDTO, 3, 1, 1, 0, 0, 0);
        leave(SERVER, Syscall.SENDTO, -107);
        enter(SERVER, Syscall.RT_SIGRETURN);
        enter(SERVER, Syscall.ACCEPT, 3, 1, 1);
        established(0xB, 5000);
        leave(SERVER, Syscall.ACCEPT, 4);
        assertThat(only(CallName.ACCEPT).peer()).isEqualTo(endpoint(5000));
        assertThat(outcome(only(CallName.SEND)).error()).isEqualTo("ENOTCONN");
        enter(SERVER, Syscall.POLL, 1, 1, -1);
        leave(SERVER, Syscall.POLL, -516);
        enter(SERVER, Syscall.RESTART_SYSCALL);
        leave(SERVER, Syscall.RESTART_SYSCALL, 1);
        assertThat(outcome(only(CallName.POLL)).result()).isEqualTo(1);
    }

    @Test
    void aSignalThatEndsTheCallIsAnError() {
        listen(SERVER, LISTENER);
        enter(SERVER, Syscall.ACCEPT, 3, 1, 1);
        leave(SERVER, Syscall.ACCEPT, -512);
        long interrupted = now;
        enter(SERVER, Syscall.RT_SIGRETURN);
        call(SERVER, Syscall.CLOSE, 0, 3);
        assertThat(outcome(only(CallName.ACCEPT)).error()).isEqualTo("EINTR");
        assertThat(only(CallName.ACCEPT).endNanos()).isEqualTo(interrupted);
    }

    @Test
    void aThreadThatEndsInACallNeverReturned() {
        listen(SERVER, LISTENER);
        enter(SERVER, Syscall.ACCEPT, 3, 1, 1);
        leave(SERVER, Syscall.ACCEPT, -512);
        calls.take(new KernelEvent.Ended(now += 10, SERVER));
        assertThat(only(CallName.ACCEPT).returned()).isFalse();
        assertThat(calls.threads()).isEqualTo(1);
    }

    @Test
    void datagramsAreToldByTheirRoutes() {
        Endpoint any = new Endpoint(Addresses.literal("0.0.0.0"), 6000);
        call(CLIENT, Syscall.SOCKET, 3, 2, 2, 0);
        enter(CLIENT, Syscall.SENDTO, 3, 1, 5, 0, 99, 16);
        calls.take(new KernelEvent.Routed(now += 10, CLIENT, Protocol.UDP, any, LISTENER));
        calls.take(new KernelEvent.Routed(now += 10, CLIENT, Protocol.UDP, LISTENER, any));
        leave(CLIENT, Syscall.SENDTO, 5);
        Call send = only(CallName.SENDTO);
        assertThat(send.arguments()).isEqualTo("5, 127.0.0.1:7000");
        assertThat(send.local()).isEqualTo(any);
        assertThat(send.peer()).isEqualTo(LISTENER);
        enter(CLIENT, Syscall.CONNECT, 3, 1, 16);
        calls.take(new KernelEvent.Routed(now += 10, CLIENT, Protocol.UDP, any, LISTENER));
        calls.take(new KernelEvent.Routed(now += 10, CLIENT, Protocol.UDP, endpoint(6000), LISTENER));
        leave(CLIENT, Syscall.CONNECT, 0);
        call(CLIENT, Syscall.SENDTO, 1, 3, 1, 1, 0, 0, 0);
        assertThat(only(CallName.SEND).local()).isEqualTo(endpoint(6000));
        assertThat(only(CallName.SEND).peer()).isEqualTo(LISTENER);
    }

    @Test
    void theLibraryTellsWhatIsBoundAndWhoSent() {
        call(SERVER, Syscall.SOCKET, 3, 2, 2, 0);
        calls.take(new KernelEvent.Named(now += 10, SERVER, Syscall.BIND, 3, LISTENER));
        call(SERVER, Syscall.BIND, -98, 3, 1, 16);
        assertThat(only(CallName.BIND).local()).isEqualTo(LISTENER);
        assertThat(only(CallName.BIND).arguments()).isEqualTo("127.0.0.1:7000");
        calls.take(new KernelEvent.Named(now += 10, SERVER, Syscall.BIND, 3, LISTENER));
        call(SERVER, Syscall.BIND, 0, 3, 1, 16);
        call(SERVER, Syscall.RECVFROM, 5, 3, 1, 10, 0, 7, 8);
        assertThat(all(CallName.RECVFROM)).isEmpty();
        calls.take(new KernelEvent.Named(now += 10, SERVER, Syscall.RECVFROM, 3, endpoint(6000)));
        assertThat(only(CallName.RECVFROM).peer()).isEqualTo(endpoint(6000));
        assertThat(only(CallName.RECVFROM).local()).isEqualTo(LISTENER);
        call(SERVER, Syscall.RECVFROM, 5, 3, 1, 10, 0, 7, 8);
        calls.settle();
        assertThat(all(CallName.RECVFROM).getLast().peer()).isNull();
    }

    @Test
    void whatWasThereBeforeIsKnown() {
        calls.take(new KernelEvent.Held(now, SERVER, 3, true, 77, Protocol.TCP, LISTENER, null, 0));
        calls.take(new KernelEvent.Held(now, SERVER, 4, false, 78, Protocol.TCP, LISTENER, endpoint(5000), -1));
        calls.take(new KernelEvent.Standing(now, SERVER, Syscall.ACCEPT, Arguments.of(3, 1, 1)));
        established(0xB, 5001);
        leave(SERVER, Syscall.ACCEPT, 5);
        assertThat(only(CallName.ACCEPT).peer()).isEqualTo(endpoint(5001));
        call(SERVER, Syscall.READ, 1, 4, 1, 1);
        assertThat(only(CallName.READ).peer()).isEqualTo(endpoint(5000));
        assertThat(only(CallName.READ).local()).isEqualTo(LISTENER);
    }

    @Test
    void connectionsThatWaitedBeforeMakeTheOrderSayNothing() {
        calls.take(new KernelEvent.Held(now, SERVER, 3, true, 77, Protocol.TCP, LISTENER, null, 2));
        established(0xB, 5001);
        call(SERVER, Syscall.ACCEPT, 5, 3, 1, 1);
        assertThat(only(CallName.ACCEPT).peer()).isNull();
        assertThat(outcome(only(CallName.ACCEPT)).result()).isNotZero();
    }

    @Test
    void requestsToIoUringAreCounted() {
        enter(SERVER, Syscall.IO_URING_ENTER, 3, 1, 1);
        leave(SERVER, Syscall.IO_URING_ENTER, 1);
        assertThat(calls.unseenRequests()).isEqualTo(1);
        assertThat(told).isEmpty();
    }

    @Test
    void aLookIsNoTransfer() {
        call(SERVER, Syscall.SOCKET, 3, 2, 1, 0);
        call(SERVER, Syscall.RECVFROM, 5, 3, 1, 10, 2, 0, 0);
        call(SERVER, Syscall.RECVFROM, 0, 3, 1, 10, 2, 0, 0);
        assertThat(all(CallName.RECV)).allMatch(c -> c.bytes() == 0 && !c.endOfStream());
    }

    /// Connections, children and calls that come and go: what is kept stays the same.
    @Test
    void memoryDoesNotGrowWithCalls() {
        KernelCalls running = new KernelCalls(call -> {});
        KernelCallsLoad load = new KernelCallsLoad(running);
        load.connections(1_000);
        int threads = running.threads();
        int kept = running.kept();
        load.connections(50_000);
        assertThat(load.calls()).isGreaterThan(500_000);
        assertThat(running.threads()).isEqualTo(threads);
        assertThat(running.kept()).isEqualTo(kept);
        assertThat(running.broken()).isZero();
    }
}
