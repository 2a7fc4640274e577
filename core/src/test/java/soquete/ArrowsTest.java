package soquete;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which package may use which, read from the sources: an import, or a name written in full.
@NullMarked
class ArrowsTest {
    private static final Path SOURCES = Path.of("src/main/java/soquete");
    private static final Pattern OURS = Pattern.compile("\\bsoquete\\.(\\w+)\\.[A-Z*]");
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?([\\w.]+)", Pattern.MULTILINE);

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("wire", Set.of()),
            Map.entry("pcap", Set.of("wire")),
            Map.entry("tcp", Set.of("wire")),
            Map.entry("filter", Set.of("wire")),
            Map.entry("flow", Set.of("filter", "pcap", "tcp", "wire")),
            Map.entry("finding", Set.of("filter", "flow", "pcap", "tcp", "wire")),
            Map.entry("trace", Set.of("pcap", "tcp", "wire")),
            Map.entry("kernel", Set.of("tcp", "trace", "wire")),
            Map.entry("timeline", Set.of("tcp", "trace", "wire")),
            Map.entry("explain", Set.of("timeline", "trace", "tcp", "wire")),
            Map.entry("diagnosis", Set.of("explain", "finding", "timeline", "trace", "tcp", "wire")));

    static List<String> packages() throws IOException {
        try (Stream<Path> folders = Files.list(SOURCES)) {
            return folders.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void everyPackageHasItsRule() throws IOException {
        assertThat(MAY_USE.keySet()).containsExactlyInAnyOrderElementsOf(packages());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void usesOnlyWhatItMay(String name) throws IOException {
        Set<String> used = new TreeSet<>();
        for (String source : sources(name)) {
            Matcher matcher = OURS.matcher(code(source));
            while (matcher.find()) {
                used.add(matcher.group(1));
            }
        }
        used.remove(name);
        assertThat(MAY_USE.get(name)).containsAll(used);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void importsOnlyTheJdkBesides(String name) throws IOException {
        for (String source : sources(name)) {
            Matcher matcher = IMPORT.matcher(source);
            while (matcher.find()) {
                assertThat(matcher.group(1)).matches("(java|soquete|org\\.jspecify\\.annotations)\\..+");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void linksNoNativeCode(String name) throws IOException {
        assertThat(sources(name)).noneMatch(s -> s.contains("java.lang.foreign.Linker"));
    }

    private static List<String> sources(String name) throws IOException {
        try (Stream<Path> files = Files.list(SOURCES.resolve(name))) {
            return files.sorted().map(ArrowsTest::text).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Without comments and texts.
    private static String code(String source) {
        return source.replaceAll("(?m)//.*$", "").replaceAll("\"(?:[^\"\\\\\\n]|\\\\.)*\"", "");
    }
}
