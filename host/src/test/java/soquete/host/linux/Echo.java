package soquete.host.linux;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import soquete.host.Host;

/// An echo over TCP between two hosts: five bytes there and back, then the client closes, then the server.
final class Echo {

    private Echo() {}

    /// Returns when both have closed; gives the client's port.
    static int run(Host server, Host client, InetAddress address, int port) throws Exception {
        ServerSocket listener = server.call(() -> {
            ServerSocket made = new ServerSocket();
            made.bind(new InetSocketAddress(address, port));
            return made;
        });
        try (listener;
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<Boolean> served = executor.submit(() -> {
                try (Socket accepted = listener.accept()) {
                    accepted.getOutputStream().write(accepted.getInputStream().readNBytes(5));
                    return accepted.getInputStream().read() == -1;
                }
            });
            int clientPort = client.call(() -> {
                try (Socket socket = new Socket(address, port)) {
                    socket.getOutputStream().write(new byte[] {'h', 'e', 'l', 'l', 'o'});
                    byte[] back = socket.getInputStream().readNBytes(5);
                    if (back.length != 5) {
                        throw new IllegalStateException("echo of " + back.length + " bytes");
                    }
                    return socket.getLocalPort();
                }
            });
            if (!served.get()) {
                throw new IllegalStateException("the server saw no end");
            }
            return clientPort;
        }
    }
}
