package soquete.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PcapWriter;
import soquete.wire.Addresses;
import soquete.wire.EthernetBuilder;
import soquete.wire.HeaderBuilder;
import soquete.wire.Ipv4Builder;
import soquete.wire.Ipv6Builder;
import soquete.wire.LinkType;
import soquete.wire.SeqNum;
import soquete.wire.TcpBuilder;
import soquete.wire.TcpOption;
import soquete.wire.TcpView;
import soquete.wire.UdpBuilder;

/// What the build runs once so that the JVM remembers the classes that a start needs (an AOT cache). The capture that is
/// read is made here and thrown away.
final class Practice {
    private static final int CONNECTIONS = 1_600;
    private static final int TOGETHER = 16;
    private static final int STEPS = 40;
    private static final long STEP_NANOS = 50_000;

    private final Random random = new Random(1);
    private final PcapWriter out;
    private long time = 1_700_000_000_000_000_000L;

    private Practice(PcapWriter out) {
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        Main.run("doctor", "--json");
        Path folder = Files.createTempDirectory("soquete-practice");
        Path capture = folder.resolve("practice.pcap");
        Path part = folder.resolve("part.pcap");
        try {
            try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(capture));
                    PcapWriter writer = new PcapWriter(file, PcapWriter.Format.of(LinkType.ETHERNET))) {
                new Practice(writer).connections();
            }
            Main.run("conversations", capture.toString());
            Main.run("fields", capture.toString(), "-e", "tcp.stream", "-e", "tcp.analysis.flags", "-e", "ip.src");
            Main.run("cut", capture.toString(), "tcp.port == 443", "-w", part.toString());
            Files.delete(part);
        } finally {
            Files.delete(capture);
            Files.delete(folder);
        }
    }

    /// Sixteen at a time, so that they alternate.
    private void connections() throws IOException {
        for (int first = 0; first < CONNECTIONS; first += TOGETHER) {
            for (int step = 0; step < STEPS; step++) {
                for (int number = first; number < first + TOGETHER; number++) {
                    step(number, step);
                }
            }
        }
    }

    /// Opening, exchanges, closing; most have one exchange, some many. Every fifth is UDP.
    private void step(int number, int step) throws IOException {
        int exchanges = number % 16 == 0 ? STEPS - 4 : 1 + number % 3;
        if (number % 5 == 4) {
            if (step < exchanges) {
                write(number, new UdpBuilder(20_000 + number % 40_000, 53), step % 2 == 1, 60);
            }
            return;
        }
        SeqNum client = new SeqNum(number * 7919);
        SeqNum server = new SeqNum(number * 104_729);
        TcpOption stamps = new TcpOption.Timestamps(number, step);
        if (step == 0) {
            TcpOption[] offers = {
                new TcpOption.MaximumSegmentSize(1460), new TcpOption.SackPermitted(), new TcpOption.WindowScale(7)
            };
            segment(number, false, client, null, TcpView.SYN, 0, offers);
            segment(number, true, server, client.plus(1), TcpView.SYN, 0, offers);
            segment(number, false, client.plus(1), server.plus(1), 0, 0, stamps);
        } else if (step <= exchanges) {
            exchange(number, client.plus(1 + 100L * (step - 1)), server.plus(1 + 1800L * (step - 1)), stamps);
        } else if (step == exchanges + 1) {
            SeqNum sent = client.plus(1 + 100L * exchanges);
            SeqNum answered = server.plus(1 + 1800L * exchanges);
            segment(number, false, sent, answered, TcpView.FIN, 0, stamps);
            segment(number, true, answered, sent.plus(1), TcpView.FIN, 0, stamps);
            segment(number, false, sent.plus(1), answered.plus(1), 0, 0, stamps);
        }
    }

    /// A question of 100 bytes, an answer in three segments, now and then with a loss.
    private void exchange(int number, SeqNum client, SeqNum server, TcpOption stamps) throws IOException {
        segment(number, false, client, server, TcpView.PSH, 100, stamps);
        boolean loss = random.nextInt(50) == 0;
        for (int i = 0; i < 3; i++) {
            if (!loss || i != 1) {
                segment(number, true, server.plus(600L * i), client.plus(100), TcpView.PSH, 600, stamps);
            }
        }
        if (loss) {
            segment(number, false, client.plus(100), server.plus(600), 0, 0, stamps);
            segment(number, false, client.plus(100), server.plus(600), 0, 0, stamps);
            segment(number, true, server.plus(600), client.plus(100), TcpView.PSH, 600, stamps);
        }
        segment(number, false, client.plus(100), server.plus(1800), 0, 0, stamps);
    }

    private void segment(
            int number,
            boolean back,
            SeqNum sequence,
            @Nullable SeqNum acknowledgment,
            int flags,
            int length,
            TcpOption... options)
            throws IOException {
        int port = number % 2 == 0 ? 443 : 80;
        int other = 10_000 + number % 50_000;
        TcpBuilder header = new TcpBuilder(back ? port : other, back ? other : port)
                .sequence(sequence)
                .flags(flags)
                .window(500 + random.nextInt(4))
                .options(options);
        write(number, acknowledgment == null ? header : header.acknowledgment(acknowledgment), back, length);
    }

    private void write(int number, HeaderBuilder transport, boolean back, int length) throws IOException {
        boolean six = number % 11 == 0;
        InetAddress one = Addresses.literal(six ? "2001:db8::1" : "198.51.100." + number % 200);
        InetAddress other = Addresses.literal(six ? "2001:db8::2" : "203.0.113." + number % 100);
        InetAddress from = back ? other : one;
        InetAddress to = back ? one : other;
        byte[] frame = HeaderBuilder.frame(
                new byte[length],
                new EthernetBuilder(),
                six ? new Ipv6Builder(from, to) : new Ipv4Builder(from, to),
                transport);
        time += STEP_NANOS;
        out.packet(time, CapturedBytes.whole(frame));
    }
}
