package soquete.lab;

import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import soquete.host.Host;
import soquete.host.Unavailable;
import soquete.lab.Exchange.Flood;
import soquete.lab.Exchange.Measured;
import soquete.lab.Exchange.Nobody;
import soquete.text.Messages;
import soquete.timeline.Conversation;
import soquete.timeline.Frame;
import soquete.timeline.Moment;
import soquete.timeline.Side;
import soquete.timeline.Timeline;
import soquete.trace.SocketRow.Protocol;

/// The same messages over TCP and over UDP, measured, and what each does when nobody listens and when the reader stops
/// reading. The lab's own sockets talk here; they are seen on the wire, not as calls.
final class ComparisonScene implements Scene {

    static final int TCP_PORT = 65432;
    static final int UDP_PORT = 65431;
    static final int CLOSED_PORT = 65430;
    static final int STALLED_PORT = 65433;

    private Measured measured = Measured.NONE;
    private Nobody nobody = Nobody.NONE;
    private Flood tcpFlood = Flood.NONE;
    private Flood udpFlood = Flood.NONE;

    @Override
    public String name() {
        return "tcp-vs-udp";
    }

    @Override
    public Set<Integer> ports() {
        return Set.of(TCP_PORT, UDP_PORT, CLOSED_PORT, STALLED_PORT);
    }

    @Override
    public List<String> programs() {
        return List.of();
    }

