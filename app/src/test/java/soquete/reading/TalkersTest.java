package soquete.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import soquete.wire.Addresses;

class TalkersTest {
    private static final long MAPPED = 0xFFFFL << 32;

    @Test
    void theGreatestComeFirst() {
        Talkers talkers = new Talkers();
        for (int i = 0; i < 5000; i++) {
            talkers.add(0, MAPPED | i, true, i);
            talkers.add(0x2001_0db8_0000_0000L, i, false, 2L * i);
        }
        assertThat(talkers.size()).isEqualTo(10_000);
        assertThat(talkers.top(2))
                .containsExactly(
                        new Talkers.Talker(Addresses.literal("2001:db8::1387"), 0, 0, 1, 9998),
                        new Talkers.Talker(Addresses.literal("2001:db8::1386"), 0, 0, 1, 9996));
    }

    @Test
    void aFullTableIsSaid() {
        Talkers talkers = new Talkers(1);
        talkers.add(0, MAPPED | 1, true, 10);
        talkers.add(0, MAPPED | 2, true, 10);
        talkers.add(0, MAPPED | 1, false, 5);
        assertThat(talkers.size()).isEqualTo(1);
        assertThat(talkers.left()).isEqualTo(1);
        assertThat(talkers.top(9).getFirst().bytes()).isEqualTo(15);
    }
}
