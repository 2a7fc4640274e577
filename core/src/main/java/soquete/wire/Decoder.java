package soquete.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import soquete.wire.Problem.Kind;
import soquete.wire.Problem.LengthSource;

/// Finds the headers of frames, one frame after the other, into one [Layers] that it uses again. Never throws, whatever
/// the bytes are. Not for use by several threads.
///
/// A length field that claims more than there was on the wire is reported and the rest is read up to the end of the
/// frame. What is not known (another EtherType, another IP protocol) ends the headers and is no problem.
public final class Decoder {
    private static final int FIRST_ETHER_TYPE = 0x600;
    private static final int MAX_802_3_LENGTH = 1500;
    private static final int LINUX_802_2 = 4;
    private static final int IP_ACCESS_POINT = 0x06;

    private final Layers layers = new Layers();
    /// The first problem, kept as numbers: a cut frame is the normal case of many captures, and costs no allocation.
    private @Nullable Kind kind;

    private Protocol problemLayer = Protocol.ETHERNET;
    private LengthSource problemSource = LengthSource.FRAME;
    private int problemOffset;
    private int problemNeeded;
    private int problemAvailable;
    private MemorySegment segment = MemorySegment.NULL;
    private long start;
    private int captured;
    /// Where what is being read ends on the wire, and what said so.
    private int end;

    private LengthSource endSource = LengthSource.FRAME;

    /// One frame, for those who have just one: the layers are the caller's to keep, as long as `frame` lives.
    public static Decoded decode(LinkType linkType, MemorySegment frame, int originalLength) {
        Decoder decoder = new Decoder();
        int length = (int) Math.min(frame.byteSize(), Integer.MAX_VALUE);
        decoder.read(linkType, frame, 0, length, originalLength);
        Problem problem = decoder.problem();
        return problem == null ? new Decoded.Complete(decoder.layers) : new Decoded.Stopped(decoder.layers, problem);
    }

    /// Reads the frame whose `captured` bytes begin at `offset` of `segment` and which was `original` bytes long on the
    /// wire. Returns whether every header that is known could be read whole; else [#problem()] says why not.
    public boolean read(LinkType linkType, MemorySegment segment, long offset, int captured, int original) {
        this.segment = segment;
        this.start = offset;
        this.captured = captured;
        kind = null;
        layers.begin(segment, offset, captured, original);
        end = layers.originalLength();
        endSource = LengthSource.FRAME;
        switch (linkType.value()) {
            case 0, 108 -> loopback();
            case 1 -> ethernet();
            case 12, 14, 101 -> ip(0);
            case 113 -> cooked();
            case 228 -> ipv4(0);
            case 229 -> ipv6(0);
            case 276 -> cooked2();
            default -> {}
        }
        return kind == null;
    }

    /// The headers of the frame read last.
    public Layers layers() {
        return layers;
    }

    /// The first problem of the frame read last, made anew for each who asks; null when there was none.
    public @Nullable Problem problem() {
        Kind found = kind;
        return found == null
                ? null
                : new Problem(problemLayer, problemOffset, problemNeeded, problemAvailable, problemSource, found);
    }

    /// The kind of [#problem()] alone, which allocates nothing.
    public @Nullable Kind problemKind() {
        return kind;
    }

    private void ethernet() {
        if (has(Protocol.ETHERNET, 0, EthernetView.LENGTH, endSource)
                && push(Protocol.ETHERNET, 0, EthernetView.LENGTH)) {
            typeOrLength(Protocol.ETHERNET, Bytes.u16(segment, start + 12), EthernetView.LENGTH);
        }
    }

    private void cooked() {
        if (has(Protocol.SLL, 0, SllView.LENGTH, endSource) && push(Protocol.SLL, 0, SllView.LENGTH)) {
            cookedNext(Bytes.u16(segment, start + 14), SllView.LENGTH);
        }
    }

    private void cooked2() {
        if (has(Protocol.SLL2, 0, Sll2View.LENGTH, endSource) && push(Protocol.SLL2, 0, Sll2View.LENGTH)) {
            cookedNext(Bytes.u16(segment, start), Sll2View.LENGTH);
        }
    }

    private void cookedNext(int protocol, int at) {
        if (protocol == LINUX_802_2) {
            llc(at);
        } else {
            etherType(protocol, at);
        }
    }

    private void loopback() {
        if (has(Protocol.LOOPBACK, 0, NullView.LENGTH, endSource) && push(Protocol.LOOPBACK, 0, NullView.LENGTH)) {
            NullView family = NullView.of(segment, start, NullView.LENGTH);
            if (family.ipv4()) {
                ipv4(NullView.LENGTH);
            } else if (family.ipv6()) {
                ipv6(NullView.LENGTH);
            }
        }
    }

