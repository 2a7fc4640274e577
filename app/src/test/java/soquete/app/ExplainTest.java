package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import soquete.pcap.CaptureInterface;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PcapngWriter;
import soquete.pcap.SectionInfo;
import soquete.wire.Addresses;
import soquete.wire.EthernetBuilder;
import soquete.wire.HeaderBuilder;
import soquete.wire.Ipv4Builder;
import soquete.wire.LinkType;
import soquete.wire.SeqNum;
import soquete.wire.TcpBuilder;
import soquete.wire.TcpView;
import soquete.wire.UdpBuilder;

/// What `soquete explain` prints: findings first, then conversations, ladders on request.
class ExplainTest {

    @TempDir
    private Path folder;

    private Path capture = Path.of("");
    private final List<byte[]> packets = new ArrayList<>();

    /// A datagram and its answer, then three connections that are refused.
    @BeforeEach
    void writeCapture() throws IOException {
        packets.add(HeaderBuilder.frame(
                new byte[5], new EthernetBuilder(), ip("192.0.2.1", "192.0.2.2"), new UdpBuilder(4000, 4001)));
        packets.add(HeaderBuilder.frame(
                new byte[5], new EthernetBuilder(), ip("192.0.2.2", "192.0.2.1"), new UdpBuilder(4001, 4000)));
        for (int port = 50_000; port < 50_003; port++) {
            packets.add(HeaderBuilder.frame(
                    new byte[0],
                    new EthernetBuilder(),
                    ip("192.0.2.1", "192.0.2.2"),
                    new TcpBuilder(port, 65432).sequence(new SeqNum(100)).flags(TcpView.SYN)));
            packets.add(HeaderBuilder.frame(
                    new byte[0],
                    new EthernetBuilder(),
                    ip("192.0.2.2", "192.0.2.1"),
                    new TcpBuilder(65432, port).acknowledgment(new SeqNum(101)).flags(TcpView.RST)));
        }
        capture = folder.resolve("refused.pcapng");
        try (OutputStream out = Files.newOutputStream(capture)) {
            PcapngWriter writer = new PcapngWriter(out, new SectionInfo("", "", "", List.of()));
            CaptureInterface on = writer.addInterface("eth0", LinkType.ETHERNET, 0);
            long nanos = 1_700_000_000_000_000_000L;
            for (byte[] packet : packets) {
                nanos += 1_000_000;
                writer.packet(on, nanos, new CapturedBytes(MemorySegment.ofArray(packet), packet.length), List.of());
            }
            writer.close();
        }
    }

    private static Ipv4Builder ip(String from, String to) {
        return new Ipv4Builder(Addresses.literal(from), Addresses.literal(to));
    }

    private String file() {
        return capture.toString();
    }

    @Test
    void whatMattersComesFirstInBothLanguages() throws Exception {
        Cli.Outcome english = new Cli().run("explain", file());
        assertThat(english.exit()).as(english.err()).isZero();
        assertThat(english.out())
                .startsWith("8 packets, 4 conversations.")
                .contains("1. failure · refused", "TCP 0 · packets 3, 4", "nothing listens on port 65432")
                .contains("The same in 2 further conversations: TCP 1 (192.0.2.2:65432), TCP 2")
                .doesNotContain("SYN-SENT│");
        assertThat(english.out().lines()).allMatch(line -> line.length() <= 100);
        Cli.Outcome portuguese = new Cli().language("pt_BR").run("explain", file());
        assertThat(portuguese.out())
                .contains("1. falha · recusada", "nada escute na porta 65432", "O mesmo em mais 2 conversas");
    }

    @Test
    void aLadderKeepsTheNumbersOfTheCapture() throws Exception {
        Cli.Outcome outcome = new Cli().run("explain", file(), "--ladder", "1,udp:0,7");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("TCP 1 · 192.0.2.1:50001 → 192.0.2.2:65432", "UDP 0 · 192.0.2.1:4000");
        assertThat(outcome.out()).containsPattern("\n   5 +0.000 .*SYN seq=0").containsPattern("\n   6 +1.000 ");
        assertThat(outcome.out()).contains("[5, 6]", "The capture has no conversation tcp.stream 7.");
    }

    @Test
    void jsonGivesAnObjectForEachFindingAndConversation() throws Exception {
        List<String> lines =
                new Cli().run("explain", file(), "--json").out().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.getFirst())
                .startsWith("{\"finding\":\"refused\",\"rank\":1,\"severity\":\"FAILURE\"")
                .contains("\"stream\":0", "\"packets\":[3,4]", "\"count\":3");
        assertThat(lines.get(1))
                .startsWith("{\"protocol\":\"TCP\",\"stream\":0")
                .contains("\"findings\":[\"refused\"]");
        List<String> ladder = new Cli()
                .run("explain", file(), "--json", "--ladder", "2")
                .out()
                .lines()
                .toList();
        assertThat(ladder).hasSize(2);
        assertThat(ladder.getLast()).contains("\"stream\":2", "\"client_states\":[{", "\"evidence\":[7,8]");
    }

    @Test
    void whatTheCaptureCannotShowIsSaid() throws Exception {
        Cli.Outcome outcome =
                new Cli().run("explain", file(), "ip.addr", "==", "127.0.0.1", "and", "tcp.port", "==", "65432");
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).contains("This capture cannot show 127.0.0.1:65432: it was taken on eth0");
    }

    @Test
    void aFilterChoosesConversations() throws Exception {
        Cli.Outcome outcome = new Cli().run("explain", file(), file(), "udp");
        assertThat(outcome.out()).contains("16 packets").contains("UDP 0").doesNotContain("TCP 0", "· refused");
    }

    @Test
    void aDamagedFileIsToldUpToTheDamage() throws Exception {
        byte[] bytes = Files.readAllBytes(capture);
        Path damaged = Files.write(folder.resolve("damaged.pcapng"), Arrays.copyOf(bytes, bytes.length - 10));
        Cli.Outcome outcome = new Cli().run("explain", damaged.toString());
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out()).contains("1. failure · refused");
        assertThat(outcome.err())
                .contains("everything before the damage was read")
                .doesNotContain("\tat ");
    }

    @Test
    void aWrongNumberIsSaid() throws Exception {
        Cli.Outcome outcome = new Cli().run("explain", file(), "--ladder", "x");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("x is no number of a conversation");
    }
}
