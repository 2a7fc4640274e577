package soquete.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import soquete.flow.EngineFuzz;
import soquete.pcap.ReaderFuzz;
import soquete.wire.WireFuzzTest;

/// A part of the program that takes bytes of others and must bear them all. Its seeds are files in a folder of its
/// name.
public enum FuzzTarget {
    PCAP(file -> ReaderFuzz.read(ReaderFuzz.Format.PCAP, file)),
    PCAPNG(file -> ReaderFuzz.read(ReaderFuzz.Format.PCAPNG, file)),
    GZIP(file -> ReaderFuzz.read(ReaderFuzz.Format.GZIP, file)),
    SNOOP(file -> ReaderFuzz.read(ReaderFuzz.Format.SNOOP, file)),
    ERF(file -> ReaderFuzz.read(ReaderFuzz.Format.ERF, file)),
    DECODER(WireFuzzTest::fuzzerTestOneInput),
    FILTER(FilterFuzz::fuzzerTestOneInput),
    ENGINE(EngineFuzz::fuzzerTestOneInput);

    private static final List<Path> SEEDS =
            List.of(Path.of("src/test/resources/seeds"), Path.of("src/test/resources/fuzzed"));

    /// What is done with one input.
    private interface Body {
        void accept(byte[] input) throws IOException;
    }

    private final Body body;

    FuzzTarget(Body body) {
        this.body = body;
    }

    /// The target of that name, in any case of letters.
    public static FuzzTarget named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /// Throws when it finds a fault; what is wrong with the input is none.
    public void run(byte[] input) throws IOException {
        body.accept(input);
    }

    /// Small inputs to begin with, always in the same order.
    public List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (Path all : SEEDS) {
            Path folder = all.resolve(name().toLowerCase(Locale.ROOT));
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.sorted().toList()) {
                        seeds.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        return seeds;
    }
}
