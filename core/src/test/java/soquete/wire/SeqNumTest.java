package soquete.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// Sequence numbers are on a circle, RFC 9293 §3.4.
class SeqNumTest {

    @Test
    void passesZeroGoingUp() {
        SeqNum last = SeqNum.of(0xFFFF_FFFFL);
        assertThat(last.plus(1)).isEqualTo(new SeqNum(0));
        assertThat(last.isBefore(new SeqNum(0))).isTrue();
        assertThat(new SeqNum(0).isAfter(last)).isTrue();
        assertThat(last.distanceTo(new SeqNum(9))).isEqualTo(10);
        assertThat(new SeqNum(9).distanceTo(last)).isEqualTo(-10);
        assertThat(last).hasToString("4294967295");
        assertThat(last.unsigned()).isEqualTo(4294967295L);
    }

    @Test
    void isNeitherBeforeNorAfterItself() {
        SeqNum number = SeqNum.of(5);
        assertThat(number.isBefore(number)).isFalse();
        assertThat(number.isAfter(number)).isFalse();
    }

    @Test
    void circularOrderIsNotTransitive() {
        SeqNum a = SeqNum.of(0);
        SeqNum b = SeqNum.of(0x6000_0000L);
        SeqNum c = SeqNum.of(0xC000_0000L);
        assertThat(a.isBefore(b) && b.isBefore(c) && c.isBefore(a)).isTrue();
    }

    @Test
    void isBeforeEveryNumberLessThanHalfTheCircleAhead() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(9293);
        for (int i = 0; i < 10_000; i++) {
            SeqNum start = new SeqNum(random.nextInt());
            int ahead = random.nextInt(1, Integer.MAX_VALUE);
            SeqNum end = start.plus(ahead);
            assertThat(start.isBefore(end)).isTrue();
            assertThat(end.isAfter(start)).isTrue();
            assertThat(start.distanceTo(end)).isEqualTo(ahead);
            assertThat(end.plus(-(long) ahead)).isEqualTo(start);
        }
    }
}
