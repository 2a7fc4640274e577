package soquete.app;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PcapWriter;
import soquete.wire.Addresses;
import soquete.wire.EthernetBuilder;
import soquete.wire.HeaderBuilder;
import soquete.wire.IcmpBuilder;
import soquete.wire.IcmpView;
import soquete.wire.Icmpv6Builder;
import soquete.wire.Icmpv6View;
import soquete.wire.Ipv4Builder;
import soquete.wire.Ipv6Builder;
import soquete.wire.SeqNum;
import soquete.wire.TcpBuilder;
import soquete.wire.TcpOption;
import soquete.wire.TcpView;
import soquete.wire.UdpBuilder;

/// Conversations of the kinds that a busy network carries, many at once: opened and closed, refused and reset, with
/// segments lost and sent again, IPv4 and IPv6, TCP, UDP and ICMP. The same for the same random numbers.
final class PracticeTraffic {
    private static final int AT_ONCE = 500;
    private static final int SEGMENT = 536;
    /// Bytes captured of a packet, at most.
    private static final int CAPTURED = 96;

    private final RandomGenerator random;
    private final PcapWriter out;
    private final List<Talk> talks = new ArrayList<>();
    private long time = 1_700_000_000_000_000_000L;
    private int begun;

    PracticeTraffic(RandomGenerator random, PcapWriter out) {
        this.random = random;
        this.out = out;
    }

