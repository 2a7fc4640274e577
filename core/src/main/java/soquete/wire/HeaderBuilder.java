package soquete.wire;

import java.lang.foreign.MemorySegment;

/// A header to be written. [#frame(byte[], HeaderBuilder...)] puts headers and payload together; lengths,
/// the numbers that name what comes next and checksums are filled in.
///
/// ```java
/// byte[] frame = HeaderBuilder.frame(
///         payload, new EthernetBuilder(), new Ipv4Builder(source, destination), new TcpBuilder(49152,
/// 80).flags(TcpView.SYN));
/// ```
public abstract sealed class HeaderBuilder
        permits ArpBuilder,
                EthernetBuilder,
                IcmpBuilder,
                Icmpv6Builder,
                IpExtensionBuilder,
                Ipv4Builder,
                Ipv6Builder,
                LlcBuilder,
                NullBuilder,
                Sll2Builder,
                SllBuilder,
                TcpBuilder,
                TunnelBuilder,
                UdpBuilder,
                VlanBuilder {
    /// What a header that stands for nothing at its place returns as a number.
    static final int NONE = -1;

    /// Bytes of the header.
    abstract int length();

    /// Writes all but the checksums that cover what follows.
    abstract void write(Place place);

    /// Fills in the checksum, all that follows being written.
    void finish(Place place) {}

    /// The [EtherType] number that names this header.
    int etherType() {
        return NONE;
    }

    /// The [IpProtocol] number that names this header.
    int ipProtocol() {
        return NONE;
    }

    /// Whether this is an IP header, whose addresses the checksums inside cover.
    boolean network() {
        return false;
    }

    /// Where a header is written.
    ///
    /// @param at      the header's first byte in `frame`
    /// @param content bytes after the header
    /// @param next    the header after it; itself when there is none
    /// @param network where the enclosing IP header begins; -1 when there is none
    record Place(MemorySegment frame, int at, int content, HeaderBuilder next, int network) {

        /// The pseudo-header's sum for an upper-layer header of `length` bytes here.
        long pseudo(int protocol, int length) {
            if (network < 0) {
                throw new IllegalArgumentException("a checksum with a pseudo-header needs an IP header around it");
            }
            boolean ipv4 = Bytes.u8(frame, network) >> 4 == 4;
            return Checksum.pseudo(frame, network, ipv4, protocol, length);
        }
    }

    /// The frame of these headers, outermost first, and `payload`.
    public static byte[] frame(byte[] payload, HeaderBuilder... outermostFirst) {
        int total = payload.length;
        for (HeaderBuilder header : outermostFirst) {
            total += header.length();
        }
        byte[] bytes = new byte[total];
        MemorySegment frame = MemorySegment.ofArray(bytes);
        Bytes.put(frame, total - payload.length, payload);
        Place[] places = new Place[outermostFirst.length];
        int at = 0;
        int network = -1;
        for (int i = 0; i < outermostFirst.length; i++) {
            HeaderBuilder header = outermostFirst[i];
            HeaderBuilder next = i + 1 < outermostFirst.length ? outermostFirst[i + 1] : header;
            places[i] = new Place(frame, at, total - at - header.length(), next, network);
            header.write(places[i]);
            if (header.network()) {
                network = at;
            }
            at += header.length();
        }
        for (int i = outermostFirst.length - 1; i >= 0; i--) {
            outermostFirst[i].finish(places[i]);
        }
        return bytes;
    }

    /// The number that names what follows: what was asked for, else what the next header is called.
    static int named(int asked, int next) {
        return asked != NONE ? asked : Math.max(next, 0);
    }
}
