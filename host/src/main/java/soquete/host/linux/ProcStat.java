package soquete.host.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A process as `/proc/PID/stat` names it beyond doubt: its id and when it started, for ids are used again.
///
/// @param startTicks in clock ticks since boot (proc_pid_stat(5), field 22)
record ProcStat(long pid, long startTicks) {

    static ProcStat self() {
        return of(ProcessHandle.current().pid());
    }

    /// The process that has this id now; start 0 when none has.
    static ProcStat of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new ProcStat(pid, Long.parseLong(behindName[19]));
        } catch (IOException e) {
            return new ProcStat(pid, 0);
        }
    }

    /// Whether that very process is still there.
    boolean isAlive() {
        return startTicks != 0 && of(pid).startTicks == startTicks;
    }
}
