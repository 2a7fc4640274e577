package soquete.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import soquete.trace.Call;
import soquete.trace.CallName;

/// What is told when events were lost.
final class LostEventsTest extends KernelStory {

    @Test
    void lostEventsAreCountedAndHarmNothingElse() {
        listen(SERVER, LISTENER);
        enter(SERVER, Syscall.ACCEPT, 3, 1, 1);
        call(SERVER, Syscall.SETSOCKOPT, 0, 3, 6, 1, 0, 4);
        leave(SERVER, Syscall.ACCEPT, 4);
        call(SERVER, Syscall.READ, 1, 4, 1, 1);
        assertThat(calls.broken()).isEqualTo(1);
        assertThat(only(CallName.ACCEPT).returned()).isFalse();
        assertThat(only(CallName.SETSOCKOPT).arguments()).isEqualTo("IPPROTO_TCP, TCP_NODELAY");
        assertThat(all(CallName.READ)).hasSize(1);
        enter(SERVER, Syscall.READ, 4, 1, 1);
        leave(SERVER, Syscall.WRITE, 1);
        assertThat(calls.broken()).isEqualTo(2);
    }

    @Test
    void afterLostChangesNoAcceptedSocketIsGuessed() {
        listen(SERVER, LISTENER);
        established(0xB, 5000);
        calls.take(new KernelEvent.Missed(now += 10, false));
        established(0xD, 5002);
        call(SERVER, Syscall.ACCEPT, 4, 3, 1, 1);
        assertThat(only(CallName.ACCEPT).peer()).isNull();
        closeInCall(SERVER, 4, 0xC, 5001);
        assertThat(only(CallName.ACCEPT).peer()).isEqualTo(endpoint(5001));
        assertThat(calls.broken()).isZero();
    }

    @Test
    void afterLostCallsNeitherDescriptorsNorOpenCallsAreTrusted() {
        listen(SERVER, LISTENER);
        established(0xB, 5000);
        call(SERVER, Syscall.ACCEPT, 4, 3, 1, 1);
        enter(SERVER, Syscall.READ, 4, 1, 1);
        calls.take(new KernelEvent.Missed(now += 10, true));
        leave(SERVER, Syscall.READ, 1);
        call(SERVER, Syscall.READ, 2, 4, 1, 2);
        call(SERVER, Syscall.ACCEPT, 5, 3, 1, 1);
        assertThat(calls.broken()).isEqualTo(1);
        assertThat(all(CallName.READ)).extracting(Call::returned).containsExactly(false, true);
        assertThat(all(CallName.READ)).extracting(Call::peer).containsExactly(endpoint(5000), null);
        assertThat(all(CallName.READ)).extracting(Call::socket).as("another").doesNotHaveDuplicates();
        assertThat(all(CallName.ACCEPT)).as("the listener stays").hasSize(2);
        assertThat(all(CallName.ACCEPT).getLast().peer()).isNull();
        closeInCall(SERVER, 4, 0xC, 5001);
        assertThat(only(CallName.CLOSE).peer()).isEqualTo(endpoint(5001));
    }
}
