package soquete.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static soquete.wire.Frames.hex;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// The scan without allocation says what the list says, and the rarer options are named.
class TcpOptionsTest {
    private final TcpOptions options = new TcpOptions();

    @Test
    void readsASyn() {
        read("0204 05b4 0402 080a 00000064 00000000 01 030307");
        assertThat(options.mss()).isEqualTo(1460);
        assertThat(options.sackPermitted()).isTrue();
        assertThat(options.windowScale()).isEqualTo(7);
        assertThat(options.timestamps()).isTrue();
        assertThat(options.timestampValue()).isEqualTo(100);
        assertThat(options.fastOpen()).isFalse();
        assertThat(options.mptcpSubtype()).isEqualTo(-1);
    }

    @Test
    void forgetsTheLastHeader() {
        read("0204 05b4 0402 030307");
        read("0101 080a 00000001 00000002");
        assertThat(options.mss()).isEqualTo(-1);
        assertThat(options.windowScale()).isEqualTo(-1);
        assertThat(options.sackPermitted()).isFalse();
        assertThat(options.timestampEcho()).isEqualTo(2);
        read("");
        assertThat(options.timestamps()).isFalse();
    }

    @Test
    void readsBlocksCookiesAndSubtypes() {
        read("0101 0512 00000001 00000002 00000003 00000004");
        assertThat(options.sackBlocks()).isEqualTo(2);
        assertThat(options.sackLeft(1)).isEqualTo(3);
        assertThat(options.sackRight(1)).isEqualTo(4);
        read("2202");
        assertThat(options.fastOpenCookieLength()).isZero();
        read("fe0c f989 0102030405060708");
        assertThat(options.fastOpen()).isTrue();
        assertThat(options.fastOpenCookieLength()).isEqualTo(8);
        read("1e04 2001");
        assertThat(options.mptcpSubtype()).isEqualTo(2);
    }

    @Test
    void stopsAtAnImpossibleLength() {
        read("0204 05b4 0300 0402");
        assertThat(options.mss()).isEqualTo(1460);
        assertThat(options.sackPermitted()).isFalse();
        read("0403 00 0306");
        assertThat(options.windowScale()).isEqualTo(-1);
    }

    @Test
    void agreesWithTheListOnNoise() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7323);
        int[] kinds = {0, 1, 2, 3, 4, 5, 8, 30, 34, 254};
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(41)];
            random.nextBytes(bytes);
            for (int at = 0; at + 1 < bytes.length; at += Math.max(2, bytes[at + 1])) {
                bytes[at] = (byte) kinds[random.nextInt(kinds.length)];
                bytes[at + 1] = (byte) new int[] {2, 3, 4, 10, 10, 18}[random.nextInt(6)];
            }
            MemorySegment segment = MemorySegment.ofArray(bytes);
            options.read(bytes, 0, bytes.length);
            int mss = -1;
            int scale = -1;
            int value = 0;
            for (TcpOption option : TcpOption.read(segment, 0, bytes.length)) {
                switch (option) {
                    case TcpOption.MaximumSegmentSize(int size) -> mss = size;
                    case TcpOption.WindowScale(int shift) -> scale = shift;
                    case TcpOption.Timestamps(int stamp, int echo) -> value = stamp ^ echo;
                    default -> {}
                }
            }
            assertThat(options.mss()).isEqualTo(mss);
            assertThat(options.windowScale()).isEqualTo(scale);
            assertThat(options.timestamps() ? options.timestampValue() ^ options.timestampEcho() : 0)
                    .isEqualTo(value);
        }
    }

    @Test
    void namesTheRarerOnes() {
        assertThat(list("1c04 8005")).containsExactly(new TcpOption.UserTimeout(true, 5));
        assertThat(list("1312" + "ab".repeat(16)))
                .containsExactly(new TcpOption.Md5Signature(Octets.of(hex("ab".repeat(16)))));
        assertThat(list("1d06 0102 aabb")).containsExactly(new TcpOption.Authentication(1, 2, Octets.of(hex("aabb"))));
        assertThat(list("fd04 f989")).containsExactly(new TcpOption.ExperimentalFastOpen(253, Octets.NONE));
        for (TcpOption option : list("1c04 8005 1d06 0102 aabb fe06 f989 0102 1304 0000")) {
            MemorySegment written = MemorySegment.ofArray(new byte[option.length()]);
            option.write(written, 0);
            assertThat(TcpOption.read(written, 0, option.length())).containsExactly(option);
        }
    }

    @Test
    void readsMultipathMessages() {
        assertThat(message("0181 0000000000000001")).isEqualTo(new MptcpMessage.Capable(1, 0x81, 1L, null));
        assertThat(message("1102 00000003 00000004")).isEqualTo(new MptcpMessage.Join(true, 2, 3, 4));
        assertThat(message("1002 0000000000000003 00000004")).isEqualTo(new MptcpMessage.JoinAnswer(false, 2, 3, 4));
        assertThat(message("1000" + "cd".repeat(20)))
                .isEqualTo(new MptcpMessage.JoinEnd(Octets.of(hex("cd".repeat(20)))));
        assertThat(message("2015 00000009 00000001 00000002 0003"))
                .isEqualTo(new MptcpMessage.DataSequence(true, 9L, new MptcpMessage.Mapping(1, 2, 3)));
        assertThat(message("3102 c0000201")).isEqualTo(new MptcpMessage.AddAddress(true, 2, Frames.A, -1));
        assertThat(message("3002 c0000201 0050 0000000000000000"))
                .isEqualTo(new MptcpMessage.AddAddress(false, 2, Frames.A, 80));
        assertThat(message("40 02 03")).isEqualTo(new MptcpMessage.RemoveAddress(List.of(2, 3)));
        assertThat(message("51")).isEqualTo(new MptcpMessage.Priority(true));
        assertThat(message("6000 0000000000000007")).isEqualTo(new MptcpMessage.Fail(7));
        assertThat(message("7000 0000000000000007")).isEqualTo(new MptcpMessage.FastClose(7));
        assertThat(message("8103")).isEqualTo(new MptcpMessage.Reset(1, 3));
        assertThat(message("20")).isEqualTo(new MptcpMessage.Other(2));
        assertThat(message("f0")).isEqualTo(new MptcpMessage.Other(15));
    }

    private static MptcpMessage message(String digits) {
        return MptcpMessage.of(Octets.of(hex(digits)));
    }

    private void read(String digits) {
        byte[] bytes = hex(digits);
        options.read(bytes, 0, bytes.length);
    }

    private static List<TcpOption> list(String digits) {
        byte[] bytes = hex(digits);
        return TcpOption.read(MemorySegment.ofArray(bytes), 0, bytes.length);
    }
}
