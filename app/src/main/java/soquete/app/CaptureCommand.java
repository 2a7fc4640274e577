package soquete.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import soquete.command.Command;
import soquete.command.Options;
import soquete.filter.Filter;
import soquete.filter.SocketSubject;
import soquete.host.PacketCapture;
import soquete.host.Platform;
import soquete.host.Unavailable;
import soquete.ladder.PacketText;
import soquete.pcap.CaptureInterface;
import soquete.pcap.CapturedBytes;
import soquete.pcap.PcapngWriter;
import soquete.pcap.SectionInfo;
import soquete.tcp.ConnectionTable;
import soquete.tcp.Segment;
import soquete.text.Json;
import soquete.text.Messages;
import soquete.text.Screen;
import soquete.text.Span;
import soquete.timeline.Frame;
import soquete.trace.CapturedPacket;
import soquete.trace.SocketRow;
import soquete.wire.Addresses;
import soquete.wire.Decoder;
import soquete.wire.Endpoint;
import soquete.wire.Layers;
import soquete.wire.Protocol;
import soquete.wire.TcpView;

/// `soquete capture [-i IF] [FILTER] [-w FILE]`: packets of one interface, printed or written.
final class CaptureCommand implements Command {

    private static final Pattern ADDRESS =
            Pattern.compile("\\bip(?:v6)?\\.(?:addr|src|dst)\\s*(?:==|eq)\\s*([0-9a-fA-F:.]+)");

    /// Connections whose relative numbers are known at a time.
    private static final int MOST_CONNECTIONS = 10_000;

    private boolean json;

    private @Nullable String interfaceName;

    private @Nullable Path file;

    private long count = Long.MAX_VALUE;

    private @Nullable Duration duration;

    private List<String> filterWords = List.of();

    private final Screen screen = Screen.standard();
    private final Messages texts = Failures.texts();
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong matched = new AtomicLong();
    private final CountDownLatch done = new CountDownLatch(1);
    private final ConnectionTable connections = new ConnectionTable(MOST_CONNECTIONS);
    private final Decoder decoder = new Decoder();
    private volatile @Nullable IOException failed;

    @Override
    public String texts() {
        return "soquete.app.app";
    }

    @Override
    public void options(Options options) {
        options.flag("option.json", it -> json = it, "--json");
        options.value(
                "IF", "soquete.capture.interface", Function.identity(), it -> interfaceName = it, "-i", "--interface");
        options.value("FILE", "soquete.capture.write", Path::of, it -> file = it, "-w", "--write");
        options.value("N", "soquete.capture.count", Long::valueOf, it -> count = it, "-c", "--count");
        options.value("D", "soquete.capture.for", Span::parse, it -> duration = it, "--for");
        options.arguments("FILTER", "soquete.capture.filter", it -> filterWords = it);
    }

    @Override
    public Integer call() throws Exception {
        if (count < 1) {
            throw Failure.wrongUse("error.bad-number", "--count");
        }
        Filter filter = FilterArgument.parse(filterWords);
        try (Platform platform = Platform.current()) {
            Choice choice = chooseInterface(platform, filter);
            long offset = platform.realtimeOffsetNanos();
            long dropped;
            try (Output output = Output.open(file)) {
                PacketCapture capture =
                        platform.capture(platform.machine(), choice.name(), p -> take(p, filter, output, offset));
                try (capture) {
                    note(choice.why());
                    Until.waitFor(done, duration);
                }
                dropped = capture.dropped();
            }
            if (failed != null) {
                throw new UncheckedIOException(failed);
            }
            note(texts.text("capture.summary", seen.get(), matched.get(), dropped));
            if (connections.forgotten() > 0) {
                note(texts.text("capture.forgotten", connections.forgotten()));
            }
            if (file != null) {
                note(texts.text("capture.written", file));
            }
        }
        return 0;
    }

    /// Words about the capture go to standard error where standard output is for machines.
    private void note(String text) {
        if (json) {
            Console.writer(System.err).println(text);
        } else {
            screen.line(text);
        }
    }

    /// The interface, and the sentence that says why it is this one.
    private record Choice(String name, String why) {}

    private Choice chooseInterface(Platform platform, Filter filter) throws IOException, Unavailable {
        if (interfaceName != null) {
            return new Choice(interfaceName, texts.text("capture.on", interfaceName));
        }
        InetAddress address = addressOf(platform, filter);
        String chosen = platform.interfaceTowards(
                platform.machine(), address == null ? Addresses.literal("127.0.0.1") : address);
        if (address == null) {
            return new Choice(chosen, texts.text("capture.default", chosen));
        }
        NetworkInterface found = NetworkInterface.getByName(chosen);
        boolean loopback = found != null && found.isLoopback();
        return new Choice(
                chosen,
                loopback
                        ? texts.text("capture.on-loopback", chosen, Addresses.text(address))
                        : texts.text("capture.on", chosen));
    }

