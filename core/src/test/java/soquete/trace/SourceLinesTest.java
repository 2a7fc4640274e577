package soquete.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

class SourceLinesTest {

    private static final long OPEN = Call.NOT_RETURNED;
    private static final long MS = 1_000_000;

    private final SourceLines lines = new SourceLines(1000);
    private long ids;

    private Call call(int thread, CallName name, @Nullable String source, long begin, long end, long result) {
        return of(1, ++ids, thread, name, source, begin, end, result, null);
    }

    private static Call of(
            int program,
            long id,
            int thread,
            CallName name,
            @Nullable String source,
            long begin,
            long end,
            long result,
            @Nullable Endpoint peer) {
        SourceLine line = source == null ? null : new SourceLine("a.py", Integer.parseInt(source), "main");
        Outcome outcome = end == OPEN ? null : Outcome.success(result);
        return new Call(program, id, "t", thread, name, "", line, begin, end, outcome, 0, null, peer);
    }

    private Call shim(int thread, CallName name, String source, long begin, long end) {
        Call call = call(thread, name, source, begin, end, 0);
        lines.shim(call);
        return call;
    }

    private Call kernel(int thread, CallName name, long begin, long end) {
        Call call = call(thread, name, null, begin, end, 0);
        lines.kernel(call);
        return call;
    }

    private static List<Integer> numbers(List<Call> calls) {
        List<Integer> numbers = new ArrayList<>();
        for (Call call : calls) {
            SourceLine source = call.source();
            numbers.add(source == null ? 0 : source.line());
        }
        return numbers;
    }

    @Test
    void aCallWithinAShimsCallHasItsLineAndIsOtherwiseUnchanged() {
        shim(7, CallName.RECV, "15", 1 * MS, 3 * MS);
        Call recv = kernel(7, CallName.RECVFROM, 2 * MS, 2 * MS + 500);

        Call joined = lines.settle(3 * MS).getFirst();

        assertThat(joined.source()).isEqualTo(new SourceLine("a.py", 15, "main"));
        assertThat(joined).usingRecursiveComparison().ignoringFields("source").isEqualTo(recv);
    }

    @Test
    void everyCallOfTheKernelWithinOneOfTheProgramHasItsLine() {
        shim(7, CallName.SEND, "9", 1 * MS, 9 * MS);
        kernel(7, CallName.SEND, 2 * MS, 3 * MS);
        kernel(7, CallName.POLL, 4 * MS, 5 * MS);
        kernel(7, CallName.SEND, 6 * MS, 7 * MS);

        assertThat(numbers(lines.settle(9 * MS))).containsExactly(9, 9, 9);
    }

    @Test
    void anotherThreadsCallAtTheSameTimeHasNoLine() {
        shim(7, CallName.RECV, "15", 1 * MS, 3 * MS);
        kernel(8, CallName.RECV, 2 * MS, 2 * MS + 1);
        kernel(0, CallName.RECV, 2 * MS, 2 * MS + 1);

        assertThat(numbers(lines.rest())).containsExactly(0, 0);
    }

    @Test
    void aCallBetweenTwoOfTheProgramHasNoLine() {
        shim(7, CallName.RECV, "15", 1 * MS, 2 * MS);
        shim(7, CallName.RECV, "16", 4 * MS, 5 * MS);
        kernel(7, CallName.CLOSE, 3 * MS, 3 * MS + 1);

        assertThat(numbers(lines.rest())).containsExactly(0);
    }

    @Test
    void aCallThatOutlastsTheProgramsIsNotWithinIt() {
        shim(7, CallName.RECV, "15", 1 * MS, 3 * MS);
        kernel(7, CallName.RECV, 2 * MS, 4 * MS);

        assertThat(numbers(lines.rest())).containsExactly(0);
    }

    @Test
    void clocksReadInEitherOrderAreForgivenAFewMicroseconds() {
        shim(7, CallName.RECV, "15", 1_002_000, 1_010_000);
        kernel(7, CallName.RECV, 1_000_000, 1_012_000);
        shim(8, CallName.RECV, "16", 1_020_000, 1_030_000);
        kernel(8, CallName.RECV, 1_000_000, 1_025_000);

        assertThat(numbers(lines.rest())).containsExactly(15, 0);
    }

