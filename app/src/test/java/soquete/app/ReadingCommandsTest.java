package soquete.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import soquete.pcap.CaptureReader;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PacketRecord;
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

/// `follow`, `cut` and `stats` as a user calls them, on a capture of one conversation.
class ReadingCommandsTest {
    private static final long TIME = 1_795_359_600_000_000_000L;
    private static final int LARGE = 10_000;
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void capture() throws IOException {
        file = folder.resolve("talk.pcap");
        write(file, 0, 1);
    }

    /// Every packet when `every` is 1, else each second one from `from` on.
    private static void write(Path to, int from, int every) throws IOException {
        byte[][] frames = {
            frame(true, TcpView.SYN, 99, ""),
            frame(false, TcpView.SYN | TcpView.ACK, 499, ""),
            frame(true, TcpView.ACK, 100, "hello\r\n"),
            frame(true, TcpView.ACK, 100, "hello\r\n"),
            frame(false, TcpView.ACK, 510, "world\n"),
            frame(false, TcpView.ACK, 500, "big olá ")
        };
        try (OutputStream out = Files.newOutputStream(to);
                PcapWriter writer = new PcapWriter(out, PcapWriter.Format.of(LinkType.ETHERNET))) {
            for (int i = from; i < frames.length; i += every) {
                writer.packet(TIME + i * SECOND, CapturedBytes.whole(frames[i]));
            }
        }
    }

    private static byte[] frame(boolean fromClient, int flags, long sequence, String text) {
        String client = "192.0.2.1";
        String server = "192.0.2.2";
        TcpBuilder tcp = new TcpBuilder(fromClient ? 49152 : 80, fromClient ? 80 : 49152)
                .sequence(SeqNum.of(sequence))
                .flags(flags);
        if ((flags & TcpView.ACK) != 0) {
            tcp.acknowledgment(SeqNum.of(fromClient ? 500 : 107));
        }
        return HeaderBuilder.frame(
                text.getBytes(StandardCharsets.UTF_8),
                new EthernetBuilder(),
                new Ipv4Builder(
                        Addresses.literal(fromClient ? client : server),
                        Addresses.literal(fromClient ? server : client)),
                tcp);
    }

    private static String times(Path file) throws IOException {
        StringBuilder times = new StringBuilder();
        try (CaptureReader reader = CaptureReader.open(file)) {
            PacketRecord packet = reader.nextPacket();
            while (packet != null) {
                times.append((packet.epochNanos() - TIME) / SECOND);
                packet = reader.nextPacket();
            }
            assertThat(reader.problem()).isNull();
        }
        return times.toString();
    }

    @Test
    void aConversationIsFollowed() throws Exception {
        Cli.Outcome outcome = new Cli().run("follow", file.toString(), "0");
        assertThat(outcome.out()).isEqualTo("""
                tcp.stream 0: > client 192.0.2.1:49152  < server 192.0.2.2:80
                > hello
                < big olá [1 byte not captured]world
                7 bytes from the client, 16 bytes from the server.
                """);
        assertThat(outcome.exit()).isZero();
        assertThat(new Cli()
                        .run("follow", file.toString(), "0", "--raw", "--client")
                        .out())
                .isEqualTo("hello\r\n");
        assertThat(new Cli()
                        .run("follow", file.toString(), "0", "--hex", "--client")
                        .out())
                .contains("00000000  68 65 6c 6c 6f 0d 0a");
        assertThat(new Cli().run("follow", file.toString(), "0", "--json").out())
                .contains("{\"from\":\"server\",\"offset\":9,\"length\":1,\"missing\":\"not-captured\"}");
    }