    /// The address that the filter names, or that a socket it matches is bound to.
    private @Nullable InetAddress addressOf(Platform platform, Filter filter) throws IOException, Unavailable {
        Matcher matcher = ADDRESS.matcher(String.join(" ", filterWords));
        if (matcher.find()) {
            return Addresses.literal(matcher.group(1));
        }
        if (filterWords.isEmpty()) {
            return null;
        }
        for (SocketRow row : platform.socketTable(platform.machine()).read()) {
            Protocol protocol = row.protocol() == SocketRow.Protocol.TCP ? Protocol.TCP : Protocol.UDP;
            boolean bound = !row.local().address().isAnyLocalAddress();
            if (bound && filter.matches(new SocketSubject(protocol, row.local(), row.peer()))) {
                return row.peer() == null ? row.local().address() : row.peer().address();
            }
        }
        return null;
    }

    private void take(CapturedPacket packet, Filter filter, Output output, long offset) {
        seen.incrementAndGet();
        MemorySegment bytes = MemorySegment.ofArray(packet.bytes());
        decoder.read(packet.linkType(), bytes, 0, packet.bytes().length, packet.originalLength());
        if (matched.get() >= count || (!filterWords.isEmpty() && !filter.matches(decoder.layers()))) {
            return;
        }
        try {
            if (output.writer() == null) {
                print(packet, decoder.layers(), offset);
            } else {
                output.write(packet, offset);
            }
        } catch (IOException e) {
            failed = e;
            done.countDown();
        } catch (UncheckedIOException e) {
            failed = e.getCause();
            done.countDown();
        }
        if (matched.incrementAndGet() >= count) {
            done.countDown();
        }
    }

    private void print(CapturedPacket packet, Layers layers, long offset) {
        Endpoint source = layers.sourceEndpoint();
        Endpoint destination = layers.destinationEndpoint();
        TcpView tcp = layers.tcp();
        Frame frame = new Frame(
                (int) matched.get() + 1,
                packet,
                layers,
                tcp == null || source == null || destination == null
                        ? null
                        : connections.accept(source, destination, Segment.of(tcp, layers.payloadLength())));
        String from = source != null ? source.toString() : text(layers.source());
        String to = destination != null ? destination.toString() : text(layers.destination());
        long epoch = packet.timeNanos() + offset;
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("number", frame.number());
            fields.put("time_epoch_nanos", epoch);
            fields.put("source", from);
            fields.put("destination", to);
            fields.put("length", packet.originalLength());
            fields.put("info", PacketText.label(frame));
            screen.line(Json.line(fields));
        } else {
            screen.line(String.format(
                    texts.locale(),
                    "%6d  %17.6f  %s → %s  %s",
                    frame.number(),
                    epoch % 86_400_000_000_000L / 1e9,
                    from,
                    to,
                    PacketText.label(frame)));
        }
    }

    private static String text(@Nullable InetAddress address) {
        return address == null ? "–" : Addresses.text(address);
    }

    /// The file that is written; without one, nothing.
    private static final class Output implements AutoCloseable {
        private final @Nullable OutputStream out;
        private final @Nullable PcapngWriter writer;
        private @Nullable CaptureInterface on;

        private Output(@Nullable OutputStream out, @Nullable PcapngWriter writer) {
            this.out = out;
            this.writer = writer;
        }

        static Output open(@Nullable Path file) throws IOException, Failure {
            if (file == null) {
                return new Output(null, null);
            }
            try {
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                SectionInfo section = new SectionInfo("", "", "soquete " + Main.VERSION, List.of());
                return new Output(out, new PcapngWriter(out, section));
            } catch (IOException e) {
                throw new Failure("error.not-writable", file, Failures.reason(e), "-w");
            }
        }

        @Nullable
        PcapngWriter writer() {
            return writer;
        }

        void write(CapturedPacket packet, long offset) throws IOException {
            if (writer == null) {
                return;
            }
            if (on == null) {
                on = writer.addInterface(packet.interfaceName(), packet.linkType(), 0);
            }
            CapturedBytes bytes = new CapturedBytes(MemorySegment.ofArray(packet.bytes()), packet.originalLength());
            writer.packet(on, packet.timeNanos() + offset, bytes);
        }

        @Override
        public void close() throws IOException {
            if (writer != null && out != null) {
                writer.close();
                out.close();
            }
        }
    }
}
