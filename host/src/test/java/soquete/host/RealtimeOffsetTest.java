package soquete.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RealtimeOffsetTest {

    @Test
    void twoMeasurementsOfOneClockAgree() {
        assertThat(RealtimeOffset.measured().agreesWith(RealtimeOffset.measured()))
                .isTrue();
    }

    @Test
    void aClockThatWasSetIsNoticed() {
        RealtimeOffset before = new RealtimeOffset(1_000_000, 60);
        assertThat(before.agreesWith(new RealtimeOffset(1_000_050, 60))).isTrue();
        assertThat(before.agreesWith(new RealtimeOffset(1_001_000, 60))).isFalse();
        assertThat(before.agreesWith(new RealtimeOffset(1_001_000, 50_000))).isTrue();
        assertThat(before.orTighter(new RealtimeOffset(1_000_010, 50)).nanos()).isEqualTo(1_000_010);
    }
}
