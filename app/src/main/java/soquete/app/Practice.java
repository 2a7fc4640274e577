package soquete.app;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PcapWriter;
import soquete.wire.Addresses;
import soquete.wire.EthernetBuilder;
import soquete.wire.HeaderBuilder;
import soquete.wire.Ipv4Builder;
import soquete.wire.LinkType;
import soquete.wire.SeqNum;
import soquete.wire.TcpBuilder;
import soquete.wire.TcpView;
import soquete.wire.UdpBuilder;

/// What the build runs once so that the JVM remembers the classes that a start needs (an AOT cache). The
/// capture that is read is made here and thrown away.
final class Practice {
    private static final InetAddress CLIENT = Addresses.literal("198.51.100.1");
    private static final InetAddress SERVER = Addresses.literal("203.0.113.1");

    private Practice() {}

    public static void main(String[] args) throws IOException {
        Main.run("doctor", "--json");
        Path folder = Files.createTempDirectory("soquete-practice");
        Path capture = folder.resolve("practice.pcap");
        Path part = folder.resolve("part.pcap");
        try {
            write(capture);
            Main.run("explain", capture.toString());
            Main.run("conversations", capture.toString());
            Main.run("fields", capture.toString(), "-e", "tcp.stream", "-e", "tcp.analysis.flags", "-e", "ip.src");
            Main.run("cut", capture.toString(), "tcp.port == 443", "-w", part.toString());
        } finally {
            Files.deleteIfExists(part);
            Files.delete(capture);
            Files.delete(folder);
        }
    }

    private static void write(Path capture) throws IOException {
        SeqNum client = new SeqNum(1000);
        SeqNum server = new SeqNum(2000);
        try (OutputStream file = Files.newOutputStream(capture);
                PcapWriter out = new PcapWriter(file, PcapWriter.Format.of(LinkType.ETHERNET))) {
            packet(
                    out,
                    CLIENT,
                    SERVER,
                    new TcpBuilder(49152, 443).sequence(client).flags(TcpView.SYN),
                    0);
            packet(out, SERVER, CLIENT, answer(server, client).flags(TcpView.SYN), 0);
            packet(out, SERVER, CLIENT, answer(server.plus(1), client), 100);
            packet(out, CLIENT, SERVER, new UdpBuilder(49153, 53), 20);
        }
    }

    private static TcpBuilder answer(SeqNum server, SeqNum client) {
        return new TcpBuilder(443, 49152).sequence(server).acknowledgment(client.plus(1));
    }

    private static void packet(PcapWriter out, InetAddress from, InetAddress to, HeaderBuilder transport, int length)
            throws IOException {
        byte[] frame =
                HeaderBuilder.frame(new byte[length], new EthernetBuilder(), new Ipv4Builder(from, to), transport);
        out.packet(1_700_000_000_000_000_000L, CapturedBytes.whole(frame));
    }
}
