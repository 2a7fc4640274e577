package soquete.host.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import soquete.kernel.Arguments;
import soquete.kernel.KernelEvent;
import soquete.kernel.Syscall;
import soquete.tcp.TcpState;
import soquete.trace.SocketRow;

/// What a process has and does at this moment: its threads, its sockets by their inodes in the socket table, the calls
/// its threads stand in (proc_pid_task(5), proc_pid_fd(5), proc_pid_syscall(5)).
final class ProcessSockets {

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)\\]");
    private static final Pattern FLAGS = Pattern.compile("(?m)^flags:\\s*(\\d+)$");

    private final Path directory;
    private final int pid;

    ProcessSockets(long pid) {
        this.pid = Math.toIntExact(pid);
        directory = Path.of("/proc/" + pid);
    }

    /// Numbers of its threads, the process's own first.
    List<Integer> threads() throws IOException {
        try (Stream<Path> tasks = Files.list(directory.resolve("task"))) {
            return tasks.map(task -> Integer.valueOf(String.valueOf(task.getFileName())))
                    .sorted((one, other) -> one == pid ? -1 : other == pid ? 1 : Integer.compare(one, other))
                    .toList();
        }
    }

    String threadName(int thread) {
        try {
            return Files.readString(directory.resolve("task/" + thread + "/comm"))
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    /// The sockets among its descriptors.
    List<KernelEvent> held() throws IOException {
        long now = System.nanoTime();
        Map<Integer, Long> inodes = inodes();
        Map<Long, SocketRow> rows = new HashMap<>();
        if (!inodes.isEmpty()) {
            try (SocketDiag table = LinuxHost.inNamespaceOf(pid, SocketDiag::new)) {
                table.read().forEach(row -> rows.put(row.inode(), row));
            }
        }
        List<KernelEvent> held = new ArrayList<>();
        inodes.forEach((descriptor, inode) -> held.add(held(now, descriptor, inode, rows.get(inode))));
        return held;
    }

    private KernelEvent held(long now, int descriptor, long inode, @Nullable SocketRow row) {
        boolean closes = closesOnExec(descriptor);
        return row == null
                ? new KernelEvent.Held(now, pid, descriptor, closes, inode, null, null, null, -1)
                : new KernelEvent.Held(
                        now,
                        pid,
                        descriptor,
                        closes,
                        inode,
                        row.protocol(),
                        row.local(),
                        row.peer(),
                        row.state() == TcpState.LISTEN ? row.receiveQueue() : -1);
    }

    private Map<Integer, Long> inodes() throws IOException {
        Map<Integer, Long> inodes = new HashMap<>();
        try (Stream<Path> descriptors = Files.list(directory.resolve("fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    Matcher socket =
                            SOCKET.matcher(Files.readSymbolicLink(descriptor).toString());
                    if (socket.matches()) {
                        inodes.put(
                                Integer.valueOf(String.valueOf(descriptor.getFileName())),
                                Long.valueOf(socket.group(1)));
                    }
                } catch (IOException e) {
                    // Closed in between.
                }
            }
        }
        return inodes;
    }

    private boolean closesOnExec(int descriptor) {
        try {
            Matcher flags = FLAGS.matcher(Files.readString(directory.resolve("fdinfo/" + descriptor)));
            return flags.find() && (Integer.parseInt(flags.group(1), 8) & FileCalls.O_CLOEXEC) != 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// The calls in which its threads stand; a thread that runs shows none.
    List<KernelEvent> standing() throws IOException {
        List<KernelEvent> standing = new ArrayList<>();
        for (int thread : threads()) {
            long now = System.nanoTime();
            try {
                String[] words = Files.readString(directory.resolve("task/" + thread + "/syscall"))
                        .strip()
                        .split(" ");
                Syscall call = words.length < 7 ? null : SyscallNumbers.of(Integer.parseInt(words[0]));
                if (call != null) {
                    long[] arguments = new long[6];
                    for (int i = 0; i < 6; i++) {
                        arguments[i] = Long.parseUnsignedLong(words[i + 1].substring(2), 16);
                    }
                    standing.add(new KernelEvent.Standing(now, thread, call, Arguments.of(arguments)));
                }
            } catch (IOException e) {
                // It ended in between.
            }
        }
        return standing;
    }

    /// Waits until the process is stopped by a signal; false when it ended.
    boolean awaitStopped() {
        char state = state();
        while (state != 'T' && state != 0 && state != 'Z') {
            java.util.concurrent.locks.LockSupport.parkNanos(100_000);
            state = state();
        }
        return state == 'T';
    }

    private char state() {
        try {
            String stat = Files.readString(directory.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 0;
        }
    }
}
