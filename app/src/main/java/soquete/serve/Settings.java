package soquete.serve;

import java.net.InetSocketAddress;
import java.time.Duration;

/// How to serve.
///
/// @param address        where to listen; port 0 lets the system choose
/// @param backlog        most connections that wait to be accepted
/// @param idle           a connection on which nothing moves for so long is closed; zero: never
/// @param maxConnections most connections at a time; more wait in the backlog
record Settings(
        Service service,
        Model model,
        boolean udp,
        InetSocketAddress address,
        int backlog,
        Duration idle,
        int maxConnections) {

    Settings {
        if (backlog < 1 || maxConnections < 1 || idle.isNegative()) {
            throw new IllegalArgumentException("a bound below one");
        }
    }

    long idleNanos() {
        return idle.toNanos();
    }

    /// How often to look for idle connections.
    long tickMillis() {
        return idle.isZero() ? 1000 : Math.clamp(idle.toMillis() / 4, 5, 1000);
    }
}
