package soquete.wire;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The headers found in one frame, outermost first. A [Decoder] fills the same one again for each frame,
/// without allocating: what is asked of it is valid until the decoder's next frame. A protocol that stands
/// there more than once is asked for by index, else the innermost one answers.
public final class Layers {
    /// Headers kept of one frame, at most; a frame with more is reported as a [Problem].
    public static final int MAX_DEPTH = 32;

    private static final long IP = Protocol.IPV4.bit() | Protocol.IPV6.bit();
    private static final long PORTS = Protocol.TCP.bit() | Protocol.UDP.bit() | Protocol.UDP_LITE.bit();
    private static final long TRANSPORT = PORTS | Protocol.ICMP.bit() | Protocol.ICMPV6.bit();
    private static final int TCP_NUMBERS_LENGTH = 16;
    static final long MAPPED = 0xFFFFL << 32;

    private Protocol[] protocols = new Protocol[MAX_DEPTH];
    private int[] offsets = new int[MAX_DEPTH];
    private int[] lengths = new int[MAX_DEPTH];
    private int[] ends = new int[MAX_DEPTH];
    private int[] networks = new int[MAX_DEPTH];
    private int[] contents = new int[MAX_DEPTH];

    private MemorySegment segment = MemorySegment.NULL;
    private long start;
    private int capturedLength;
    private int originalLength;
    private int depth;
    private long present;
    private int ip;
    private int transport;
    private boolean fragmented;
    private int fragmentAt;
    private int fragmentOffset;
    private int fragmentLength;
    private boolean fragmentWhole;
    private boolean moreFragments;
    private int fragmentIdentification;
    private int fragmentProtocol;

    Layers() {}

    /// Gives up the room that this frame does not need: for who keeps many. Nothing may be decoded into it again.
    public Layers trimmed() {
        protocols = Arrays.copyOf(protocols, depth);
        offsets = Arrays.copyOf(offsets, depth);
        lengths = Arrays.copyOf(lengths, depth);
        ends = Arrays.copyOf(ends, depth);
        networks = Arrays.copyOf(networks, depth);
        contents = Arrays.copyOf(contents, depth);
        return this;
    }

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

