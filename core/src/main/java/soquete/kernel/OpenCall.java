package soquete.kernel;

import org.jspecify.annotations.Nullable;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;
import soquete.wire.Endpoint;

/// A call that has begun.
final class OpenCall {

    final Task task;
    final Syscall call;
    final Arguments arguments;
    final long beginNanos;

    /// 0 for a call that is not told, only followed.
    final long id;

    final @Nullable CallName name;

    @Nullable
    KernelSocket socket;

    /// The address that the call names: the other end's, or for bind its own.
    @Nullable
    Endpoint address;

    /// Whether a change of state has shown which socket it is about.
    boolean shown;

    boolean handedOver;

    /// Where it waits, for accept.
    @Nullable
    Listening listening;

    /// Descriptors that are left of the socket it closes.
    int left;

    OpenCall(Task task, Syscall call, Arguments arguments, long beginNanos, @Nullable CallName name) {
        this.task = task;
        this.call = call;
        this.arguments = arguments;
        this.beginNanos = beginNanos;
        this.name = name;
        this.id = name == null ? 0 : task.program.nextCall();
    }

    Call begun() {
        return call(Call.NOT_RETURNED, null, local(), peer());
    }

    Call returned(long endNanos, Outcome outcome) {
        return call(endNanos, outcome, local(), peer());
    }

    /// @param accepted the socket that it gave
    Call accepted(long endNanos, KernelSocket accepted) {
        return call(endNanos, Outcome.success(accepted.id), accepted.local, accepted.peer);
    }

    private @Nullable Endpoint local() {
        KernelSocket of = socket;
        if (call == Syscall.BIND && address != null && address.port() != 0) {
            return address;
        }
        return of == null || name == CallName.ACCEPT ? null : of.local;
    }

    private @Nullable Endpoint peer() {
        KernelSocket of = socket;
        if (call == Syscall.BIND || name == CallName.ACCEPT || name == CallName.SOCKET) {
            return null;
        }
        return address != null ? address : of == null ? null : of.peer;
    }

    private Call call(long endNanos, @Nullable Outcome outcome, @Nullable Endpoint local, @Nullable Endpoint peer) {
        KernelSocket of = socket;
        if (name == null) {
            throw new IllegalStateException(call + " is not told");
        }
        boolean closesBy = name == CallName.CLOSE && call != Syscall.CLOSE;
        String words = closesBy ? call.toString() : CallWords.of(call, arguments, address);
        return new Call(
                task.program.id(),
                id,
                task.name,
                task.thread,
                name,
                words,
                null,
                beginNanos,
                endNanos,
                outcome,
                of == null ? 0 : of.id,
                local,
                peer);
    }

    /// What a result of the kernel's says: a number of its own, or −errno.
    Outcome outcome(long result) {
        if (result < 0) {
            int error = (int) -result;
            return Outcome.failure(ErrorNumber.name(error), ErrorNumber.meaning(error));
        }
        boolean counts = name != null && (name.transfers() || name == CallName.POLL);
        return Outcome.success(counts ? result : call == Syscall.CLOSE ? left : 0);
    }

    /// Now that it has succeeded: what it changes about sockets and descriptors.
    void succeeded(long result) {
        KernelSocket of = socket;
        Descriptors descriptors = task.descriptors;
        if (call == Syscall.SOCKET) {
            KernelSocket made =
                    new KernelSocket(task.program.nextSocket(), (arguments.second() & 0xF) == CallWords.SOCK_DGRAM);
            socket = made;
            descriptors.put((int) result, made, CallKind.closesOnExec(call, arguments));
        } else if (call == Syscall.UNSHARE && (arguments.first() & CallKind.CLONE_FILES) != 0) {
            task.descriptors = descriptors.alone();
        } else if (of != null && CallKind.duplicates(call, arguments)) {
            if (result != arguments.descriptor()) {
                descriptors.put((int) result, of, CallKind.closesOnExec(call, arguments));
            }
        } else if (call == Syscall.FCNTL && arguments.second() == 2) {
            descriptors.closesOnExec(arguments.descriptor(), (arguments.third() & 1) != 0);
        } else if (call == Syscall.BIND && of != null) {
            of.local = address == null || address.port() == 0 ? of.local : address;
        } else if (call == Syscall.CONNECT && of != null && of.datagram) {
            of.peer = address;
        }
    }

    /// The kernel's own results for a call that a signal interrupted (include/linux/errno.h): no program sees them.
    static boolean isInterrupted(long result) {
        return result == -512 || result == -513 || result == -514 || result == -516;
    }
}
