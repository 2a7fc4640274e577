package soquete.host.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a laboratory leaves behind when it is ended from outside: nothing at SIGTERM, and nothing after the
/// next start when it had no chance to clean.
final class LeftoversTest {

    @TempDir
    private Path temporary;

    private Process laboratory;
    private List<ProcessHandle> programs;

    @BeforeEach
    void begin() throws Exception {
        Root.tracefsAssumed();
        laboratory = Laboratory.jvm(Laboratory.class, temporary, List.of()).start();
        String line = new BufferedReader(new InputStreamReader(laboratory.getInputStream())).readLine();
        assertThat(line).startsWith("ready ");
        programs = Stream.of(line.substring(6).split(" "))
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                .toList();
        assertThat(Laboratory.instances(laboratory.pid())).hasSize(1);
    }

    @AfterEach
    void end() throws Exception {
        if (laboratory != null) {
            laboratory.destroyForcibly();
            laboratory.waitFor();
            Tracefs.sweep();
        }
        if (programs != null) {
            programs.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void nothingIsLeftAtTerm() throws Exception {
        laboratory.destroy();
        laboratory.waitFor();
        assertThat(Laboratory.instances(laboratory.pid())).isEmpty();
        assertThat(programs).noneMatch(ProcessHandle::isAlive);
        assertThat(files()).isEmpty();
    }

    @Test
    void theNextStartSweepsWhatAKilledOneLeft() throws Exception {
        laboratory.destroyForcibly();
        laboratory.waitFor();
        assertThat(Laboratory.instances(laboratory.pid())).hasSize(1);
        assertThat(programs).allMatch(ProcessHandle::isAlive);
        assertThat(files()).hasSize(1);
        String before = System.getProperty("java.io.tmpdir");
        System.setProperty("java.io.tmpdir", temporary.toString());
        try {
            LinuxPlatform.open().close();
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }
        assertThat(Laboratory.instances(laboratory.pid())).isEmpty();
        await().until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(files()).isEmpty();
    }

    @Test
    void aLivingLaboratoryIsLeftAlone() throws Exception {
        Children.sweep(temporary);
        Tracefs.sweep();
        assertThat(Laboratory.instances(laboratory.pid())).hasSize(1);
        assertThat(programs).allMatch(ProcessHandle::isAlive);
    }

    @Test
    void aProgramThatTookOverAnIdIsLeftAlone() throws Exception {
        Process other = new ProcessBuilder("sleep", "1000").start();
        try {
            Path file = temporary.resolve("soquete-4194999-1-1.children");
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            Files.writeString(file, boot + other.pid() + " 1\n");
            Children.sweep(temporary);
            assertThat(file).doesNotExist();
            assertThat(other.isAlive()).isTrue();
            long start = ProcStat.of(other.pid()).startTicks();
            Files.writeString(file, "another boot\n" + other.pid() + " " + start + "\n");
            Children.sweep(temporary);
            assertThat(other.isAlive()).isTrue();
            Files.writeString(file, boot + other.pid() + " " + start + "\n");
            Children.sweep(temporary);
            other.waitFor();
        } finally {
            other.destroyForcibly();
        }
    }

    private List<Path> files() throws Exception {
        try (var listed = Files.list(temporary)) {
            return listed.filter(path -> path.toString().endsWith(".children")).toList();
        }
    }
}
