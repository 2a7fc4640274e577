package soquete.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Pages of a trace buffer, made by hand.
final class TracePageTest {

    private final MemorySegment page = Arena.ofAuto().allocate(4096, 8);
    private long at = TracePage.HEADER_BYTES;

    private record Event(long timeNanos, int first, long bytes) {}

    private TracePageTest word(long value) {
        page.set(JAVA_INT, at, (int) value);
        at += 4;
        return this;
    }

    private TracePageTest header(int type, long delta) {
        return word(delta << 5 | type);
    }

    private int finished(long time, long flags) {
        page.set(JAVA_LONG, 0, time);
        page.set(JAVA_LONG, 8, at - TracePage.HEADER_BYTES | flags);
        return (int) at;
    }

    private List<Event> read(int bytes) {
        List<Event> events = new ArrayList<>();
        TracePage.read(
                page,
                bytes,
                (time, data) ->
                        events.add(new Event(time, data.byteSize() < 4 ? 0 : data.get(JAVA_INT, 0), data.byteSize())));
        return events;
    }

    @Test
    void timesAddUp() {
        header(2, 5).word(11).word(0); // 8 bytes, 5 ns after the page
        header(TracePage.TYPE_TIME_EXTEND, 3).word(1); // 1 << 27 + 3 ns later
        header(0, 7).word(12).word(22).word(0); // length in the next word, which counts itself
        header(TracePage.TYPE_PADDING, 2).word(8).word(0); // a discarded event
        header(1, 0).word(33);
        header(TracePage.TYPE_TIME_STAMP, 9).word(0);
        header(1, 1).word(44);
        header(TracePage.TYPE_PADDING, 0); // the rest is empty
        long base = 1L << 60 | 1000;
        assertThat(read(finished(base, 0)))
                .containsExactly(
                        new Event(base + 5, 11, 8),
                        new Event(base + 5 + (1 << 27) + 3 + 7, 22, 8),
                        new Event(base + 5 + (1 << 27) + 3 + 7 + 2, 33, 4),
                        new Event((1L << 60) + 9 + 1, 44, 4));
    }

    @Test
    void whatWasMissedIsCounted() {
        header(1, 0).word(1);
        int bytes = finished(0, 1L << 31);
        assertThat(TracePage.read(page, bytes, (time, data) -> {})).isEqualTo(1);
        page.set(JAVA_LONG, at, 42L);
        bytes = finished(0, 3L << 30);
        assertThat(TracePage.read(page, bytes + 8, (time, data) -> {})).isEqualTo(42);
    }

    @Test
    void anythingIsReadWithoutHarm() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            for (int word = 0; word < 64; word++) {
                page.set(JAVA_INT, word * 4L, random.nextInt());
            }
            page.set(JAVA_INT, 8, random.nextInt(512));
            int bytes = random.nextInt(257);
            MemorySegment cut = page.asSlice(0, bytes);
            TracePage.read(
                    cut, bytes, (time, data) -> assertThat(data.byteSize()).isLessThanOrEqualTo(bytes));
        }
    }

    @Test
    void formatGivesIdAndOffsets() {
        EventFormat format = EventFormat.parse("""
                name: inet_sock_set_state
                ID: 2287
                format:
                \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;

                \tfield:const void * skaddr;\toffset:8;\tsize:8;\tsigned:0;
                \tfield:__u8 saddr_v6[16];\toffset:40;\tsize:16;\tsigned:0;
                """);
        assertThat(format.id()).isEqualTo(2287);
        assertThat(format.offset("common_type")).isZero();
        assertThat(format.offset("skaddr")).isEqualTo(8);
        assertThat(format.offset("saddr_v6")).isEqualTo(40);
    }

    @Test
    void theKernelFiltersByPortAsLongAsItsFilterMayBe() {
        assertThat(KernelStates.filter(Set.of())).isEqualTo("protocol==6");
        assertThat(KernelStates.filter(Set.of(80))).isEqualTo("protocol==6&&(sport==80||dport==80)");
        Set<Integer> many =
                java.util.stream.IntStream.range(10_000, 11_000).boxed().collect(java.util.stream.Collectors.toSet());
        assertThat(KernelStates.filter(many)).isEqualTo("protocol==6");
    }
}
