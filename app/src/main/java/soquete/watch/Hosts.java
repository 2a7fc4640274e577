package soquete.watch;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import soquete.host.Host;
import soquete.host.Platform;
import soquete.host.Platform.InterfaceAddress;
import soquete.host.Unavailable;
import soquete.wire.Addresses;

/// Hosts of their own for the programs of a watch, behind one switch: the server's is 198.51.100.1, those of its
/// clients have the addresses that follow (RFC 5737 §3: for documentation, so what goes astray goes nowhere).
///
/// @param all the server's host, then its clients'
public record Hosts(List<Host> all) implements AutoCloseable {

    /// Each takes some megabytes for the packets that nobody has looked at yet.
    public static final int MOST_CLIENTS = 60;

    /// What stands for the server's address in a command.
    private static final String SERVER = "{server}";

    private static final String NETWORK = "198.51.100.";
    private static final int PREFIX = 24;

    public Hosts {
        all = List.copyOf(all);
    }

    public static Hosts make(Platform platform, int clients) throws IOException, Unavailable {
        Map<Host, InterfaceAddress> ends = new LinkedHashMap<>();
        List<Host> made = new ArrayList<>();
        try {
            for (int i = 0; i <= clients; i++) {
                Host host = platform.newHost(i == 0 ? "server" : "client " + i);
                made.add(host);
                ends.put(host, new InterfaceAddress(address(i), PREFIX));
            }
            platform.connect(ends);
            return new Hosts(made);
        } catch (IOException | Unavailable e) {
            made.forEach(Host::close);
            throw e;
        }
    }

    private static InetAddress address(int host) {
        return Addresses.literal(NETWORK + (host + 1));
    }

    /// The words of a command with the server's address in the place of `{server}`.
    public static List<String> named(List<String> words) {
        return words.stream()
                .map(word -> word.replace(SERVER, Addresses.text(address(0))))
                .toList();
    }

    /// `server 198.51.100.1, client 1 198.51.100.2`.
    ///
    /// @param named what the reader calls a host
    public String text(UnaryOperator<String> named) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            texts.add(named.apply(all.get(i).name()) + " " + Addresses.text(address(i)));
        }
        return String.join(", ", texts);
    }

    @Override
    public void close() {
        all.forEach(Host::close);
    }
}
