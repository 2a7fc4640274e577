package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// The headers found in one frame, outermost first. A [Decoder] fills the same one again for each frame, without
/// allocating: what is asked of it is valid until the decoder's next frame. A protocol that stands there more than once
/// is asked for by index, else the innermost one answers.
public final class Layers {
    /// Headers kept of one frame, at most; a frame with more is reported as a [Problem].
    public static final int MAX_DEPTH = 32;

    private static final int IP = Protocol.IPV4.bit() | Protocol.IPV6.bit();
    private static final int TRANSPORT =
            Protocol.TCP.bit() | Protocol.UDP.bit() | Protocol.ICMP.bit() | Protocol.ICMPV6.bit();

    private final Protocol[] protocols = new Protocol[MAX_DEPTH];
    private final int[] offsets = new int[MAX_DEPTH];
    private final int[] lengths = new int[MAX_DEPTH];
    private final int[] ends = new int[MAX_DEPTH];

    private MemorySegment segment = MemorySegment.NULL;
    private long start;
    private int capturedLength;
    private int originalLength;
    private int depth;
    private int present;
    private int ip;
    private int transport;
    private boolean fragmented;

    Layers() {}

    void begin(MemorySegment segment, long start, int capturedLength, int originalLength) {
        this.segment = segment;
        this.start = start;
        this.capturedLength = capturedLength;
        this.originalLength = Math.max(originalLength, capturedLength);
        depth = 0;
        present = 0;
        ip = -1;
        transport = -1;
        fragmented = false;
    }

    /// Adds a header of `length` bytes whose content ends, on the wire, at `end`. False when there is no room for it.
    boolean push(Protocol protocol, int offset, int length, int end) {
        if (depth == MAX_DEPTH) {
            return false;
        }
        protocols[depth] = protocol;
        offsets[depth] = offset;
        lengths[depth] = length;
        ends[depth] = end;
        int bit = protocol.bit();
        if ((bit & IP) != 0) {
            ip = depth;
            transport = -1;
            fragmented = false;
        } else if ((bit & TRANSPORT) != 0) {
            transport = depth;
        }
        present |= bit;
        depth++;
        return true;
    }

    void fragment() {
        fragmented = true;
    }

    /// How many headers there are.
    public int depth() {
        return depth;
    }

    /// The header at `index`, 0 being the outermost.
    public Protocol protocol(int index) {
        return protocols[checked(index)];
    }

    /// Where the header at `index` begins, in bytes from the frame's first.
    public int offset(int index) {
        return offsets[checked(index)];
    }

    /// How many bytes of the header at `index` there are.
    public int length(int index) {
        return lengths[checked(index)];
    }

    /// Where the content of the header at `index` ends on the wire, in bytes from the frame's first: padding is beyond.
    public int end(int index) {
        return ends[checked(index)];
    }

    /// Where the header at `index` begins in [#segment()].
    public long position(int index) {
        return start + offsets[checked(index)];
    }

    public boolean has(Protocol protocol) {
        return (present & protocol.bit()) != 0;
    }

    /// The innermost header of that protocol; -1 when there is none.
    public int index(Protocol protocol) {
        int at = has(protocol) ? depth - 1 : -1;
        while (at >= 0 && protocols[at] != protocol) {
            at--;
        }
        return at;
    }

    /// The innermost IP header; -1 when there is none.
    public int networkIndex() {
        return ip;
    }

    /// The TCP, UDP, ICMP or ICMPv6 header of the innermost IP packet; -1 when there is none.
    public int transportIndex() {
        return transport;
    }

    /// The memory the frame is in, which may hold more than the frame: for views at [#position(int)].
    public MemorySegment segment() {
        return segment;
    }

    /// The frame as far as captured.
    public MemorySegment frame() {
        return segment.asSlice(start, capturedLength);
    }

    public int capturedLength() {
        return capturedLength;
    }

    /// How long the frame was on the wire.
    public int originalLength() {
        return originalLength;
    }

    /// Whether the innermost IP packet is a fragment of a larger one. Only a first fragment carries a transport header.
    public boolean fragmented() {
        return fragmented;
    }

    public @Nullable EthernetView ethernet() {
        int at = index(Protocol.ETHERNET);
        return at < 0 ? null : EthernetView.of(segment, position(at), lengths[at]);
    }

    /// The innermost tag, a customer's or a service provider's.
    public @Nullable VlanView vlan() {
        int at = Math.max(index(Protocol.VLAN), index(Protocol.SERVICE_VLAN));
        return at < 0 ? null : VlanView.of(segment, position(at), lengths[at]);
    }

    public @Nullable LlcView llc() {
        int at = index(Protocol.LLC);
        return at < 0 ? null : LlcView.of(segment, position(at), lengths[at]);
    }

