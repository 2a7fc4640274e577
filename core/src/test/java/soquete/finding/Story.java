package soquete.finding;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import soquete.filter.Filter;
import soquete.flow.Engine;
import soquete.flow.Tracker;
import soquete.pcap.CaptureInterface;
import soquete.pcap.CaptureReader;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PcapngWriter;
import soquete.pcap.SectionInfo;
import soquete.wire.Addresses;
import soquete.wire.ArpBuilder;
import soquete.wire.ArpView;
import soquete.wire.Endpoint;
import soquete.wire.EthernetBuilder;
import soquete.wire.HeaderBuilder;
import soquete.wire.IcmpBuilder;
import soquete.wire.Ipv4Builder;
import soquete.wire.Ipv6Builder;
import soquete.wire.LinkType;
import soquete.wire.MacAddress;
import soquete.wire.SeqNum;
import soquete.wire.TcpBuilder;
import soquete.wire.TcpOption;
import soquete.wire.UdpBuilder;

/// Writes a capture down, packet by packet: sequence numbers follow from what was said, each packet is a tenth of a
/// millisecond after the one before. Several conversations may stand in one story.
final class Story {
    private static final long STEP = 100_000;
    private static final long BEGIN = 1_700_000_000_000_000_000L;

    /// What each packet is, and how much of it was kept.
    private record Written(long nanos, byte[] bytes, int kept) {}

    private final List<Written> packets = new ArrayList<>();
    private Endpoint client = endpoint("192.0.2.1", 49152);
    private Endpoint server = endpoint("192.0.2.2", 65432);
    private int clientNext = 1000;
    private int serverNext = 5000;
    private int clientWindow = 8192;
    private int serverWindow = 8192;
    private long clock = BEGIN;
    private int identification = 1;
    private int snap = 65536;
    private String interfaceName = "eth0";
    private TcpOption[] options = {};

    static Endpoint endpoint(String address, int port) {
        return new Endpoint(Addresses.literal(address), port);
    }

    Story between(Endpoint from, Endpoint to) {
        client = from;
        server = to;
        clientNext = 1000 + 7 * packets.size();
        serverNext = 5000 + 7 * packets.size();
        return this;
    }

    Story taken(String on) {
        interfaceName = on;
        return this;
    }

    Story snap(int bytes) {
        snap = bytes;
        return this;
    }

    /// Lets time go by before the next packet.
    Story after(long millis) {
        clock += millis * 1_000_000;
        return this;
    }

    /// Of the segments that follow.
    Story clientWindow(int bytes) {
        clientWindow = bytes;
        return this;
    }

    Story serverWindow(int bytes) {
        serverWindow = bytes;
        return this;
    }

    Story client(String flags) {
        return client(flags, 0);
    }

    Story server(String flags) {
        return server(flags, 0);
    }

    Story client(String flags, int length) {
        segment(true, flags, clientNext, serverNext, length);
        clientNext += taken(flags, length);
        return this;
    }

    Story server(String flags, int length) {
        segment(false, flags, serverNext, clientNext, length);
        serverNext += taken(flags, length);
        return this;
    }

    /// A segment whose own number is that much off; nothing is counted.
    Story stray(boolean fromClient, String flags, int off, int length) {
        return fromClient
                ? segment(true, flags, clientNext + off, serverNext, length)
                : segment(false, flags, serverNext + off, clientNext, length);
    }

    /// An ACK that asks for what was sent that many bytes ago.
    Story behind(boolean fromClient, int bytes) {
        return fromClient
                ? segment(true, "A", clientNext, serverNext - bytes, 0)
                : segment(false, "A", serverNext, clientNext - bytes, 0);
    }

    Story handshake() {
        options = new TcpOption[] {new TcpOption.MaximumSegmentSize(1460), new TcpOption.SackPermitted()};
        client("S").server("SA");
        options = new TcpOption[] {};
        return client("A");
    }

    Story closing() {
        return client("FA").server("A").server("FA").client("A");
    }

    /// The packet of that number once more, as its kernel sends it again.
    Story again(int number) {
        byte[] bytes = packets.get(number - 1).bytes().clone();
        bytes[18] = (byte) (identification >> 8);
        bytes[19] = (byte) identification++;
        return add(bytes);
    }

