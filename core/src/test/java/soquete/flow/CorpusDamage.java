package soquete.flow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CaptureProblem;
import soquete.pcap.CaptureReader;

/// Damages each file of a corpus and takes it through the engine with every field asked for. It is no test:
/// the corpus is not part of the project.
///
/// Arguments: a folder of captures; up to how many bytes from the beginning each cut is tried; up to which
/// size every bit is flipped; how many random cuts and how many random sets of 1 to 4 flips each larger
/// file gets besides. Ends with 1 when an input was not borne: something was thrown, a problem said
/// nothing, or it took longer than 10 s.
final class CorpusDamage {
    private static final long LONGEST_NANOS = 10_000_000_000L;

    private final int everyCut;
    private final int everyFlip;
    private final int random;
    private final ConcurrentHashMap<Thread, Long> begun = new ConcurrentHashMap<>();
    private long cuts;
    private long flips;
    private long slowest;
    private int failures;

    private CorpusDamage(int everyCut, int everyFlip, int random) {
        this.everyCut = everyCut;
        this.everyFlip = everyFlip;
        this.random = random;
    }

    public static void main(String[] arguments) throws IOException {
        CorpusDamage damage = new CorpusDamage(
                Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        List<Path> files;
        try (Stream<Path> walk = Files.walk(Path.of(arguments[0]))) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        long start = System.nanoTime();
        try (ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor()) {
            watch.scheduleAtFixedRate(damage::watch, 1, 1, TimeUnit.SECONDS);
            for (Path file : files) {
                damage.file(file);
            }
            watch.shutdownNow();
        }
        System.out.printf(
                Locale.ROOT,
                "%d files, %d cuts, %d flips, %d failures, slowest input %.3f s, %d s in all%n",
                files.size(),
                damage.cuts,
                damage.flips,
                damage.failures,
                damage.slowest / 1e9,
                (System.nanoTime() - start) / 1_000_000_000);
        System.exit(damage.failures == 0 ? 0 : 1);
    }

    private void watch() {
        for (long since : begun.values()) {
            if (System.nanoTime() - since > LONGEST_NANOS) {
                System.out.println("an input takes more than 10 s");
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private void file(Path path) throws IOException {
        byte[] file = Files.readAllBytes(path);
        SplittableRandom random = new SplittableRandom(file.length);
        int[] lengths = IntStream.concat(
                        IntStream.rangeClosed(0, Math.min(file.length, everyCut)),
                        IntStream.range(0, file.length <= everyCut ? 0 : this.random)
                                .map(i -> random.nextInt(file.length)))
                .toArray();
        for (int length : lengths) {
            attempt(path, "cut at " + length, Arrays.copyOf(file, length));
        }
        cuts += lengths.length;
        if (file.length <= everyFlip) {
            for (int bit = 0; bit < file.length * 8; bit++) {
                byte[] flipped = file.clone();
                flip(flipped, bit);
                attempt(path, "bit " + bit, flipped);
            }
            flips += file.length * 8L;
        } else {
            for (int i = 0; i < this.random; i++) {
                byte[] flipped = file.clone();
                int[] bits =
                        random.ints(random.nextInt(1, 5), 0, file.length * 8).toArray();
                for (int bit : bits) {
                    flip(flipped, bit);
                }
                attempt(path, "bits " + Arrays.toString(bits), flipped);
            }
            flips += this.random;
        }
    }

    private static void flip(byte[] file, int bit) {
        file[bit / 8] ^= (byte) (1 << bit % 8);
    }

    private void attempt(Path path, String damage, byte[] input) {
        long start = System.nanoTime();
        begun.put(Thread.currentThread(), start);
        @Nullable String fault = fault(input);
        long took = System.nanoTime() - start;
        begun.remove(Thread.currentThread());
        slowest = Math.max(slowest, took);
        if (fault != null && ++failures <= 50) {
            System.out.println(path + ", " + damage + ": " + fault);
        }
    }

    /// Null when all is well.
    private static @Nullable String fault(byte[] input) {
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(input))) {
            AllFields fields = new AllFields();
            new Engine(new Tracker(), fields, 1).run(reader);
            CaptureProblem problem = reader.problem();
            if (problem != null
                    && (problem.offset() < 0 || problem.text(Locale.ENGLISH).isEmpty())) {
                return "a problem that says nothing";
            }
            return null;
        } catch (Exception | Error e) {
            return e + " at " + (e.getStackTrace().length > 0 ? e.getStackTrace()[0] : "?");
        }
    }
}
