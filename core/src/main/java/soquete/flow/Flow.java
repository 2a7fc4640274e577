package soquete.flow;

import java.nio.ByteBuffer;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;

/// A conversation: all packets between two ends, as Wireshark's streams are. The client is the end that spoke first; an
/// answer to an opening (SYN-ACK) that is seen first makes its receiver the client.
public abstract sealed class Flow permits TcpFlow, UdpFlow {
    private final int number;
    final Ends ends;
    final long firstPacket;
    final long firstTime;
    long lastTime;
    private long clientPackets;
    private long clientBytes;
    private long serverPackets;
    private long serverBytes;

    Flow(int number, Transport first, boolean fromClient, long packet, long time) {
        this.number = number;
        this.ends = new Ends(this, first, fromClient, packet);
        this.firstPacket = packet;
        this.firstTime = time;
        this.lastTime = time;
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
        return ends.ipv6;
    }

    /// The upper half of one end's address, 0 for IPv4; for those who must not allocate.
    public long addressHigh(boolean ofClient) {
        return ends.addressHigh(ofClient);
    }

    /// The lower half of one end's address; of an IPv4 address the lowest 32 bits.
    public long addressLow(boolean ofClient) {
        return ends.addressLow(ofClient);
    }

    public int port(boolean ofClient) {
        return ends.port(ofClient);
    }

    public Endpoint client() {
        return endpoint(true);
    }

    public Endpoint server() {
        return endpoint(false);
    }

    private Endpoint endpoint(boolean ofClient) {
        long low = addressLow(ofClient);
        byte[] address = ipv6()
                ? ByteBuffer.allocate(16)
                        .putLong(addressHigh(ofClient))
                        .putLong(low)
                        .array()
                : ByteBuffer.allocate(4).putInt((int) low).array();
        return new Endpoint(Addresses.of(address), port(ofClient));
    }

    /// Number of its first packet in the capture, from 1.
    public long firstPacket() {
        return firstPacket;
    }

    public long lastPacket() {
        return ends.lastPacket;
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