    /// The last packet once more, as a second interface sees it.
    Story twice() {
        return add(packets.getLast().bytes());
    }

    /// It was sent and not captured.
    Story unseen() {
        packets.removeLast();
        return this;
    }

    int size() {
        return packets.size();
    }

    Story datagram(boolean fromClient, int length) {
        Endpoint from = fromClient ? client : server;
        Endpoint to = fromClient ? server : client;
        return frame(new byte[length], ip(from, to), new UdpBuilder(from.port(), to.port()));
    }

    /// An ICMP error about the last packet, which quotes as many bytes after the IP header as RFC 792 asks for.
    Story icmp(String sender, IcmpBuilder error) {
        byte[] failed = packets.getLast().bytes();
        byte[] quote = Arrays.copyOfRange(failed, 14, Math.min(failed.length, 14 + 28));
        return frame(quote, ip(endpoint(sender, 0), client), error);
    }

    Story arp(int operation, String sender, String target) {
        HeaderBuilder arp = new ArpBuilder(operation)
                .sender(new MacAddress(0x0200_0000_0001L), (Inet4Address) Addresses.literal(sender))
                .target(MacAddress.ZERO, (Inet4Address) Addresses.literal(target));
        return add(HeaderBuilder.frame(new byte[0], new EthernetBuilder(), arp));
    }

    Story whoHas(String sender, String target) {
        return arp(ArpView.REQUEST, sender, target);
    }

    private HeaderBuilder ip(Endpoint from, Endpoint to) {
        return from.address() instanceof Inet6Address
                ? new Ipv6Builder(from.address(), to.address())
                : new Ipv4Builder(from.address(), to.address()).identification(identification++);
    }

    private Story segment(boolean fromClient, String flags, int sequence, int acknowledgment, int length) {
        Endpoint from = fromClient ? client : server;
        Endpoint to = fromClient ? server : client;
        TcpBuilder tcp = new TcpBuilder(from.port(), to.port())
                .sequence(new SeqNum(sequence))
                .window(fromClient ? clientWindow : serverWindow)
                .options(options);
        int bits = 0;
        for (char flag : flags.toCharArray()) {
            bits |= 1 << "FSRPAU".indexOf(flag);
        }
        tcp.flags(bits);
        if (flags.contains("A")) {
            tcp.acknowledgment(new SeqNum(acknowledgment));
        }
        return frame(new byte[length], ip(from, to), tcp);
    }

    private static int taken(String flags, int length) {
        return length + (flags.contains("S") ? 1 : 0) + (flags.contains("F") ? 1 : 0);
    }

    private Story frame(byte[] payload, HeaderBuilder... headers) {
        HeaderBuilder[] all = new HeaderBuilder[headers.length + 1];
        all[0] = new EthernetBuilder();
        System.arraycopy(headers, 0, all, 1, headers.length);
        return add(HeaderBuilder.frame(payload, all));
    }

    private Story add(byte[] bytes) {
        clock += STEP;
        packets.add(new Written(clock, bytes, Math.min(snap, bytes.length)));
        return this;
    }

    byte[] pcapng() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapngWriter writer = new PcapngWriter(out, new SectionInfo("", "", "", List.of()));
        CaptureInterface on = writer.addInterface(interfaceName, LinkType.ETHERNET, 0);
        for (Written packet : packets) {
            MemorySegment kept = MemorySegment.ofArray(packet.bytes()).asSlice(0, packet.kept());
            writer.packet(on, packet.nanos(), new CapturedBytes(kept, packet.bytes().length), List.of());
        }
        writer.close();
        return out.toByteArray();
    }

    /// What matters in it. With a filter that no packet passes: why not.
    List<Findings.Group> told(int threads, @Nullable Filter filter) throws IOException, InterruptedException {
        Tracker tracker = new Tracker();
        Survey survey = new Survey();
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(pcapng()))) {
            new Engine(tracker, survey, threads).run(reader);
        }
        Findings found = survey.findings(tracker, f -> filter == null);
        if (filter != null) {
            Question.nothingMatches(filter, survey, tracker, found);
        }
        return found.ranked();
    }
}
