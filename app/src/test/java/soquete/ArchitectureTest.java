package soquete;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The arrows between packages, and that the documents name what exists.
@AnalyzeClasses(packages = "soquete", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Path ROOT = Path.of("..");

    @ArchTest
    static final ArchRule WIRE_STANDS_ALONE = classes()
            .that()
            .resideInAPackage("soquete.wire")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("soquete.wire", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule WIRE_IS_WHAT_FILES_AND_CONNECTIONS_KNOW = classes()
            .that()
            .resideInAnyPackage("soquete.pcap", "soquete.tcp", "soquete.filter")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "soquete.wire", "soquete.pcap", "soquete.tcp", "soquete.filter", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule CORE_USES_THE_JDK_ALONE = noClasses()
            .that()
            .resideInAnyPackage(
                    "soquete.trace", "soquete.kernel", "soquete.timeline", "soquete.explain", "soquete.diagnosis")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("soquete..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule CORE_KNOWS_NO_MACHINE_AND_NO_COMMAND = noClasses()
            .that()
            .resideInAnyPackage(
                    "soquete.wire",
                    "soquete.pcap",
                    "soquete.tcp",
                    "soquete.filter",
                    "soquete.trace",
                    "soquete.kernel",
                    "soquete.timeline",
                    "soquete.explain",
                    "soquete.diagnosis")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "soquete.host..", "soquete.app", "soquete.lab", "soquete.ladder", "soquete.report", "soquete.text");

    @ArchTest
    static final ArchRule ONLY_HOST_LINKS_NATIVE_CODE = noClasses()
            .that()
            .resideOutsideOfPackage("soquete.host..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.foreign.Linker");

    @ArchTest
    static final ArchRule LINUX_IS_BEHIND_THE_SEAM = noClasses()
            .that()
            .resideOutsideOfPackages("soquete.host", "soquete.host.linux")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("soquete.host.linux");

    @ArchTest
    static final ArchRule THE_AGENT_USES_THE_JDK_ALONE = classes()
            .that()
            .resideInAPackage("soquete.agent")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("soquete.agent", "java..", "jdk..", "sun..", "org.jspecify..");

    /// Linux lives in `host`'s Linux package: nothing else of the program names its files. What measures it beside its
    /// peers is no part of it; the agent, inside other programs, learns from Linux the number of its thread.
    @Test
    void noLinuxPathOutsideTheLinuxPackage() throws IOException {
        for (Path source : sources()) {
            boolean linux = source.toString().contains("host/linux/") || source.endsWith("agent/ThreadIds.java");
            boolean measuring = source.startsWith(ROOT.resolve("bench"));
            if (!linux && !measuring && source.toString().contains("src/main")) {
                assertThat(Files.readString(source)).as(source.toString()).doesNotContain("\"/proc", "\"/sys/");
            }
        }
    }

    @Test
    void theDocumentsNameWhatExists() throws IOException {
        Set<String> names = sources().stream()
                .map(p -> p.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Pattern type = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][a-z0-9]*)+)`");
        String text = Files.readString(ROOT.resolve("docs/ARCHITECTURE.md"));
        Matcher matcher = type.matcher(text);
        Set<String> named = new TreeSet<>();
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        assertThat(named).isNotEmpty().isSubsetOf(names);
    }

    @Test
    void filesAreReadInASitting() throws IOException {
        for (Path source : sources()) {
            assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThanOrEqualTo(500);
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(
                            p -> p.toString().endsWith(".java") && !p.toString().contains("/target/"))
                    .toList();
        }
    }
}
