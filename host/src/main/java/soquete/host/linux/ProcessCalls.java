package soquete.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Calls on processes.
final class ProcessCalls {

    static final int SIGCONT = 18;

    // int kill(pid_t pid, int signal);
    private static final MethodHandle KILL = Native.bind("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    // int setns(int fd, int type);
    private static final MethodHandle SETNS = Native.bind("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    // int setpriority(int which, id_t who, int nice);
    private static final MethodHandle SETPRIORITY =
            Native.bind("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    private static final int PRIO_PROCESS = 0;

    private ProcessCalls() {}

    static void kill(long pid, int signal) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            Native.checked("kill", (int) KILL.invokeExact(errno, Math.toIntExact(pid), signal), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    /// Moves the calling platform thread, and it alone, into the namespace that the descriptor stands for.
    static void setns(int fd, int type) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            Native.checked("setns", (int) SETNS.invokeExact(errno, fd, type), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }

    /// Gives the calling platform thread, and those it begins later, another niceness: −20 goes first.
    static void setNiceness(int niceness) throws NativeException {
        MemorySegment errno = Native.errnoPlace();
        try {
            Native.checked("setpriority", (int) SETPRIORITY.invokeExact(errno, PRIO_PROCESS, 0, niceness), errno);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable e) {
            throw Native.bug(e);
        }
    }
}