    @Test
    void aShortCallIsNotTheNextLines() {
        shim(7, CallName.SEND, "8", 1_000_000, 1_003_000);
        shim(7, CallName.RECV, "9", 1_003_500, 1_900_000);
        kernel(7, CallName.SEND, 1_000_500, 1_002_500);

        assertThat(numbers(lines.rest())).containsExactly(8);
    }

    @Test
    void theInnermostOfNestedCallsIsTaken() {
        // accept waits; a signal's handler sends; accept goes on
        shim(7, CallName.SEND, "3", 4 * MS, 5 * MS);
        shim(7, CallName.ACCEPT, "11", 1 * MS, 9 * MS);
        kernel(7, CallName.ACCEPT, 2 * MS, 3 * MS);
        kernel(7, CallName.SEND, 4 * MS + 100_000, 4 * MS + 200_000);
        kernel(7, CallName.ACCEPT, 6 * MS, 8 * MS);

        assertThat(numbers(lines.settle(9 * MS))).containsExactly(11, 3, 11);
    }

    @Test
    void theSameHoldsWhileTheOuterOneHasNotReturned() {
        shim(7, CallName.ACCEPT, "11", 1 * MS, OPEN);
        shim(7, CallName.SEND, "3", 4 * MS, 5 * MS);
        kernel(7, CallName.ACCEPT, 2 * MS, 3 * MS);
        kernel(7, CallName.SEND, 4 * MS + 100_000, 4 * MS + 200_000);
        kernel(7, CallName.ACCEPT, 6 * MS, OPEN);

        assertThat(numbers(lines.settle(9 * MS))).containsExactly(11, 3, 11);
    }

    @Test
    void aBlockedCallHasItsLineWhileItBlocksAndAgainWhenItReturns() {
        Call begun = call(7, CallName.ACCEPT, "11", 1 * MS, OPEN, 0);
        lines.shim(begun);
        Call blocked = call(7, CallName.ACCEPT, null, 2 * MS, OPEN, 0);
        lines.kernel(blocked);
        assertThat(numbers(lines.settle(3 * MS))).containsExactly(11);

        lines.kernel(of(1, blocked.id(), 7, CallName.ACCEPT, null, 2 * MS, 90 * MS, 0, null));
        lines.shim(of(1, begun.id(), 7, CallName.ACCEPT, "11", 1 * MS + 500, 91 * MS, 0, null));
        assertThat(numbers(lines.settle(92 * MS))).containsExactly(11);
        kernel(7, CallName.ACCEPT, 95 * MS, 96 * MS);
        assertThat(numbers(lines.rest())).as("the call has returned").containsExactly(0);
    }

    @Test
    void aThreadNumberUsedAgainIsAnotherThread() {
        shim(7, CallName.RECV, "15", 1 * MS, OPEN);
        lines.threadEnded(7, 5 * MS);
        kernel(7, CallName.RECV, 2 * MS, 4 * MS);
        kernel(7, CallName.RECV, 20 * MS, 21 * MS);
        assertThat(numbers(lines.rest())).containsExactly(15, 0);

        // of another program, even when nobody said that the first had ended
        shim(9, CallName.RECV, "15", 30 * MS, OPEN);
        lines.kernel(of(2, ++ids, 9, CallName.RECV, null, 31 * MS, 32 * MS, 0, null));
        // and of the same program, in a call of another kind
        kernel(9, CallName.ACCEPT, 40 * MS, 41 * MS);
        assertThat(numbers(lines.rest())).containsExactly(0, 0);
    }

    @Test
    void whatTheShimHasNotWrittenYetIsWaitedFor() {
        kernel(7, CallName.SEND, 2 * MS, 3 * MS);
        kernel(7, CallName.SEND, 100 * MS, 101 * MS);
        assertThat(lines.settle(4 * MS)).isEmpty();
        shim(7, CallName.SEND, "9", 1 * MS, 4 * MS);
        assertThat(numbers(lines.settle(5 * MS))).containsExactly(9);
        assertThat(lines.settle(120 * MS)).isEmpty();
        assertThat(lines.settle(1_100 * MS)).isEmpty();
        assertThat(numbers(lines.settle(1_101 * MS))).as("not for ever").containsExactly(0);
    }