    private void typeOrLength(Protocol holder, int value, int at) {
        if (value >= FIRST_ETHER_TYPE) {
            etherType(value, at);
        } else if (value <= MAX_802_3_LENGTH) {
            if (value > end - at) {
                report(holder, at, value, end - at, LengthSource.IEEE_802_3_LENGTH, Kind.MALFORMED);
            } else {
                end = at + value;
                endSource = LengthSource.IEEE_802_3_LENGTH;
            }
            llc(at);
        }
    }

    private void llc(int at) {
        if (!has(Protocol.LLC, at, LlcView.MIN_LENGTH, endSource)) {
            return;
        }
        LlcView llc = LlcView.of(segment, start + at, LlcView.MIN_LENGTH);
        int length = llc.snap() ? LlcView.SNAP_LENGTH : LlcView.MIN_LENGTH;
        if (!has(Protocol.LLC, at, length, endSource) || !push(Protocol.LLC, at, length)) {
            return;
        }
        if (llc.snap() && llc.organization() == 0) {
            etherType(llc.type(), at + length);
        } else if (llc.destinationAccessPoint() == IP_ACCESS_POINT) {
            ipv4(at + length);
        }
    }

    private void etherType(int type, int at) {
        switch (type) {
            case 0x0800 -> ipv4(at);
            case 0x86DD -> ipv6(at);
            case 0x0806 -> arp(at);
            case 0x8100, 0x9100 -> vlan(Protocol.VLAN, at);
            case 0x88A8 -> vlan(Protocol.SERVICE_VLAN, at);
            default -> {}
        }
    }

    private void vlan(Protocol tag, int at) {
        if (has(tag, at, VlanView.LENGTH, endSource) && push(tag, at, VlanView.LENGTH)) {
            typeOrLength(tag, Bytes.u16(segment, start + at + 2), at + VlanView.LENGTH);
        }
    }

    private void arp(int at) {
        if (!has(Protocol.ARP, at, ArpView.MIN_LENGTH, endSource)) {
            return;
        }
        int length = ArpView.of(segment, start + at, ArpView.MIN_LENGTH).length();
        int there = Math.min(length, Math.min(end, captured) - at);
        if (push(Protocol.ARP, at, there)) {
            has(Protocol.ARP, at, length, LengthSource.ARP_ADDRESS_LENGTHS);
        }
    }

    /// An IP packet whose version only its own first byte tells.
    private void ip(int at) {
        if (has(Protocol.IPV4, at, 1, endSource)) {
            if (Bytes.u8(segment, start + at) >> 4 == 6) {
                ipv6(at);
            } else {
                ipv4(at);
            }
        }
    }

    private void ipv4(int at) {
        if (!has(Protocol.IPV4, at, Ipv4View.MIN_LENGTH, endSource)) {
            return;
        }
        Ipv4View ip = Ipv4View.of(segment, start + at, Ipv4View.MIN_LENGTH);
        int header = ip.headerLength();
        if (ip.version() != 4) {
            report(Protocol.IPV4, at, header, end - at, LengthSource.IP_VERSION, Kind.MALFORMED);
            return;
        }
        int total = ip.totalLength() == 0 ? end - at : ip.totalLength();
        if (header < Ipv4View.MIN_LENGTH) {
            push(Protocol.IPV4, at, Ipv4View.MIN_LENGTH);
            report(Protocol.IPV4, at, Ipv4View.MIN_LENGTH, header, LengthSource.IPV4_HEADER_LENGTH, Kind.MALFORMED);
            return;
        }
        if (total < header) {
            push(Protocol.IPV4, at, Ipv4View.MIN_LENGTH);
            report(Protocol.IPV4, at, header, total, LengthSource.IPV4_TOTAL_LENGTH, Kind.MALFORMED);
            return;
        }
        narrow(Protocol.IPV4, at, total, LengthSource.IPV4_TOTAL_LENGTH);
        if (!push(Protocol.IPV4, at, Math.min(header, Math.min(end, captured) - at))
                || !has(Protocol.IPV4, at, header, LengthSource.IPV4_HEADER_LENGTH)) {
            return;
        }
        if (ip.moreFragments() || ip.fragmentOffset() != 0) {
            layers.fragment();
        }
        if (ip.fragmentOffset() == 0) {
            transport(ip.protocol(), at + header);
        }
    }

    private void ipv6(int at) {
        if (!has(Protocol.IPV6, at, Ipv6View.LENGTH, endSource)) {
            return;
        }
        Ipv6View ip = Ipv6View.of(segment, start + at, Ipv6View.LENGTH);
        if (ip.version() != 6) {
            report(Protocol.IPV6, at, Ipv6View.LENGTH, end - at, LengthSource.IP_VERSION, Kind.MALFORMED);
            return;
        }
        // 0 in a jumbogram (RFC 2675 §3), and in a packet captured before the network card cut it into segments.
        if (ip.payloadLength() != 0) {
            narrow(Protocol.IPV6, at, Ipv6View.LENGTH + ip.payloadLength(), LengthSource.IPV6_PAYLOAD_LENGTH);
        }
        if (push(Protocol.IPV6, at, Ipv6View.LENGTH)) {
            transport(ip.nextHeader(), at + Ipv6View.LENGTH);
        }
    }

