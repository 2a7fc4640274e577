package soquete.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import soquete.trace.CapturedPacket;
import soquete.wire.LinkType;

class ArrivalsTest {

    private static final int LENGTH = 65_000;
    private static final int WHOLE = (64 << 20) / LENGTH + 1;

    private final Arrivals arrivals = new Arrivals();

    private CapturedPacket taken(long nanos) {
        arrivals.add(new CapturedPacket(nanos, "lo", LinkType.RAW, LENGTH, new byte[LENGTH]));
        CapturedPacket taken = arrivals.poll();
        assertThat(taken).isNotNull();
        return taken == null ? new CapturedPacket(0, "", LinkType.RAW, 0, new byte[0]) : taken;
    }

    @Test
    void beyondTheBytesThatAreKeptEachPacketIsCut() {
        for (int i = 0; i < WHOLE; i++) {
            assertThat(taken(i).bytes()).hasSize(LENGTH);
        }
        CapturedPacket cut = taken(WHOLE);
        assertThat(cut.bytes()).hasSize(256);
        assertThat(cut.originalLength()).isEqualTo(LENGTH);
        assertThat(arrivals.cut()).isEqualTo(1);
        assertThat(arrivals.overrun()).isZero();
    }

    @Test
    void whatIsLetGoGivesItsRoomBack() {
        for (int i = 0; i < 3 * WHOLE; i++) {
            arrivals.letGo(taken(i));
        }
        assertThat(taken(0).bytes()).hasSize(LENGTH);
        assertThat(arrivals.cut()).isZero();
    }

    @Test
    void theirNumberIsBounded() {
        for (int i = 0; i < 100_001; i++) {
            arrivals.add(new CapturedPacket(i, "lo", LinkType.RAW, 1, new byte[1]));
        }
        assertThat(arrivals.overrun()).isEqualTo(1);
    }
}
