package soquete.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import soquete.pcap.PcapWriter;
import soquete.wire.LinkType;

/// What the build runs once, so that the JVM remembers the classes that a start needs (an AOT cache). The capture
/// that is read is made here and thrown away.
///
/// Whatever is run here costs each start a little, whether it uses it or not: only what reads captures is.
final class Practice {
    private static final int PACKETS = 3000;

    private Practice() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("soquete-practice");
        Path capture = folder.resolve("practice.pcap");
        Path part = folder.resolve("part.pcap");
        for (Path made : List.of(folder, capture, part)) {
            made.toFile().deleteOnExit(); // a command that fails ends it all: then there is to be no cache
        }
        write(capture);
        String file = capture.toString();
        Main.main(new String[] {"explain", file});
        Main.main(new String[] {"conversations", file});
        Main.main(new String[] {"fields", file, "-e", "tcp.stream", "-e", "tcp.analysis.flags"});
        Main.main(new String[] {"cut", file, "tcp.port == 443", "-w", part.toString()});
    }

    private static void write(Path capture) throws IOException {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(capture), 1 << 16);
                PcapWriter out = new PcapWriter(file, PcapWriter.Format.of(LinkType.ETHERNET))) {
            new PracticeTraffic(RandomGeneratorFactory.of("L64X128MixRandom").create(9293), out).write(PACKETS);
        }
    }
}
