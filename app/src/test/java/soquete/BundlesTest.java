package soquete;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import soquete.filter.FilterProblem;
import soquete.pcap.CaptureProblem;

/// Every bundle of every module says the same things, with the same arguments, in English and in Portuguese.
class BundlesTest {
    private static final Path CORE = Path.of("../core/src/main/resources");
    private static final List<Path> RESOURCES = List.of(CORE, Path.of("src/main/resources"));

    /// Keys that the command line's library reads as they stand: no message formats.
    private static final Pattern PLAIN = Pattern.compile("(usage|option|soquete)\\..*");
    private static final String PORTUGUESE = "_pt_BR.properties";
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d+)");
    private static final Pattern LONE_APOSTROPHE = Pattern.compile("(?<!')'(?![{}'])(?<![{}]')");

    @TestFactory
    List<DynamicTest> bothLanguagesSayTheSame() throws IOException {
        List<Path> english = bundles().stream()
                .filter(file -> !file.toString().endsWith(PORTUGUESE))
                .toList();
        assertThat(english).hasSizeGreaterThanOrEqualTo(8);
        return english.stream()
                .map(file -> DynamicTest.dynamicTest(file.toString(), () -> compare(file)))
                .toList();
    }

    @Test
    void everyPortugueseBundleHasAnEnglishOne() throws IOException {
        assertThat(bundles().stream().filter(file -> file.toString().endsWith(PORTUGUESE)))
                .allSatisfy(file -> assertThat(Path.of(file.toString().replace(PORTUGUESE, ".properties")))
                        .exists());
    }

    private static List<Path> bundles() throws IOException {
        List<Path> bundles = new ArrayList<>();
        for (Path resources : RESOURCES) {
            try (Stream<Path> files = Files.walk(resources)) {
                files.filter(file -> file.toString().endsWith(".properties")).forEach(bundles::add);
            }
        }
        return bundles;
    }

    @Test
    void everyProblemHasAText() throws IOException {
        assertThat(texts(CORE.resolve("soquete/filter/filter.properties")).stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(FilterProblem.values()).map(Enum::name).toList());
        assertThat(texts(CORE.resolve("soquete/pcap/pcap.properties")).stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(CaptureProblem.Reason.values())
                        .map(Enum::name)
                        .toList());
    }

    private static void compare(Path englishFile) throws IOException {
        Properties english = texts(englishFile);
        Properties portuguese = texts(Path.of(englishFile.toString().replace(".properties", PORTUGUESE)));
        assertThat(portuguese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            if (PLAIN.matcher(key).matches()) {
                continue;
            }
            assertThat(arguments(portuguese.getProperty(key))).as(key).isEqualTo(arguments(english.getProperty(key)));
            for (String text : List.of(english.getProperty(key), portuguese.getProperty(key))) {
                assertThat(new MessageFormat(text, Locale.ROOT).getFormatsByArgumentIndex())
                        .as(key)
                        .hasSizeLessThan(10);
                assertThat(LONE_APOSTROPHE.matcher(text).find())
                        .as("a single apostrophe in %s", key)
                        .isFalse();
            }
        }
    }

    private static Set<String> arguments(String text) {
        Set<String> arguments = new TreeSet<>();
        Matcher matcher = ARGUMENT.matcher(text.replaceAll("'\\{'.*?'\\}'", ""));
        while (matcher.find()) {
            arguments.add(matcher.group(1));
        }
        return arguments;
    }

    private static Properties texts(Path file) throws IOException {
        Properties texts = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            texts.load(reader);
        }
        return texts;
    }
}
