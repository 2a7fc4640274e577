package soquete.host;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;

/// A place where programs run and sockets are born: this machine, or a host made for a scene.
public interface Host extends AutoCloseable {

    /// `machine` for this machine itself; otherwise the name it was made with.
    String name();

    /// Names of its interfaces that are up.
    List<String> interfaces() throws IOException;

    /// Addresses of its interfaces that are up, loopback first.
    List<InetAddress> addresses() throws IOException;

    /// Runs `work` so that every socket it creates is born on this host. The work runs on a platform thread of the
    /// host, one a call: it may block. It must not start virtual threads or a pool that others share: their threads
    /// would stay on this host.
    <T> T call(Callable<T> work) throws Exception;

    /// Starts a program on this host.
    Process start(ProcessBuilder program) throws IOException;

    /// Ends the programs that were started on it; a made host goes with its cables, and can do nothing any more.
    @Override
    void close();
}
