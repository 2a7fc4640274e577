package soquete.pcap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The small files each reader is tested and fuzzed with, a folder for each reader.
final class Seeds {
    static final String[] READERS = {"pcap", "pcapng", "gzip", "snoop", "erf"};

    private static final Path FOLDER = Path.of("src/test/resources/seeds");

    private Seeds() {}

    static List<Path> files(String... readers) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String reader : readers) {
            try (Stream<Path> folder = Files.list(FOLDER.resolve(reader))) {
                folder.sorted().forEach(files::add);
            }
        }
        return files;
    }
}
