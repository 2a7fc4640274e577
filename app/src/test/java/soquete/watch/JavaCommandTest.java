package soquete.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaCommandTest {

    private static final Path AGENT = Path.of("/a/agent.jar");
    private static final Path LOG = Path.of("/l/java-1.0");

    @TempDir
    Path folder;

    private static List<String> with(List<String> command, int release) {
        return JavaCommand.withAgent(command, OptionalInt.of(release), AGENT, LOG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"java EchoServer", "/usr/bin/java -jar x.jar 80", "../jdk/bin/java -cp . -Xmx1g A.java b", "java"
            })
    void theAgentIsTheFirstOption(String line) {
        List<String> command = List.of(line.split(" "));

        List<String> words = with(command, 25);

        assertThat(words.get(1)).isEqualTo("-javaagent:/a/agent.jar=/l/java-1.0");
        assertThat(words.getFirst()).isEqualTo(command.getFirst());
        assertThat(words.subList(2, words.size())).isEqualTo(command.subList(1, command.size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"javac A.java", "python3 java", "env java A", "/opt/java/run", "javaw A"})
    void whatIsNoJavaStaysAsItIs(String line) {
        List<String> command = List.of(line.split(" "));

        assertThat(with(command, 25)).isSameAs(command);
    }

    @Test
    void anOlderJavaAndAnUnknownOneStayAsTheyAre() {
        List<String> command = List.of("java", "A");

        assertThat(with(command, 24)).isSameAs(command);
        assertThat(JavaCommand.withAgent(command, OptionalInt.empty(), AGENT, LOG))
                .isSameAs(command);
        assertThat(with(command, 26)).hasSize(3);
        assertThat(with(List.of(), 25)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"25.0.3,25", "17.0.15,17", "1.8.0_412,8", "26-ea,26", "9,9"})
    void theReleaseIsReadFromTheFileOfItsHome(String version, int release) {
        String text =
                "IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\"99\"\nJAVA_VERSION=\"" + version + "\"\nLIBC=\"gnu\"\n";

        assertThat(JavaCommand.parse(text)).hasValue(release);
        assertThat(JavaCommand.parse("nothing")).isEmpty();
    }

    @Test
    void javaIsFoundAsTheSystemFindsItAndThroughLinks() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"21.0.1\"\n");
        Path java = Files.createFile(bin.resolve("java"));
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Path links = Files.createDirectory(folder.resolve("links"));
        Files.createSymbolicLink(links.resolve("java"), java);
        Path script = Files.createFile(
                Files.createDirectory(folder.resolve("scripts")).resolve("java"));
        assertThat(script.toFile().setExecutable(true)).isTrue();

        assertThat(JavaCommand.release("java", "/nowhere:" + links)).hasValue(21);
        assertThat(JavaCommand.release(java.toString(), null)).hasValue(21);
        assertThat(JavaCommand.release("java", script.getParent() + ":" + links))
                .as("a script in front of it is not looked behind")
                .isEmpty();
        assertThat(JavaCommand.release("java", "")).isEmpty();
        assertThat(JavaCommand.release("/nowhere/bin/java", "/usr/bin")).isEmpty();
    }

    @Test
    void theJavaOfTheTestsIsOneThatTheAgentKnows() throws IOException {
        Shims shims = Shims.unpack(folder.resolve("shims"), Shims.ALL);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        List<String> words = shims.command(List.of(java, "A.java"), AGENT, Map.of());

        assertThat(words).hasSize(3);
        assertThat(words.get(1)).startsWith("-javaagent:/a/agent.jar=" + folder.resolve("shims/calls/java-1.0"));
        assertThat(shims.command(List.of("cat", "A.java"), AGENT, Map.of())).containsExactly("cat", "A.java");
    }
}
