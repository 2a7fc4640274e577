package soquete.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every bound function is called once, and its failure has a name.
final class CallsTest {

    @BeforeEach
    void linux() {
        assumeTrue("Linux".equals(System.getProperty("os.name")), "needs Linux");
    }

    @Test
    void filesAreOpenedReadMappedAndClosed(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("text"), "soquete");
        try (Arena arena = Arena.ofConfined()) {
            int fd = FileCalls.open(file.toString(), 2);
            MemorySegment bytes = arena.allocate(16);
            assertThat(FileCalls.read(fd, bytes)).isEqualTo(7);
            assertThat(new String(
                            bytes.asSlice(0, 7).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
                            StandardCharsets.US_ASCII))
                    .isEqualTo("soquete");
            MemorySegment mapped = FileCalls.mmap(fd, 7);
            mapped.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 'S');
            FileCalls.munmap(mapped);
            FileCalls.close(fd);
            assertThat(file).hasContent("Soquete");
            assertThat(FileCalls.read(fd, bytes)).isEqualTo(-9);
        }
        assertThatThrownBy(() -> FileCalls.open(directory.resolve("none").toString(), FileCalls.O_RDONLY))
                .isInstanceOf(NativeException.class)
                .hasMessageEndingWith(": ENOENT");
        assertThatThrownBy(() -> FileCalls.mmap(-1, 7)).hasMessage("mmap: EBADF");
    }

    @Test
    void signalsAndNamespacesAreAskedFor() throws Exception {
        ProcessCalls.kill(ProcessHandle.current().pid(), ProcessCalls.SIGCONT);
        assertThatThrownBy(() -> ProcessCalls.kill(Integer.MAX_VALUE, ProcessCalls.SIGCONT))
                .hasMessage("kill: ESRCH");
        assertThatThrownBy(() -> ProcessCalls.setns(-1, FileCalls.CLONE_NEWNET)).hasMessage("setns: EBADF");
    }

    @Test
    void aDatagramPassesBetweenTwoNetlinkSockets() throws Exception {
        int fd = SocketCalls.socket(SocketCalls.AF_NETLINK, SocketCalls.SOCK_RAW, Netlink.NETLINK_ROUTE);
        try (Arena arena = Arena.ofConfined()) {
            // struct sockaddr_nl { u16 family, pad; u32 port, groups; }
            MemorySegment address = arena.allocate(12, 4);
            address.set(JAVA_SHORT, 0, (short) SocketCalls.AF_NETLINK);
            SocketCalls.bind(fd, address);
            SocketCalls.setsockopt(fd, SocketCalls.SOL_SOCKET, 8, 100_000); // SO_RCVBUF
            MemorySegment size = arena.allocate(JAVA_INT);
            SocketCalls.getsockopt(fd, SocketCalls.SOL_SOCKET, 8, size);
            assertThat(size.get(JAVA_INT, 0)).isEqualTo(200_000);
            MemorySegment buffer = arena.allocate(65536, 8);
            int length = new NetlinkMessage("RTM_GETLINK", Rtnetlink.RTM_GETLINK, NetlinkMessage.NLM_F_DUMP)
                    .u32(0, 0, 0, 0)
                    .writeTo(buffer, 1);
            SocketCalls.send(fd, buffer.asSlice(0, length));
            try (Readiness readiness = new Readiness(fd)) {
                readiness.await(1000);
                readiness.awaitDescriptors(1000);
                assertThat(readiness.failed()).isFalse();
                assertThat(SocketCalls.recv(fd, buffer)).isGreaterThan(NetlinkMessage.HEADER_BYTES);
                readiness.wake();
                readiness.await(-1);
            }
        } finally {
            FileCalls.close(fd);
        }
        assertThatThrownBy(() -> SocketCalls.socket(99, 3, 0)).hasMessage("socket: EAFNOSUPPORT");
    }

    @Test
    void whatNeedsPrivilegeIsRefusedByName() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(Offloads.IFREQ_BYTES, 8);
            int fd = SocketCalls.socket(SocketCalls.AF_INET, SocketCalls.SOCK_DGRAM, 0);
            assertThatThrownBy(() -> FileCalls.ioctl("SIOCETHTOOL", fd, Offloads.SIOCETHTOOL, request))
                    .hasMessageStartingWith("ioctl SIOCETHTOOL: E");
            FileCalls.close(fd);
        }
        assertThatThrownBy(() -> FileCalls.mount("no-such-type", "/proc"))
                .hasMessageStartingWith("mount no-such-type: ");
        // Flag 1 means nothing to unshare.
        assertThatThrownBy(() -> FileCalls.unshare(1)).hasMessage("unshare: EINVAL");
    }

    @Test
    void aThreadIsFoundInTheWrongNamespace() throws Exception {
        Root.assumed();
        long here = NamespaceGuard.cookieHere();
        FutureTask<Long> elsewhere = new FutureTask<>(() -> {
            FileCalls.unshare(FileCalls.CLONE_NEWNET);
            assertThatThrownBy(() -> NamespaceGuard.requireHere(here, "test"))
                    .isInstanceOf(IllegalStateException.class);
            return NamespaceGuard.cookieHere();
        });
        Thread.ofPlatform().start(elsewhere);
        assertThat(elsewhere.get()).isNotEqualTo(here);
        NamespaceGuard.requireHere(here, "test");
    }
}
