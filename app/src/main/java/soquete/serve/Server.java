package soquete.serve;

import java.io.IOException;
import java.net.InetSocketAddress;

/// A server that is bound.
sealed interface Server permits BlockingServer, SelectorServer, DatagramServer {

    /// Binds, and listens where the protocol does.
    static Server open(Settings settings, Narrator narrator) throws IOException {
        if (settings.udp()) {
            return new DatagramServer(settings, narrator);
        }
        return settings.model() == Model.SELECTOR
                ? new SelectorServer(settings, narrator)
                : new BlockingServer(settings, narrator);
    }

    /// Where it is bound, with the port that the system chose.
    InetSocketAddress address();

    /// Serves until [#stop]; by then every socket is closed and every thread has ended.
    void serve() throws IOException;

    /// Ends [#serve]; from any thread, and more than once.
    void stop();
}
