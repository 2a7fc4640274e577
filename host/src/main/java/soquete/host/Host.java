package soquete.host;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;

/// A place where programs run and sockets are born: this machine, or a host made for a scene.
public interface Host extends AutoCloseable {

    /// `machine` for this machine itself; otherwise the name it was made with.
    String name();

    /// Addresses of its interfaces that are up, loopback first.
    List<InetAddress> addresses() throws IOException;

    /// Runs `work` so that every socket it creates is born on this host. The work runs on a platform thread of the
    /// host.
    <T> T call(Callable<T> work) throws Exception;

    /// Starts a program on this host.
    Process start(ProcessBuilder program) throws IOException;

    /// Ends what was started on it and removes it; nothing to do for the machine itself.
    @Override
    void close();
}
