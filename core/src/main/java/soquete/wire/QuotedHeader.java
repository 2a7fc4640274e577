package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// The packet an ICMP error is about, as far as the error quotes it (RFC 792: its IP header and 8 bytes more, at
/// least). Its ports are those of the packet that failed, never of the error itself.
///
/// @param protocol        an [IpProtocol] number; in IPv6 that of the last header reached
/// @param sourcePort      [#NO_PORT] when the quote does not reach it, or the protocol has none
/// @param destinationPort [#NO_PORT] when the quote does not reach it, or the protocol has none
/// @param sequence        of a TCP segment; null when it is none or the quote does not reach it
/// @param length          bytes quoted after the IP header
public record QuotedHeader(
        InetAddress source,
        InetAddress destination,
        int protocol,
        int sourcePort,
        int destinationPort,
        @Nullable SeqNum sequence,
        int length) {
    public static final int NO_PORT = -1;

    /// The quote in `available` bytes; null when there is not even a whole IP header.
    static @Nullable QuotedHeader read(MemorySegment segment, long offset, int available) {
        int version = available > 0 ? Bytes.u8(segment, offset) >> 4 : 0;
        if (version == 4 && available >= Ipv4View.MIN_LENGTH) {
            Ipv4View ip = Ipv4View.of(segment, offset, available);
            int length = ip.headerLength();
            boolean ports = length >= Ipv4View.MIN_LENGTH && ip.fragmentOffset() == 0;
            return transport(
                    ip.source(),
                    ip.destination(),
                    ip.protocol(),
                    segment,
                    offset + length,
                    ports ? available - length : 0);
        }
        if (version == 6 && available >= Ipv6View.LENGTH) {
            Ipv6View ip = Ipv6View.of(segment, offset, available);
            int next = ip.nextHeader();
            int at = Ipv6View.LENGTH;
            while (IpExtension.known(next) && at + IpExtension.MIN_LENGTH <= available) {
                boolean later = next == IpProtocol.FRAGMENT.value() && IpExtension.laterFragment(segment, offset + at);
                int length = IpExtension.length(next, segment, offset + at);
                next = IpExtension.next(segment, offset + at);
                at = later ? available : at + length;
            }
            return transport(ip.source(), ip.destination(), next, segment, offset + at, available - at);
        }
        return null;
    }

    private static QuotedHeader transport(
            InetAddress source, InetAddress destination, int protocol, MemorySegment segment, long at, int available) {
        boolean tcp = protocol == IpProtocol.TCP.value();
        boolean ports = available >= 4 && (tcp || protocol == IpProtocol.UDP.value());
        return new QuotedHeader(
                source,
                destination,
                protocol,
                ports ? Bytes.u16(segment, at) : NO_PORT,
                ports ? Bytes.u16(segment, at + 2) : NO_PORT,
                tcp && available >= 8 ? new SeqNum(Bytes.i32(segment, at + 4)) : null,
                Math.max(0, available));
    }

    /// Null when the port is not known.
    public @Nullable Endpoint sourceEndpoint() {
        return sourcePort == NO_PORT ? null : new Endpoint(source, sourcePort);
    }

    /// Null when the port is not known.
    public @Nullable Endpoint destinationEndpoint() {
        return destinationPort == NO_PORT ? null : new Endpoint(destination, destinationPort);
    }
}