    @Test
    void whatCannotBeFollowedIsOneSentence() throws Exception {
        Cli.Outcome none = new Cli().language("pt_BR").run("follow", file.toString(), "1");
        assertThat(none.err())
                .startsWith("Não há tcp.stream 1; há uma conversa desse tipo")
                .hasLineCount(1);
        assertThat(none.exit()).isEqualTo(1);
        assertThat(new Cli().run("follow", file.toString(), "x").exit()).isEqualTo(2);
        assertThat(new Cli().run("follow", file.toString()).exit()).isEqualTo(2);
        assertThat(new Cli()
                        .run("follow", file.toString(), "0", "--hex", "--raw")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void aFilterChoosesTheConversation() throws Exception {
        Path many = connections(12);
        Cli.Outcome one = new Cli().run("follow", many.toString(), "tcp.port", "==", "10007");
        assertThat(one.out()).startsWith("tcp.stream 7: > client 192.0.2.1:10007 ");
        assertThat(one.exit()).isZero();
        Cli.Outcome several = new Cli().run("follow", many.toString(), "ip");
        assertThat(several.err())
                .startsWith("The filter chooses 12 conversations: tcp.stream 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …. Give")
                .hasLineCount(1);
        assertThat(several.exit()).isEqualTo(1);
        Cli.Outcome none = new Cli().run("follow", many.toString(), "tcp.port == 7");
        assertThat(none.err())
                .startsWith("No TCP conversation has")
                .contains("--udp")
                .hasLineCount(1);
        assertThat(none.exit()).isEqualTo(1);
        Cli.Outcome empty = new Cli().run("follow", many.toString(), "");
        assertThat(empty.err()).startsWith("missing: N|FILTER");
        assertThat(empty.exit()).isEqualTo(2);
        Cli.Outcome once = new Cli().run("follow", "-", "ip");
        assertThat(once.err()).contains("can be read only once");
        assertThat(once.exit()).isEqualTo(2);
    }

    @Test
    void aFilterChoosesAmongTcpOrAmongUdp() throws Exception {
        Path both = folder.resolve("both.pcap");
        try (OutputStream out = Files.newOutputStream(both);
                PcapWriter writer = new PcapWriter(out, PcapWriter.Format.of(LinkType.ETHERNET))) {
            writer.packet(TIME, CapturedBytes.whole(frame(true, TcpView.SYN, 99, "")));
            writer.packet(
                    TIME,
                    CapturedBytes.whole(HeaderBuilder.frame(
                            "?".getBytes(StandardCharsets.UTF_8),
                            new EthernetBuilder(),
                            new Ipv4Builder(Addresses.literal("192.0.2.1"), Addresses.literal("192.0.2.2")),
                            new UdpBuilder(4000, 53))));
        }
        assertThat(said("follow", both.toString(), "ip")).startsWith("tcp.stream 0: > client 192.0.2.1:49152 ");
        assertThat(said("follow", both.toString(), "ip", "--udp"))
                .startsWith("udp.stream 0: > client 192.0.2.1:4000 ")
                .contains("> ?");
    }

    @Test
    void whatAFilterChoosesInADamagedFileIsToldBesideTheDamage() throws Exception {
        Path many = connections(3);
        byte[] bytes = Files.readAllBytes(many);
        Files.write(many, Arrays.copyOf(bytes, bytes.length - 1));
        Cli.Outcome outcome = new Cli().run("follow", many.toString(), "ip");
        assertThat(outcome.err().lines())
                .satisfiesExactly(
                        choice -> assertThat(choice).startsWith("The filter chooses 2 conversations: tcp.stream 0, 1."),
                        damage -> assertThat(damage).startsWith("The file is damaged"));
        assertThat(outcome.exit()).isEqualTo(1);
    }

    @Test
    void partsAreCut() throws Exception {
        Path out = folder.resolve("out.pcap");
        Cli.Outcome outcome =
                new Cli().run("cut", file.toString(), "tcp.srcport", "==", "80", "-w", out.toString(), "--to", "+5s");
        assertThat(outcome.out()).isEqualTo("2 packets of 6 written to " + out + ".\n");
        assertThat(times(out)).isEqualTo("14");
        new Cli().run("cut", file.toString(), "tcp.analysis.retransmission", "-w", out.toString());
        assertThat(times(out)).contains("3");
    }

    @Test
    void severalAreMergedByTime() throws Exception {
        Path odd = folder.resolve("odd.pcap");
        Path even = folder.resolve("even.pcap");
        Path out = folder.resolve("out.pcap");
        write(odd, 1, 2);
        write(even, 0, 2);
        Cli.Outcome outcome = new Cli().run("cut", odd.toString(), even.toString(), "-w", out.toString(), "--json");
        assertThat(outcome.out()).contains("\"packetsRead\":6,\"packetsWritten\":6");
        assertThat(times(out)).isEqualTo("012345");
        assertThat(Files.readAllBytes(out)).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void anInputIsNeverOverwritten() throws Exception {
        byte[] before = Files.readAllBytes(file);
        Cli.Outcome outcome = new Cli().run("cut", file.toString(), "-w", file.toString());
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("is one of the captures").hasLineCount(1);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(new Cli()
                        .run("cut", file.toString(), "-w", "x", "--from", "noon")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void numbersAreTold() throws Exception {
        Cli.Outcome outcome = new Cli().run("stats", file.toString(), "--json");
        assertThat(outcome.out())
                .contains("\"packets\":6", "\"seconds\":5.0", "\"tcpConversations\":1", "\"peakPacketsPerSecond\":1")
                .contains("{\"depth\":2,\"protocol\":\"tcp\",\"packets\":6")
                .contains("{\"protocol\":\"tcp\",\"port\":80,\"packets\":6");
        assertThat(new Cli()
                        .run("stats", file.toString(), "tcp.srcport == 80", "--json")
                        .out())
                .contains("\"packets\":3");
        assertThat(new Cli().language("pt_BR").run("stats", file.toString()).out())
                .contains("LINKTYPE_ETHERNET", "1 conversa TCP, nenhuma UDP", "tcp.analysis.");
    }

    /// More packets than the engine carries in one batch, all of one conversation.
    private Path large() throws IOException {
        Path large = folder.resolve("large.pcap");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(large));
                PcapWriter writer = new PcapWriter(out, PcapWriter.Format.of(LinkType.ETHERNET))) {
            for (int i = 0; i < LARGE; i++) {
                byte[] frame = frame(true, TcpView.ACK, 100 + 7L * i, "hello\r\n");
                writer.packet(TIME + i * 1000L, CapturedBytes.whole(frame));
            }
        }
        return large;
    }

    @Test
    void everyCommandTakesMoreThanABatch() throws Exception {
        String large = large().toString();
        assertThat(said("stats", large, "--json")).contains("\"packets\":" + LARGE);
        assertThat(said("follow", large, "0", "--raw")).hasSize(7 * LARGE);
        assertThat(said("conversations", large)).contains(" " + LARGE + " ");
        assertThat(said("fields", large, "-e", "tcp.completeness", "--no-header"))
                .hasLineCount(LARGE);
        assertThat(said("explain", large)).contains("10,000 packets");
        assertThat(said("cut", large, "tcp", "-w", folder.resolve("all.pcap").toString()))
                .startsWith("10,000 packets");
        assertThat(folder.resolve("all.pcap")).hasSameBinaryContentAs(Path.of(large));
    }

    private static String said(String... args) throws Exception {
        Cli.Outcome outcome = new Cli().run(args);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exit()).isZero();
        return outcome.out();
    }

    @Test
    void aReaderWhoLeavesIsNoFailure() throws Exception {
        Cli.Outcome outcome = new Cli().runToOneWhoLeaves("fields", large().toString(), "-e", "frame.protocols");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exit()).isEqualTo(141);
    }

    @Test
    void eachDamagedFileIsNamed() throws Exception {
        Path one = folder.resolve("one.pcap");
        Path other = folder.resolve("other.pcap");
        byte[] whole = Files.readAllBytes(file);
        Files.write(one, Arrays.copyOf(whole, whole.length - 3));
        Files.write(other, Arrays.copyOf(whole, whole.length - 30));
        Cli.Outcome outcome = new Cli().run("conversations", one.toString(), other.toString());
        assertThat(outcome.err())
                .contains(one + " is damaged", other + " is damaged")
                .hasLineCount(2);
        assertThat(outcome.out()).contains("192.0.2.1:49152");
        assertThat(outcome.exit()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNotThereIsNoFilter() throws Exception {
        Cli.Outcome outcome = new Cli()
                .run("stats", file.toString(), folder.resolve("gone.pcap").toString());
        assertThat(outcome.err()).startsWith("There is no file").hasLineCount(1);
        assertThat(outcome.exit()).isEqualTo(1);
    }

    @Test
    void whatIsNoCaptureGetsOneSentence() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "no capture at all");
        Cli.Outcome outcome = new Cli().run("conversations", text.toString());
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("is no capture file").hasLineCount(1);
        assertThat(outcome.exit()).isEqualTo(1);
    }

    /// Connections of one SYN each.
    private Path connections(int count) throws Exception {
        Path many = folder.resolve("many.pcap");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(many));
                PcapWriter writer = new PcapWriter(out, PcapWriter.Format.of(LinkType.ETHERNET))) {
            for (int i = 0; i < count; i++) {
                byte[] frame = HeaderBuilder.frame(
                        new byte[0],
                        new EthernetBuilder(),
                        new Ipv4Builder(
                                Addresses.literal("192.0.2.1"), Addresses.literal("192.0.2." + (2 + i / 50_000))),
                        new TcpBuilder(10_000 + i % 50_000, 80).flags(TcpView.SYN));
                writer.packet(TIME + i, CapturedBytes.whole(frame));
            }
        }
        return many;
    }

    @Test
    void conversationsThatWereClosedOutAreCounted() throws Exception {
        Path many = connections(100);
        Cli.Outcome outcome = new Cli().run("conversations", many.toString(), "--max-connections", "8", "--json");
        int listed = (int) outcome.out().lines().count();
        assertThat(listed).isBetween(1, 8);
        assertThat(outcome.err()).startsWith(100 - listed + " conversations were closed out");
        assertThat(outcome.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explain",
                "stats",
                "fields -e tcp.stream -e tcp.analysis.flags",
                "follow 0",
                "cut !tcp.analysis.retransmission -w /dev/null"
            })
    void everyCommandCountsWhatItClosedOut(String words) throws Exception {
        List<String> command = new ArrayList<>(List.of(words.split(" ")));
        command.addAll(1, List.of(connections(100).toString(), "--max-connections", "8"));
        Cli.Outcome outcome = new Cli().run(command.toArray(String[]::new));
        assertThat(outcome.err()).contains(" conversations were closed out");
        assertThat(outcome.exit()).isZero();
    }

    @Test
    void tooLittleMemoryIsOneSentence() throws Exception {
        Cli.Outcome outcome =
                new Cli().memory("24m").run("explain", connections(100_000).toString(), "--max-connections", "9000000");
        assertThat(outcome.err().strip()).startsWith("Java’s memory of").doesNotContain("\n");
        assertThat(outcome.exit()).isEqualTo(1);
    }

    @Test
    void littleMemoryRemembersLess() throws Exception {
        Cli.Outcome outcome =
                new Cli().memory("24m").run("explain", connections(100_000).toString());
        assertThat(outcome.err()).contains(" conversations were closed out");
        assertThat(outcome.exit()).isZero();
    }
}
