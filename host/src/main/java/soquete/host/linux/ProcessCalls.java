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
}
