package soquete.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// What is kept of the machine's packets and states, and of the programs' calls.
class SieveTest {

    private final Ours ours = new Ours();
    private final List<Object> left = new ArrayList<>();

    private static Endpoint end(String address, int port) {
        return new Endpoint(Addresses.literal(address), port);
    }

    private static Call call(long id, CallName name, @Nullable Endpoint local, @Nullable Endpoint peer) {
        return new Call(1, id, "main", 7, name, "", null, id, id + 1, Outcome.success(0), 3, local, peer);
    }

    @Test
    void keepsWhatIsOfAWatchedSocketThoughItCameBeforeTheCallReturned() {
        Sieve<String> sieve = new Sieve<>(ours, 10, left::add);
        sieve.offer("SYN", 100, List.of(end("127.0.0.1", 40000), end("127.0.0.1", 80)));
        sieve.offer("foreign", 101, List.of(end("127.0.0.1", 40001), end("127.0.0.1", 80)));
        ours.learn(call(1, CallName.CONNECT, end("127.0.0.1", 40000), end("127.0.0.1", 80)));
        assertThat(sieve.rest()).containsExactly("SYN");
        assertThat(left).containsExactly("foreign");
        assertThat(sieve.notKept()).isZero();
    }

    @Test
    void judgesWhatHasWaitedLongEnough() {
        Sieve<String> sieve = new Sieve<>(ours, 10, left::add);
        sieve.offer("too early", 0, List.of(end("127.0.0.1", 40000)));
        sieve.offer("later", 3_000_000_000L, List.of(end("127.0.0.1", 40000)));
        ours.learn(call(1, CallName.BIND, end("127.0.0.1", 40000), null));
        assertThat(sieve.rest()).containsExactly("later");
    }

    @Test
    void aSocketBoundToAnyAddressIsAtAllOfThem() {
        ours.learn(call(1, CallName.BIND, end("0.0.0.0", 53), null));
        assertThat(ours.has(end("198.51.100.7", 53))).isTrue();
        assertThat(ours.has(end("198.51.100.7", 54))).isFalse();
    }

    @Test
    void whereTheOwnAddressIsNotKnownThePeersTells() {
        ours.learn(call(1, CallName.SENDTO, null, end("127.0.0.1", 53)));
        assertThat(ours.has(end("127.0.0.1", 53))).isTrue();
    }

    @Test
    void countsWhatFindsNoRoom() {
        ours.learn(call(1, CallName.BIND, end("127.0.0.1", 53), null));
        Sieve<Integer> sieve = new Sieve<>(ours, 2, left::add);
        for (int i = 0; i < 5; i++) {
            sieve.offer(i, i, List.of(end("127.0.0.1", 53)));
        }
        assertThat(sieve.rest()).containsExactly(0, 1);
        assertThat(left).containsExactly(2, 3, 4);
        assertThat(sieve.notKept()).isEqualTo(3);
    }

    @Test
    void ofAFloodTheOldestAreJudgedByWhatIsKnownAndCounted() {
        Sieve<Integer> sieve = new Sieve<>(ours, 1_000_000, left::add);
        for (int i = 0; i < Sieve.MOST_HELD + 10; i++) {
            sieve.offer(i, i, List.of(end("127.0.0.1", 53)));
        }
        ours.learn(call(1, CallName.BIND, end("127.0.0.1", 53), null));
        assertThat(sieve.rest()).hasSize(Sieve.MOST_HELD).startsWith(10);
        assertThat(sieve.notKept()).isEqualTo(10);
    }

    @Test
    void whenNothingMoreFindsRoomWhatComesIsOnlyCounted() {
        ours.learn(call(1, CallName.BIND, end("127.0.0.1", 53), null));
        Sieve<Integer> sieve = new Sieve<>(ours, 1, left::add);
        sieve.offer(1, 0, List.of(end("127.0.0.1", 53)));
        assertThat(sieve.isFull()).isFalse();
        sieve.offer(2, 3_000_000_000L, List.of(end("127.0.0.1", 53)));
        assertThat(sieve.isFull()).isTrue();
        sieve.offer(3, 3_000_000_001L, List.of(end("127.0.0.1", 54)));
        sieve.passBy();
        assertThat(sieve.rest()).containsExactly(1);
        assertThat(left).containsExactlyInAnyOrder(2, 3);
        assertThat(sieve.notKept()).isEqualTo(3);
    }

    @Test
    void callsAreKeptAsTheyWereKnownLast() {
        Kept kept = new Kept(2);
        Call begun = new Call(1, 5, "main", 7, CallName.ACCEPT, "", null, 50, Call.NOT_RETURNED, null, 3, null, null);
        kept.add(begun);
        kept.add(call(4, CallName.LISTEN, end("127.0.0.1", 53), null));
        kept.add(call(5, CallName.ACCEPT, end("127.0.0.1", 53), null));
        kept.add(call(6, CallName.CLOSE, null, null));
        assertThat(kept.all()).extracting(Call::id, Call::returned).containsExactly(tuple(4L, true), tuple(5L, true));
        assertThat(kept.notKept()).isEqualTo(1);
    }

    @Test
    void aProgramIsCalledAsItsUserCallsIt() {
        assertThat(Subject.name(List.of("/usr/bin/python3", "-u", "dir/echo.py", "-v")))
                .isEqualTo("echo.py");
        assertThat(Subject.name(List.of("python3", "-m", "http.server", "80"))).isEqualTo("http.server");
        assertThat(Subject.name(List.of("python3", "-c", "pass"))).isEqualTo("python3");
        assertThat(Subject.name(List.of("./server", "file.conf"))).isEqualTo("server");
        assertThat(Subject.name(List.of("sh", "run.sh"))).isEqualTo("run.sh");
        assertThat(Subject.name(List.of("sh", "-c", "ls"))).isEqualTo("sh");
    }
}
