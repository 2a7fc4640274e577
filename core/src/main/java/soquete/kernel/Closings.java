package soquete.kernel;

import java.util.function.Consumer;
import soquete.trace.Call;
import soquete.trace.CallName;
import soquete.trace.Outcome;

/// Calls that close sockets beside `close`.
final class Closings {

    /// close_range(2)
    private static final long CLOSE_RANGE_UNSHARE = 2;

    private static final long CLOSE_RANGE_CLOEXEC = 4;

    private Closings() {}

    /// dup2 and dup3 close what had the number before, whatever file takes its place: told as a close.
    static void replace(OpenCall open, long endNanos, Consumer<Call> sink) {
        Descriptors descriptors = open.task.descriptors;
        int number = (int) open.arguments.second();
        KernelSocket before = CallKind.replaces(open.call) ? descriptors.get(number) : null;
        if (before != null && before != open.socket) {
            sink.accept(closed(open, before, endNanos));
            descriptors.remove(number);
        }
    }

    private static Call closed(OpenCall by, KernelSocket socket, long endNanos) {
        OpenCall close = new OpenCall(by.task, by.call, by.arguments, by.beginNanos, CallName.CLOSE);
        close.socket = socket;
        return close.returned(endNanos, Outcome.success(socket.descriptors - 1));
    }

    /// close_range, told as a close of each socket among them.
    static void closeRange(OpenCall open, long endNanos, Consumer<Call> sink) {
        Arguments a = open.arguments;
        Task task = open.task;
        if ((a.third() & CLOSE_RANGE_UNSHARE) != 0) {
            task.descriptors = task.descriptors.alone();
        }
        for (int descriptor : task.descriptors.between(a.first(), a.second())) {
            KernelSocket socket = task.descriptors.get(descriptor);
            if ((a.third() & CLOSE_RANGE_CLOEXEC) != 0) {
                task.descriptors.closesOnExec(descriptor, true);
            } else if (socket != null) {
                sink.accept(closed(open, socket, endNanos));
                task.descriptors.remove(descriptor);
            }
        }
    }
}
