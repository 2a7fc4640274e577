package soquete.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StreamHalfTest {
    private static final int FIRST = 0xFFFF_FFFC; // the numbers pass zero soon

    private final StringBuilder told = new StringBuilder();
    private final StreamSink sink = new StreamSink() {
        @Override
        public void data(boolean fromClient, long offset, MemorySegment bytes, long packet) {
            told.append(new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII));
        }

        @Override
        public void gap(boolean fromClient, long offset, long bytes, Missing why) {
            told.append('[').append(bytes).append(' ').append(why).append(']');
        }
    };
    private StreamHalf half = new StreamHalf(true, sink);

    private StreamHalfTest segment(int offset, String text) throws IOException {
        return segment(offset, text, text.length());
    }

    private StreamHalfTest segment(int offset, String text, int length) throws IOException {
        MemorySegment bytes = MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
        half.segment(FIRST + offset, bytes, length, 1);
        return this;
    }

    @Test
    void retransmissionsAreToldOnce() throws IOException {
        segment(0, "abcd").segment(0, "abcd").segment(2, "XXef").segment(6, "gh");
        assertThat(told.toString()).isEqualTo("abcdefgh");
    }

    @Test
    void whatComesTooEarlyWaits() throws IOException {
        segment(0, "ab").segment(6, "gh").segment(4, "ef");
        assertThat(told.toString()).isEqualTo("ab");
        segment(2, "cd");
        assertThat(told.toString()).isEqualTo("abcdefgh");
    }

    @Test
    void theFirstBytesWinWhileWaitingToo() throws IOException {
        segment(0, "ab").segment(4, "ef").segment(3, "XYZgh").segment(2, "c");
        assertThat(told.toString()).isEqualTo("abcXefgh");
    }

    @Test
    void aHoleThatWasAcknowledgedStaysOne() throws IOException {
        segment(0, "ab").segment(15, "pq");
        half.acknowledged(FIRST + 15);
        assertThat(told.toString()).isEqualTo("ab");
        half.acknowledged(FIRST + 17);
        assertThat(told.toString()).isEqualTo("ab[13 NOT_CAPTURED]pq");
        assertThat(half.told()).isEqualTo(17);
    }

    @Test
    void whatStillWaitsIsToldAtTheEnd() throws IOException {
        segment(0, "ab").segment(3, "d");
        half.end();
        assertThat(told.toString()).isEqualTo("ab[1 NOT_CAPTURED]d");
    }

    @Test
    void bytesThatTheCaptureCutOffAreSaid() throws IOException {
        segment(0, "ab", 10).segment(10, "k");
        assertThat(told.toString()).isEqualTo("ab[8 CUT_OFF]k");
    }

    @Test
    void noMoreThanTheBoundWaits() throws IOException {
        half = new StreamHalf(true, sink, 4);
        segment(0, "a").segment(5, "fg").segment(9, "jk").segment(12, "m");
        assertThat(told.toString()).isEqualTo("a[4 NOT_AWAITED]fg");
        segment(1, "bcde").segment(7, "hi").segment(11, "l");
        assertThat(told.toString()).isEqualTo("a[4 NOT_AWAITED]fghijklm");
    }
}