    @Test
    void aProgramThatNeverToldALineIsNotWaitedForLong() {
        kernel(7, CallName.SEND, 1 * MS, 2 * MS);
        assertThat(lines.settle(501 * MS)).as("it may have a shim").isEmpty();
        assertThat(numbers(lines.settle(502 * MS))).containsExactly(0);
        kernel(7, CallName.SEND, 600 * MS, 601 * MS);
        assertThat(lines.settle(650 * MS)).isEmpty();
        assertThat(numbers(lines.settle(651 * MS))).containsExactly(0);
    }

    @Test
    void aProgramToldAfterwardsIsJoinedByTheLastCallOfTheKind() {
        // a loop reads three times; the program is told twice
        lines.kernel(call(7, CallName.RECV, null, 1 * MS, 2 * MS, 10));
        lines.shim(call(7, CallName.RECV, "5", 2 * MS + 9_000, 2 * MS + 9_000, 10));
        lines.kernel(call(7, CallName.RECV, null, 3 * MS, 4 * MS, 20));
        lines.kernel(call(7, CallName.RECV, null, 5 * MS, 6 * MS, 30));
        lines.shim(call(7, CallName.RECV, "6", 6 * MS + 9_000, 6 * MS + 9_000, 30));

        assertThat(numbers(lines.rest())).containsExactly(5, 0, 6);
    }

    @Test
    void whatItWasToldMustFit() {
        Endpoint one = new Endpoint(Addresses.literal("127.0.0.1"), 1);
        Endpoint other = new Endpoint(Addresses.literal("127.0.0.1"), 2);
        lines.kernel(call(7, CallName.RECV, null, 1 * MS, 2 * MS, 10));
        lines.shim(call(7, CallName.RECV, "5", 3 * MS, 3 * MS, 11));
        lines.kernel(of(1, ++ids, 7, CallName.ACCEPT, null, 4 * MS, 5 * MS, 3, one));
        lines.shim(of(1, ++ids, 7, CallName.ACCEPT, "6", 6 * MS, 6 * MS, 3, other));
        lines.kernel(of(1, ++ids, 7, CallName.ACCEPT, null, 7 * MS, 8 * MS, 3, one));
        lines.shim(of(1, ++ids, 7, CallName.ACCEPT, "7", 9 * MS, 9 * MS, 3, one));
        lines.kernel(call(7, CallName.SHUTDOWN, null, 20 * MS, 21 * MS, 0));
        lines.shim(call(7, CallName.SHUTDOWN, "8", 90 * MS, 90 * MS, 0));

        assertThat(numbers(lines.rest())).containsExactly(0, 0, 7, 0);
    }

    @Test
    void whatIsRememberedIsBoundedAndTheLossIsCounted() {
        SourceLines few = new SourceLines(10);
        for (int i = 1; i <= 25; i++) {
            few.shim(of(1, i, i, CallName.SEND, "" + i, i * MS, i * MS + 10, 0, null));
            few.kernel(of(1, 100 + i, i, CallName.SEND, null, i * MS + 2, i * MS + 5, 0, null));
        }

        List<Integer> numbers = numbers(few.rest());
        assertThat(few.loss()).isEqualTo(new Loss("lines", 15));
        assertThat(numbers).hasSize(25).startsWith(0, 0).endsWith(24, 25);
    }

    @Test
    void kernelCallsThatWaitAreBoundedToo() {
        SourceLines few = new SourceLines(3);
        for (int i = 1; i <= 5; i++) {
            few.kernel(of(1, i, 7, CallName.SEND, null, i * MS, i * MS + 5, 0, null));
        }

        assertThat(few.settle(6 * MS)).hasSize(2);
    }

    @Test
    void twoCallsThatBeganAtOnce() {
        shim(7, CallName.ACCEPT, "11", 1 * MS, 9 * MS);
        shim(7, CallName.SEND, "12", 1 * MS, 2 * MS);
        kernel(7, CallName.SEND, 1 * MS + 1000, 1 * MS + 2000);
        kernel(7, CallName.ACCEPT, 3 * MS, 4 * MS);

        assertThat(numbers(lines.rest())).containsExactly(12, 11);
    }
}