    /// Adds a header of `length` bytes whose content ends, on the wire, at `end`. False when there is no
    /// room for it.
    boolean push(Protocol protocol, int offset, int length, int end) {
        if (depth == MAX_DEPTH) {
            return false;
        }
        protocols[depth] = protocol;
        offsets[depth] = offset;
        lengths[depth] = length;
        ends[depth] = end;
        networks[depth] = ip;
        contents[depth] = offset + length;
        long bit = protocol.bit();
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

    /// The header added last is as long as this on the wire, whatever there is of it.
    void headerLength(int length) {
        contents[depth - 1] = offsets[depth - 1] + length;
    }

    /// The innermost IP packet is a fragment.
    ///
    /// @param at     where its data begins
    /// @param length how long its data is, as its header says
    /// @param field  offset in bytes, and in the lowest bit whether more fragments follow
    void fragment(int at, int length, int field, int identification, int protocol) {
        fragmented = true;
        fragmentAt = at;
        fragmentLength = length;
        fragmentWhole = length > 0 && length <= Math.min(ends[ip], capturedLength) - at;
        fragmentOffset = field & ~7;
        moreFragments = (field & 1) != 0;
        fragmentIdentification = identification;
        fragmentProtocol = protocol;
    }

    /// Where the data of the fragment begins, in bytes from the frame's first.
    int fragmentAt() {
        return fragmentAt;
    }

    int fragmentLength() {
        return fragmentLength;
    }

    /// In bytes: where the data stands in the whole datagram.
    int fragmentOffset() {
        return fragmentOffset;
    }

    boolean moreFragments() {
        return moreFragments;
    }

    int fragmentIdentification() {
        return fragmentIdentification;
    }

    /// What the fragment's IP header says comes next.
    int fragmentProtocol() {
        return fragmentProtocol;
    }

    /// Whether all the data of the fragment was captured: [#fragmented()] and this are what a
    /// [Reassembler] takes.
    public boolean fragmentWhole() {
        return fragmented && fragmentWhole;
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

    /// Where the content of the header at `index` ends on the wire, in bytes from the frame's first:
    /// padding is beyond.
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

    /// The IP header that carries the header at `index`, the next one outside it; -1 when there is none.
    public int networkOf(int index) {
        return networks[checked(index)];
    }

    /// The TCP, UDP, UDP-Lite, ICMP or ICMPv6 header of the innermost IP packet; -1 when there is none.
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

    /// Whether the innermost IP packet is a fragment of a larger one. Only a first fragment carries a
    /// transport header.
    public boolean fragmented() {
        return fragmented;
    }

    /// Whether the header at `index` is IPv4; asked of an IP header, else it is IPv6.
    public boolean isIpv4(int index) {
        return protocols[checked(index)] == Protocol.IPV4;
    }

    /// Whether the header at `index` begins with two ports: TCP, UDP and UDP-Lite.
    public boolean hasPorts(int index) {
        return (protocols[checked(index)].bit() & PORTS) != 0;
    }

    /// The upper 64 bits of the source address of the IP header at `index`; 0 for IPv4.
    public long sourceHigh(int index) {
        return isIpv4(index) ? 0 : Bytes.i64(segment, start + offsets[index] + 8);
    }

    /// The lower 64 bits of the source address of the IP header at `index`. An IPv4 address stands as IPv6
    /// maps it (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2): a table of both kinds keeps [#isIpv4(int)] in its
    /// key too.
    public long sourceLow(int index) {
        return isIpv4(index)
                ? MAPPED | Bytes.u32(segment, start + offsets[index] + 12)
                : Bytes.i64(segment, start + offsets[index] + 16);
    }

    /// As [#sourceHigh(int)], of the destination.
    public long destinationHigh(int index) {
        return isIpv4(index) ? 0 : Bytes.i64(segment, start + offsets[index] + 24);
    }

    /// As [#sourceLow(int)], of the destination.
    public long destinationLow(int index) {
        return isIpv4(index)
                ? MAPPED | Bytes.u32(segment, start + offsets[index] + 16)
                : Bytes.i64(segment, start + offsets[index] + 32);
    }

    /// Whether the numbers, flags and window of the TCP header at `index` were captured. A capture may have
    /// cut it after its ports; what is said below of TCP is asked only where this is true.
    public boolean hasTcpNumbers(int index) {
        return lengths[checked(index)] >= TCP_NUMBERS_LENGTH;
    }

    /// Of the TCP, UDP or UDP-Lite header at `index`.
    public int sourcePort(int index) {
        return Bytes.u16(segment, position(index));
    }

    /// Of the TCP, UDP or UDP-Lite header at `index`.
    public int destinationPort(int index) {
        return Bytes.u16(segment, position(index) + 2);
    }

    /// The sequence number of the TCP header at `index`, 32 bits.
    public int tcpSequence(int index) {
        return Bytes.i32(segment, position(index) + 4);
    }

    /// The acknowledgment number of the TCP header at `index`, 32 bits, whether or not ACK is set.
    public int tcpAcknowledgment(int index) {
        return Bytes.i32(segment, position(index) + 8);
    }

    /// As [TcpView#flags()], of the TCP header at `index`.
    public int tcpFlags(int index) {
        return Bytes.u16(segment, position(index) + 12) & 0xFFF;
    }

    /// The 16 bits of the TCP header at `index`, not scaled.
    public int tcpWindow(int index) {
        return Bytes.u16(segment, position(index) + 14);
    }

    /// What the data offset of the TCP header at `index` says, in bytes: more than [#length(int)] where
    /// the capture cut the options, below 20 in an impossible header.
    public int tcpHeaderLength(int index) {
        return (Bytes.u8(segment, position(index) + 12) >> 4) * 4;
    }

    /// Where the options of the TCP header at `index` begin in [#segment()].
    public long tcpOptionsPosition(int index) {
        return position(index) + TcpView.MIN_LENGTH;
    }

    /// How many bytes of options of the TCP header at `index` there are.
    public int tcpOptionsLength(int index) {
        return Math.max(0, lengths[checked(index)] - TcpView.MIN_LENGTH);
    }

    /// How many bytes the header at `index` carried on the wire, as the lengths in the headers say:
    /// padding is not counted, and what the capture cut off is.
    public int payloadLength(int index) {
        return Math.max(0, ends[checked(index)] - contents[index]);
    }

    /// Where what the header at `index` carries begins in [#segment()].
    public long payloadPosition(int index) {
        return position(index) + lengths[index];
    }

    /// How many bytes of what the header at `index` carries were captured.
    public int capturedPayloadLength(int index) {
        int captured = capturedEnd(checked(index)) - offsets[index] - lengths[index];
        return Math.max(0, Math.min(captured, payloadLength(index)));
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

    /// The segment header of the innermost IP packet; null too where it was cut within its first 20 bytes.
    public @Nullable TcpView tcp() {
        int at = transport(Protocol.TCP);
        return at < 0 || lengths[at] < TcpView.MIN_LENGTH ? null : TcpView.of(segment, position(at), lengths[at]);
    }

    /// The datagram header of the innermost IP packet; null too where it was cut within its 8 bytes.
    public @Nullable UdpView udp() {
        int at = transport(Protocol.UDP);
        return at < 0 || lengths[at] < UdpView.LENGTH ? null : UdpView.of(segment, position(at), lengths[at]);
    }

    public @Nullable IcmpView icmp() {
        int at = transport(Protocol.ICMP);
        return at < 0 ? null : IcmpView.of(segment, position(at), lengths[at]);
    }

    public @Nullable Icmpv6View icmpv6() {
        int at = transport(Protocol.ICMPV6);
        return at < 0 ? null : Icmpv6View.of(segment, position(at), capturedEnd(at) - offsets[at]);
    }

    /// What an ICMP or ICMPv6 error quotes of the packet it is about; null when this is no error, or
    /// quotes too little.
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
        return segment.asSlice(payloadPosition(transport), capturedPayloadLength(transport));
    }

    /// How many bytes the innermost transport header carried on the wire, as the lengths in the headers
    /// say: padding is not counted, and what the capture cut off is. 0 when there is no transport header.
    public int payloadLength() {
        return transport < 0 ? 0 : payloadLength(transport);
    }

    private boolean ports() {
        return transport >= 0 && hasPorts(transport);
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
