package soquete.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import soquete.pcap.CaptureReader;
import soquete.pcap.RandomCapture;

/// The engine and a second, naive reading say the same of every packet; any number of threads says the same.
class NaiveReadingTest {
    private static final int CAPTURES = 1000;

    @Test
    void ofRandomCaptures() throws IOException {
        int packets = 0;
        int streams = 0;
        for (int seed = 0; seed < CAPTURES; seed++) {
            byte[] file = RandomCapture.ofTraffic(seed);
            List<Map<String, List<String>>> fast = ComparedFields.of(open(file));
            List<Map<String, List<String>>> naive = NaiveReading.packets(file, (number, unknown) -> {
                throw new AssertionError("packet " + number + " has what the naive decoder does not know: " + unknown);
            });
            for (int i = 0; i < Math.min(naive.size(), fast.size()); i++) {
                assertThat(fast.get(i)).as("capture %d, packet %d", seed, i + 1).isEqualTo(naive.get(i));
                streams += naive.get(i).containsKey("tcp.stream") ? 1 : 0;
            }
            assertThat(fast).as("capture %d", seed).hasSameSizeAs(naive);
            packets += naive.size();
        }
        assertThat(packets).isGreaterThan(20 * CAPTURES);
        assertThat(streams).isGreaterThan(packets / 2);
    }

    @Test
    void doesNotDependOnThreads() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            byte[] file = RandomCapture.ofTraffic(seed);
            AllFields one = EngineFuzz.read(open(file), 1);
            for (int threads : new int[] {2, 3, 7}) {
                AllFields several = EngineFuzz.read(EngineFuzz.inPieces(file), threads);
                assertThat(several.digest())
                        .as("capture %d, %d threads", seed, threads)
                        .isEqualTo(one.digest());
            }
        }
    }

    private static CaptureReader open(byte[] file) throws IOException {
        return CaptureReader.open(new ByteArrayInputStream(file));
    }
}
