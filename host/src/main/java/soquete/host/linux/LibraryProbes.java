package soquete.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import soquete.kernel.KernelEvent;
import soquete.kernel.Syscall;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// Addresses that a program's C library is given and the kernel's events do not tell: that of bind, before it is
/// called, and the sender's for recvfrom, after it.
///
/// Of the other calls they are known without: a probe costs the program a trap, and connect, accept and send are made
/// more often.
final class LibraryProbes implements AutoCloseable {

    private static final String BIND =
            "fd=%di:s32 len=%dx:u32 family=+0(%si):u16 port=+2(%si):u16 v4=+4(%si):x8[4]" + " v6=+8(%si):x8[16]";
    private static final String RECVFROM =
            "fd=%di:s32 len=+0(%r9):u32 family=+0(%r8):u16 port=+2(%r8):u16" + " v4=+4(%r8):x8[4] v6=+8(%r8):x8[16]";

    /// `syscall; cmp $-4096,%rax; ja`, as glibc has it. The probe stands on the jump: there the arguments are still in
    /// their registers, and the kernel carries the jump out itself, without a second trap.
    private static final byte[] AFTER_CALL = {0x0F, 0x05, 0x48, 0x3D, 0x00, (byte) 0xF0, (byte) 0xFF, (byte) 0xFF, 0x77
    };

    private static final int JUMP = AFTER_CALL.length - 1;

    /// sizeof(struct sockaddr_in), and of sockaddr_in6 without the scope.
    private static final int SHORTEST_V4 = 16;

    private static final int SHORTEST_V6 = 24;

    private record Probe(Syscall call, EventFormat format) {}

    private final Tracefs instance;
    private final Uprobes uprobes;
    private final Map<Integer, Probe> probes = new HashMap<>();
    private final Set<Path> libraries = new HashSet<>();

    LibraryProbes(Tracefs instance) {
        this.instance = instance;
        uprobes = new Uprobes(instance.root());
    }

    /// Whether the C library of any program could be probed.
    boolean any() {
        return !probes.isEmpty();
    }

    /// Probes the C library of the process, if it has one of a kind that is known and that is not yet probed. Where it
    /// cannot be, addresses are missing.
    Map<Integer, TraceDecoder> probe(long pid) {
        Map<Integer, TraceDecoder> decoders = new HashMap<>();
        try {
            Path library = library(pid);
            if (library != null && uprobes.supported() && libraries.add(library)) {
                Map<String, ElfFunctions.Place> found = Map.of();
                ElfFunctions functions = ElfFunctions.of(library);
                found = functions.find(Set.of("bind", "recvfrom"));
                ElfFunctions.Place bind = found.get("bind");
                if (bind != null) {
                    add(Syscall.BIND, library, bind.offset(), BIND, decoders);
                }
                ElfFunctions.Place recvfrom = found.get("recvfrom");
                if (recvfrom != null) {
                    byte[] code = functions.bytes(recvfrom);
                    for (int at = after(code, 0); at >= 0; at = after(code, at)) {
                        add(Syscall.RECVFROM, library, recvfrom.offset() + at, RECVFROM, decoders);
                    }
                }
            }
        } catch (IOException e) {
            // Another kind of library, or it is out of reach: its addresses stay unknown.
        }
        return decoders;
    }

    private static int after(byte[] code, int from) {
        for (int at = from; at + AFTER_CALL.length <= code.length; at++) {
            int same = 0;
            while (same < AFTER_CALL.length && code[at + same] == AFTER_CALL[same]) {
                same++;
            }
            if (same == AFTER_CALL.length) {
                return at + JUMP;
            }
        }
        return -1;
    }

    private void add(Syscall call, Path library, long offset, String arguments, Map<Integer, TraceDecoder> decoders)
            throws IOException {
        String name = call + "_" + probes.size();
        String event = uprobes.define(name, library + ":0x" + Long.toHexString(offset), arguments);
        Probe probe = new Probe(call, EventFormat.parse(instance.read(event + "/format")));
        probes.put(probe.format().id(), probe);
        decoders.put(probe.format().id(), (time, data) -> named(probe, time, data));
        instance.write(event + "/enable", "1");
    }

    /// The C library that the process has mapped, as a path from here; null where it has none of its own.
    private static @Nullable Path library(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/maps"))) {
            String path = lines.filter(line -> line.contains(" r-xp ") && line.indexOf('/') > 0)
                    .map(line -> line.substring(line.indexOf('/')))
                    .filter(p -> p.matches(".*/libc(\\.so\\.6|-[\\d.]+\\.so)"))
                    .findFirst()
                    .orElse(null);
            if (path == null || path.contains(":") || path.contains(" ")) {
                return null;
            }
            boolean sameFiles = Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")));
            return sameFiles ? Path.of(path) : Path.of("/proc/" + pid + "/root" + path);
        }
    }

    private static @Nullable KernelEvent named(Probe probe, long timeNanos, MemorySegment data) {
        EventFormat format = probe.format();
        int family = data.get(JAVA_SHORT_UNALIGNED, format.offset("family"));
        int length = data.get(JAVA_INT_UNALIGNED, format.offset("len"));
        boolean v4 = family == SocketCalls.AF_INET && length >= SHORTEST_V4;
        boolean v6 = family == SocketCalls.AF_INET6 && length >= SHORTEST_V6;
        if (!v4 && !v6) {
            return null;
        }
        int port = Short.toUnsignedInt(Short.reverseBytes(data.get(JAVA_SHORT_UNALIGNED, format.offset("port"))));
        byte[] address = v4 ? format.bytes(data, "v4", 4) : format.bytes(data, "v6", 16);
        return new KernelEvent.Named(
                timeNanos,
                data.get(JAVA_INT_UNALIGNED, format.offset("common_pid")),
                probe.call(),
                data.get(JAVA_INT_UNALIGNED, format.offset("fd")),
                new Endpoint(Addresses.of(address), port));
    }

    /// From here on addresses are not told: a probe costs every program that uses the library a trap.
    void rest() throws IOException {
        if (any()) {
            instance.write(uprobes.directory() + "/enable", "0");
        }
    }

    /// To be called when the instance is gone.
    @Override
    public void close() {
        uprobes.close();
    }
}
