package soquete.wire;

import java.net.Inet6Address;
import java.net.InetAddress;

/// One end of a conversation: an IP address and a port (0 to 65535). IPv4-mapped IPv6 addresses are IPv4 addresses
/// here, because Java's sockets are AF_INET6 while their segments are IPv4.
public record Endpoint(InetAddress address, int port) {

    public Endpoint {
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    /// `198.51.100.1:80`, or `[2001:db8::1]:80`, with the longest run of zero groups left out (RFC 5952 §4).
    @Override
    public String toString() {
        return address instanceof Inet6Address v6
                ? "[" + Addresses.text(v6) + "]:" + port
                : address.getHostAddress() + ":" + port;
    }
}