    private void transport(int protocol, int offset) {
        int next = protocol;
        int at = offset;
        while (IpExtension.known(next)) {
            Protocol extension = IpExtension.protocol(next);
            if (!has(extension, at, IpExtension.MIN_LENGTH, endSource)) {
                return;
            }
            int length = IpExtension.length(next, segment, start + at);
            if (!has(extension, at, length, LengthSource.IPV6_EXTENSION_LENGTH) || !push(extension, at, length)) {
                return;
            }
            if (extension == Protocol.IPV6_FRAGMENT) {
                if (IpExtension.fragment(segment, start + at)) {
                    layers.fragment();
                }
                if (IpExtension.laterFragment(segment, start + at)) {
                    return;
                }
            }
            next = IpExtension.next(segment, start + at);
            at += length;
        }
        switch (next) {
            case 1 -> message(Protocol.ICMP, at, IcmpView.LENGTH);
            case 6 -> tcp(at);
            case 17 -> udp(at);
            case 58 -> message(Protocol.ICMPV6, at, Icmpv6View.LENGTH);
            default -> {}
        }
    }

    private void message(Protocol protocol, int at, int length) {
        if (has(protocol, at, length, endSource)) {
            push(protocol, at, length);
        }
    }

    private void tcp(int at) {
        if (!has(Protocol.TCP, at, TcpView.MIN_LENGTH, endSource)) {
            return;
        }
        int header = TcpView.of(segment, start + at, TcpView.MIN_LENGTH).headerLength();
        if (header < TcpView.MIN_LENGTH || header > end - at) {
            int needed = Math.max(header, TcpView.MIN_LENGTH);
            int available = Math.min(header, end - at);
            end = at + TcpView.MIN_LENGTH;
            push(Protocol.TCP, at, TcpView.MIN_LENGTH);
            report(Protocol.TCP, at, needed, available, LengthSource.TCP_DATA_OFFSET, Kind.MALFORMED);
        } else if (push(Protocol.TCP, at, Math.min(header, captured - at))) {
            has(Protocol.TCP, at, header, LengthSource.TCP_DATA_OFFSET);
        }
    }

    private void udp(int at) {
        if (!has(Protocol.UDP, at, UdpView.LENGTH, endSource)) {
            return;
        }
        int length = UdpView.of(segment, start + at, UdpView.LENGTH).length();
        if (length >= UdpView.LENGTH && length <= end - at) {
            end = at + length;
        }
        push(Protocol.UDP, at, UdpView.LENGTH);
        // 0 in a jumbogram (RFC 2675 §4); a first fragment holds less than the datagram's length.
        if (length > end - at && !layers.fragmented()) {
            report(Protocol.UDP, at, length, end - at, LengthSource.UDP_LENGTH, Kind.MALFORMED);
        } else if (length < UdpView.LENGTH && length != 0) {
            report(Protocol.UDP, at, UdpView.LENGTH, length, LengthSource.UDP_LENGTH, Kind.MALFORMED);
        }
    }

    /// Ends what is being read `length` bytes after `at`, as `source` says; reports a length that goes beyond the
    /// frame.
    private void narrow(Protocol protocol, int at, int length, LengthSource source) {
        if (length > end - at) {
            report(protocol, at, length, end - at, source, Kind.MALFORMED);
        } else {
            end = at + length;
            endSource = source;
        }
    }

    /// Whether `needed` bytes of a header at `at` were on the wire and were captured; reports it when not.
    ///
    /// @param asked what says how many are needed, or for a fixed length how many there are
    private boolean has(Protocol protocol, int at, int needed, LengthSource asked) {
        if (needed > end - at) {
            report(protocol, at, needed, end - at, asked, Kind.MALFORMED);
            return false;
        }
        if (needed > captured - at) {
            report(protocol, at, needed, captured - at, LengthSource.CAPTURE, Kind.TRUNCATED);
            return false;
        }
        return true;
    }

    private boolean push(Protocol protocol, int at, int length) {
        if (layers.push(protocol, at, length, end)) {
            return true;
        }
        report(protocol, at, length, 0, LengthSource.DEPTH_BOUND, Kind.MALFORMED);
        return false;
    }

    private void report(Protocol protocol, int at, int needed, int available, LengthSource source, Kind found) {
        if (kind == null) {
            problemLayer = protocol;
            problemOffset = at;
            problemNeeded = needed;
            problemAvailable = available;
            problemSource = source;
            kind = found;
        }
    }
}
