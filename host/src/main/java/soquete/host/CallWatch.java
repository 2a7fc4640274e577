package soquete.host;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import soquete.trace.Loss;

/// Socket calls of any program, seen by the kernel: those of programs started here, and of running ones from now on,
/// with their threads and children. They are handed to the consumer the watch was opened with, on a thread of its own.
///
/// A call is handed over when it has returned, and before that, as begun, when it stays open. The same id comes again
/// when more is known of a call; what comes last holds.
public interface CallWatch extends AutoCloseable {

    /// Starts the program on the host; its calls are seen from its first instruction. The process that is given becomes
    /// the program: standard streams, signals and exit code are the program's own. A command that is not
    /// there ends with 127, as in a shell.
    ///
    /// @param program the id that its calls get ([soquete.trace.Program#id])
    Process start(Host host, ProcessBuilder command, int program) throws IOException;

    /// Watches a process that runs, with all its threads. Its open sockets are known by what the socket table says of
    /// them now; a thread that stands in a call is handed over as if it had begun now.
    ///
    /// @throws IOException where there is no such process
    void attach(long pid, int program) throws IOException;

    /// The processes of a program that are known to be alive: itself, and all that came of it, whoever their parent is
    /// by now.
    Set<Integer> processes(int program);

    /// Whether the C library tells addresses that the kernel does not: of bind, and of the sender for recvfrom. A
    /// statically linked program's are missing all the same.
    boolean readsAddresses();

    /// What was not seen: events lost, calls that were therefore not whole, requests to io_uring. A count of 0 is there
    /// too, but for io_uring.
    List<Loss> losses();

    /// From here on what happens need only be counted, among the losses, at the least cost to the programs. Where that
    /// would cost no less than to tell the calls, they are told on.
    void rest();

    /// Takes what has happened until now, then stops. The programs go on. Returns when the last call was handed over.
    @Override
    void close();
}