    public @Nullable NullView loopback() {
        int at = index(Protocol.LOOPBACK);
        return at < 0 ? null : NullView.of(segment, position(at), lengths[at]);
    }

    public @Nullable SllView sll() {
        int at = index(Protocol.SLL);
        return at < 0 ? null : SllView.of(segment, position(at), lengths[at]);
    }

    public @Nullable Sll2View sll2() {
        int at = index(Protocol.SLL2);
        return at < 0 ? null : Sll2View.of(segment, position(at), lengths[at]);
    }

    public @Nullable ArpView arp() {
        int at = index(Protocol.ARP);
        return at < 0 ? null : ArpView.of(segment, position(at), lengths[at]);
    }

    public @Nullable Ipv4View ipv4() {
        int at = index(Protocol.IPV4);
        return at < 0 ? null : Ipv4View.of(segment, position(at), lengths[at]);
    }

    public @Nullable Ipv6View ipv6() {
        int at = index(Protocol.IPV6);
        return at < 0 ? null : Ipv6View.of(segment, position(at), lengths[at]);
    }

    /// The segment header of the innermost IP packet.
    public @Nullable TcpView tcp() {
        int at = transport(Protocol.TCP);
        return at < 0 ? null : TcpView.of(segment, position(at), lengths[at]);
    }

    /// The datagram header of the innermost IP packet.
    public @Nullable UdpView udp() {
        int at = transport(Protocol.UDP);
        return at < 0 ? null : UdpView.of(segment, position(at), lengths[at]);
    }

    public @Nullable IcmpView icmp() {
        int at = transport(Protocol.ICMP);
        return at < 0 ? null : IcmpView.of(segment, position(at), lengths[at]);
    }

    public @Nullable Icmpv6View icmpv6() {
        int at = transport(Protocol.ICMPV6);
        return at < 0 ? null : Icmpv6View.of(segment, position(at), capturedEnd(at) - offsets[at]);
    }

    /// What an ICMP or ICMPv6 error quotes of the packet it is about; null when this is no error, or quotes too little.
    public @Nullable QuotedHeader quoted() {
        IcmpView icmp = icmp();
        Icmpv6View icmpv6 = icmp == null ? icmpv6() : null;
        boolean error = icmp != null ? icmp.error() : icmpv6 != null && icmpv6.error();
        if (!error) {
            return null;
        }
        int quote = offsets[transport] + IcmpView.LENGTH;
        return QuotedHeader.read(segment, start + quote, capturedEnd(transport) - quote);
    }

    /// Of the innermost IP packet; null when there is none.
    public @Nullable InetAddress source() {
        if (ip < 0) {
            return null;
        }
        return protocols[ip] == Protocol.IPV4
                ? Bytes.address(segment, position(ip) + 12, 4)
                : Bytes.address(segment, position(ip) + 8, 16);
    }

    /// Of the innermost IP packet; null when there is none.
    public @Nullable InetAddress destination() {
        if (ip < 0) {
            return null;
        }
        return protocols[ip] == Protocol.IPV4
                ? Bytes.address(segment, position(ip) + 16, 4)
                : Bytes.address(segment, position(ip) + 24, 16);
    }

    /// Null unless the innermost IP packet carries TCP or UDP.
    public @Nullable Endpoint sourceEndpoint() {
        InetAddress address = source();
        return address == null || !ports() ? null : new Endpoint(address, Bytes.u16(segment, position(transport)));
    }

    /// Null unless the innermost IP packet carries TCP or UDP.
    public @Nullable Endpoint destinationEndpoint() {
        InetAddress address = destination();
        return address == null || !ports() ? null : new Endpoint(address, Bytes.u16(segment, position(transport) + 2));
    }

    /// What the innermost transport header carries, as far as captured; empty when there is no such header.
    public MemorySegment payload() {
        if (transport < 0) {
            return segment.asSlice(start, 0);
        }
        int at = offsets[transport] + lengths[transport];
        return segment.asSlice(start + at, Math.max(0, capturedEnd(transport) - at));
    }

    /// How many bytes the innermost transport header carried on the wire, as the lengths in the headers say: padding is
    /// not counted, and what the capture cut off is. 0 when there is no transport header.
    public int payloadLength() {
        return transport < 0 ? 0 : Math.max(0, ends[transport] - offsets[transport] - lengths[transport]);
    }

    private boolean ports() {
        return transport >= 0 && (protocols[transport] == Protocol.TCP || protocols[transport] == Protocol.UDP);
    }

    private int transport(Protocol protocol) {
        return transport >= 0 && protocols[transport] == protocol ? transport : -1;
    }

    private int capturedEnd(int index) {
        return Math.min(ends[index], capturedLength);
    }

    private int checked(int index) {
        if (index < 0 || index >= depth) {
            throw new IndexOutOfBoundsException("header " + index + " of " + depth);
        }
        return index;
    }
}
