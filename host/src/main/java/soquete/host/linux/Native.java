package soquete.host.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.stream.Stream;

/// Binds functions of the C library and takes errno from their calls: the one place where that is done.
///
/// A bound handle has errno's place as its first argument: [#errnoPlace()].
final class Native {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> ERRNO_PLACE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

    private Native() {}

    /// The handle of `function` of the C library; its first parameter is where errno goes.
    static MethodHandle bind(String function, FunctionDescriptor shape, Linker.Option... options) {
        MemorySegment address = LINKER.defaultLookup()
                .find(function)
                .orElseThrow(() -> new IllegalStateException("no " + function + " in the C library"));
        Linker.Option[] all = Stream.concat(Stream.of(Linker.Option.captureCallState("errno")), Stream.of(options))
                .toArray(Linker.Option[]::new);
        return LINKER.downcallHandle(address, shape, all);
    }

    /// Where the calling thread's next call leaves errno.
    static MemorySegment errnoPlace() {
        return ERRNO_PLACE.get();
    }

    /// The result, or the exception that says what went wrong.
    static int checked(String function, int result, MemorySegment errnoPlace) throws NativeException {
        if (result == -1) {
            throw new NativeException(function, errno(errnoPlace));
        }
        return result;
    }

    /// The result, or −errno: for calls whose errors are part of their ordinary work (EAGAIN, EINTR).
    static long orNegatedErrno(long result, MemorySegment errnoPlace) {
        return result == -1 ? -errno(errnoPlace) : result;
    }

    /// A handle was called with other types than it was bound with, or its arena is closed.
    static AssertionError bug(Throwable thrown) {
        return new AssertionError(thrown);
    }

    static int errno(MemorySegment errnoPlace) {
        return (int) ERRNO.get(errnoPlace, 0L);
    }
}