    @Override
    public void play(Stage stage) throws IOException, SceneFailure, Unavailable {
        Host machine = stage.host("machine");
        stage.observe(machine, Stage.LOOPBACK);
        try {
            measured = machine.call(Exchange::overBoth);
            nobody = machine.call(Exchange::withNobody);
            tcpFlood = machine.call(Exchange::floodTcp);
            udpFlood = machine.call(Exchange::floodUdp);
        } catch (BindException e) {
            throw new SceneFailure(
                    "port-in-use", "127.0.0.1:{" + TCP_PORT + ", " + UDP_PORT + ", " + STALLED_PORT + "}");
        } catch (IOException | SceneFailure e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public List<Part> tell(Timeline timeline, Messages texts) {
        Locale locale = texts.locale();
        List<Conversation> all = timeline.conversations();
        Cost tcpCost = Cost.of(find(all, Protocol.TCP, TCP_PORT), locale);
        Cost udpCost = Cost.of(find(all, Protocol.UDP, UDP_PORT), locale);
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(
                texts, "packets", tcpCost.packets(), udpCost.packets(), tcpCost.evidence() + " " + udpCost.evidence()));
        rows.add(row(
                texts,
                "header-bytes",
                tcpCost.headerBytes(),
                udpCost.headerBytes(),
                tcpCost.evidence() + " " + udpCost.evidence()));
        rows.add(row(
                texts,
                "round-trips",
                tcpCost.roundTripsBeforeData(),
                udpCost.roundTripsBeforeData(),
                tcpCost.opening() + " " + udpCost.opening()));
        String samples = texts.text("compare.samples", measured.tcp().getTotalCount(), Exchange.WARM_UP);
        rows.add(row(texts, "median", micros(measured.tcp(), 50, locale), micros(measured.udp(), 50, locale), samples));
        rows.add(row(texts, "p99", micros(measured.tcp(), 99, locale), micros(measured.udp(), 99, locale), samples));
        rows.add(row(
                texts,
                "nobody",
                texts.text("compare.nobody.tcp", nobody.connectError()),
                texts.text("compare.nobody.udp", told(nobody.unconnected(), texts), told(nobody.connected(), texts)),
                numbers(find(all, Protocol.TCP, CLOSED_PORT)) + " " + numbers(find(all, Protocol.UDP, CLOSED_PORT))));
        Conversation stalled = find(all, Protocol.TCP, STALLED_PORT);
        long lost = tcpFlood.accepted() - tcpFlood.read();
        boolean seen = !timeline.frames().isEmpty();
        long zeroWindows = stalled == null
                ? 0
                : stalled.segments(Side.SERVER, s -> s.windowField() == 0 && !s.rst())
                        .size();
        rows.add(row(
                texts,
                "stalled",
                seen
                        ? texts.text("compare.stalled.tcp", tcpFlood.accepted(), tcpFlood.read(), zeroWindows, lost)
                        : texts.text("compare.stalled.tcp.unseen", tcpFlood.accepted(), tcpFlood.read(), lost),
                texts.text(
                        "compare.stalled.udp",
                        udpFlood.accepted(),
                        udpFlood.read(),
                        udpFlood.accepted() - udpFlood.read()),
                zeroWindow(stalled) + " " + numbers(find(all, Protocol.UDP, STALLED_PORT))));
        List<String> header = List.of("", "TCP", "UDP", texts.text("evidence"));
        return List.of(
                new Part.Text(texts.text(
                        seen ? "compare.intro" : "compare.intro.unseen",
                        Exchange.MESSAGES,
                        Exchange.message(0).length)),
                new Part.Grid(texts.text("compare.title"), header, rows, texts.text("compare.note")));
    }

    private static List<String> row(Messages texts, String key, Object tcp, Object udp, String evidence) {
        return List.of(texts.text("compare." + key), String.valueOf(tcp), String.valueOf(udp), evidence.strip());
    }

    private static String told(String what, Messages texts) {
        return what.equals(Exchange.TIME_OUT) ? texts.text("compare.time-out") : what;
    }

    private static String micros(Histogram latency, double percentile, Locale locale) {
        return latency.getTotalCount() == 0
                ? "–"
                : String.format(locale, "%.1f µs", latency.getValueAtPercentile(percentile) / 1e3);
    }

    private static @Nullable Conversation find(List<Conversation> all, Protocol protocol, int port) {
        return all.stream()
                .filter(c -> c.protocol() == protocol && c.server().port() == port)
                .findFirst()
                .orElse(null);
    }

    private static String numbers(@Nullable Conversation conversation) {
        return conversation == null ? "–" : range(packets(conversation));
    }

    private static String zeroWindow(@Nullable Conversation conversation) {
        return conversation == null
                ? "–"
                : range(conversation.segments(Side.SERVER, s -> s.windowField() == 0 && !s.rst()));
    }

    private static List<Moment> packets(Conversation conversation) {
        return conversation.moments().stream().filter(m -> m.frame() != null).toList();
    }

    private static String range(List<Moment> moments) {
        return switch (moments.size()) {
            case 0 -> "–";
            case 1 -> "[" + moments.getFirst().number() + "]";
            default ->
                "[" + moments.getFirst().number() + "–" + moments.getLast().number() + "]";
        };
    }

    /// What a conversation cost on the wire, counted from its packets.
    ///
    /// @param headerBytes          of IP and transport; the link's are left out
    /// @param roundTripsBeforeData the server's packets before the client's first byte of data
    private record Cost(
            String packets, String headerBytes, String roundTripsBeforeData, String evidence, String opening) {

        static Cost of(@Nullable Conversation conversation, Locale locale) {
            List<Moment> seen = conversation == null ? List.of() : ComparisonScene.packets(conversation);
            if (seen.isEmpty()) {
                return new Cost("–", "–", "–", "–", "–");
            }
            long headers = 0;
            int answersBeforeData = 0;
            int upToData = 0;
            boolean data = false;
            for (Moment packet : seen) {
                Frame frame = packet.frame();
                int payload = frame == null ? 0 : frame.layers().payloadLength();
                headers += frame == null ? 0 : headerBytes(frame);
                if (!data) {
                    upToData++;
                    answersBeforeData += packet.side() == Side.SERVER ? 1 : 0;
                    data = payload > 0;
                }
            }
            return new Cost(
                    String.format(locale, "%,d", seen.size()),
                    String.format(locale, "%,d", headers),
                    String.valueOf(answersBeforeData),
                    range(seen),
                    range(seen.subList(0, upToData)));
        }

        private static int headerBytes(Frame frame) {
            var layers = frame.layers();
            int ip = Math.max(layers.index(soquete.wire.Protocol.IPV4), layers.index(soquete.wire.Protocol.IPV6));
            int beforeIp = ip < 0 ? 0 : layers.offset(ip);
            return frame.packet().originalLength() - beforeIp - layers.payloadLength();
        }
    }
}
