package soquete;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import soquete.trace.CapturedPacket;
import soquete.wire.Addresses;
import soquete.wire.Endpoint;
import soquete.wire.EthernetBuilder;
import soquete.wire.HeaderBuilder;
import soquete.wire.IcmpBuilder;
import soquete.wire.IcmpView;
import soquete.wire.Ipv4Builder;
import soquete.wire.Ipv6Builder;
import soquete.wire.LinkType;
import soquete.wire.SeqNum;
import soquete.wire.TcpBuilder;
import soquete.wire.UdpBuilder;

/// Writes down a conversation packet by packet, with the numbers and times that follow from what was said before.
public final class Talk {
    public static final Endpoint CLIENT = new Endpoint(Addresses.literal("192.0.2.1"), 49152);
    public static final Endpoint SERVER = new Endpoint(Addresses.literal("192.0.2.2"), 65432);
    public static final long STEP = 1_000;

    private final Endpoint client;
    private final Endpoint server;
    private final List<CapturedPacket> packets;
    private long clock;
    private SeqNum clientNext;
    private SeqNum serverNext;

    private Talk(Endpoint client, Endpoint server, List<CapturedPacket> packets, long clock) {
        this.client = client;
        this.server = server;
        this.packets = packets;
        this.clock = clock;
        // both numbers pass zero early, and no conversation begins with those of another
        this.clientNext = SeqNum.of(0xFFFF_FFFEL - packets.size());
        this.serverNext = SeqNum.of(0xFFFF_FFFFL - packets.size());
    }

    public static Talk begin() {
        return between(CLIENT, SERVER);
    }

    public static Talk between(Endpoint client, Endpoint server) {
        return new Talk(client, server, new ArrayList<>(), 0);
    }

    /// Another conversation in the same capture, later.
    public Talk then(Endpoint anotherClient, Endpoint anotherServer) {
        return new Talk(anotherClient, anotherServer, packets, clock);
    }

    public List<CapturedPacket> packets() {
        return packets;
    }

    /// The next packet's time is one step after this one.
    public Talk at(long nanos) {
        clock = nanos;
        return this;
    }

    public long now() {
        return clock;
    }

    public Talk client(String flags) {
        return client(flags, 0);
    }

    public Talk server(String flags) {
        return server(flags, 0);
    }

    public Talk client(String flags, int textLength) {
        segment(true, flags, clientNext, serverNext, textLength);
        clientNext = clientNext.plus(taken(flags, textLength));
        return this;
    }

    public Talk server(String flags, int textLength) {
        segment(false, flags, serverNext, clientNext, textLength);
        serverNext = serverNext.plus(taken(flags, textLength));
        return this;
    }

    /// A segment whose numbers are that much off from those that would come next; nothing is counted.
    public Talk stray(boolean fromClient, String flags, long sequenceOff, long acknowledgmentOff, int textLength) {
        SeqNum sequence = fromClient ? clientNext : serverNext;
        SeqNum acknowledgment = fromClient ? serverNext : clientNext;
        segment(fromClient, flags, sequence.plus(sequenceOff), acknowledgment.plus(acknowledgmentOff), textLength);
        return this;
    }

    /// The last packet was sent and never captured.
    public Talk unseen() {
        packets.removeLast();
        return this;
    }

    /// The last two packets are captured in the other order.
    public Talk swapped() {
        CapturedPacket last = packets.removeLast();
        CapturedPacket before = packets.removeLast();
        packets.add(timed(last, before.timeNanos()));
        packets.add(timed(before, last.timeNanos()));
        return this;
    }

    public Talk handshake() {
        return client("S").server("SA").client("A");
    }

    /// The client closes, then the server.
    public Talk closing() {
        return client("FA").server("A").server("FA").client("A");
    }

    public Talk datagram(boolean fromClient, int textLength) {
        Endpoint from = fromClient ? client : server;
        Endpoint to = fromClient ? server : client;
        return frame(new byte[textLength], new EthernetBuilder(), ip(from, to), new UdpBuilder(from.port(), to.port()));
    }

    /// The server's host says with ICMP that the last packet has not arrived.
    public Talk icmpError(int type, int code) {
        return icmpError(Addresses.text(server.address()), type, code);
    }

    /// The same, said by whoever has that address.
    public Talk icmpError(String sender, int type, int code) {
        byte[] failed = packets.getLast().bytes();
        byte[] quote = java.util.Arrays.copyOfRange(failed, 14, Math.min(failed.length, 14 + 28));
        Endpoint from = new Endpoint(Addresses.literal(sender), 0);
        return frame(quote, new EthernetBuilder(), ip(from, client), new IcmpBuilder(type, code));
    }

    public Talk portUnreachable() {
        return icmpError(IcmpView.DESTINATION_UNREACHABLE, 3);
    }

    public Talk frame(byte[] payload, HeaderBuilder... headers) {
        clock += STEP;
        byte[] bytes = HeaderBuilder.frame(payload, headers);
        packets.add(new CapturedPacket(clock, "lo", LinkType.ETHERNET, bytes.length, bytes));
        return this;
    }

    private void segment(boolean fromClient, String flags, SeqNum sequence, SeqNum acknowledgment, int textLength) {
        Endpoint from = fromClient ? client : server;
        Endpoint to = fromClient ? server : client;
        int bits = 0;
        for (char flag : flags.toCharArray()) {
            bits |= 1 << "FSRPAU".indexOf(flag);
        }
        TcpBuilder tcp =
                new TcpBuilder(from.port(), to.port()).sequence(sequence).flags(bits);
        if (flags.contains("A")) {
            tcp.acknowledgment(acknowledgment);
        }
        frame(new byte[textLength], new EthernetBuilder(), ip(from, to), tcp);
    }

    private static HeaderBuilder ip(Endpoint from, Endpoint to) {
        return from.address() instanceof Inet6Address
                ? new Ipv6Builder(from.address(), to.address())
                : new Ipv4Builder(from.address(), to.address());
    }

    private static int taken(String flags, int textLength) {
        return textLength + (flags.contains("S") ? 1 : 0) + (flags.contains("F") ? 1 : 0);
    }

    private static CapturedPacket timed(CapturedPacket packet, long nanos) {
        return new CapturedPacket(
                nanos, packet.interfaceName(), packet.linkType(), packet.originalLength(), packet.bytes());
    }
}
