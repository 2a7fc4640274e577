package soquete.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import soquete.pcap.PacketRecord;

class TimeRangeTest {

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("+1.5s", true, 1_500_000_000L),
                arguments("+20ms", true, 20_000_000L),
                arguments("+2m", true, 120_000_000_000L),
                arguments("1795359600.000000001", false, 1_795_359_600_000_000_001L),
                arguments("2026-11-22T15:00:00Z", false, 1_795_359_600_000_000_000L),
                arguments("2026-11-22T12:00:00.5-03:00", false, 1_795_359_600_500_000_000L));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void timesAreRead(String text, boolean sinceStart, long nanos) {
        assertThat(TimeRange.bound(text)).isEqualTo(new TimeRange.Bound(true, sinceStart, nanos));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tomorrow", "+", "+1x", "-1", "2026-11-22", "99999999999", "9999-01-01T00:00:00Z"})
    void othersAreNot(String text) {
        assertThat(TimeRange.bound(text)).isNull();
    }

    @Test
    void theFirstBoundIsInAndTheSecondIsNot() {
        TimeRange range = new TimeRange(new TimeRange.Bound(true, true, 5), new TimeRange.Bound(true, false, 120));
        assertThat(range.contains(105, 4)).isFalse();
        assertThat(range.contains(105, 5)).isTrue();
        assertThat(range.contains(119, 19)).isTrue();
        assertThat(range.contains(120, 20)).isFalse();
        assertThat(range.contains(PacketRecord.NO_TIME, 0)).isFalse();
        assertThat(TimeRange.ALL.contains(PacketRecord.NO_TIME, 0)).isTrue();
    }
}
