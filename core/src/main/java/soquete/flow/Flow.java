package soquete.flow;

import java.nio.ByteBuffer;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// A conversation: all packets between two ends, as Wireshark's streams are. The client is the end that spoke first; an
/// answer to an opening (SYN-ACK) that is seen first makes its receiver the client.
public abstract sealed class Flow permits TcpFlow, UdpFlow {
    private final int number;
    private final boolean ipv6;
    private final long clientHigh;
    private final long clientLow;
    private final long serverHigh;
    private final long serverLow;
    private final int clientPort;
    private final int serverPort;
    final int hash;
    /// What [Transport#descending] is in packets from the client.
    final boolean clientDescending;

    final long firstPacket;
    final long firstTime;
    long lastTime;
    long lastPacket;
    private long clientPackets;
    private long clientBytes;
    private long serverPackets;
    private long serverBytes;

    Flow(int number, Transport first, boolean fromClient, long packet, long time) {
        this.number = number;
        this.ipv6 = first.ipv6;
        this.hash = first.hash;
        this.clientDescending = first.descending == fromClient;
        this.clientHigh = fromClient ? first.sourceHigh : first.destinationHigh;
        this.clientLow = fromClient ? first.sourceLow : first.destinationLow;
        this.clientPort = fromClient ? first.sourcePort : first.destinationPort;
        this.serverHigh = fromClient ? first.destinationHigh : first.sourceHigh;
        this.serverLow = fromClient ? first.destinationLow : first.sourceLow;
        this.serverPort = fromClient ? first.destinationPort : first.sourcePort;
        this.firstPacket = packet;
        this.firstTime = time;
        this.lastTime = time;
        this.lastPacket = packet;
    }

    boolean isOf(Transport transport) {
        if (transport.ipv6 != ipv6) {
            return false;
        }
        return transport.descending == clientDescending
                ? clientLow == transport.sourceLow
                        && serverLow == transport.destinationLow
                        && clientPort == transport.sourcePort
                        && serverPort == transport.destinationPort
                        && clientHigh == transport.sourceHigh
                        && serverHigh == transport.destinationHigh
                : clientLow == transport.destinationLow
                        && serverLow == transport.sourceLow
                        && clientPort == transport.destinationPort
                        && serverPort == transport.sourcePort
                        && clientHigh == transport.destinationHigh
                        && serverHigh == transport.sourceHigh;
    }

    void count(boolean fromClient, int bytes, long time) {
        if (fromClient) {
            clientPackets++;
            clientBytes += bytes;
        } else {
            serverPackets++;
            serverBytes += bytes;
        }
        lastTime = time;
    }

    /// From 0 in order of appearance, TCP and UDP each on their own: `tcp.stream`, `udp.stream`.
    public int number() {
        return number;
    }

    /// Whether its addresses are IPv6.
    public boolean ipv6() {
        return ipv6;
    }

    /// The upper half of one end's address, 0 for IPv4; for those who must not allocate.
    public long addressHigh(boolean ofClient) {
        return ofClient ? clientHigh : serverHigh;
    }

    /// The lower half of one end's address; of an IPv4 address the lowest 32 bits.
    public long addressLow(boolean ofClient) {
        return ofClient ? clientLow : serverLow;
    }

    public int port(boolean ofClient) {
        return ofClient ? clientPort : serverPort;
    }

    public Endpoint client() {
        return endpoint(clientHigh, clientLow, clientPort);
    }

    public Endpoint server() {
        return endpoint(serverHigh, serverLow, serverPort);
    }

    private Endpoint endpoint(long high, long low, int port) {
        byte[] address = ipv6
                ? ByteBuffer.allocate(16).putLong(high).putLong(low).array()
                : ByteBuffer.allocate(4).putInt((int) low).array();
        return new Endpoint(Addresses.of(address), port);
    }

    /// Number of its first packet in the capture, from 1.
    public long firstPacket() {
        return firstPacket;
    }

    public long lastPacket() {
        return lastPacket;
    }

    /// Of its first packet, nanoseconds since 1970-01-01 UTC.
    public long firstTime() {
        return firstTime;
    }

    public long lastTime() {
        return lastTime;
    }

    public long clientPackets() {
        return clientPackets;
    }

    /// In whole frames, link headers included, as they were on the wire.
    public long clientBytes() {
        return clientBytes;
    }

    public long serverPackets() {
        return serverPackets;
    }

    public long serverBytes() {
        return serverBytes;
    }
}