    /// Writes so many packets.
    void write(int packets) throws IOException {
        for (int i = 0; i < packets; ) {
            if (talks.size() < AT_ONCE) {
                talks.add(new Talk(begun++));
            }
            int at = random.nextInt(talks.size());
            Talk talk = talks.get(at);
            i += talk.next();
            if (talk.left == 0) {
                talks.set(at, talks.getLast());
                talks.removeLast();
            }
        }
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    /// One conversation. Its client asks, its server answers, and so on.
    private final class Talk {
        private final InetAddress client;
        private final InetAddress server;
        private final boolean ipv6 = oneIn(10);
        private final boolean udp = oneIn(8);
        private final boolean ping = oneIn(50);
        private final int port;
        private final boolean timestamps = !oneIn(3);
        private SeqNum clientNext = new SeqNum(random.nextInt());
        private SeqNum serverNext = new SeqNum(random.nextInt());
        private int step;
        /// Exchanges that are still to come; 0 at its end.
        private int left = 1 + random.nextInt(oneIn(10) ? 40 : 6);

        Talk(int number) {
            String host = Integer.toHexString(1 + number % 200);
            client = Addresses.literal(ipv6 ? "2001:db8::" + host : "198.51.100." + (1 + number % 200));
            server = Addresses.literal(ipv6 ? "2001:db8::1:" + host : "203.0.113." + (1 + number % 30));
            port = 32768 + number % 28000;
        }

        /// Writes what comes next, and says how many packets that is.
        int next() throws IOException {
            if (ping) {
                left--;
                write(
                        true,
                        ipv6 ? new Icmpv6Builder(Icmpv6View.ECHO_REQUEST, 0) : new IcmpBuilder(IcmpView.ECHO, 0),
                        56);
                return 1;
            }
            if (udp) {
                left--;
                write(true, new UdpBuilder(port, 53), 20 + random.nextInt(40));
                write(false, new UdpBuilder(53, port), 60 + random.nextInt(300));
                return 2;
            }
            return switch (step++) {
                case 0 -> open();
                case 1 -> answer();
                default -> left == 1 ? close() : exchange();
            };
        }

        private int open() throws IOException {
            segment(true, TcpView.SYN, 0);
            clientNext = clientNext.plus(1);
            if (oneIn(50)) {
                left = 0;
            }
            return 1;
        }

        private int answer() throws IOException {
            if (oneIn(30)) {
                segment(false, TcpView.RST | TcpView.ACK, 0);
                left = 0;
                return 1;
            }
            segment(false, TcpView.SYN | TcpView.ACK, 0);
            serverNext = serverNext.plus(1);
            segment(true, TcpView.ACK, 0);
            return 2;
        }

        private int exchange() throws IOException {
            left--;
            int packets = text(true, 1) + text(false, 1 + random.nextInt(4));
            if (oneIn(20)) {
                segment(true, TcpView.ACK, 0); // a window update, or the last one again
                packets++;
            }
            return packets;
        }

        /// Segments of one end, which the other acknowledges. Some are lost, and come behind three duplicate ACKs.
        private int text(boolean fromClient, int segments) throws IOException {
            int packets = 0;
            for (int i = 0; i < segments; i++) {
                int length = i < segments - 1 ? SEGMENT : 1 + random.nextInt(SEGMENT);
                SeqNum before = fromClient ? clientNext : serverNext;
                boolean lost = segments > 2 && i == 0 && oneIn(12);
                if (!lost) {
                    segment(fromClient, TcpView.ACK | TcpView.PSH, length);
                    packets++;
                }
                advance(fromClient, length);
                if (lost) {
                    packets += again(fromClient, before, length);
                } else if (i % 2 == 1 || i == segments - 1) {
                    segment(!fromClient, TcpView.ACK, 0);
                    packets++;
                }
            }
            return packets;
        }

        private int again(boolean fromClient, SeqNum lost, int length) throws IOException {
            segment(fromClient, TcpView.ACK, SEGMENT);
            SeqNum after = (fromClient ? clientNext : serverNext).plus(SEGMENT);
            rewind(fromClient, lost);
            for (int i = 0; i < 3; i++) {
                segment(!fromClient, TcpView.ACK, 0);
            }
            segment(fromClient, TcpView.ACK, length);
            rewind(fromClient, after);
            segment(!fromClient, TcpView.ACK, 0);
            return 6;
        }

        private int close() throws IOException {
            left = 0;
            if (oneIn(15)) {
                segment(random.nextBoolean(), TcpView.RST | TcpView.ACK, 0);
                return 1;
            }
            boolean first = random.nextBoolean();
            segment(first, TcpView.FIN | TcpView.ACK, 0);
            advance(first, 1);
            segment(!first, TcpView.FIN | TcpView.ACK, 0);
            advance(!first, 1);
            segment(first, TcpView.ACK, 0);
            return 3;
        }

        private void advance(boolean ofClient, int count) {
            rewind(ofClient, (ofClient ? clientNext : serverNext).plus(count));
        }

        private void rewind(boolean ofClient, SeqNum to) {
            if (ofClient) {
                clientNext = to;
            } else {
                serverNext = to;
            }
        }

        private void segment(boolean fromClient, int flags, int length) throws IOException {
            TcpBuilder segment = new TcpBuilder(fromClient ? port : 443, fromClient ? 443 : port)
                    .sequence(fromClient ? clientNext : serverNext)
                    .flags(flags)
                    .window(500 + (oneIn(4) ? random.nextInt(100) : 0));
            if ((flags & TcpView.ACK) != 0) {
                segment.acknowledgment(fromClient ? serverNext : clientNext);
            }
            if ((flags & TcpView.SYN) != 0) {
                segment.options(
                        new TcpOption.MaximumSegmentSize(1460),
                        new TcpOption.SackPermitted(),
                        new TcpOption.NoOperation(),
                        new TcpOption.WindowScale(7));
            } else if (timestamps) {
                segment.options(
                        new TcpOption.NoOperation(),
                        new TcpOption.NoOperation(),
                        new TcpOption.Timestamps((int) (time / 1_000_000), 1));
            }
            write(fromClient, segment, length);
        }

        private void write(boolean fromClient, HeaderBuilder transport, int length) throws IOException {
            InetAddress from = fromClient ? client : server;
            InetAddress to = fromClient ? server : client;
            HeaderBuilder network = ipv6 ? new Ipv6Builder(from, to) : new Ipv4Builder(from, to);
            byte[] frame = HeaderBuilder.frame(new byte[length], new EthernetBuilder(), network, transport);
            time += 1_000 + random.nextInt(200_000);
            MemorySegment captured = MemorySegment.ofArray(frame).asSlice(0, Math.min(frame.length, CAPTURED));
            out.packet(time, new CapturedBytes(captured, frame.length));
        }
    }
}
