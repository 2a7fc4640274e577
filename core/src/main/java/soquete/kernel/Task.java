package soquete.kernel;

import org.jspecify.annotations.Nullable;
import soquete.trace.Call;

/// A thread of a watched program.
final class Task {

    /// What the threads and processes of one program have in common: the numbers given out.
    static final class Program {
        private final int id;
        private long calls;
        private long sockets;

        Program(int id) {
            this.id = id;
        }

        int id() {
            return id;
        }

        long nextCall() {
            return ++calls;
        }

        long nextSocket() {
            return ++sockets;
        }
    }

    final Program program;
    int thread;
    String name;
    Descriptors descriptors;

    /// False until it has become the program by exec.
    boolean started;

    @Nullable
    OpenCall open;

    /// A call that a signal interrupted, and that the kernel may take up again.
    @Nullable
    OpenCall interrupted;

    long interruptedNanos;

    /// Whether the signal's handler is over.
    boolean handled;

    /// The address that the next bind was given.
    KernelEvent.@Nullable Named announced;

    /// The ends of the socket that the accept is about to give.
    KernelEvent.@Nullable Connected coming;

    /// A receive that has returned; its sender's address may be told at once.
    @Nullable
    Call finished;

    Task(Program program, int thread, String name, Descriptors descriptors, boolean started) {
        this.program = program;
        this.thread = thread;
        this.name = name;
        this.descriptors = descriptors;
        this.started = started;
    }
}
